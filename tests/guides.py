"""What a guide for one role says: its ten tasks, the names that each tells to press, the pictures."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from muster.home import CHECKOUT

GUIDES: Final = ("day", "saturday", "volunteer", "driver", "officer")  # organiser, HQ and the others
PICTURES: Final = CHECKOUT / "docs" / "pictures"
_TASK = re.compile(r"^(\d+)\. \*\*(.+?)\*\*(.*?)(?=^\d+\. |^## |\Z)", re.MULTILINE | re.DOTALL)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_TITLE = re.compile(r"^(?:\d+\. )?\*\*.+?\*\*", re.MULTILINE)
_PICTURE = re.compile(r"!\[([^\]]+)\]\(\.\./pictures/([\w-]+\.png)\)")


@dataclass(frozen=True, slots=True)
class Task:
    """One of a guide's tasks."""

    number: int
    title: str
    names: tuple[str, ...]  # what is pressed, or read on the page, word for word
    words: str


def page_of(guide: str) -> Path:
    """Give where a guide lies."""
    return CHECKOUT / "docs" / "guide" / f"{guide}.md"


def tasks_of(guide: str) -> list[Task]:
    """Read a guide's numbered tasks; what stands bold after a task's title is a name on a page."""
    text = page_of(guide).read_text(encoding="utf-8")
    return [
        Task(int(number), title, tuple(_BOLD.findall(rest)), _PICTURE.sub("", rest).strip())
        for number, title, rest in _TASK.findall(text)
    ]


def names_of(guide: str) -> list[str]:
    """Give whatever stands bold in a guide and begins neither a task nor a paragraph."""
    text = page_of(guide).read_text(encoding="utf-8")
    return _BOLD.findall(_TITLE.sub("", text))


def pictures_of(guide: str) -> list[str]:
    """Give the pictures that a guide shows."""
    return [name for _words, name in _PICTURE.findall(page_of(guide).read_text(encoding="utf-8"))]
