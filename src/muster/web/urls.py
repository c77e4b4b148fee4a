"""Which address shows which page."""

from django.urls import URLPattern, URLResolver, include, path

from muster.web.days.views import first

urlpatterns: list[URLPattern | URLResolver] = [
    path("", first, name="first"),
    path("days/", include("muster.web.days.urls")),
    path("registers/", include("muster.web.register.urls")),
    path("said/", include("muster.web.messenger.urls")),
]
