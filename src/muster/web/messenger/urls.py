"""The addresses behind one-tap links."""

from django.urls import path

from muster.web.messenger import views

app_name = "messenger"
urlpatterns = [
    path("answer/<str:token>/", views.answer, name="answer"),
    path("no-more/<str:token>/", views.opt_out, name="opt_out"),
]
