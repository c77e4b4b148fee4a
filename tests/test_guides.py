"""A guide is ten tasks in plain words, each picture in it made by a journey; journeys hold its names to the pages."""

import re

import pytest

from muster.cli.catalogues import said
from muster.home import CHECKOUT
from tests.guides import GUIDES, PICTURES, names_of, page_of, pictures_of, tasks_of

MOST_BYTES, MOST_A_GUIDE = 1_500_000, 250_000
_SENTENCE = re.compile(r"[.?](?=\s|$)")


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_begins_with_its_ten_tasks(guide: str) -> None:
    tasks = tasks_of(guide)
    assert [task.number for task in tasks] == list(range(1, 11))
    first = page_of(guide).read_text(encoding="utf-8").splitlines()
    assert first[0].startswith("# ")
    assert first[2].startswith("1. ")


@pytest.mark.parametrize("guide", GUIDES)
def test_each_task_is_a_few_plain_sentences(guide: str) -> None:
    long = [task.number for task in tasks_of(guide) if not 1 <= len(_SENTENCE.findall(task.words)) <= 4]
    assert long == []


@pytest.mark.parametrize("guide", GUIDES)
def test_each_name_that_stands_bold_is_a_text_of_the_site(guide: str) -> None:
    """What begins a paragraph or a task is its title; all else that stands bold is pressed or read on a page."""
    shown = [_plain(text) for text in _texts()]
    unknown = [name for name in names_of(guide) if not any(_told(name).fullmatch(text) for text in shown)]
    assert unknown == []


def _texts() -> list[str]:
    both = [message.id if isinstance(message.id, list | tuple) else (message.id,) for message in said() if message.id]
    return [text for texts in both for text in texts]


def _plain(text: str) -> str:
    """Write a text as a page of one thing shows it: places that are filled hold something."""
    return re.sub(r"%\(\w+\)[sd]|%[sd]|\{\w+\}", "7", text).replace("’", "'").strip().rstrip(":")


def _told(name: str) -> re.Pattern[str]:
    """Say what a name in a guide stands for: '…' for what differs."""
    return re.compile(re.escape(_plain(name)).replace("…", ".+"))


@pytest.mark.parametrize("guide", GUIDES)
def test_its_pictures_are_there_and_small(guide: str) -> None:
    shown = pictures_of(guide)
    assert 1 <= len(shown) <= 4
    assert [name for name in shown if not (PICTURES / name).exists()] == []
    assert sum((PICTURES / name).stat().st_size for name in shown) <= MOST_A_GUIDE


def test_a_journey_makes_every_picture_and_a_page_shows_it() -> None:
    journeys = "".join(path.read_text(encoding="utf-8") for path in (CHECKOUT / "tests" / "journeys").glob("*.py"))
    pages = "".join(
        path.read_text(encoding="utf-8") for path in [*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md")]
    )
    kept = {path.name for path in PICTURES.glob("*.png")}
    assert [name for name in sorted(kept) if f'"{name}"' not in journeys] == []
    assert [name for name in sorted(kept) if f"pictures/{name}" not in pages] == []
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) <= MOST_BYTES
