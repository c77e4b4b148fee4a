"""The addresses of what needs somebody today."""

from django.urls import path

from muster.web.today import views

app_name = "today"
urlpatterns = [
    path("", views.home, name="home"),
    path("find", views.find, name="find"),
]
