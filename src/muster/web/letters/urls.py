"""The addresses of letters."""

from django.urls import path

from muster.web.letters import views

app_name = "letters"
urlpatterns = [
    path("", views.sent, name="sent"),
    path("write", views.write, name="write"),
    path("<int:pk>", views.sending, name="sending"),
    path("<int:pk>/stop", views.stop, name="stop"),
    path("<int:pk>/go-on", views.go_on, name="go_on"),
    path("<int:pk>/remind", views.remind, name="remind"),
    path("<int:pk>/letters", views.letters, name="letters"),
    path("<int:pk>/chat", views.chat, name="chat"),
    path("<int:pk>/posted", views.posted, name="posted"),
    path("<int:pk>/again/<int:message>", views.try_again, name="again"),
]
