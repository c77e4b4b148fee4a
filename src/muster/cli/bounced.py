"""`muster bounced`: takes in what mail servers sent back."""

import argparse
import mailbox
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from muster.cli import Subparsers, called
from muster.cli.site import open_site

if TYPE_CHECKING:
    from muster.web.letters.bounced import Taken
    from muster.web.messenger.notices import Notice

_MBOX = b"From "
_LARGEST = 100_000_000  # bytes of a file: a notice is some kilobytes


def add_to(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "bounced",
        help="take in what mail servers sent back",
        description="Reads notices of delivery (RFC 3464): mails of their own, or a whole mailbox (mbox). "
        "A message that came back says so; an address where nobody is is written to no more.",
    )
    parser.add_argument("file", nargs="+", metavar="FILE", help="a notice, a mailbox, or - for what comes by the pipe")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    open_site()
    from django.utils.timezone import now

    from muster.web.letters.bounced import take
    from muster.web.messenger.notices import NoNoticeError

    try:
        notices = [notice for name in arguments.file for notice in _notices_in(name)]
    except (OSError, NoNoticeError) as error:
        print(f"{called()} bounced: {error}. Nothing is written.", file=sys.stderr)
        return 1
    print(_told(take(notices, at=now())))
    return 0


def _notices_in(name: str) -> "list[Notice]":
    """Read every notice of a file; in a mailbox other mails are passed over, one notice at least must be there.

    Raises:
        NoNoticeError: there is none; says in which file.
        OSError: it can't be read.
    """
    from muster.web.messenger.notices import NoNoticeError, notices_in

    content = sys.stdin.buffer.read(_LARGEST + 1) if name == "-" else _read(Path(name))
    if len(content) > _LARGEST:
        raise NoNoticeError(f"{name}: it is larger than {_LARGEST // 1_000_000} MB; give the notices alone")
    found: list[Notice] = []
    read = 0
    why = "it holds no mail"
    for mail in _mails_in(content):
        try:
            found += notices_in(mail)
            read += 1
        except NoNoticeError as error:
            why = str(error)
    if not read:
        raise NoNoticeError(f"{name}: {why}")
    return found


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST + 1)


def _mails_in(content: bytes) -> Iterator[bytes]:
    if not content.startswith(_MBOX):
        yield content
        return
    with tempfile.NamedTemporaryFile(suffix=".mbox") as kept:
        kept.write(content)
        kept.flush()
        with closing(mailbox.mbox(kept.name, create=False)) as box:
            yield from (mail.as_bytes() for mail in box)


def _told(taken: "Taken") -> str:
    lines = [f"{taken.bounced} came back; {taken.lost} addresses are written to no more."]
    if taken.known:
        lines.append(f"{taken.known} were noted before, or never went.")
    if taken.strange:
        lines.append(f"{taken.strange} are not of this site.")
    return "\n".join(lines)
