"""The page on which an officer lets somebody of their group enter: by an address that stands in their record."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from muster.web.enter import actions, queries
from muster.web.enter.forms import InviteForm
from muster.web.enter.founding import send_link_to_begin
from muster.web.power import looks
from muster.web.record.again import again
from muster.web.roll.middleware import MemberRequest
from muster.web.roll.queries import people_kept_by


@never_cache
@again
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody enter who has not yet; a link goes to their mailbox, and to no other."""
    person = people_kept_by(request.actor).filter(pk=pk).first()
    if person is None:
        raise Http404
    looks.note(request.actor, [person.pseudonym], purpose="care", page="invite", at=now())
    form = InviteForm(request.POST or None, addresses=queries.addresses_of(person))
    enters_with = queries.enters_with(person)
    if request.method == "POST" and form.is_valid() and not enters_with:
        try:
            account = actions.invite(person, email=form.cleaned_data["email"], by=request.actor, at=now())
        except actions.AddressTakenError:
            form.add_error("email", _("Somebody else enters with this address. Ask them for one of their own."))
        else:
            send_link_to_begin(account, address_of=request.build_absolute_uri)
            messages.success(request, _("A link is on its way to them. It works once, for a week."))
            return redirect(person)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    told = {"form": form, "person": person, "enters_with": enters_with}
    return render(request, "enter/invite.html", told, status=status)
