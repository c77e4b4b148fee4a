"""What bench/register.py does on its sites, a step a process: told as JSON in the last line.

`register_site.py STEP FOLDER`, on the site that MUSTER_HOME and DATABASE_URL name.
"""

import datetime as dt
import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from bench import register_merge
from muster.cli.migrate import migrate

if __name__ == "__main__":
    migrate()

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from muster.web.record.lines import lines
from muster.web.record.worker import _load_tasks, work_once
from muster.web.register import actions
from muster.web.register import actions_of_files as of_files
from muster.web.register import actions_of_places as of_places
from muster.web.register.models import Area, Source, Table
from muster.web.register.terminal import at_terminal

COMPARTMENT = "movement"
TABLES = ("street", "building", "door", "listing", "elector", "entry", "ending")
LAST = "bench-last.json"  # in the site's home: the highest ids after the first register
AT_ONCE = 50_000
LOOK_EVERY_S = 0.02
Told = dict[str, Any]


def one_step(step: str, files: Path) -> Told:
    """Do one step on the site that the environment names."""
    _load_tasks()  # as a worker has done while nobody asked for anything
    do: dict[str, Callable[[Path], Told]] = {
        "begin": lambda _files: _add_source(),
        "postcodes": lambda files: _furnish(files / "postcodes.csv", "postcodes"),
        "uprns": lambda files: _furnish(files / "uprns.csv", "uprns"),
        "before": lambda files: _take_in(files / "before.csv", dt.date(2023, 12, 1)),
        "after": lambda files: _take_in(files / "after.csv", dt.date(2024, 12, 1)),
        "again": lambda files: _take_in(files / "after.csv", dt.date(2024, 12, 1)),
        "bare": lambda _files: _write_all(_bare, version=1), "orm": lambda _files: _write_all(_by_orm, version=1),
        "bare-after": lambda _files: _write_all(_bare, version=2),
        "merge": lambda _files: _merge_by_hand(version=1), "merge-after": lambda _files: _merge_by_hand(version=2),
        "orm-after": lambda _files: _write_all(_by_orm, version=2),
    }  # fmt: skip
    return do[step](files)


def _add_source() -> Told:
    named = actions.Named(
        area="Made-up towns", compartment=COMPARTMENT, name="Register", owner="Bench", mode=Source.Mode.A,
        basis=Source.Basis.PUBLIC_TASK, condition=Source.Condition.PARTY, purposes=["canvass"],
        expires_on=timezone.localdate() + dt.timedelta(days=300),
    )  # fmt: skip
    source = actions.add(named, by=at_terminal(COMPARTMENT), at=timezone.now())
    return {"source": source.pk}


def _furnish(path: Path, kind: str) -> Told:
    area, by = Area.objects.get(), at_terminal(COMPARTMENT)
    with _measured() as told:
        of_places.furnish(area, chunks=_chunks(path), name=path.name, kind=kind, by=by, at=timezone.now())
        _work(told, "read")
    return {**told, "rows": Table.objects.get(kind=kind).places}


def _take_in(path: Path, on: dt.date) -> Told:
    """Bring a file, have it read, and have it taken in, as the terminal does."""
    source, by = Source.objects.select_related("area").get(), at_terminal(COMPARTMENT)
    with _measured() as told:
        upload = of_files.bring(source, chunks=_chunks(path), name=path.name, published_on=on, by=by, at=timezone.now())
        _work(told, "read")
        upload.refresh_from_db()
        counts = (upload.preview or {})["counts"]
        of_files.accept(upload, by=by, at=timezone.now())
        _work(told, "taken in", kind="register.take_in")
    begin_s = _cpu_s()
    _work({"parts_s": {}}, "zones")
    told["zones_s"] = _cpu_s() - begin_s
    source.refresh_from_db()
    if source.standing == 1:
        (Path(os.environ["MUSTER_HOME"]) / LAST).write_text(json.dumps(_last_ids()))
    assert source.versions.get(number=source.standing).sha256 == upload.sha256, "not taken in"
    return {**told, "rows": counts["electors"], "counts": counts}


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk


def _work(told: Told, part: str, *, kind: str = "") -> None:
    """Do the jobs that wait, or those of one kind, and say what it took."""
    begin_s = _cpu_s()
    with lines(own=True) as said:
        while work_once(said, kinds=[kind] if kind else ()):
            pass
    told["parts_s"][part] = _cpu_s() - begin_s


@contextmanager
def _measured() -> Iterator[Told]:
    """Measure CPU seconds, ours and a server's, and how much memory was held at most."""
    told: Told = {"parts_s": {}}
    seen, over = [0.0], threading.Event()
    looking = threading.Thread(target=_look, args=(seen, over), daemon=True)
    looking.start()
    begin_s, since_s = _cpu_s(), time.monotonic()
    yield told
    told.update(cpu_s=_cpu_s() - begin_s, wall_s=time.monotonic() - since_s)
    over.set()
    looking.join()
    told.update(held_mb=_status_mb("VmHWM"), anonymous_mb=seen[0])


def _look(seen: list[float], over: threading.Event) -> None:
    while not over.wait(LOOK_EVERY_S):
        seen[0] = max(seen[0], _status_mb("RssAnon"))


def _status_mb(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


def _cpu_s() -> float:
    """Give the CPU seconds of this process, and of all processes of the server that it writes to."""
    url = urlsplit(os.environ["DATABASE_URL"])
    if not url.scheme:
        return time.process_time()
    folder = Path(parse_qs(url.query)["host"][0]) / "rows"
    server = (folder / "postmaster.pid").read_text(encoding="ascii").split()[0]
    stats = [line.rpartition(")")[2].split() for line in map(_line_of, Path("/proc").glob("[0-9]*/stat")) if line]
    # of a line: the parent, then own and children's ticks, as proc(5) counts them from the name on
    ticks = sum(int(tick) for line in stats if line[1] == server for tick in line[11:13])
    ticks += sum(map(int, Path(f"/proc/{server}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:15]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def _line_of(path: Path) -> str:
    """Read what the kernel tells of a process, unless it is gone."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def _write_all(write: Callable[[str, list[tuple[Any, ...]]], None], *, version: int) -> Told:
    """Write the rows that one version brought by one way, from ready tuples, in one transaction.

    The second is written where the first stands, as it was on the site.
    """
    rows, taken = 0, {"cpu_s": 0.0, "wall_s": 0.0}
    with _measured() as told, ExitStack() as stack:
        with _counted(taken):
            stack.enter_context(transaction.atomic())
            if version > 1:
                _end_listings(version)
        for table in TABLES:
            for part in _finished(table, version):
                rows += len(part) * (table == "entry")
                with _counted(taken):
                    write(table, part)
        with _counted(taken):
            if connection.vendor == "postgresql" and write is _bare:
                _merge_copied()
            stack.close()
    return {**told, **taken, "rows": rows}


def _merge_by_hand(*, version: int) -> Told:
    """Copy the rows of a version, ready made, and merge them in the database."""
    rows, taken = 0, {"cpu_s": 0.0, "wall_s": 0.0}
    with _measured() as told, ExitStack() as stack:
        with _counted(taken):
            stack.enter_context(transaction.atomic())
            with connection.cursor() as cursor:
                for statement in register_merge.MADE:
                    cursor.execute(statement)
        for table, asked in (("places", register_merge.PLACES), ("came", register_merge.rows_of(version))):
            for part in _asked_of_site(asked):
                rows += len(part) * (table == "came")
                with _counted(taken):
                    register_merge.copy(table, part)
        with _counted(taken):
            register_merge.merge(version)
            stack.close()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # for the next, and not counted
    return {**told, **taken, "rows": rows}


@contextmanager
def _counted(taken: dict[str, float]) -> Iterator[None]:
    """Add up what is taken by parts of a step alone."""
    cpu_s, wall_s = _cpu_s(), time.monotonic()
    yield
    taken["cpu_s"] += _cpu_s() - cpu_s
    taken["wall_s"] += time.monotonic() - wall_s


def _last_ids() -> dict[str, int]:
    with connection.cursor() as cursor:
        last = {}
        for table in ("street", "building", "door", "elector", "entry", "listing"):
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM register_{table}")  # noqa: S608 - our own names
            last[table] = int(cursor.fetchone()[0])
    return last


def _end_listings(version: int) -> None:
    """End those listings that the version ended."""
    with ExitStack() as stack:
        cursor = _site_before(stack)
        cursor.execute(f"SELECT id FROM register_listing WHERE until = {version}")  # noqa: S608
        ended = [int(row[0]) for row in cursor.fetchall()]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE ended (id bigint)")
        if connection.vendor == "sqlite":
            connection.connection.executemany("INSERT INTO ended VALUES (?)", [(one,) for one in ended])
        else:
            with cursor.copy("COPY ended FROM STDIN") as copy:
                copy.write("".join(f"{one}\n" for one in ended))
        cursor.execute("UPDATE register_listing SET until = %s WHERE id IN (SELECT id FROM ended)", [version])


def _columns(table: str) -> list[str]:
    return [field.column for field in apps.get_model("register", table)._meta.concrete_fields]  # noqa: SLF001 - Django documents it


def _finished(table: str, version: int) -> Iterator[list[tuple[Any, ...]]]:
    """Give the rows that a version brought to a table of the site, so many at once."""
    ended = "until" if table == "ending" else "NULL"
    columns = ", ".join(ended if name == "until" else name for name in _columns(table))
    if table == "ending":
        which = f"until = {version} ORDER BY entry_id"
    else:
        home = Path(os.environ["MUSTER_BENCH_HOME"])
        last = json.loads((home / LAST).read_text(encoding="ascii"))[table]
        which = f"id {'<=' if version == 1 else '>'} {last} ORDER BY id"
    sql = f"SELECT {columns} FROM register_{table} WHERE {which}"  # noqa: S608 - our own names
    yield from _asked_of_site(sql)


def _asked_of_site(sql: str) -> Iterator[list[tuple[Any, ...]]]:
    """Ask the site that took the files in, for so many rows at once."""
    with ExitStack() as stack:
        cursor = _site_before(stack)
        cursor.execute(sql)
        while part := cursor.fetchmany(AT_ONCE):
            yield part


def _site_before(stack: ExitStack) -> Any:
    """Open the site that took the files in, for reading."""
    there = os.environ["MUSTER_BENCH_FROM"]
    if "://" in there:
        site = stack.enter_context(psycopg.connect(there))
        site.execute("SET cursor_tuple_fraction = 1")  # all its rows are wanted, and none looked up by itself
        site.execute("SET enable_nestloop = off")
        return stack.enter_context(site.cursor("finished"))
    return sqlite3.connect(f"file:{there}/muster.sqlite3?mode=ro", uri=True).cursor()


def _bare(table: str, rows: list[tuple[Any, ...]]) -> None:
    """Write rows as the database's own driver does it fastest."""
    names = _columns(table)
    if connection.vendor == "sqlite":
        marks = ", ".join("?" * len(names))
        sql = f"INSERT INTO register_{table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - our own names
        connection.connection.executemany(sql, rows)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE UNLOGGED TABLE IF NOT EXISTS bare_{table} (LIKE register_{table})")
        with cursor.copy(f"COPY bare_{table} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _merge_copied() -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            names = ", ".join(_columns(table))
            cursor.execute(f"CREATE UNLOGGED TABLE IF NOT EXISTS bare_{table} (LIKE register_{table})")
            cursor.execute(f"INSERT INTO register_{table} ({names}) SELECT {names} FROM bare_{table}")  # noqa: S608
            cursor.execute(f"DROP TABLE bare_{table}")


def _by_orm(table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    model = apps.get_model("register", table)
    names = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 - Django documents it
    model.objects.bulk_create([model(**dict(zip(names, row, strict=True))) for row in rows])


if __name__ == "__main__":
    print(json.dumps(one_step(sys.argv[1], Path(sys.argv[2]))))
