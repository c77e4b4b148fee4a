"""The addresses of a day."""

from django.urls import path

from muster.web.days import (
    urls_of_people,
    urls_of_turfs,
    views,
    views_of_held,
    views_of_incidents,
    views_of_prints,
    views_of_saturday,
    views_of_seats,
    views_of_ticks,
)

app_name = "days"
urlpatterns = [
    path("<int:pk>", views.day, name="day"),
    path("<int:pk>/turfs", views.turfs, name="turfs"),
    path("<int:pk>/turfs/<int:number>", views.turf, name="turf"),
    path("<int:pk>/turfs/<int:number>/board.pdf", views.board, name="board"),
    path("<int:pk>/seats", views_of_seats.seats, name="seats"),
    path("<int:pk>/beds", views_of_seats.beds, name="beds"),
    path("<int:pk>/vehicles/<str:name>", views_of_seats.vehicle, name="vehicle"),
    path("<int:pk>/live", views_of_saturday.live, name="live"),
    path("<int:pk>/live/people", views_of_ticks.people, name="people_live"),
    path("<int:pk>/live/vehicles/<str:name>", views_of_ticks.vehicle, name="vehicle_live"),
    path("<int:pk>/live/tick", views_of_ticks.tick, name="tick"),
    path("<int:pk>/live/home", views_of_incidents.ask_home, name="ask_home"),
    path("<int:pk>/incidents/new", views_of_incidents.report, name="report"),
    path("<int:pk>/incidents/<int:number>", views_of_incidents.incident, name="incident"),
    path("by-link/<str:token>/incident", views_of_incidents.report_by_link, name="report_by_link"),
    path("by-link/<str:token>/here", views_of_incidents.here_by_link, name="here_by_link"),
    path("<int:pk>/prints", views_of_prints.prints, name="prints"),
    path("<int:pk>/prints/<int:number>.pdf", views_of_prints.copy, name="copy"),
    path("<int:pk>/prints/<int:number>/gone", views_of_prints.let_go, name="let_go"),
    path("<int:pk>/prints/<int:number>/back", views_of_prints.note_back, name="note_back"),
    path("<int:pk>/live/held", views_of_held.held, name="held"),
    path("<int:pk>/news", views_of_held.news, name="news"),
    path("<int:pk>/live/tell", views_of_saturday.tell, name="tell"),
    path("<int:pk>/changes", views_of_saturday.mend, name="changes"),
    path("<int:pk>/changes/<int:number>", views_of_saturday.change, name="change"),
    path("<int:pk>/changes/<int:number>/letters", views_of_saturday.letters, name="letters"),
    path("<int:pk>/changes/<int:number>/send", views_of_saturday.send, name="send"),
    path("<int:pk>/changes/<int:number>/again", views_of_saturday.write_again, name="write_again"),
    path("<int:pk>/changes/<int:number>/undo", views_of_saturday.undo, name="undo"),
    path("<int:pk>/certificate.json", views.certificate, name="certificate"),
    path("<int:pk>/proof.zip", views.proof, name="proof"),
    path("<int:pk>/map/<str:kind>", views.drawing, name="drawing"),
]
urlpatterns += urls_of_people.urlpatterns + urls_of_turfs.urlpatterns
