"""What bench/roll.py has a site do, a step a process: `roll_site.py STEP FILE PEOPLE` tells of it as JSON."""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from muster.cli.migrate import migrate
from muster.cli.site import open_site

if sys.argv[1] == "take_in":
    migrate()
open_site()

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils.timezone import now

from muster.guard.need import Held
from muster.web.intake.models import Upload
from muster.web.letters import queries as letters
from muster.web.messenger import actions as messenger
from muster.web.messenger.models import Sending
from muster.web.power.held import TERMINAL
from muster.web.record.actor import Actor
from muster.web.record.lines import lines
from muster.web.record.models import Job
from muster.web.record.worker import work_once
from muster.web.roll import actions_of_files as files
from muster.web.roll import actions_of_groups as of_groups
from muster.web.roll import middleware
from muster.web.roll.models import (
    Consent,
    ContactWay,
    Double,
    Group,
    Membership,
    Person,
    PersonWord,
    new_pseudonym,
)

storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
override_settings(STORAGES=storages).enable()  # nothing is collected first
PEERS, GROUPS, PAIRS = 100_000, 150, 5_000


def _given(actor: Actor, _user: object, **_at: object) -> Actor:
    return actor


def _cpu_s() -> float:
    """Give the CPU seconds of this process, and of all processes of the server that it asks."""
    url = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not url.scheme:
        return time.process_time()
    folder = Path(parse_qs(url.query)["host"][0]) / "rows"
    server = (folder / "postmaster.pid").read_text(encoding="ascii").split()[0]
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = stat.parent.name, stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if server in (pid, rest[1]):
            ticks += int(rest[11]) + int(rest[12]) + (int(rest[13]) + int(rest[14])) * (pid == server)
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def one_step(step: str, path: Path, people: int) -> dict[str, Any]:
    if step == "take_in":
        migrate()

    open_site()
    return {"take_in": _take_in, "bare": _bare, "orm": _by_orm, "pages": _pages}[step](path, people)


def _some(file: Iterable[bytes], people: int, total: int) -> Iterator[bytes]:
    """Give the header and so many rows of all, spread evenly; and, of few, whoever the searches are to find."""
    every = max(total // people, 1)
    for n, line in enumerate(file):
        wanted = every > 1 and (b",Oliver,Smith," in line or (b",Smith," in line and b",ZY76 " in line))
        if n == 0 or n % every == 2 % every or wanted:
            yield line


def _take_in(path: Path, people: int) -> dict[str, Any]:
    total = sum(1 for _line in path.open("rb")) - 1
    by = Actor(None, TERMINAL, frozenset({Held("officer", "movement", TERMINAL)}))
    for n in range(GROUPS):
        named = of_groups.Named(f"Group {n:03d}", districts=[f"Z{'YX'[n > 98]}{n % 99 + 1}"])
        of_groups.add_group(named, by=by, at=now())
    with path.open("rb") as file:
        content = b"".join(_some(file, people, total))
    with lines(own=True) as said:
        begin_s = _cpu_s()
        upload = files.bring(None, file=files.Brought("people.csv", [content], "people"), by=by, at=now())
        work_once(said)
        read_s = _cpu_s() - begin_s
        upload.refresh_from_db()
        files.accept(upload, by=by, at=now())
        work_once(said)
        cpu_s = _cpu_s() - begin_s
    upload.refresh_from_db()
    assert upload.state == Upload.State.TAKEN_IN, Job.objects.latest("pk").trouble
    _open_pairs()
    return {"rows": people, "cpu_s": cpu_s, "read_s": read_s, "written_s": cpu_s - read_s}


def _open_pairs() -> None:
    cards = Person.objects.exclude(number="").order_by("pk").values_list("pk", "group")
    ids = sorted({*cards[: PAIRS - 99], *cards.filter(group__slug="group-075")[:100]})
    Double.objects.bulk_create(
        Double(one_id=one, other_id=other, group_id=group if group == same else None, level=1, shares=4, weight=n % 40)
        for n, ((one, group), (other, same)) in enumerate(pairwise(ids))
    )


def _bare(_path: Path, _people: int) -> dict[str, Any]:
    """Write a part of the rows into one table without an index, from ready tuples."""
    names = [one.attname for one in Person._meta.concrete_fields][1:]  # noqa: SLF001 - Django documents _meta as public
    rows = list(Person.objects.order_by("pk").values_list(*names)[:PEERS])
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare_person ({', '.join(f'{name} text' for name in names)})")
        begin_s = _cpu_s()
        with transaction.atomic():
            if connection.vendor == "sqlite":
                marks = ", ".join("?" * len(names))
                connection.connection.executemany(f"INSERT INTO bare_person VALUES ({marks})", rows)  # noqa: S608
            else:
                with cursor.copy("COPY bare_person FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
        cpu_s = _cpu_s() - begin_s
        cursor.execute("DROP TABLE bare_person")
    return {"rows": len(rows), "cpu_s": cpu_s}


def _by_orm(_path: Path, _people: int) -> dict[str, Any]:
    """Write a part of the rows into the same tables by bulk_create, and take it all back."""
    was = list(Person.objects.exclude(number="").order_by("pk")[:PEERS])
    first = was[0].pk
    ids = [one.pk for one in was]
    ours = {"person__gte": first, "person__lte": ids[-1]}
    rest: list[tuple[Any, list[Any]]] = [
        (table, list(table._default_manager.filter(**ours)))  # noqa: SLF001 - Django documents it as public
        for table in (ContactWay, Membership, Consent)
    ]
    cpu_s = 0.0
    with transaction.atomic():
        for one in was:
            one.pk, one.number, one.pseudonym = None, f"x{one.number}", new_pseudonym()
        begin_s = _cpu_s()
        made = Person.objects.bulk_create(was)
        new = dict(zip(ids, [one.pk for one in made], strict=True))
        for table, rows in rest:
            for row in rows:
                row.pk, row.person_id = None, new[row.person_id]
            table.objects.bulk_create(rows)
        PersonWord.objects.bulk_create(
            PersonWord(word=word, group=one.group_id or 0, person=one.pk)
            for one in made for word in sorted(set(one.folded.split()))
        )  # fmt: skip
        cpu_s = _cpu_s() - begin_s
        transaction.set_rollback(True)
    return {"rows": len(made), "cpu_s": cpu_s}


def _pages(_path: Path, _people: int) -> dict[str, Any]:
    """Ask for every list and search, as two officers."""
    people = Person.objects.exclude(number="").order_by("folded", "pk")
    middle, last = people[people.count() // 2], people.reverse()[30]
    group = Group.objects.get(slug="group-075" if people.filter(group__slug="group-075").exists() else "group-000")
    ways = ContactWay.objects.filter(person__group=group).order_by("pk")
    telephone, email = (ways.filter(kind=kind).first() for kind in ("telephone", "email"))
    assert telephone
    assert email
    one = email.person
    due, theirs = people.filter(status="due").reverse()[30], people.filter(group=group).reverse()[5]
    pair = Double.objects.filter(group=group).order_by("pk")[0]
    letter = _letter(group)
    asked = {
        "list": "/people/", "list, from the middle": f"/people/?beyond={middle.pk}",
        "list, last page": f"/people/?beyond={last.pk}", "who owe, last page": f"/people/?status=due&beyond={due.pk}",
        "a group, last page": f"/people/?group={group.slug}&beyond={theirs.pk}",
        "list of who asked to join": "/people/?status=applied", "list of who lapsed": "/people/?status=lapsed",
        "list of who belong": "/people/?status=standing",
        "list of who owe": "/people/?status=due", "list of who left (nobody)": "/people/?status=left",
        "list of a group": f"/people/?group={group.slug}",
        "a group's lapsed": f"/people/?group={group.slug}&status=lapsed",
        "find s": "/people/find?q=s", "find smith": "/people/find?q=smith",
        "find oliver smith": "/people/find?q=oliver+smith",
        "find o s": "/people/find?q=o+s", "find zzz smith (nobody)": "/people/find?q=zzz+smith",
        "find smith zz (nobody)": "/people/find?q=smith+zz", "find a postcode": "/people/find?q=ZY7+3",
        "find a postcode's letter": "/people/find?q=Z1", "find a telephone": f"/people/find?q=0{telephone.value[3:10]}",
        "find an e-mail": f"/people/find?q={email.value}", "find a card": f"/people/find?q={one.number}",
        "find nobody": "/people/find?q=xyzzy", "find a card (nobody)": "/people/find?q=M9",
        "find four digits": "/people/find?q=0740", "find an e-mail's beginning": "/people/find?q=oliver@",
        "find ol sm": "/people/find?q=ol+sm",
        "a person": f"/people/{one.pk}", "what somebody agreed to": f"/people/{one.pk}/agree",
        "transfer somebody": f"/people/{one.pk}/transfer", "doubles": "/people/doubles",
        "a pair side by side": f"/people/doubles/{pair.pk}", "settled pairs": "/people/doubles?settled=1",
        "doubles, further": "/people/doubles?beyond=20,2500",
        "groups": "/people/groups", "a group": f"/people/groups/{group.pk}", "files": "/people/files",
        "a group's list to carry away": f"/people/groups/{group.pk}/export", "today": "/",
        "find anything": "/find?q=smith",
        "letters": "/letters/", "write a letter": "/letters/write", "a letter to a group": f"/letters/{letter.pk}",
        "its words for a chat": f"/letters/{letter.pk}/chat",
        "who holds power": "/power/", "requests": "/power/requests", "figures": "/figures", "join": "/join",
        "group finder": f"/groups?postcode={one.postcode}", "a group for anybody": f"/groups/{group.slug}",
    }  # fmt: skip
    client, pages = Client(HTTP_HOST="localhost"), {}
    for who, compartment in (("", "movement"), ("group officer: ", group.compartment)):
        actor = Actor(0, "b" * 32, frozenset({Held("officer", compartment, "members")}))
        setattr(middleware, "actor_of", partial(_given, actor))  # noqa: B010 - as whom the bench asks
        for name, address in asked.items():
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address)
            assert answer.status_code == 200, (who, name, answer.status_code)
            count = len(queries)  # before the next request begins its own
            pages[who + name] = (_median_ms(partial(client.get, address)), count)
    return {"pages": pages}


def _letter(group: Group) -> Sending:
    """Have a letter written to everybody of a group who agreed to that, as its officer does."""
    by = Actor(0, "b" * 32, frozenset({Held("officer", group.compartment, "members")}))
    text = {"en-gb": {"subject": "Saturday", "body": "Dear {name},\n\nwe go to Penbury.\n"}}
    writing = messenger.Writing(Sending.Kind.NEWS, group.compartment, text)
    to = letters.reached(by, group, kind="news").recipients
    return Sending.objects.first() or messenger.queue(writing, recipients=to, by=by, at=now())


def _median_ms(ask: Callable[[], object]) -> float:
    """Ask four times five times over: a server counts its time in hundredths of a second."""
    took = []
    for _ in range(5):
        begin_s = _cpu_s()
        for _ in range(4):
            ask()
        took.append((_cpu_s() - begin_s) / 4 * 1000)
    return statistics.median(took)


if __name__ == "__main__":
    print(json.dumps(one_step(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
