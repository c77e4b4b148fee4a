"""20,000 messages: into the outbox, and out to a mail server while workers are killed. Beside Django's own mail.

Bars: queued in 10 s; handed on in 5 minutes; each exactly once, with ten kills in between.
    .venv/bin/python bench/messages.py [--people 20000] [--kills 10] [--database URL]
"""

# ruff: noqa: PLC0415 - a site is named by the environment before its modules are loaded

import argparse
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from bench.mail_site import SENDER, arrived, mail_site, worker

if TYPE_CHECKING:
    import subprocess


def main() -> None:
    """Run it all and print it."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--people", type=int, default=20_000)
    wanted.add_argument("--kills", type=int, default=10)
    wanted.add_argument("--database", default="")
    given = wanted.parse_args()
    with mail_site(given.database) as kept:
        _measure(given.people, given.kills, kept)


def _measure(people: int, kills: int, kept: Path) -> None:
    wall_s, cpu_s = _queue(people)
    print(f"queued   {people} in {wall_s:.1f} s ({cpu_s:.1f} s of CPU; bar 10 s), each with a link to answer by")
    wall_s, cpu_s = _hand_on(people, kills)
    got = Counter(mail.ref for mail in arrived(kept))
    states = _states()
    twice = sum(count > 1 for count in got.values())
    print(f"handed   {sum(got.values())} mails in {wall_s:.1f} s beside {kills} kills (bar 300 s): {states}")
    print(f"         {cpu_s:.1f} s of the workers' CPU, the killed ones' among it")
    print(f"         arrived twice {twice}, never {people - len(got)}")
    plain_s, plain_cpu_s = _plainly(people)
    print(f"peer     Django's send_messages, no outbox, no kills: {plain_s:.1f} s ({plain_cpu_s:.1f} s of CPU)")


def _queue(people: int) -> tuple[float, float]:
    from django.utils import timezone

    from muster.web.messenger import actions
    from muster.web.messenger.models import Sending, Way
    from muster.web.record.actor import SITE

    text = {"subject": "Saturday in Merrowby", "body": "Dear {name},\n\nthe coach leaves at nine.\n" * 10}
    writing = actions.Writing(
        Sending.Kind.CALL, "movement", {"en-gb": text}, answers=["yes", "no", "cant"], urgent=True
    )
    to = [
        actions.Recipient(f"{n:032d}", Way.EMAIL, f"person{n}@people.example", "en-gb", {"name": f"Person {n}"})
        for n in range(people)
    ]
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    actions.queue(writing, recipients=to, by=SITE, at=timezone.now())
    return time.perf_counter() - wall_s, time.process_time() - cpu_s


def _hand_on(people: int, kills: int) -> tuple[float, float]:
    chance = random.Random(1)
    began, cpu_s = time.perf_counter(), 0.0
    hands = worker()
    for kill in range(1, kills + 1):
        while _left() > people * (1 - kill / (kills + 1)):
            time.sleep(0.05)
        time.sleep(chance.random() * 0.05)
        os.killpg(hands.pid, signal.SIGKILL)
        cpu_s += _ended(hands)
        hands = worker()
    while _left():
        time.sleep(0.2)
    wall_s = time.perf_counter() - began
    hands.terminate()
    return wall_s, cpu_s + _ended(hands)


def _ended(hands: "subprocess.Popen[bytes]") -> float:
    """Wait for a worker's end; gives its CPU seconds, however it ended."""
    _pid, status, took = os.wait4(hands.pid, 0)
    hands.returncode = os.waitstatus_to_exitcode(status)
    return took.ru_utime + took.ru_stime


def _left() -> int:
    from muster.web.messenger.models import Message

    return Message.objects.filter(state__in=("waiting", "handing")).count()


def _states() -> dict[str, int]:
    from django.db.models import Count

    from muster.web.messenger.models import Message

    return dict(Message.objects.values_list("state").annotate(Count("pk")))


def _plainly(people: int) -> tuple[float, float]:
    from django.core.mail import EmailMessage

    from muster.web import mail as office

    body = "Dear Person,\n\nthe coach leaves at nine.\n" * 10
    mails = [EmailMessage("Saturday", body, SENDER, [f"person{n}@people.example"]) for n in range(people)]
    began, began_cpu_s = time.perf_counter(), time.process_time()
    office.connection().send_messages(mails)
    return time.perf_counter() - began, time.process_time() - began_cpu_s


if __name__ == "__main__":
    main()
