"""The addresses of seasons, and of a day's turfs until they are published."""

from django.urls import path

from muster.web.days import views_of_lots, views_of_seasons, views_of_turfs

urlpatterns = [
    path("seasons", views_of_seasons.every, name="seasons"),
    path("seasons/new", views_of_seasons.open_season, name="open_season"),
    path("seasons/<int:pk>", views_of_seasons.season, name="season"),
    path("new", views_of_seasons.new, name="new"),
    path("<int:pk>/change", views_of_seasons.change, name="change_day"),
    path("<int:pk>/call", views_of_seasons.call, name="call"),
    path("<int:pk>/postpone", views_of_seasons.postpone, name="postpone"),
    path("<int:pk>/cancel", views_of_seasons.cancel, name="cancel"),
    path("<int:pk>/end", views_of_seasons.end, name="end"),
    path("<int:pk>/doors", views_of_seasons.doors, name="doors"),
    path("<int:pk>/left-alone", views_of_lots.left_alone, name="left_alone"),
    path("<int:pk>/doors.csv", views_of_lots.doors_to_draw, name="doors_to_draw"),
    path("<int:pk>/lead", views_of_seasons.lead, name="lead"),
    path("<int:pk>/cut", views_of_turfs.cut, name="cut"),
    path("<int:pk>/turfs/<int:number>/correct", views_of_turfs.correct, name="correct"),
    path("<int:pk>/corrections", views_of_turfs.corrections, name="corrections"),
    path("<int:pk>/corrections/<int:number>/back", views_of_turfs.take_back, name="take_back"),
    path("<int:pk>/publish", views_of_turfs.publish, name="publish"),
    path("<int:pk>/publications/<int:number>/recall", views_of_turfs.recall, name="recall"),
]
