"""The addresses of a day."""

from django.urls import path

from muster.web.days import views

app_name = "days"
urlpatterns = [
    path("<int:pk>", views.day, name="day"),
    path("<int:pk>/files", views.files, name="files"),
    path("<int:pk>/turfs", views.turfs, name="turfs"),
    path("<int:pk>/turfs/<int:number>", views.turf, name="turf"),
    path("<int:pk>/turfs/<int:number>/board.pdf", views.board, name="board"),
    path("<int:pk>/seats", views.seats, name="seats"),
    path("<int:pk>/beds", views.beds, name="beds"),
    path("<int:pk>/vehicles/<str:name>", views.vehicle, name="vehicle"),
    path("<int:pk>/changes", views.mend, name="changes"),
    path("<int:pk>/changes/<int:number>", views.change, name="change"),
    path("<int:pk>/changes/<int:number>/undo", views.undo, name="undo"),
    path("<int:pk>/certificate.json", views.certificate, name="certificate"),
    path("<int:pk>/map/<str:kind>", views.drawing, name="drawing"),
]
