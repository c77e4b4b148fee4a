"""What a program is told when it gets nothing: a code that stays, what to do about it, and which field it is about.

Refusals are in English: they are read by whoever writes the program. What a form of a page says of a field is said in
the language that the program asks for.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views import defaults
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from muster.web.record.meanwhile import ChangedMeanwhileError
from muster.web.roll.actions import HasThatError, NoBodyError
from muster.web.roll.belonging import GoneError, NoDecisionError, OutOfOrderError
from muster.web.roll.moves import NotAllowedMoveError

PLACE: Final = "/api/"
REFUSALS: Final = frozenset({400, 401, 403, 404, 409, 422, 429})


class Wrong(Schema):
    """What is wrong with one field."""

    field: str
    told: str


class Refusal(Schema):
    """Why nothing was given or done."""

    code: str
    told: str
    fields: list[Wrong]


class RefusedError(Exception):
    """Nothing is given or done."""

    def __init__(self, status: int, code: str, told: str, *, fields: Iterable[tuple[str, str]] = ()) -> None:
        """Keep what the program is told."""
        super().__init__(code)
        self.status, self.code, self.told, self.fields = status, code, told, tuple(fields)


NOT_THERE: Final = "There is no such thing, or you may not know of it."
_FIELDS: Final = "Put these fields right and send it again."
# What deeds refuse, in the words of a program: status, code, what to do, and the field that it is about
_WHY: Final[Mapping[type[Exception], tuple[int, str, str, str]]] = {
    HasThatError: (409, "has_that", "They have this way to be reached already. There is nothing to do.", ""),
    GoneError: (409, "gone", "They were found to be somebody else, or erased, meanwhile. Find them again.", ""),
    ChangedMeanwhileError: (409, "changed", "It was changed in this very moment. Read it again.", ""),
    NotAllowedMoveError: (409, "not_now", "Nothing leads there from how they stand. Read `moves` of the person.", ""),
    OutOfOrderError: (422, "fields", _FIELDS, "on: a day not before how they stand now began, and not after today"),
    NoDecisionError: (422, "fields", _FIELDS, "decision: name the decision that this rests on"),
    NoBodyError: (422, "fields", _FIELDS, "body: an affiliate belongs through a body, and nobody else does"),
    PermissionDenied: (403, "not_allowed", "The rule of this deed says no to you.", ""),
    Http404: (404, "not_there", NOT_THERE, ""),
    RequestDataTooBig: (400, "too_long", "The body is longer than anything that is asked for here.", ""),
    SuspiciousOperation: (400, "bad_request", "This is no request that can be read.", ""),
    BadRequest: (400, "bad_request", "This is no request that can be read: no text holds a NUL.", ""),
}


def answer(status: int, code: str, told: str, *, fields: Iterable[tuple[str, str]] = ()) -> JsonResponse:
    """Write a refusal."""
    body = Refusal(code=code, told=told, fields=[Wrong(field=name, told=said) for name, said in fields])
    response = JsonResponse(body.model_dump(), status=status)
    response["Cache-Control"] = "no-store"
    if status == 401:  # noqa: PLR2004 - HTTP's own number
        response["WWW-Authenticate"] = 'Bearer realm="Muster"'
    if status == 429:  # noqa: PLR2004 - HTTP's own number
        response["Retry-After"] = "60"
    return response


def tell_in(api: NinjaAPI) -> None:
    """Have every refusal of the API written in one form."""
    for kind in _WHY:
        api.add_exception_handler(kind, _why_not)
    api.add_exception_handler(RefusedError, _refused)
    api.add_exception_handler(ValidationError, _wrong_fields)
    api.add_exception_handler(HttpError, _unread)
    api.add_exception_handler(AuthenticationError, _no_key)


def require_whole(form: Any) -> Any:
    """Give what a page's own form made of what was sent.

    Raises:
        RefusedError: it says what is wrong with which field.
    """
    if form.is_valid():
        return form.cleaned_data
    fields = [(name.strip("_") or "all", str(said)) for name, errors in form.errors.items() for said in errors]
    raise RefusedError(422, "fields", _FIELDS, fields=fields)


def _why_not(_request: HttpRequest, error: Any) -> HttpResponse:
    status, code, told, about = next(_WHY[kind] for kind in type(error).__mro__ if kind in _WHY)
    name, _colon, said = about.partition(": ")
    return answer(status, code, told, fields=[(name, said)] if name else ())


def _refused(_request: HttpRequest, error: Any) -> HttpResponse:
    return answer(error.status, error.code, error.told, fields=error.fields)


def _wrong_fields(_request: HttpRequest, error: Any) -> HttpResponse:
    told = [(_named(one["loc"]), str(one["msg"])) for one in error.errors]
    return answer(422, "fields", _FIELDS, fields=told)


def _named(place: Iterable[Any]) -> str:
    """Name a field as the program wrote it: without where it was sent, and the name of our own parameter."""
    source, *inside = map(str, place)
    return ".".join(inside[1:] if source == "body" else inside[-1:]) or "all"


def _unread(_request: HttpRequest, error: Any) -> HttpResponse:
    return answer(error.status_code, "bad_json", "The body is to be JSON, in UTF-8: this can't be read as such.")


def _no_key(_request: HttpRequest, _error: Any) -> HttpResponse:
    return answer(401, "no_key", "Send a key in the header: Authorization: Bearer muster_… A session is none.")


# The pages that Django shows where nothing of ours answers; programs read no pages


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Tell a program in its own form that it can't be read, and anybody else on a page."""
    return (
        _why_not(request, BadRequest()) if request.path.startswith(PLACE) else defaults.bad_request(request, exception)
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """The same of what is not there."""
    if request.path.startswith(PLACE):
        return answer(404, "not_there", NOT_THERE)
    return defaults.page_not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponseBase:
    """The same of what broke, which is our fault."""
    if request.path.startswith(PLACE):
        return answer(500, "broken", "Something broke here, and nothing was done. Whoever runs the site reads why.")
    return defaults.server_error(request)
