"""Where everything lies that a running Muster keeps: `MUSTER_HOME`."""

import os
import secrets
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def home() -> Path:
    """Name the folder of everything that is kept: database, keys, cache, files.

    `MUSTER_HOME` if set; else `.muster` beside the start script of a checkout; else where a user's files are kept.
    """
    chosen = os.environ.get("MUSTER_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    if (CHECKOUT / "muster").is_file() and (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / ".muster"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "muster"


def made(folder: Path) -> Path:
    """Make a folder that only its owner may read, if it is not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret(name: str) -> str:
    """Read a secret of the site, made at its first use: 256 random bits in a file that only its owner may read.

    Two programs that start together agree: the file appears whole or not at all, and the first one stays.
    """
    path = made(made(home()) / "keys") / name
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=path.parent)  # mkstemp gives 0600
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # unlike a rename, never replaces what another program just made
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)  # noqa: PTH108 - the twin of os.link above
    return path.read_text(encoding="ascii")
