"""Evaluates an expression a line in a site of its own, and answers each in a line of JSON. The tests' own."""

import dataclasses
import json
import sys
from pathlib import Path

import muster.web

muster.web.__path__.append(str(Path(__file__).parent / "record"))  # where the app `trial` lies

import django  # noqa: E402

django.setup()

from django.db import transaction  # noqa: E402

from muster.web.record import jobs  # noqa: E402
from muster.web.record.models import Entry, Job, Payload  # noqa: E402
from muster.web.roll.models import Person  # noqa: E402

__all__ = ["Entry", "Job", "Payload", "Person", "jobs"]


def start_and_fail() -> None:
    with transaction.atomic():
        jobs.start("trial.answer", number=1)
        raise RuntimeError("changed my mind")


def told(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return value


for line in sys.stdin:
    try:
        answer = {"value": told(eval(line))}  # noqa: S307 - the tests' own words
    except Exception as error:  # noqa: BLE001 - told to the test
        answer = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
