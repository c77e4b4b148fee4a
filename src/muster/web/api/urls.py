"""The addresses of the API, and what it says of itself. Programs alone ask here: no page of another site can."""

import functools
from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from muster.web.api import days, movement, people, registers
from muster.web.api.asking import Key
from muster.web.api.reading import only_what_is_asked_for
from muster.web.api.refusals import answer, tell_in

app_name = "api"


class Api(NinjaAPI):
    """Calls each question as its function is called: clients are made of these names."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        """Give its name."""
        return str(operation.view_func.__name__)


api = Api(
    title="Muster",
    version="1",
    description="What a movement's other programs read and do here, each in the name of whoever made its key, and with "
    "what that person may at that moment. What you may not know exists is not found. Times are in UTC.",
    openapi_url=None,  # ours is written once, not with each question
    docs_url=None,
    auth=Key(),
    urls_namespace=app_name,
)
tell_in(api)
api.add_decorator(only_what_is_asked_for)
for _part in (movement, people, days, registers):
    api.add_router("", _part.router)

METHOD_NOT_ALLOWED: Final = 405


@functools.cache
def schema() -> dict[str, Any]:
    """Give what the API says of itself, as OpenAPI 3.1."""
    return dict(api.get_openapi_schema(path_prefix="/api/v1/"))


@login_not_required
@cache_control(public=True, max_age=3600)
@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """Tell anybody what can be asked: it holds nothing of the movement."""
    return JsonResponse(schema())


def _for_programs(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a program ask without a sign-in page; a refusal of any kind is JSON, and nothing is kept on the way."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == METHOD_NOT_ALLOWED:
            allowed = response["Allow"]
            response = answer(METHOD_NOT_ALLOWED, "method", f"Here one asks by {allowed}.")
            response["Allow"] = allowed
        response["Cache-Control"] = "no-store"
        return response

    answered.login_required = False  # type: ignore[attr-defined]  # the key is asked for instead
    return answered


def _routes() -> list[URLPattern]:
    """Give the API's own addresses, without the page of it that ninja would show."""
    found = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    for one in found:
        one.callback = _for_programs(one.callback)
    return found


urlpatterns = [path("openapi.json", openapi, name="openapi"), *_routes()]
