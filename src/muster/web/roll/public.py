"""Pages for everybody: joining, finding one's group, and how the movement grows."""

from http import HTTPStatus

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.web.roll import actions, open_to_all
from muster.web.roll.forms import FinderForm, JoinForm
from muster.web.roll.middleware import MemberRequest

_JOINED = "roll.joined"  # in the session: who has just joined from this browser
_SAID = "roll.said"  # in the session: what of their form is known again, but not read


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: MemberRequest) -> HttpResponse:
    """Let somebody join. What follows is the same whether they were known before or not.

    So many may join from one address in an hour as settings say; mistakes on the way don't count. Who goes back and
    sends the very form again is the same person.
    """
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = salted_hmac(_SAID, repr(form.told()), algorithm="sha256").hexdigest()
        if request.session.get(_SAID) == said and open_to_all.still_asks(request.session[_JOINED]):
            return redirect("roll:thanks")
        if not ratelimit.consume(request, action="join"):
            return render(request, "roll/join.html", {"form": form, "full": True}, status=HTTPStatus.TOO_MANY_REQUESTS)
        person = actions.join(form.told(), language=get_language() or "", by=request.actor, at=now())
        request.session[_JOINED], request.session[_SAID] = person.pk, said
        return redirect("roll:thanks")
    return render(request, "roll/join.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_safe
def record(request: MemberRequest) -> HttpResponse:
    """Tell whoever may join what is kept of them, why, by what right and how long, and what they may do."""
    return render(request, "roll/record.html", {"told": open_to_all.keeping()})


@login_not_required
@never_cache
@require_safe
def thanks(request: MemberRequest) -> HttpResponse:
    """Say what happens next, and the first thing to do."""
    person = request.session.get(_JOINED)
    if not person:
        return redirect("roll:join")
    group, belongs = open_to_all.joined(person)
    return render(request, "roll/thanks.html", {"group": group, "belongs": belongs})


@login_not_required
@require_safe
def groups(request: MemberRequest) -> HttpResponse:
    """Find one's group by the postcode, or in the list of all."""
    form = FinderForm(request.GET if "postcode" in request.GET else None)
    found = open_to_all.group_of(form.cleaned_data["postcode"]) if form.is_bound and form.is_valid() else None
    told = {"form": form, "found": found, "asked": form.is_bound, "groups": open_to_all.open_groups()}
    return render(request, "roll/groups.html", told, status=422 if form.errors else 200)


@login_not_required
@require_safe
def public_group(request: MemberRequest, slug: str) -> HttpResponse:
    """Show a group to anybody."""
    told = open_to_all.group_seen(slug)
    if told is None:
        raise Http404
    return render(request, "roll/public_group.html", {"told": told})


@login_not_required
@require_safe
def figures(request: MemberRequest) -> HttpResponse:
    """Show how many belong, and how that changed."""
    return render(request, "roll/figures.html", {"figures": open_to_all.figures_seen()})
