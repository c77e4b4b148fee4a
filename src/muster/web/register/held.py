"""Gives memory back while a large file is worked on, so that reading one needs little more than its numbers."""

import ctypes
import gc
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from muster.register.decode import Content

_MMAP_THRESHOLD = -3  # as glibc's malloc.h has it
_LARGE = 1 << 17  # bytes


def keep_no_arrays() -> None:
    """From now on have arrays given back the moment they are let go of: glibc would keep their room in its heap."""
    setting = getattr(ctypes.CDLL(None), "mallopt", None)
    if setting is not None:
        setting(_MMAP_THRESHOLD, _LARGE)


@contextmanager
def no_rings_sought() -> Iterator[None]:
    """Don't look for rings of objects while millions come and go that make none: it takes a tenth of the time."""
    sought = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if sought:
            gc.enable()


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
