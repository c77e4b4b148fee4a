"""What needs somebody today, app by app: one plain function each, in the order in which a home page tells them.

An app that has something to say adds its function to `ASKED`. It is given who asks and when, sees what they may see,
and gives nothing where nothing waits.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muster.web import mail
from muster.web.days import comings
from muster.web.days import queries as days
from muster.web.days.going_out import never_went
from muster.web.enter import queries as enter
from muster.web.mandates import own
from muster.web.mandates import queries as mandates
from muster.web.mandates.hearing import panels_seen_by
from muster.web.power.models import Grant
from muster.web.record.actor import Actor
from muster.web.record.models import Job
from muster.web.register import queries as registers
from muster.web.roll import queries as roll
from muster.web.roll.models import Account
from muster.web.today.told import Need

SOON: Final = dt.timedelta(days=14)
ROLES = {"founder": gettext_lazy("founder"), "officer": gettext_lazy("officer"), "organiser": gettext_lazy("organiser")}


def of_two_persons(actor: Actor, at: dt.datetime) -> Iterator[Need]:
    """Tell what waits for a second person, what was approved, powers that others must say may go on, and glass."""
    for need in mandates.needs_of(actor, at=at):
        match need.what:
            case "answer":
                told = {"who": need.of.asker, "what": need.of.told}
                words = _("%(who)s asks for a second person: %(what)s") % told
                yield Need(words, reverse("mandates:request", args=[need.of.request.pk]))
            case "do":
                told = {"who": need.of.answerer, "what": need.of.told}
                words = _("%(who)s approved what you asked for: %(what)s") % told
                yield Need(words, reverse("mandates:request", args=[need.of.request.pk]))
            case "renew":
                told = {"who": need.of.holder, "role": ROLES.get(need.of.grant.role, need.of.grant.role)}
                words = _("The power of %(who)s as %(role)s ends soon: may they keep it?") % told
                yield Need(words, reverse("mandates:renew", args=[need.of.grant.pk]))
            case _:
                yield Need(_("A power was taken in a hurry: was it right?"), reverse("mandates:holders"))


def of_days(actor: Actor, at: dt.datetime) -> Iterator[Need]:
    """Tell a coming day whose messages never went, whose work stopped, whose doors aren't cut or boards unpublished."""
    if not _holds(actor, "organiser"):
        return
    coming = list(days.days_run_by(actor).filter(held_on__gte=localdate(at)).order_by("held_on", "pk"))
    jobs = [day.job for day in coming if day.job]
    silent = never_went(coming)
    stopped = set(Job.objects.filter(ref__in=jobs, end="failed").values_list("ref", flat=True))
    for day in coming:
        told = {"day": day.title}
        soon = day.area_id is not None and day.held_on <= localdate(at + SOON)
        if day.pk in silent:
            count = silent[day.pk]
            words = ngettext("%(day)s: one message never went", "%(day)s: %(n)s messages never went", count)
            yield Need(words % {**told, "n": f"{count:,}"}, reverse("days:live", args=[day.pk]))
        if day.job in stopped:
            yield Need(_("%(day)s: the work stopped") % told, day.get_absolute_url())
        elif soon and day.state == "called" and not day.certificate:
            yield Need(_("%(day)s: its doors aren’t cut yet") % told, reverse("days:cut", args=[day.pk]))
        elif soon and day.state == "cut":
            yield Need(_("%(day)s: its boards aren’t published yet") % told, reverse("days:publish", args=[day.pk]))


def of_invitations(actor: Actor, at: dt.datetime) -> Iterator[Need]:
    """Tell days to which one was asked and has not said whether one comes."""
    for day in comings.unanswered_by(actor, today=localdate(at)):
        told = {"day": day.title, "date": date_format(day.held_on, "l j F")}
        yield Need(_("%(day)s, %(date)s: do you come?") % told, reverse("days:mine", args=[day.pk]))


def of_registers(actor: Actor, _at: dt.datetime) -> Iterator[Need]:
    """Tell files that wait with their preview, and pairs of electors to look at."""
    if not _holds(actor, "organiser"):
        return
    for told in registers.sources_told(actor):
        if told.waiting and not told.at_work:
            refused = told.waiting.state == "refused"
            words = _("%(name)s can’t be used as it is") if refused else _("%(name)s waits for you")
            yield Need(
                words % {"name": told.waiting.name},
                reverse("register:upload", args=[told.waiting.pk]),
            )
        if told.doubts:
            words = ngettext(
                "One pair of electors who may be one person",
                "%(n)s pairs of electors who may be one person",
                told.doubts,
            )
            yield Need(words % {"n": f"{told.doubts:,}"}, reverse("register:doubts", args=[told.source.pk]))


def of_the_roll(actor: Actor, at: dt.datetime) -> Iterator[Need]:
    """Tell who asked to join, pairs, and what is due; then groups with too few officers, many of them in one line."""
    found = roll.needs_of(actor, today=localdate(at))
    few = [one for one in found if one.kind == "one officer"]
    for one in found:
        if one.kind != "one officer":
            yield Need(_ROLL[one.kind](one.count) % {"n": f"{one.count:,}"}, one.address)
    if len(few) > 1:
        yield Need(_("%(n)s groups have fewer than two officers") % {"n": f"{len(few):,}"}, reverse("roll:kept_groups"))
    for one in few if len(few) == 1 else ():
        words = _("%(group)s has one officer left") if one.count else _("%(group)s has no officer")
        yield Need(words % {"group": one.group}, one.address)


_ROLL: dict[str, Callable[[int], str]] = {
    "applied": lambda n: ngettext("One person asked to join", "%(n)s people asked to join", n),
    "doubles": lambda n: ngettext("One pair who may be one person", "%(n)s pairs who may be one person", n),
    "due": lambda n: ngettext("One subscription is due", "%(n)s subscriptions are due", n),
    "file": lambda n: ngettext("One file of the roll waits for you", "%(n)s files of the roll wait for you", n),
}


def of_objections(actor: Actor, _at: dt.datetime) -> Iterator[Need]:
    """Tell an officer who objects to how their record is used; who it is stands on the page that notes the look."""
    for pk in own.objections_heard_by(actor).filter(heard_at=None).order_by("pk").values_list("pk", flat=True)[:20]:
        yield Need(_("Somebody objects to how their record is used"), reverse("mandates:hear", args=[pk]))


def of_panels(actor: Actor, _at: dt.datetime) -> Iterator[Need]:
    """Tell whom the lot fell on for a panel, as long as the suspension stands."""
    drawn = panels_seen_by(actor).filter(drawn__who=actor.pseudonym, drawn__declined_at=None, suspension__ended_at=None)
    for pk in drawn.values_list("pk", flat=True):
        yield Need(_("The lot fell on you: you may hear somebody whose access was stopped"),
                   reverse("mandates:panel", args=[pk]))  # fmt: skip


def of_erasures(actor: Actor, _at: dt.datetime) -> Iterator[Need]:
    """Tell an officer who asks to be erased; who it is stands on the page that notes the look."""
    rows = own.erasures_carried_out_by(actor).filter(done_at=None).order_by("pk")
    for pk in rows.values_list("pk", flat=True)[:20]:
        yield Need(_("Somebody asks to be erased"), reverse("mandates:erasure", args=[pk]))


def of_power(actor: Actor, at: dt.datetime) -> Iterator[Need]:
    """Tell a power that ends soon unless somebody else says that it goes on."""
    ending = Grant.objects.filter(holder=actor.pseudonym, ended_at=None, ends_at__gt=at, ends_at__lte=at + SOON)
    for role, ends_at in ending.order_by("ends_at").values_list("role", "ends_at"):
        told = {"role": ROLES.get(role, role), "day": date_format(localtime(ends_at), "j F")}
        yield Need(_("Your power as %(role)s ends on %(day)s, unless somebody else renews it") % told)


def of_founding(actor: Actor, _at: dt.datetime) -> Iterator[Need]:
    """Tell a founder who has not entered yet: alone, nobody can give power."""
    if not _holds(actor, "founder"):
        return
    if mail.kept() is None and not settings.DEMO:  # whose messages lie at /demo/mail
        yield Need(
            _("There is no mail server yet: letters wait, and links to sign in are shown in the terminal"),
            reverse("enter:mail"),
        )
    holders = Grant.objects.filter(role=Grant.Role.FOUNDER, ended_at=None).values("holder")
    absent = Account.objects.filter(person__pseudonym__in=holders, last_login=None).exclude(person=actor.person)
    for name in absent.values_list("person__known_as", flat=True):
        yield Need(
            _("%(name)s has not entered yet. Their link is lost? They can ask for one on the sign-in page.")
            % {"name": name}
        )


def of_entering(actor: Actor, _at: dt.datetime) -> Iterator[Need]:
    """Tell that recovery codes run out."""
    account = Account.objects.filter(person=actor.person).first()
    if account:
        ways = enter.ways_of(account)
        if ways.codes_are_few:
            words = ngettext("One recovery code is left", "%(n)s recovery codes are left", ways.codes_left)
            yield Need(words % {"n": ways.codes_left}, reverse("mfa_generate_recovery_codes"))


Asked = Callable[[Actor, dt.datetime], Iterator[Need]]
ASKED: tuple[Asked, ...] = (
    of_two_persons, of_days, of_invitations, of_registers, of_the_roll, of_objections, of_erasures, of_panels, of_power,
    of_founding, of_entering,
)  # fmt: skip


def needs_of(actor: Actor, *, at: dt.datetime) -> tuple[Need, ...]:
    """Give everything that needs whoever asks."""
    return tuple(need for asked in ASKED for need in asked(actor, at))


def _holds(actor: Actor, role: str) -> bool:
    return any(held.role == role for held in actor.grants)
