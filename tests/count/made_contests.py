"""Contests made up for tests."""

from collections.abc import Sequence

from hypothesis import strategies as st

from muster.count.contest import Contest, Rank, make_papers
from muster.count.limits import Category
from muster.count.ties import Lots

SEED = "5eed" * 8
LOTS = Lots(seed=SEED)


def contest(
    candidates: int, seats: int, papers: Sequence[tuple[int, Sequence[Rank]]], *, withdrawn: Sequence[int] = ()
) -> Contest:
    """A contest whose candidates are Ann, Ben, Cem...; papers and those withdrawn name them by number from 1."""
    names = ("Ann", "Ben", "Cem", "Dee", "Eve", "Fay", "Gus", "Hal", "Ida", "Jo", "Kit", "Lou")[:candidates]
    return Contest("A made-up contest", names, seats, make_papers(papers), frozenset(x - 1 for x in withdrawn))


@st.composite
def elections(draw: st.DrawFn, *, candidates: int = 6, seats: int = 4) -> tuple[int, int, list[tuple[int, list[int]]]]:
    """(candidates, seats, papers), each paper a strict order of numbers from 1; many ties."""
    people = draw(st.integers(1, candidates))
    rng = draw(st.randoms(use_true_random=False))
    weights = draw(st.sampled_from([(1,), (1, 2), (1, 1, 2, 3, 7), (5, 13, 40)]))
    papers = []
    for _ in range(draw(st.integers(0, 24))):
        ranks = rng.sample(range(1, people + 1), rng.randint(1, people))
        papers.append((rng.choice(weights), ranks))
    return people, draw(st.integers(1, seats)), papers


@st.composite
def categories_of(draw: st.DrawFn, people: int, seats: int) -> tuple[Category, ...]:
    """Up to three constraints that somebody could meet, the first two perhaps of one group."""
    made = []
    grouped = draw(st.booleans())
    left = set(range(people))
    room = seats
    for at, name in enumerate(("women", "north", "young")[: draw(st.integers(1, 3))]):
        alone = not grouped or at > 1
        members = (
            draw(st.sets(st.sampled_from(sorted(range(people) if alone else left)), max_size=people))
            if (alone or left)
            else set()
        )
        left -= members
        least = draw(st.integers(0, seats if alone else room))
        room -= 0 if alone else least
        most = draw(st.one_of(st.none(), st.integers(least, seats)))
        made.append(Category(name, frozenset(members), least, most, "" if alone else "region"))
    return tuple(made)
