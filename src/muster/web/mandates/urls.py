"""The addresses of power."""

from django.urls import path

from muster.web.mandates import being_erased, hearing, objecting, stopping, views

app_name = "mandates"
urlpatterns = [
    path("", views.holders, name="holders"),
    path("mine", views.mine, name="mine"),
    path("mine.json", objecting.carry_away, name="carry_away"),
    path("mine/object", objecting.object_to, name="object"),
    path("objections/<int:pk>", objecting.hear, name="hear"),
    path("mine/erase", being_erased.ask, name="ask_erasure"),
    path("erasures/<int:pk>", being_erased.erasure, name="erasure"),
    path("erasures/<int:pk>/erase", being_erased.erase, name="erase"),
    path("give", views.give, name="give"),
    path("<int:pk>/renew", views.renew, name="renew"),
    path("<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("<int:pk>/interest", views.declare, name="declare"),
    path("interests/<int:pk>/over", views.retract, name="retract"),
    path("requests", views.requests, name="requests"),
    path("requests/<int:pk>", views.request_page, name="request"),
    path("requests/<int:pk>/approve", views.approve, name="approve"),
    path("requests/<int:pk>/refuse", views.refuse, name="refuse"),
    path("requests/<int:pk>/do", views.carry_out, name="do"),
    path("suspensions", stopping.suspensions, name="suspensions"),
    path("suspensions/new", stopping.suspend, name="suspend"),
    path("suspensions/<int:pk>/reasons", stopping.give_reasons, name="reasons"),
    path("suspensions/<int:pk>/hearing", stopping.offer_hearing, name="hearing"),
    path("suspensions/<int:pk>/end", stopping.end, name="end"),
    path("suspensions/<int:pk>/panel", hearing.call, name="call_panel"),
    path("panels/<int:pk>", hearing.panel, name="panel"),
    path("panels/<int:pk>/draw", hearing.draw, name="draw"),
    path("panellists/<int:pk>/decline", hearing.decline, name="decline"),
    path("panellists/<int:pk>/speak", hearing.speak, name="speak"),
    path("glass", stopping.glass, name="glass"),
    path("glass/<int:pk>/review", stopping.review, name="review"),
]
