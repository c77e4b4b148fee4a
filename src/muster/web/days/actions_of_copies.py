"""What can be done with printed copies: ask for one, keep it, let it go, note that its paper came back."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max

from muster.web.days import shut_files
from muster.web.days.models import Day
from muster.web.days.models_of_seats import Copy
from muster.web.days.rules import may_keep_copy, may_let_copy_go, may_note_back, may_print
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.record.jobs import start

LASTS = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A copy, as somebody asks for it.

    Attributes:
        kind: what is printed.
        holder: the pseudonym of whom it is made for.
        only: numbers of turfs or names of vehicles; none: all.
        large: large print.
        names: whether people's names stand on boards, where the register's mode keeps them.
        imprint: the legal line.
    """

    kind: Copy.Kind
    holder: str
    only: tuple[int | str, ...] = ()
    large: bool = False
    names: bool = False
    imprint: str = ""


class CopyGoneError(ValueError):
    """The copy was let go before."""


class NotedAlreadyError(ValueError):
    """That its paper is back, or isn't, was noted before; or there is no paper yet."""


@recorded("days.print_copy", may=may_print)
def print_copy(deed: Deed, day: Day, wanted: Wanted, *, by: Actor, at: dt.datetime) -> Copy:
    """Have a numbered copy made for somebody; it goes after a day."""
    Day.objects.select_for_update().get(pk=day.pk)
    last = day.copies.aggregate(last=Max("number"))["last"] or 0
    copy = Copy.objects.create(
        day=day,
        number=last + 1,
        kind=wanted.kind,
        only=list(wanted.only),
        large=wanted.large,
        named=wanted.names,
        imprint=wanted.imprint,
        holder=wanted.holder,
        made_by=by.pseudonym,
        asked_at=at,
        ends_at=at + LASTS,
    )
    copy.job = start("days.print_copy", copy=copy.pk, by=by.person).ref
    copy.save(update_fields=["job"])
    deed.concerns(copy)
    return copy


@recorded("days.keep_copy", may=may_keep_copy)
def keep_copy(
    deed: Deed,
    copy: Copy,
    *,
    file: str,
    pages: int,
    electors: Mapping[int, int] | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Note where a copy lies, shut, and how many electors of which register are named on it.

    Raises:
        CopyGoneError: it was let go meanwhile.
    """
    row = Copy.objects.select_for_update().get(pk=copy.pk)
    if row.gone_at:
        raise CopyGoneError(f"copy {copy.pk}")
    shut_files.throw_away(row.file)
    row.file, row.pages, row.made_at = file, pages, at
    row.electors = {str(source): count for source, count in (electors or {}).items()}
    row.save(update_fields=["file", "pages", "electors", "made_at"])


@recorded("days.let_copy_go", may=may_let_copy_go)
def let_copy_go(deed: Deed, copy: Copy, *, by: Actor, at: dt.datetime) -> None:
    """Let a copy's file go, its key first; that it was made stays.

    Raises:
        CopyGoneError: it was let go before.
    """
    row = Copy.objects.select_for_update().get(pk=copy.pk)
    if row.gone_at:
        raise CopyGoneError(f"copy {copy.pk}")
    shut_files.throw_away(row.file)
    Copy.objects.filter(pk=copy.pk).update(gone_at=at, file="")


@recorded("days.note_back", may=may_note_back)
def note_back(deed: Deed, copy: Copy, *, back: bool = True, by: Actor, at: dt.datetime) -> None:
    """Note that the paper of a copy came back, whatever became of its file; or that it is out after all.

    Raises:
        NotedAlreadyError: it stands so, or it was never printed.
    """
    printed = Copy.objects.filter(pk=copy.pk, made_at__isnull=False, back_at__isnull=back)
    if not printed.update(back_at=at if back else None, back_by=by.pseudonym if back else ""):
        raise NotedAlreadyError(f"copy {copy.pk}")
