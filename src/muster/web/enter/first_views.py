"""The first pages of an empty site: a code from the terminal, then everything a movement begins with."""

import functools
from dataclasses import asdict
from http import HTTPStatus

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from muster.web import mail
from muster.web.enter import actions, founding, queries
from muster.web.enter.forms import CodeForm, FoundingForm, MailForm
from muster.web.enter.rules import may_set_mail
from muster.web.enter.views import too_many
from muster.web.record.again import again
from muster.web.record.meanwhile import changed_meanwhile, filled
from muster.web.roll.middleware import MemberRequest

_OPENED = "enter.first"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """Take the code from the terminal."""
    _refuse_founded()
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        if not ratelimit.consume(request, action="first", key="code"):
            return too_many(request)
        if form.is_valid() and founding.is_first_code(form.cleaned_data["code"]):
            request.session[_OPENED] = founding.first_code()
            return redirect("enter:founding")
        if form.is_valid():
            form.add_error("code", _("That is not the code. It stands in the terminal where Muster was started."))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "enter/first.html", {"form": form}, status=status)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """Found the movement, once its mail server has taken a real message."""
    _refuse_founded()
    if not founding.is_first_code(request.session.get(_OPENED, "")):
        return redirect("enter:first")
    form = FoundingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if _mail_works(form, to=said["one_email"], name=said["name"]):
            return _founded(request, form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "enter/founding.html", {"form": form}, status=status)


def _mail_works(form: MailForm, *, to: str, name: str) -> bool:
    """Send a real message; what went wrong is said beside the server's name."""
    settings = form.mail()
    if settings is None:
        return True
    subject = _("%(name)s: mail works") % {"name": name}
    text = _("This came through %(host)s.") % {"host": settings.host}
    try:
        mail.try_out(settings, to=to, subject=subject, text=text)
    except mail.MailRefusedError as error:
        form.add_error("host", str(error))
        return False
    return True


def _founded(request: HttpRequest, form: FoundingForm) -> HttpResponse:
    settings = form.mail()
    accounts = founding.found_movement(form.founding(), at=now())
    if settings:
        mail.keep(settings)
    for account in accounts:
        founding.send_link_to_begin(account, address_of=request.build_absolute_uri)
    del request.session[_OPENED]
    told = {"founding": form.founding(), "mail": settings}
    return render(request, "enter/founded.html", told)


def _refuse_founded() -> None:
    if queries.movement():
        raise Http404


@never_cache
@sensitive_post_parameters("password")
@functools.partial(again, keeps=False)
@require_http_methods(["GET", "HEAD", "POST"])
def mail_server(request: MemberRequest) -> HttpResponse:
    """Let a founder name another mail server, which is kept once it has taken a real message to them."""
    movement = queries.movement()
    if movement is None or not may_set_mail(request.actor, movement) or isinstance(request.user, AnonymousUser):
        raise Http404
    kept, to = mail.kept(), queries.address_of(request.user)
    stands = {name: value for name, value in asdict(kept).items() if name != "password"} if kept else {}
    form = filled(MailForm(request.POST or None), stands)
    if (
        request.method == "POST"
        and form.is_valid()
        and not changed_meanwhile(form)
        and _mail_works(form, to=to, name=movement.name)
    ):
        server = form.mail()
        if server:
            actions.set_mail(movement, server=server, by=request.actor, at=now())
        messages.success(request, _("Mail goes through it from now on. A message is on its way to you."))
        return redirect("enter:mail")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "enter/mail.html", {"form": form, "kept": kept, "to": to}, status=status)
