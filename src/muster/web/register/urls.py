"""The addresses of registers."""

from django.urls import path

from muster.web.register import views

app_name = "register"
urlpatterns = [
    path("", views.sources, name="sources"),
    path("new", views.new, name="new"),
    path("<int:pk>", views.source, name="source"),
    path("<int:pk>/bring", views.bring, name="bring"),
    path("<int:pk>/find", views.find, name="find"),
    path("<int:pk>/changes/<int:after>/<int:upto>", views.changes, name="changes"),
    path("<int:pk>/doubts", views.doubts, name="doubts"),
    path("<int:pk>/markers", views.markers, name="markers"),
    path("<int:pk>/erase", views.erase, name="erase"),
    path("files/<int:pk>", views.upload, name="upload"),
    path("files/<int:pk>/columns", views.columns, name="columns"),
    path("files/<int:pk>/offered", views.offered, name="offered"),
    path("files/<int:pk>/problems.csv", views.problems, name="problems"),
    path("files/<int:pk>/accept", views.accept, name="accept"),
    path("files/<int:pk>/back", views.send_back, name="send_back"),
    path("files/<int:pk>/again", views.read_again, name="read_again"),
    path("doubts/<int:pk>", views.settle, name="settle"),
    path("streets/<int:pk>", views.street, name="street"),
    path("doors/<int:pk>", views.door, name="door"),
    path("electors/<int:pk>", views.elector, name="elector"),
    path("areas/<int:pk>/places", views.places, name="places"),
    path("areas/<int:pk>/zones", views.zones, name="zones"),
    path("zones/<int:pk>", views.zone, name="zone"),
    path("areas/<int:pk>/ground", views.ground, name="ground"),
    path("areas/<int:pk>/tables", views.tables, name="tables"),
    path("tables/<int:pk>", views.table, name="table"),
    path("tables/<int:pk>/back", views.send_table_back, name="send_table_back"),
    path("streets/<int:pk>/cure", views.cure, name="cure"),
    path("buildings/<int:pk>/place", views.place, name="place"),
]
