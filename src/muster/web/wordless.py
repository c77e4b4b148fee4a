"""Exceptions on the terminal without their words: where they happened, and of what kind they were.

The words of an exception may hold what somebody's file or form held, as a database names the cell that it can't take.
Whatever keeps a terminal's output would keep it long after the person was erased.
"""

import logging
import traceback
from types import TracebackType
from typing import TypeAlias

from django.conf import settings

_Raised: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)  # as logging has it


def where(error: BaseException | None) -> str:
    """Give an exception and those that led to it: their kinds, and the lines of code that they passed."""
    lines: list[str] = []
    while error is not None:
        lines.append(type(error).__name__)
        lines += [f"  {one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(error.__traceback__)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)


class WordlessFormatter(logging.Formatter):
    """Writes exceptions without their words; a developer's site shows them."""

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 - logging's name
        """Give where it happened."""
        return super().formatException(ei) if settings.DEBUG else where(ei[1])
