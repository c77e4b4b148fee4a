"""Whoever asks to be erased is: nothing of three people is in any file, on either database; what was decided stays."""

from typing import Any

import pytest

from muster.home import CHECKOUT
from tests.sites import Site
from tests.web.register.beside import Beside

NUMBERS = {"ilmarinen": "+447700900771", "joukahainen": "+447700900772", "kullervo": "+447700900773"}

# what the console tells of a day that they came to, and what of it is another once they are erased
CAME: dict[str, Any] = {
    "came": ["come", True, 1], "said": ["wheelchair", -1.234567, 420, 1320, 1, 1], "kept_apart": 1, "asked": 1,
    "car": ["car 1", -1.234567], "ticks": 1, "rung": [2, 1, 2], "copy": [True, False], "fetched_at": True,
    "planned_at": True, "files": 1, "leads": True,
}  # fmt: skip
LEFT: dict[str, Any] = {
    "said": ["", None, None, None, 0, 0], "kept_apart": 0, "asked": 0, "car": ["car 1", None], "ticks": 0,
    "rung": [1, 0, 1], "copy": [False, True], "fetched_at": False, "planned_at": False, "leads": False,
}  # fmt: skip


def ask(site: Site, name: str, *words: Any) -> Any:
    """Call a function of `in_site` in the site's console."""
    path = f"sys.path.__contains__({str(CHECKOUT)!r}) or sys.path.insert(1, {str(CHECKOUT)!r})"
    module = "__import__('tests.web.mandates.in_site', fromlist=['ask'])"
    return site.ask(f"[{path}, {module}.{name}({', '.join(map(repr, words))})][1]")


@pytest.fixture
def beside(site: Site) -> Beside:
    one = Beside(site)
    one.forgets()
    return one


def numbers_kept(beside: Beside) -> set[str]:
    """Give the planted telephones that any file of the site or its database holds."""
    found = set()
    for folder in beside.folders():
        for path in folder.rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            found |= {number for number in NUMBERS.values() if number[3:].encode() in content}
    return found


def test_nothing_of_three_people_is_left_in_any_file(beside: Beside) -> None:
    planted = ask(beside.site, "plant_three")
    ids = {name: pk for name, (pk, _cells) in planted.items()}
    for _pk, cells in planted.values():
        assert {column for column, rows in cells.items() if not rows} == set()
    beside.samples()
    found = {name for names in beside.kept().values() for name in names}
    for name in NUMBERS:  # the look finds what is there
        assert any(name in one for one in found), name
    assert numbers_kept(beside) == set(NUMBERS.values())
    before = {name: ask(beside.site, "stands", pk) for name, pk in ids.items()}
    for pk in ids.values():
        ask(beside.site, "erase", pk)
    assert beside.kept() == {}
    assert numbers_kept(beside) == set()
    for name, pk in ids.items():
        left, was = ask(beside.site, "stands", pk), before[name]
        assert (left["words"], left["ways"], left["consents"], left["written"], left["key"]) == (0, 0, 0, 0, False)
        assert (was["active"], was["sessions"], left["active"], left["sessions"]) == (True, len(NUMBERS), False, 0)
        assert {key: was[key] for key in CAME} == CAME
        assert {key: left[key] for key in CAME} == {**CAME, **LEFT}
        assert left["claims"] == [900, ""]
        assert left["dog"] == ["dog", ""]
        assert left["sat"] == [was["sat"][0], "", ""]
        assert left["told"] == "… drives. Ring …, …, …."
        # what was decided and paid, and that there were entries, stays
        assert left["statuses"] == [*was["statuses"], "left"]
        assert (left["paid"], left["suspended"]) == (1, ["lifted"])
        assert left["sent"] >= was["sent"] == 1
        assert left["entries"] >= was["entries"] > 0
