"""Who may sit on a panel."""

import datetime as dt
import json

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from muster.guard.pair import State
from muster.web.mandates.models import Panel
from muster.web.power.models import Grant, Request, Suspension
from muster.web.power.pairs import interests_of
from muster.web.roll.models import Person
from muster.web.roll.moves import BELONGS, Kind, Status


def candidates(stopped: Suspension, *, at: dt.datetime) -> set[str]:
    """Give the pseudonyms of whoever may sit: members in good standing whom nothing keeps out."""
    members = Person.objects.filter(kind=Kind.MEMBER, status=Status.STANDING, merged_into=None)
    return set(members.values_list("pseudonym", flat=True)) - kept_out(stopped, at=at)


def fallen_out(panel: Panel, *, at: dt.datetime) -> set[str]:
    """Give whoever of those drawn can't sit: who said so, who was erased, left or lapsed, and whom something keeps out.

    Their place opens by itself: the next by lot sits.
    """
    drawn = dict(panel.drawn.values_list("who", "declined_at"))
    belong = Person.objects.filter(
        pseudonym__in=drawn, kind=Kind.MEMBER, status__in=BELONGS, merged_into=None, erased_at=None
    )
    gone = set(drawn) - set(belong.values_list("pseudonym", flat=True))
    said = {who for who, declined_at in drawn.items() if declined_at}
    return said | gone | (set(drawn) & kept_out(panel.suspension, at=at))


def kept_out(stopped: Suspension, *, at: dt.datetime) -> set[str]:
    """Give whoever never sits: founders, the suspended, those whom it concerns, and who has an interest in them."""
    concerned = {stopped.holder, stopped.asked_by, *_approvers(stopped)}
    out = {one for who in concerned for one in interests_of(who)} | concerned
    founders = Grant.objects.filter(role=Grant.Role.FOUNDER, ends_at__gt=at, ended_at=None)
    stood_off = Suspension.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), ends_at__gt=at)
    return out | {*founders.values_list("holder", flat=True), *stood_off.values_list("holder", flat=True)}


def _approvers(stopped: Suspension) -> set[str]:
    """Give who approved a suspension."""
    about = Cast("subjects", TextField())
    used = Request.objects.filter(kind="power.suspend", state=State.USED)
    rows = used.annotate(about=about).filter(about__contains=json.dumps(stopped.holder))
    return set(rows.values_list("answered_by", flat=True))
