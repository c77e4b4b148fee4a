"""Which address shows which page."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from muster.web.cards import become, cards
from muster.web.days.views import first
from muster.web.demo_mail import mailbox

handler429 = "muster.web.enter.views.too_many"  # allauth asks for it by this name
handler400 = "muster.web.api.refusals.bad_request"
handler404 = "muster.web.api.refusals.not_found"
handler500 = "muster.web.api.refusals.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("muster.web.today.urls")),
    path("enter/", include("muster.web.enter.urls")),
    path("days/", first, name="first"),
    path("days/", include("muster.web.days.urls")),
    path("registers/", include("muster.web.register.urls")),
    path("power/", include("muster.web.mandates.urls")),
    path("letters/", include("muster.web.letters.urls")),
    path("said/", include("muster.web.messenger.urls")),
    path("api/v1/", include("muster.web.api.urls")),
    path("", include("muster.web.roll.urls")),
]
if settings.DEMO:  # nowhere else can one become somebody by a click
    urlpatterns += [
        path("demo/", cards, name="cards"),
        path("demo/as/<str:role>", become, name="become"),
        path("demo/mail", mailbox, name="mailbox"),
    ]
