"""The table of docs/methods/power.md at the command line: what a command does, it does for whom the table says.

Nobody signs in at a terminal: a command acts as an organiser of the compartment, as the site, or as nobody. Here each
is called as everybody of the table as well, so that no command does more than its actor may.
"""

import ast
import importlib
import importlib.util
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now

from muster import cli
from muster.cli import register_area, register_asked, register_bring, register_columns, register_waiting
from muster.web.enter.founding import found_movement
from muster.web.record.actor import Actor
from muster.web.record.deeds import NotAllowedError
from muster.web.record.models import Entry
from muster.web.register import terminal
from muster.web.register.models import Source, Table
from tests.web.power.test_cells_over_http import undone
from tests.web.power.test_table import ACTORS, HERE, WORKED, holding, rows
from tests.web.register import made_source

DAY = "2025-12-01"
NEW = ("--owner", "A party", "--mode", "A", "--basis", "public task", "--condition", "registered party",
       "--purpose", "canvass", "--erase-on", "2027-06-01", "--published", DAY)  # fmt: skip
# the deed -> the command that does it, as an organiser of its compartment; `{}` are a register's file and the folder
COMMANDS: dict[str, tuple[str, ...]] = {
    "register.add": ("register", "import", "Rutland/Another", "{file}", *NEW),
    "register.bring": ("register", "import", "Rutland/Empty", "{file}", "--published", DAY),
    "register.accept": ("register", "take-in", "Rutland/Waits"),
    "register.send_back": ("register", "send-back", "Rutland/Waits"),
    "register.map_columns": ("register", "columns", "Rutland/Odd", "--column", "surname=Who"),
    "register.rename_streets": ("register", "take-in", "Rutland/Renamed", "--renamed", "Mill Lane"),
    "register.take_back": ("register", "take-back", "Rutland/Register of electors", "1", "--yes"),
    "register.export": ("register", "export", "Rutland/Register of electors", "--out", "{folder}/doors.csv"),
    "register.furnish": ("register", "table", "Rutland", "postcodes", "{table}"),
    "register.unfurnish": ("register", "zones", "Rutland", "--take-away", "wards"),
}
# the deed -> the command that does it, and as whom, whoever sits there
AS: dict[str, tuple[str, str]] = {
    "enter.begin": ("init", "nobody"),
    "roll.found": ("init", "nobody"),
    "enter.invite": ("init", "founder"),
    "roll.add_way": ("init", "own"),
    "messenger.bounce": ("bounced", "the site"),
    "roll.lose_way": ("bounced", "the site"),
}
# apps and deeds that no command offers: whoever wants these enters the site
WITHOUT = {
    "api", "days", "letters", "mandates", "power",
    "enter.change_address", "enter.change_ways", "enter.end_key", "enter.end_session", "enter.let_begin_anew",
    "enter.make_key", "enter.open_account", "enter.reach_limit", "enter.set_accent", "enter.set_mail",
    "enter.set_protection", "enter.sign_in",
    "messenger.answer", "messenger.opt_out", "messenger.post", "messenger.queue", "messenger.read_in",
    "messenger.go_on", "messenger.remind", "messenger.stop", "messenger.try_again",
    "register.call_street", "register.expire", "register.explain_markers", "register.keep_table",
    "register.mark_again", "register.place", "register.place_again", "register.place_street",
    "register.read_again", "register.settle", "register.show", "register.take_in", "register.zone",
    "roll.accept", "roll.add_group", "roll.add_post", "roll.agree", "roll.appoint", "roll.become",
    "roll.bring", "roll.chase", "roll.come_due", "roll.correct", "roll.count_month", "roll.describe", "roll.drop_way",
    "roll.end_term", "roll.enter", "roll.export", "roll.hear_opt_out", "roll.join", "roll.map_columns", "roll.merge",
    "roll.move", "roll.read_again", "roll.send_back", "roll.set_area", "roll.settle", "roll.show", "roll.take_in",
    "roll.transfer", "roll.unmerge", "roll.welcome",
}  # fmt: skip
BEHIND = ("muster.web.letters.bounced", "muster.web.enter.founding")  # what commands leave their deeds to


def test_every_deed_of_the_table_has_its_command_or_is_named_as_having_none() -> None:
    apps = {one for one in WITHOUT if "." not in one}
    named = {kind for kind in rows() if kind in {*COMMANDS, *AS, *WITHOUT} or kind.partition(".")[0] in apps}
    assert sorted(rows()) == sorted(named), "say which command does it, or that none does"
    assert not WITHOUT & {*COMMANDS, *AS}
    assert WITHOUT - apps <= set(rows())


def test_the_commands_do_these_deeds_and_no_others() -> None:
    modules = [f"muster.cli.{path.stem}" for path in sorted(Path(cli.__file__).parent.glob("[a-z]*.py"))]
    assert {kind for name in (*modules, *BEHIND) for kind in deeds_called_in(name)} == {*COMMANDS, *AS}


def deeds_called_in(name: str) -> Iterator[str]:
    """Give the deeds that a module calls, by the names under which it imports them or their modules."""
    spec = importlib.util.find_spec(name)
    assert spec
    assert spec.origin
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    known: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("muster.web"):
            module = importlib.import_module(str(node.module))
            for one in node.names:
                with suppress(ImportError):
                    there = getattr(module, one.name, None) or importlib.import_module(f"{node.module}.{one.name}")
                    known[one.asname or one.name] = there
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = _called(node.func, known)
            if hasattr(called, "recorded"):
                yield called.recorded[0]


def _called(function: ast.expr, known: dict[str, Any]) -> Any:
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return getattr(known.get(function.value.id), function.attr, None)
    return known.get(function.id) if isinstance(function, ast.Name) else None


@pytest.fixture
def words(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A register, one whose file waits, one without a file, borders; and what commands are told instead of `{}`."""
    ours = made_source.organiser(compartment=HERE)
    lines = [("CA1", n, f"Elector{n}", "Ada", "ZX1 0AB", f"{n} Mill Lane", "Penbury") for n in range(1, 4)]
    content = made_source.csv_of(lines)
    for name in ("Register of electors", "Waits", "Renamed", "Empty", "Odd"):
        made_source.added(ours, compartment=HERE, name=name)
    made_source.taken_in(Source.objects.get(name="Register of electors"), content, by=ours)
    made_source.read(Source.objects.get(name="Waits"), content, by=ours)
    made_source.taken_in(Source.objects.get(name="Renamed"), content, by=ours)
    made_source.read(Source.objects.get(name="Renamed"), content.replace(b"Mill Lane", b"Mill Road"), by=ours)
    made_source.read(Source.objects.get(name="Odd"), b"Ref;Who;Given\n1;A;B\n2;C;D\n", by=ours)
    area = Source.objects.earliest("pk").area
    Table.objects.create(area=area, kind="wards", name="wards.geojson", places=1, brought_at=now())
    (tmp_path / "new.csv").write_bytes(content)
    (tmp_path / "postcodes.csv").write_text("pcds,lat,long\nZX1 0AB,52.66,-0.65\n", encoding="utf-8")
    for module in (
        register_area,
        register_asked,
        register_bring,
        register_columns,
        register_waiting,
    ):  # the jobs are not the command's deed
        for name in ("work_on", "find_zones"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, lambda *_words: None)
    monkeypatch.setattr("muster.cli.migrate.migrate", lambda **_said: None)
    monkeypatch.setattr(register_bring, "COMPARTMENT", HERE)
    return {"file": str(tmp_path / "new.csv"), "table": str(tmp_path / "postcodes.csv"), "folder": str(tmp_path)}


def done_by(command: tuple[str, ...], words: dict[str, str]) -> list[str]:
    """Call a command; give the deeds that entries tell of, and leave no trace of it."""
    with undone():
        last = Entry.objects.latest("pk").pk
        with suppress(NotAllowedError):
            cli.main([one.format(**words) for one in command])
        return list(Entry.objects.filter(pk__gt=last).order_by("pk").values_list("kind", flat=True))


def as_one(actor: Actor, _compartment: str) -> Actor:
    return actor


def test_every_cell_that_has_a_command(words: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    table, wrong = rows(), []
    elsewhere = {f"{role} elsewhere": ("another member", holding(role, "group:south")) for role in WORKED}
    everybody = {**{who: (who, actor) for who, actor in ACTORS.items()}, **elsewhere}
    for who, (column, actor) in everybody.items():
        monkeypatch.setattr(terminal, "at_terminal", partial(as_one, actor))
        for kind, command in COMMANDS.items():
            done = done_by(command, words)
            if (kind in done) is not table[kind][column] or (done and not table[kind][column]):
                wrong.append(f"{who}: {command[:3]} does {done}")
    assert wrong == [], "\n".join(wrong)


def test_whoever_sits_at_the_terminal_is_an_organiser_of_one_compartment() -> None:
    actor = terminal.at_terminal(HERE)
    assert (actor.person, actor.pseudonym) == (None, "terminal")
    assert {(one.role, one.compartment) for one in actor.grants} == {("organiser", HERE)}


def test_what_commands_do_for_whom_the_table_allows_it() -> None:
    table = rows()
    assert [kind for kind, (_command, who) in AS.items() if not table[kind][who]] == []
    assert found_movement.__module__ in BEHIND
