"""The first pages of an empty site: a code from the terminal, then everything a movement begins with."""

from http import HTTPStatus

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from muster.web import mail
from muster.web.enter import founding, queries
from muster.web.enter.forms import CodeForm, FoundingForm
from muster.web.enter.views import too_many

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
    if request.method == "POST" and form.is_valid() and _mail_works(form):
        return _founded(request, form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "enter/founding.html", {"form": form}, status=status)


def _mail_works(form: FoundingForm) -> bool:
    """Send the first founder a real message; what went wrong is said beside the server's name."""
    settings = form.mail()
    if settings is None:
        return True
    to = form.cleaned_data["one_email"]
    subject = _("%(name)s: mail works") % {"name": form.cleaned_data["name"]}
    text = _("This came through %(host)s. The next message brings your link.") % {"host": settings.host}
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
