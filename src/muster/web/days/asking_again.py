"""Pages that ask again by themselves: nothing is sent, and nobody noted as looked at, as long as nothing changed."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse


def version_of(told: object) -> str:
    """Give a name to what a page tells: as long as it is the same, nothing changed."""
    return sha256(repr(told).encode()).hexdigest()[:24]


def shows_already(request: HttpRequest, version: str) -> bool:
    """Whether a page that asks again shows this already."""
    return request.headers.get("If-None-Match") == version and "HX-Request" in request.headers


def versioned(response: HttpResponse, version: str) -> HttpResponse:
    """Let a page say which version it shows; nobody else keeps it."""
    response["Cache-Control"] = "no-store"
    response["ETag"] = version
    return response
