"""The mailbox of the demo's made-up people: what was handed on to them, for anybody in the demo to read."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Min, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from muster.web.messenger.models import Message, State, Way
from muster.web.messenger.told import told
from muster.web.roll.middleware import MemberRequest

MOST = 50
BY = (Way.EMAIL, Way.SMS)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as its made-up reader finds it."""

    message: Message
    name: str
    subject: str
    body: str


@login_not_required
@never_cache
@require_safe
def mailbox(request: MemberRequest) -> HttpResponse:
    """Show what was handed on, the newest first, and what waits for a later hour: two queries, however many."""
    handed = Message.objects.filter(state=State.HANDED, way__in=BY, sending__let_go_at=None)
    newest = handed.select_related("sending").order_by("-handed_at", "-pk")[:MOST]
    at = now()
    waits = Message.objects.filter(state=State.WAITING, way__in=BY, sending__stopped_at=None).aggregate(
        soon=Count("pk", filter=Q(due_at__lte=at)), later=Count("pk", filter=Q(due_at__gt=at)),
        from_at=Min("due_at", filter=Q(due_at__gt=at)),
    )  # fmt: skip
    here = request.build_absolute_uri("/")
    letters = [_opened(message, here=here) for message in newest]
    return render(request, "today/mailbox.html", {"letters": letters, "waits": waits, "most": MOST})


def _opened(message: Message, *, here: str) -> Letter:
    """Open one message; its links lead to where the demo is being looked at, under whatever name."""
    subject, body = told(message)
    body = body.replace(f"{settings.LOCAL_ADDRESS}/", here)
    return Letter(message, message.fields.get("name") or message.address, subject, body)
