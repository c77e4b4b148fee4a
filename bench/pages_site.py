"""The site that bench/pages.py measures: `pages_site.py MEMBERS DOORS TURFS` fills it and tells its pages as JSON.

One of everything that the site can hold stands beside a movement so large: its roll, its register in two versions,
a day cut, corrected, published, seated, told and mended, letters to all. It goes through the deeds that people use.
"""

import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from muster.cli.migrate import migrate

migrate()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import NoReverseMatch, reverse

from bench.pages_filled import Filled, fill, go_on
from bench.pages_named import ASKING, ELSEWHERE, PASSED_BY, VARIANTS
from tests.web.power.movement import Movement, addresses
from tests.web.power.test_planted import patterns

plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}, ALLOWED_HOSTS=["*"]).enable()
TIMES = 5
LONG_S = 86_400
SAY_MS = 40.0
SLOW_MS = 30.0  # from here on a page is asked so often again


def main() -> None:
    """Fill the site, ask every page, tell all."""
    members, doors, turfs = (int(word) for word in sys.argv[1:4])
    filled = fill(members=members, doors=doors, turfs=turfs)
    found: dict[str, list[Any]] = {}
    lost: dict[str, list[int]] = {}
    for stage in ("before", "after"):
        _measure(filled, found, lost)
        if stage == "before":
            filled = go_on(filled)
    opens = {label.partition("?")[0].partition(" ")[0] for label in found}
    shut = {name: sorted(set(said)) for name, said in lost.items() if name not in opens}
    unnamed = {name: said for name, said in shut.items() if 405 not in said and name not in ELSEWHERE}  # 405: a deed
    idle = [name for name in ELSEWHERE if name not in shut]
    print(json.dumps({"pages": found, "unnamed": unnamed, "idle": idle, "spent_s": filled.spent_s}))


def _measure(filled: Filled, found: dict[str, list[Any]], lost: dict[str, list[int]]) -> None:
    """Keep of each page the slowest asker and the most questions."""
    clients = {who: filled.movement.client(who) for who in ASKING}
    for client in (one for who, one in clients.items() if who):
        session = client.session
        session["enter.proved_at"] = time.time() + LONG_S  # what is dangerous asks for no proof meanwhile
        session.save()
    for name, converters in patterns():
        if name.startswith(PASSED_BY):
            continue
        lost.setdefault(name, [])
        places = _places(filled.movement, name, converters)
        for label, place, headers in _variants(filled.movement, name, places):
            for who, client in clients.items():
                status, ms, asked = _asked(client, place, headers)
                if status not in {200, 304}:
                    lost[name].append(status)
                    continue
                was = found.get(label, [0.0, 0, "", ""])
                found[label] = [*max(was, [ms, was[1], who, place])]
                if ms > SAY_MS:  # who waits for the rest may look already
                    sys.stderr.write(f"  {label}: {ms} ms, {asked} questions, {who or 'nobody'}\n")
                found[label][1] = max(was[1], asked)


def _places(movement: Movement, name: str, converters: list[str]) -> list[str]:
    """Give the addresses of each thing that one may be about, the large one first."""
    if name in {"days:vehicle", "days:vehicle_live"}:
        return [reverse(name, args=pair) for pair in movement.ids["names of vehicles"]]
    try:
        return addresses(movement, name, converters)
    except (AssertionError, KeyError, NoReverseMatch):  # nobody has said yet what it is about
        return []


def _variants(movement: Movement, name: str, places: list[str]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Give a page as it opens, then as it is searched, paged and polled; each with the heaviest of its things first."""
    for place in places[:2]:
        yield name, place, {}
    for query in VARIANTS.get(name, ()):
        chosen = query.format_map({kind: ids[0] for kind, ids in movement.ids.items() if ids})
        yield f"{name}?{query}", f"{places[0]}?{chosen}", {}
    if name == "days:live":
        yield f"{name} (poll)", places[0], {"HX-Request": "true", "If-None-Match": "asked"}


def _asked(client: Client, place: str, headers: dict[str, str]) -> tuple[int, float, int]:
    if "If-None-Match" in headers:
        headers = {**headers, "If-None-Match": client.get(place).headers.get("ETag", "")}
    with CaptureQueriesContext(connection) as queries:
        status, _spent = _once(client, place, headers)
    asked = len(queries)  # before the next request begins its own
    if status == HTTPStatus.FOUND and client.head(place).status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        status = HTTPStatus.METHOD_NOT_ALLOWED  # whoever opens a deed's address is led back: it is no page
    if status not in {200, 304}:
        return status, 0.0, 0
    times = [_once(client, place, headers)[1] for _ in range(2)]
    if min(times) > SLOW_MS:
        times += [_once(client, place, headers)[1] for _ in range(TIMES - len(times))]
    return status, round(statistics.median(times) if len(times) > 2 else min(times), 1), asked


def _once(client: Client, place: str, headers: dict[str, str]) -> tuple[int, float]:
    began_s = _cpu_s()
    answer = client.get(place, headers=headers)
    answer.getvalue()
    return answer.status_code, 1000 * (_cpu_s() - began_s)


def _cpu_s() -> float:
    """Give the CPU seconds of this process, and of those that a page began and waited for."""
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + theirs.ru_utime + theirs.ru_stime


if __name__ == "__main__":
    os.environ.setdefault("DATABASE_URL", "")
    main()
