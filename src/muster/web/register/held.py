"""Gives memory back while a large file is worked on, so that reading one needs little more than its numbers."""

import ctypes
import mmap
from functools import cache
from typing import Any

from muster.register.decode import Content


def give_back() -> None:
    """Have the C library give back what was freed: glibc keeps the gaps of arrays that it took from its heap."""
    trim = _trim()
    if trim is not None:
        trim(0)


def let_go(content: Content) -> None:
    """Let go of what was read of a mapped file; whoever looks at it again gets it again."""
    if isinstance(content, mmap.mmap):
        content.madvise(mmap.MADV_DONTNEED)


@cache
def _trim() -> Any:
    """Find glibc's own function; other C libraries have none."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
