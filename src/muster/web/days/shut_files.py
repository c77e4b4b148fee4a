"""Files that nobody reads without a key of their own, which lies elsewhere and goes with them."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from nacl.secret import SecretBox

from muster.home import made


class GoneError(LookupError):
    """The file is not there any more."""


def keep(content: bytes) -> str:
    """Shut a file under a key of its own; gives the name by which both lie on the disk."""
    name = secrets.token_hex(16)
    key = secrets.token_bytes(SecretBox.KEY_SIZE)
    _write(_keys() / name, key)
    _write(_files() / name, SecretBox(key).encrypt(content))
    return name


def opened(name: str) -> bytes:
    """Give what a file holds.

    Raises:
        GoneError: it went, or was never made.
    """
    try:
        key, shut = (_keys() / name).read_bytes(), (_files() / name).read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise GoneError(name) from None
    return SecretBox(key).decrypt(shut)


def throw_away(name: str) -> None:
    """Let a file go, its key first: what a backup still holds of it opens no more."""
    if name:
        (_keys() / name).unlink(missing_ok=True)
        (_files() / name).unlink(missing_ok=True)


def _files() -> Path:
    return made(made(settings.HOME / "files") / "copies")


def _keys() -> Path:
    return made(made(settings.HOME / "keys") / "copies")


def _write(path: Path, content: bytes) -> None:
    """Write a file that its owner alone may read: whole, or not at all."""
    draft = path.with_suffix(".draft")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as opened_file:
        opened_file.write(content)
        opened_file.flush()
        os.fsync(opened_file.fileno())
    draft.rename(path)
