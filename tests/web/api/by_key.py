"""Programs that ask in somebody's name."""

import datetime as dt
from typing import Any

from django.test import Client
from django.utils.timezone import now

from muster.web.enter import actions
from muster.web.enter.actions import Asked
from muster.web.enter.keys import hash_of, new_text
from muster.web.enter.models import ProgramKey
from muster.web.roll.models import Account
from muster.web.roll.queries import actor_of

V1 = "/api/v1"


def key_of(account: Account, *, reads_only: bool = False, second: bool = True, days: int = 30) -> str:
    """Make a key and give its text."""
    text = new_text()
    asked = Asked("the ferry times", hash_of(text), days, reads_only=reads_only, second=second)
    actions.make_key(account, asked=asked, by=actor_of(account, at=now()), at=now())
    return text


def program(text: str, **more: Any) -> Client:
    """A program that sends a key."""
    return Client(headers={"Authorization": f"Bearer {text}"}, **more)


def program_of(account: Account, **more: Any) -> Client:
    """A program that sends a new key of somebody."""
    return program(key_of(account, **more))


def ended(account: Account) -> None:
    """Let every key of an account have reached its last day."""
    for key in ProgramKey.objects.filter(account=account):
        key.made_at, key.ends_at = key.made_at - dt.timedelta(days=60), now() - dt.timedelta(seconds=1)
        key.save()


def code_of(answer: Any) -> tuple[int, str]:
    """Give an answer's status and the code of its refusal."""
    return answer.status_code, answer.json()["code"]
