"""What home pages and finding are made of: values, with their words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for whoever asks: what it is, and the page where it is done, if there is one."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """The one thing to do next: what it is called, where, and why."""

    name: str
    address: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of how things stand."""

    text: str
    address: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Something found: what kind of thing it is, what it is called, and where it is."""

    kind: str
    text: str
    address: str
