"""The addresses of registers."""

from django.urls import path

from muster.web.register import files, places, views

app_name = "register"
urlpatterns = [
    path("", views.sources, name="sources"),
    path("new", views.new, name="new"),
    path("<int:pk>", views.source, name="source"),
    path("<int:pk>/bring", files.bring, name="bring"),
    path("<int:pk>/back", views.take_back, name="take_back"),
    path("<int:pk>/find", views.find, name="find"),
    path("<int:pk>/changes/<int:after>/<int:upto>", views.changes, name="changes"),
    path("<int:pk>/doubts", views.doubts, name="doubts"),
    path("<int:pk>/markers", views.markers, name="markers"),
    path("<int:pk>/export", views.export, name="export"),
    path("<int:pk>/erase", views.erase, name="erase"),
    path("files/<int:pk>", files.upload, name="upload"),
    path("files/<int:pk>/columns", files.columns, name="columns"),
    path("files/<int:pk>/offered", files.offered, name="offered"),
    path("files/<int:pk>/renamed", files.renamed, name="renamed"),
    path("files/<int:pk>/problems.csv", files.problems, name="problems"),
    path("files/<int:pk>/accept", files.accept, name="accept"),
    path("files/<int:pk>/back", files.send_back, name="send_back"),
    path("files/<int:pk>/again", files.read_again, name="read_again"),
    path("doubts/<int:pk>", views.settle, name="settle"),
    path("streets/<int:pk>", places.street, name="street"),
    path("doors/<int:pk>", places.door, name="door"),
    path("electors/<int:pk>", views.elector, name="elector"),
    path("areas/<int:pk>/places", places.places, name="places"),
    path("areas/<int:pk>/zones", places.zones, name="zones"),
    path("zones/<int:pk>", places.zone, name="zone"),
    path("areas/<int:pk>/ground", places.ground, name="ground"),
    path("areas/<int:pk>/borders", places.borders, name="borders"),
    path("areas/<int:pk>/tables", places.tables, name="tables"),
    path("tables/<int:pk>", places.table, name="table"),
    path("tables/<int:pk>/back", places.send_table_back, name="send_table_back"),
    path("streets/<int:pk>/cure", places.cure, name="cure"),
    path("buildings/<int:pk>/place", places.place, name="place"),
]
