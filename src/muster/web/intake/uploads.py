"""Bringing a file in, step by step. Deeds of the apps above call these; none of them is a deed by itself."""

import datetime as dt
import hashlib
import json
import shutil
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from muster.home import made
from muster.web.intake.models import WAITS_H, Remembered, Upload, folder_of_uploads
from muster.web.record.actor import Actor

State = Upload.State
MOVES: dict[Upload.State, frozenset[Upload.State]] = {
    State.BROUGHT: frozenset({State.UNMAPPED, State.READ, State.REFUSED, State.SENT_BACK}),
    State.UNMAPPED: frozenset({State.BROUGHT, State.SENT_BACK}),
    State.READ: frozenset({State.TAKEN_IN, State.BROUGHT, State.SENT_BACK}),
    State.REFUSED: frozenset({State.BROUGHT, State.SENT_BACK}),
    State.TAKEN_IN: frozenset(),
    State.SENT_BACK: frozenset(),
}
SEEN = "seen.json"
BRINGING_S = 6 * 3600  # nobody's file takes longer to arrive
OPEN = frozenset(state for state, after in MOVES.items() if after)


class OneIsOpenError(ValueError):
    """Another file for the same thing waits to be taken in or sent back; `upload` is that one."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        super().__init__(upload.name)


class MovedOnError(ValueError):
    """The upload is no longer where the asker saw it."""


class EmptyFileError(ValueError):
    """Nothing came."""


def keep(
    chunks: Iterable[bytes],
    *,
    name: str,
    into: str,
    compartment: str,
    wanted: Mapping[str, Any],
    by: Actor,
    waits_h: int = WAITS_H,
) -> Upload:
    """Keep a file that somebody brings.

    Args:
        chunks: its bytes, in pieces.
        name: as its owner calls it.
        into: what it is for, such as 'register.source:3'. One file at a time.
        compartment: who may know of it.
        wanted: what its owner said of it.
        by: who brings it.
        waits_h: hours for which it may lie.

    Raises:
        OneIsOpenError: another one for the same thing waits; one that can't be used makes room.
        EmptyFileError: it holds nothing.
    """
    upload = Upload(into=into, compartment=compartment, name=name[-200:], wanted=dict(wanted), brought_by=by.pseudonym)
    upload.waits_h = waits_h
    made(folder_of_uploads())
    made(upload.folder)
    try:
        _write(upload, chunks)
        with transaction.atomic():
            _make_room(into)
            upload.save(force_insert=True)
    except IntegrityError:
        drop(upload)
        waiting = open_upload(into)
        if waiting is None:
            raise
        raise OneIsOpenError(waiting) from None
    except BaseException:
        drop(upload)
        raise
    return upload


def _make_room(into: str) -> None:
    """Send back a file that can't be used: whoever brings the right one need not come back for the wrong one."""
    refused = Upload.objects.filter(into=into, state=State.REFUSED).first()
    if refused is not None:
        with suppress(MovedOnError):
            move(refused, State.SENT_BACK, preview=None)


def _write(upload: Upload, chunks: Iterable[bytes]) -> None:
    digest, size = hashlib.sha256(), 0
    with upload.content.open("xb") as file:
        for chunk in chunks:
            digest.update(chunk)
            size += file.write(chunk)
    if not size:
        raise EmptyFileError(upload.name)
    upload.size, upload.sha256 = size, digest.hexdigest()


def open_upload(into: str) -> Upload | None:
    """Give the file that waits to be taken in or sent back, if one does."""
    return Upload.objects.filter(into=into, state__in=OPEN).first()


def left_too_long(kind: str, *, at: dt.datetime) -> list[Upload]:
    """Give the files for a kind of thing, such as 'register.source', that have waited for as long as they may."""
    waiting = Upload.objects.filter(into__startswith=f"{kind}:", state__in=OPEN)
    return [one for one in waiting if one.waits_until <= at]


def move(upload: Upload, to: Upload.State, **changed: Any) -> None:
    """Move an upload on, from where the caller saw it. Once nothing can follow, its files go with the transaction.

    Raises:
        MovedOnError: it moved meanwhile, or nothing leads from there to here.
    """
    seen = Upload.State(upload.state)
    if to not in MOVES[seen]:
        raise MovedOnError(f"an upload that is {seen} can't be {to}")
    if not Upload.objects.filter(pk=upload.pk, state=seen).update(state=to, **changed):
        raise MovedOnError(f"upload {upload.pk} is no longer {seen}")
    upload.state = to
    for name, value in changed.items():
        setattr(upload, name, value)
    if not MOVES[to]:
        transaction.on_commit(lambda: drop(upload))


def put_beside(upload: Upload, seen: Mapping[str, Any]) -> None:
    """Keep what a preview shows beside the file, not in the database: it may name people, and goes with the file."""
    draft = upload.folder / f"{SEEN}.part"
    draft.write_text(json.dumps(dict(seen)), encoding="utf-8")
    draft.replace(upload.folder / SEEN)


def seen(upload: Upload) -> dict[str, Any]:
    """Give what a file's preview shows: its counts, and, as long as it waits, what lies beside it."""
    if upload.preview is None:
        return {}
    path = upload.folder / SEEN
    beside: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {**beside, **upload.preview}


def drop(upload: Upload) -> None:
    """Take an upload's files off the disk."""
    shutil.rmtree(upload.folder, ignore_errors=True)


def sweep() -> int:
    """Take away what a killed program left: what no open upload owns, unless it is just being brought."""
    kept = {ref.hex for ref in Upload.objects.filter(state__in=OPEN).values_list("ref", flat=True)}
    settled_s = time.time() - BRINGING_S
    paths = [path for path in folder_of_uploads().glob("*") if path.name not in kept]
    paths += Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*")
    left = [path for path in paths if path.stat().st_mtime < settled_s]
    for path in left:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left)


def mapping_of(into: str) -> Any:
    """Give how this origin's columns were read last time; None if nobody said."""
    remembered = Remembered.objects.filter(into=into).first()
    return remembered.mapping if remembered else None


def remember(into: str, mapping: Any) -> None:
    """Remember how this origin's columns are read."""
    Remembered.objects.update_or_create(into=into, defaults={"mapping": mapping})
