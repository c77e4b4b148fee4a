"""The addresses of the roll: what anybody may see, then what officers do."""

from django.urls import path

from muster.web.roll import exporting, files, public, views

app_name = "roll"
urlpatterns = [
    path("join", public.join, name="join"),
    path("join/record", public.record, name="record"),
    path("join/thanks", public.thanks, name="thanks"),
    path("groups", public.groups, name="groups"),
    path("groups/<slug:slug>", public.public_group, name="public_group"),
    path("figures", public.figures, name="figures"),
    path("people/", views.people, name="people"),
    path("people/find", views.find, name="find"),
    path("people/enter", views.enter, name="enter"),
    path("people/<int:pk>", views.person, name="person"),
    path("people/<int:pk>/correct", views.correct, name="correct"),
    path("people/<int:pk>/move", views.move, name="move"),
    path("people/<int:pk>/become", views.become, name="become"),
    path("people/<int:pk>/transfer", views.transfer, name="transfer"),
    path("people/<int:pk>/agree", views.agree, name="agree"),
    path("people/<int:pk>/ways", views.add_way, name="add_way"),
    path("people/ways/<int:pk>/drop", views.drop_way, name="drop_way"),
    path("people/groups", views.kept_groups, name="kept_groups"),
    path("people/groups/new", views.new_group, name="new_group"),
    path("people/groups/<int:pk>", views.group, name="group"),
    path("people/groups/<int:pk>/describe", views.describe, name="describe"),
    path("people/groups/<int:pk>/area", views.area, name="area"),
    path("people/groups/<int:pk>/export", exporting.page, name="export"),
    path("people/groups/<int:pk>/chase", views.chase, name="chase"),
    path("people/groups/<int:pk>/posts", views.add_post, name="add_post"),
    path("people/posts/<int:pk>", views.appoint, name="appoint"),
    path("people/terms/<int:pk>/end", views.end_term, name="end_term"),
    path("people/doubles", views.doubles, name="doubles"),
    path("people/doubles/<int:pk>", views.double, name="double"),
    path("people/doubles/<int:pk>/settle", views.settle, name="settle"),
    path("people/files", files.files, name="files"),
    path("people/files/<int:pk>", files.file, name="file"),
    path("people/files/<int:pk>/columns", files.columns, name="columns"),
    path("people/files/<int:pk>/problems.csv", files.problems, name="problems"),
    path("people/files/<int:pk>/accept", files.accept, name="accept"),
    path("people/files/<int:pk>/back", files.send_back, name="send_back"),
    path("people/files/<int:pk>/again", files.read_again, name="read_again"),
    path("people/merges/<int:pk>/undo", views.unmerge, name="unmerge"),
]
