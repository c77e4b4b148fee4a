"""A file's addresses as small numbers, one set a run; a run is rows after one another with one address."""

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from muster.register.address import parse_whole, unit_text, with_districts
from muster.register.batch import Lines
from muster.register.keys import street_key
from muster.register.pieces import is_unit, number_spelt, read_line
from muster.register.streets import (
    Known,
    Settled,
    behind_number,
    joined_known,
    known_from,
    settle,
)
from muster.register.towns import NOTHING_STANDS, Standing

NO_RUN = -1
_OPEN = re.compile(r"[(\[]")
_Thing = TypeVar("_Thing")
_Part = tuple[str, Lines]  # the text behind a number, and the texts after it


class Codes(dict[_Thing, int], Generic[_Thing]):
    """Numbers things in the order in which they are first asked for: 0, 1, 2..."""

    def __missing__(self, thing: _Thing) -> int:
        """Give the next number."""
        code = self[thing] = len(self)
        return code


@dataclass(slots=True)
class Texts:
    """What the numbers of `Runs` stand for; a street has as many spellings as the file gives it."""

    streets: Codes[str] = field(default_factory=Codes)  # by `street_key`
    spellings: list[Counter[tuple[str, str]]] = field(default_factory=list)  # of each street: (name, locality)
    buildings: Codes[tuple[str, str]] = field(default_factory=Codes)  # (number, name)
    units: Codes[str] = field(default_factory=Codes)
    postcodes: Codes[str] = field(default_factory=Codes)
    behind: Codes[Lines] = field(default_factory=Codes)  # what stands behind a locality: 0 for nothing
    told: dict[int, tuple[str, str]] = field(default_factory=dict)  # streets told apart by town: (locality, town)

    def __post_init__(self) -> None:
        """Let no unit be 0, nor anything behind a locality."""
        self.units[""]
        self.behind[()]

    def street(self, name: str, locality: str, count: int) -> int:
        """Number a street, and count a spelling of it."""
        code = self.streets[street_key(name, locality)]
        if code == len(self.spellings):
            self.spellings.append(Counter())
        self.spellings[code][name, locality] += count
        return code


@dataclass(slots=True)
class Runs:
    """Of each run: its street, building, unit, postcode and what is behind, as numbers of `texts`, int32[runs] each."""

    street: NDArray[np.int32]
    building: NDArray[np.int32]
    unit: NDArray[np.int32]
    postcode: NDArray[np.int32]
    behind: NDArray[np.int32]
    texts: Texts


def best_spelling(spellings: Counter[tuple[str, str]]) -> tuple[str, str]:
    """Give the spelling that most addresses have; of equally common ones the longest: it has the fewest short words."""
    return max(spellings, key=lambda one: (spellings[one], len(one[0]) + len(one[1]), one))


class Gathering:
    """Takes rows batch by batch.

    Most addresses are '14 Mill Street' or 'Flat 3', '14 Mill Street' and what follows: of these it keeps three numbers,
    and settles what 'Mill Street' is once the whole file has been seen.
    """

    def __init__(self) -> None:
        self._texts = Texts()
        self._numbers: Codes[str] = Codes()
        self._parts: Codes[_Part] = Codes()
        self._part_of: dict[_Part, int] = {}  # lines as they stand to part; -1 where the whole address must be read
        self._unit_of: dict[str, int] = {}  # a first line to its unit; 0 where it's none
        self._wholes: Codes[Lines] = Codes()  # addresses that must be read whole, the unit before them aside
        self._rows, self._number, self._unit, self._part, self._postcode = (array("i") for _ in range(5))
        self._last: tuple[Lines, str] = (), ""

    def take(self, addresses: Sequence[Lines], postcodes: Sequence[str]) -> None:
        """Take the next rows: their lines and postcodes, as in `Batch`."""
        rows, (before, code_before) = self._rows, self._last
        run = len(self._part) - 1
        for lines, postcode in zip(addresses, postcodes, strict=True):
            if not lines:
                rows.append(NO_RUN)
                continue
            if (lines is not before and lines != before) or postcode != code_before:
                before, code_before = lines, postcode
                run += 1
                self._take_one(lines, postcode)
            rows.append(run)
        self._last = before, code_before

    def _take_one(self, lines: Lines, postcode: str) -> None:
        unit, part = 0, -1
        head, _, text = lines[0].partition(" ")
        if not head.isdecimal():
            lines = _parted(lines)
            unit = self._unit_before(lines) if len(lines) > 1 else 0
            if unit:
                lines = lines[1:]
                head, _, text = lines[0].partition(" ")
        if head.isdecimal() or (head[:-1].isdecimal() and head[-1:].isalpha()):
            rest = lines[1:]
            if not text and rest:
                text, rest = rest[0], rest[1:]
            known = self._part_of.get((text, rest))
            part = self._meet_part(text, rest) if known is None else known
        if part < 0:
            part, head = -1 - self._wholes[lines], ""
        self._number.append(self._numbers[head])
        self._unit.append(unit)
        self._part.append(part)
        self._postcode.append(self._texts.postcodes[postcode])

    def _unit_before(self, lines: Lines) -> int:
        """Give the unit that a first line is; 0 if it's none. '3/2' is one only before a number."""
        line = lines[0]
        found = self._unit_of.get(line)
        if found is None:
            pieces = read_line(line)
            is_one = is_unit(line) or (len(pieces) == 1 and pieces[0].kind == "stroke")
            found = self._texts.units[unit_text([piece.text for piece in pieces])] if is_one else 0
            self._unit_of[line] = found
        return found if found and ("/" not in line or lines[1][:1].isdigit() or is_unit(line)) else 0

    def _meet_part(self, text: str, rest: Lines) -> int:
        pieces = with_districts([piece for line in (f"1 {text}", *rest) for piece in read_line(line)])
        plain = len(pieces) > 1 and pieces[0] == ("number", "1") and all(piece.kind == "text" for piece in pieces[1:])
        read = tuple(piece.text for piece in pieces[1:])
        part = self._parts[read[0], read[1:]] if plain else -1
        self._part_of[text, rest] = part
        return part

    def close(self, standing: Standing = NOTHING_STANDS) -> tuple[Runs, NDArray[np.int32]]:
        """Settle every run, by what the whole file teaches; and give each row's run, NO_RUN where it has no address.

        Nothing of what was taken is kept here. A file that tells only what changed is too short to learn from: what
        is `standing` tells what the whole register taught.
        """
        self._part_of, self._unit_of = {}, {}
        part = np.frombuffer(self._part, dtype=np.int32)
        counts = np.bincount(part[part >= 0], minlength=len(self._parts)).tolist()
        known = self._learn(counts, standing.known)
        street, building, unit, behind = (np.zeros(len(part), dtype=np.int32) for _ in range(4))
        runs = Runs(street, building, unit, np.frombuffer(self._postcode, dtype=np.int32), behind, self._texts)
        self._settle_plain(runs, part, counts, known)
        self._settle_wholes(runs, part, known)
        rows = np.frombuffer(self._rows, dtype=np.int32)
        Gathering.__init__(self)
        return runs, rows

    def _learn(self, counts: list[int], given: Known) -> Known:
        counted: Counter[_Part] = Counter(dict(zip(self._parts, counts, strict=True)))
        part = np.frombuffer(self._part, dtype=np.int32)
        runs = np.bincount(-1 - part[part < 0], minlength=len(self._wholes)).tolist()
        for lines, count in zip(self._wholes, runs, strict=True):
            behind = behind_number(lines)
            if behind:
                counted[behind] += count
        return joined_known(known_from(counted), given)

    def _settle_plain(self, runs: Runs, part: NDArray[np.int32], counts: list[int], known: Known) -> None:
        settled = [settle(text, rest, known) for text, rest in self._parts]
        streets = [runs.texts.street(one.street, one.locality, n) for one, n in zip(settled, counts, strict=True)]
        numbers = [number_spelt(raw) for raw in self._numbers]
        houses = np.array([runs.texts.buildings[number, ""] for number in numbers], dtype=np.int32)
        plain = np.flatnonzero(part >= 0)
        number, unit = (np.frombuffer(column, dtype=np.int32) for column in (self._number, self._unit))
        runs.street[plain] = np.array(streets, dtype=np.int32)[part[plain]]
        behind = [runs.texts.behind[one.behind] for one in settled]
        runs.behind[plain] = np.array(behind, dtype=np.int32)[part[plain]]
        runs.building[plain] = houses[number[plain]]
        runs.unit[plain] = unit[plain]
        more = np.array([one.role != "number" or one.name != "" for one in settled], dtype=np.bool_)
        units = list(runs.texts.units)
        for run in plain[more[part[plain]]].tolist():
            one, text = settled[part[run]], numbers[number[run]]
            if one.role == "unit":
                runs.unit[run] = runs.texts.units[f"{units[unit[run]]}, {text}" if unit[run] else text]
            runs.building[run] = runs.texts.buildings[_building(one, text)]

    def _settle_wholes(self, runs: Runs, part: NDArray[np.int32], known: Known) -> None:
        texts, wholes = runs.texts, np.flatnonzero(part < 0)
        counts = np.bincount(-1 - part[wholes], minlength=len(self._wholes)).tolist()
        parsed = [parse_whole(lines, known=known) for lines in self._wholes]
        read, behind = [address for address, _ in parsed], [texts.behind[lines] for _, lines in parsed]
        streets = [texts.street(one.street, one.locality, n) for one, n in zip(read, counts, strict=True)]
        buildings = [texts.buildings[one.number, one.name] for one in read]
        units, coded = list(texts.units), [texts.units[one.unit] for one in read]
        for run, whole in zip(wholes.tolist(), (-1 - part[wholes]).tolist(), strict=True):
            one, unit = read[whole], self._unit[run]
            runs.street[run], runs.building[run], runs.unit[run] = streets[whole], buildings[whole], coded[whole]
            runs.behind[run] = behind[whole]
            if unit and (one.number or one.name):
                runs.unit[run] = texts.units[f"{units[unit]}, {one.unit}"] if one.unit else unit
            elif unit:  # 'Caravan 4', 'Mill Lane'
                runs.building[run] = texts.buildings["", units[unit]]


def _parted(lines: Lines) -> Lines:
    """Cut the first line at its first comma: 'Flat 3, 14 Mill Street' is read as its two parts are."""
    first, comma, rest = lines[0].partition(",")
    first, rest = first.strip(), rest.strip()
    return (first, rest, *lines[1:]) if comma and first and rest and not _OPEN.search(first) else lines


def _building(settled: Settled, number: str) -> tuple[str, str]:
    """Give a building's number and name, of the number before it."""
    if settled.role == "number":
        return number, settled.name
    return "", settled.name if settled.role == "unit" else f"{number} {settled.name}"
