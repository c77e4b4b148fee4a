"""What the planner runs is compiled for this machine, once: the first plan takes a minute longer if it is not.

The compiled code lies in a folder named after the source that it was made of. Numba looks only at the file of the
function that is called, and would go on running what another file compiled before it was changed.
"""

import hashlib
import os
import shutil
from functools import cache
from pathlib import Path

from muster.home import home, made

_SOURCE = Path(__file__).parent
_NAME_LENGTH = 12


def name_cache() -> None:
    """Tell numba where this source's compiled code lies; to be called before numba is imported."""
    os.environ["NUMBA_CACHE_DIR"] = str(_folder())


def is_ready() -> bool:
    """Say whether a whole day was planned here before, by this source."""
    return _mark().is_file()


def note_ready() -> None:
    """Remember that a whole day has been planned here, and let go of what other sources compiled."""
    folder = made(_folder())
    _mark().touch()
    for other in folder.parent.iterdir():
        if other != folder and len(other.name) == _NAME_LENGTH and other.is_dir():
            shutil.rmtree(other, ignore_errors=True)


def _folder() -> Path:
    chosen = Path(os.environ.get("NUMBA_CACHE_DIR") or home() / "cache" / "numba")
    return chosen if chosen.name == this_source() else chosen / this_source()  # our own programs are told the whole


def _mark() -> Path:
    return _folder() / "ready"


@cache
def this_source() -> str:
    """Name the state of every file that numba compiles something of."""
    digest = hashlib.sha256()
    for path in sorted(_SOURCE.glob("*/*.py")):
        content = path.read_bytes()
        if b"numba" in content:
            digest.update(path.name.encode() + content)
    return digest.hexdigest()[:_NAME_LENGTH]
