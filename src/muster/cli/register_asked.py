"""What every deed of `muster register` asks: which source, which area, which file; and how it is refused."""

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from muster.cli import called

if TYPE_CHECKING:
    from muster.web.intake.models import Upload
    from muster.web.register.models import Area, Source, Zone

Run: TypeAlias = Callable[[argparse.Namespace], int]
CHUNK = 1 << 20
# how a file that was brought stands, and the deed that comes next, beside send-back
_NEXT = {
    "brought": ("is being read", ""),
    "unmapped": ("waits for somebody to say what its columns mean", "columns"),
    "read": ("waits", "take-in"),
    "refused": ("can't be used as it is; import another", ""),
}


class RefusedError(ValueError):
    """What was asked can't be done; the sentence says what to do."""


def answering(run: Run) -> Run:
    """Bring the database to this version, erase what waited too long, run, and answer a refusal with its sentence."""

    def answer(args: argparse.Namespace) -> int:
        from muster.cli.migrate import migrate

        migrate()
        from django.utils.timezone import now

        from muster.web.register.lying import look

        look(at=now())  # no site need be running here
        try:
            return run(args)
        except RefusedError as error:
            print(error, file=sys.stderr)
            return 2

    return answer


def says_yes(question: str) -> bool:
    """Ask whoever sits at the terminal; where nobody does, nobody says yes."""
    return sys.stdin.isatty() and input(f"{question} [y/N] ").strip().lower() in {"y", "yes"}


def chunks(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise RefusedError(f"{path}: {error.strerror}; check the name") from None


def words_for(source: "Source") -> str:
    """Call a source as `register list` does."""
    return f"{source.area.name}/{source.name}"


def source_called(words: str) -> "Source | None":
    """Find a source by what `register list` calls it."""
    from muster.web.register.models import Source

    area, slash, name = words.partition("/")
    if not slash or not name:
        example = f"such as 'Rutland/Register of electors'; {called()} register list lists them"
        raise RefusedError(f"'{words}': write AREA/SOURCE, {example}")
    return Source.objects.select_related("area").filter(area__name=area, name=name).first()


def standing_source(words: str) -> "Source":
    """Find a source of which a version stands."""
    source = source_called(words)
    if source is None:
        raise RefusedError(f"'{words}': there is no such source; {called()} register list lists them")
    if not source.standing:
        raise RefusedError(f"'{words}': nothing was taken in yet{waiting_told(source)}")
    return source


def waiting_told(source: "Source") -> str:
    """Say which file waits at a source, what can be done with it next, and until when; '' where none does."""
    from django.utils.timezone import localtime

    from muster.web.intake.uploads import open_upload
    from muster.web.record.deeds import name_of

    upload = open_upload(name_of(source))
    if upload is None:
        return ""
    stands, next_deed = _NEXT[str(upload.state)]
    if next_deed:
        stands = f"{stands}: {called()} register {next_deed} '{words_for(source)}', or send-back"
    return f"; {upload.name} {stands}; it is erased after {localtime(upload.waits_until):%Y-%m-%d %H:%M}"


def waiting_file(words: str) -> "tuple[Source, Upload]":
    """Find the source, and the file that waits there."""
    from muster.web.intake.uploads import open_upload
    from muster.web.record.deeds import name_of

    source = source_called(words)
    upload = open_upload(name_of(source)) if source else None
    if source is None or upload is None:
        raise RefusedError(f"'{words}': no file waits there; {called()} register list says what stands")
    return source, upload


def area_called(name: str) -> "Area":
    """Find an area by name."""
    from muster.web.register.models import Area

    area = Area.objects.filter(name=name).first()
    if area is None:
        raise RefusedError(f"'{name}': no source lists doors there; import a register of it first")
    return area


def work_on(upload: "Upload") -> None:
    """Do an upload's job here, unless a worker of the site has it; come back when it has ended."""
    import time

    from muster.web.record.jobs import progress
    from muster.web.record.lines import lines
    from muster.web.record.models import Job
    from muster.web.record.worker import work_once

    job = Job.objects.get(ref=upload.job)  # type: ignore[misc]  # bringing it gave it one
    with lines(own=True) as said:
        while not progress(job).ended:
            if not work_once(said):
                time.sleep(0.1)
    find_zones()
    upload.refresh_from_db()
    trouble = progress(job).trouble
    if trouble:
        raise RefusedError(f"The work stopped and nothing was written: {trouble}")


def find_zones() -> None:
    """Find here what lies in which zone, which is done after other work, unless a worker of the site does it."""
    from muster.web.record.lines import lines
    from muster.web.record.models import Job
    from muster.web.record.worker import work_once

    with lines(own=True) as said:
        while Job.objects.filter(kind="register.zone", end="").exists() and work_once(said):
            pass


def why_not(upload: "Upload") -> str:
    """Say why a file can't be taken in."""
    from muster.cli.register_columns import HIDDEN, guess_told, mending_told
    from muster.web.intake.uploads import seen
    from muster.web.register.models import Source

    preview = seen(upload)
    source = words_for(Source.objects.get(pk=int(upload.into.partition(":")[2]))) if "guess" in preview else ""
    if upload.state == "unmapped":
        return "\n".join((f"{upload.name}: {preview['why']}.", *guess_told(preview, source)))
    cells = [
        f"  row {row}, column {column}, {HIDDEN if value is None else repr(value)}: {cure}"
        for row, column, value, cure, _ in preview.get("problems", ())
    ]
    mending = ["If a column holds something else:", mending_told(source)] if source else []
    return "\n".join([f"{upload.name}: {preview.get('why', 'it can not be used.')}", *cells, *mending])


def day(text: str) -> dt.date:
    """Read YYYY-MM-DD."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}': write a day as 2025-12-01") from None


def zone_named(area: "Area", name: str) -> "Zone":
    """Find a zone by name."""
    from muster.web.register.zones import zone_called

    zone = zone_called(area, name)
    if zone is None:
        raise RefusedError(f"'{name}': there is no such zone; {called()} register zones '{area.name}' lists them")
    return zone
