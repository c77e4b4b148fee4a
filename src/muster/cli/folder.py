"""A folder of results, written whole or not at all."""

import csv
import io
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from muster.table import inert


class FolderError(ValueError):
    """The folder can't be written or read; the sentence says what to do."""


def read_file(path: Path) -> bytes:
    """Read a file that somebody named.

    Raises:
        FolderError: if it isn't there or can't be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FolderError(f"{path}: there is no such file; check the name") from None
    except IsADirectoryError:
        raise FolderError(f"{path}: this is a folder; name a file in it") from None
    except PermissionError:
        raise FolderError(f"{path}: this file may not be read; check its permissions") from None


def write_folder(out: Path, files: Mapping[str, bytes], *, known_by: str = "certificate.json") -> None:
    """Put files into a folder so that it holds all of them or is left as it was.

    A folder that holds an earlier result (the file `known_by`) is replaced whole; any other folder with
    something in it is refused.

    Raises:
        FolderError: if the folder holds something else, or can't be written.
    """
    if out.is_file():
        raise FolderError(f"{out}: this is a file; name a folder for the results")
    if out.is_dir() and any(out.iterdir()) and not (out / known_by).is_file():
        raise FolderError(f"{out}: this folder holds other things; name a new one")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise FolderError(f"{out}: can't be written there ({error.strerror})") from None
    try:
        for name, content in files.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_bytes(content)
        part.chmod(0o755)
        old = part.with_name(part.name + "-old")
        if out.exists():
            out.rename(old)
        part.rename(out)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise FolderError(f"{out}: can't be written ({error.strerror}); nothing was changed") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Read every file in a folder and the folders in it, by its path inside; nothing where it isn't there."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return {path.relative_to(folder).as_posix(): read_file(path) for path in paths}


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as UTF-8 CSV with one kind of line end on every machine; no spreadsheet runs anything in it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode()
