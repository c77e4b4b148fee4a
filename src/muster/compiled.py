"""Whether what the planner runs is compiled for this machine already: the first plan takes a minute longer if not."""

import hashlib
import os
from functools import cache
from pathlib import Path

from muster.home import home, made

_SOURCE = Path(__file__).parent / "plan"


def is_ready() -> bool:
    """Say whether a whole day was planned here before, by this source."""
    return _mark().is_file()


def note_ready() -> None:
    """Remember that a whole day has been planned here."""
    made(_mark().parent)
    _mark().touch()


def _mark() -> Path:
    folder = os.environ.get("NUMBA_CACHE_DIR") or home() / "cache" / "numba"
    return Path(folder) / f"ready-{_this_source()}"


@cache
def _this_source() -> str:
    digest = hashlib.sha256()
    for path in sorted(_SOURCE.glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
