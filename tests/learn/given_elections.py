"""Published polls and results, read for tests."""

import csv
import gzip
from functools import cache

import numpy as np

from muster.learn.answers import Grouping, People, pair
from muster.learn.seats import Country, Floats, Ints
from tests.given import LEARN

LUMPED = ("con_votes", "lab_votes", "lib_votes ", "natSW_votes", "oth_votes")
NAMED = ("con", "lab", "ld", "ukip", "green", "snp", "pc", "dup", "sf", "sdlp", "uup", "alliance", "other")
NATIONS = ("England", "Scotland", "Wales")
SPEAKERS = {"BUCKINGHAM": {"2010", "2015", "2017"}, "CHORLEY": {"2019"}}
Row = dict[str, str]


@cache
def rows_of(name: str, encoding: str = "utf-8") -> tuple[Row, ...]:
    content = (LEARN / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode(encoding)
    return tuple(csv.DictReader(text.splitlines()))


def number(text: str) -> float:
    return float(text) if text else 0.0


@cache
def election(year: str, *, lumped: bool) -> dict[str, tuple[str, str, tuple[float, ...]]]:
    """Each seat of Great Britain without a Speaker standing: name, nation, votes."""
    found = {}
    if lumped:
        for row in rows_of("uk-ge1918-2017.csv.gz", "latin-1"):
            if row["election"] == year and row["country/region"] != "Northern Ireland":
                nation = row["country/region"] if row["country/region"] in NATIONS else "England"
                name, votes = row["constituency"].upper(), tuple(number(row[p]) for p in LUMPED)
                found[row["constituency_id"]] = (name, nation, votes)
    else:
        for row in rows_of(f"uk-ge{year}.csv"):
            if row["country_name"] != "Northern Ireland":
                columns = ("brexit" if p == "ukip" and year == "2019" else p for p in NAMED)
                votes = tuple(number(row[p]) for p in columns)
                found[row["ons_id"]] = (row["constituency_name"].upper(), row["country_name"], votes)
    return found


def two_elections(before: str, after: str, *, lumped: bool) -> tuple[Country, Country]:
    """The seats that stand in both, in Great Britain, without those where a Speaker stood.

    'Other' of the lumped file is several parties, so it is forecast to win only where it came first before.
    """
    one, other = election(before, lumped=lumped), election(after, lumped=lumped)
    speaker = {name for name, years in SPEAKERS.items() if years & {before, after}}
    ids = [i for i in one if i in other and one[i][0] not in speaker]
    nation = np.array([NATIONS.index(one[i][1]) for i in ids])
    parties = LUMPED if lumped else NAMED
    lumps = frozenset({len(parties) - 1})
    names = tuple(one[i][0] for i in ids)
    votes = [np.array([seats[i][2] for i in ids]) for seats in (one, other)]
    first, second = (Country(names, parties, each, nation, lumps) for each in votes)
    return first, second


def won_by_named(country: Country) -> Ints:
    """Who came first among named parties: the lump is no party."""
    winners: Ints = country.votes[:, :-1].argmax(axis=1).astype(np.int64)
    return winners


def cross_tables() -> Floats:
    """Race by registration of each precinct of south-east North Carolina: (precincts, 3, 3)."""
    names = [[f"{race}{party}" for party in ("dem", "rep", "non")] for race in ("wh", "bl", "natam")]
    return np.array([[[float(row[name]) for name in line] for line in names] for row in rows_of("senc.csv")])


@cache
def survey() -> tuple[People, np.ndarray, People, Floats, tuple[str, ...]]:
    """The CCES of 2018 on abortion: people asked, who said yes, kinds living in each state, how many, the states."""
    cells, states = rows_of("cces2018-poststrat.csv.gz"), rows_of("cces2018-state.csv")
    asked = rows_of("cces2018-abortion.csv.gz")
    names = tuple(row["state"] for row in states)
    yes = np.array([row["abortion"] == "1" for row in asked])
    counts = np.array([float(row["n"]) for row in cells])
    return _people(asked), yes, _people(cells), counts, names


def _people(rows: tuple[Row, ...]) -> People:
    states, cells = rows_of("cces2018-state.csv"), rows_of("cces2018-poststrat.csv.gz")
    kinds = {name: sorted({row[name] for row in cells}) for name in ("eth", "age", "educ")}
    kinds["state"] = [row["state"] for row in states]
    groups = {}
    for name, order in kinds.items():
        place = {kind: i for i, kind in enumerate(order)}
        groups[name] = Grouping(name, len(order), np.array([place[row[name]] for row in rows]))
    male = np.array([float(row["male"]) for row in rows])
    sex = Grouping("male", 2, (male > 0).astype(np.int64))
    regions = sorted({row["region"] for row in states})
    known = np.array(
        [[float(row["repvote"]), *(float(row["region"] == region) for region in regions[1:])] for row in states]
    )
    fixed = np.column_stack([np.ones(len(rows)), male, known[groups["state"].codes]])
    educ, eth, age = groups["educ"], groups["eth"], groups["age"]
    return People(fixed, (groups["state"], eth, educ, pair(sex, eth), pair(educ, age), pair(educ, eth)))
