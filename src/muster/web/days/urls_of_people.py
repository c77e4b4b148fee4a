"""The addresses of who comes to a day: one's own page, the people, vehicles, costs."""

from django.urls import path

from muster.web.days import views_of_answers, views_of_costs, views_of_noting, views_of_people, views_of_vehicles

urlpatterns = [
    path("asked/<str:token>/", views_of_answers.asked, name="asked"),
    path("asked/<str:token>/day.ics", views_of_answers.asked_calendar, name="asked_calendar"),
    path("asked/<str:token>/slip.pdf", views_of_answers.asked_slip, name="asked_slip"),
    path("asked/<str:token>/roster", views_of_vehicles.asked_roster, name="asked_roster"),
    path("asked/<str:token>/fuel", views_of_costs.asked_claim, name="asked_claim"),
    path("mine", views_of_answers.my_days, name="my_days"),
    path("<int:pk>/mine", views_of_answers.mine, name="mine"),
    path("<int:pk>/mine/day.ics", views_of_answers.my_calendar, name="my_calendar"),
    path("<int:pk>/mine/slip.pdf", views_of_answers.my_slip, name="my_slip"),
    path("<int:pk>/mine/roster", views_of_vehicles.my_roster, name="my_roster"),
    path("<int:pk>/mine/fuel", views_of_costs.my_claim, name="my_claim"),
    path("<int:pk>/people", views_of_people.people, name="people"),
    path("<int:pk>/people/note", views_of_noting.note, name="note"),
    path("<int:pk>/people/ask", views_of_people.invite, name="invite"),
    path("<int:pk>/people/asked/<int:sending>/stop", views_of_people.stop_asking, name="stop_asking"),
    path("<int:pk>/people/<int:person>", views_of_answers.answer_for, name="answer_for"),
    path("<int:pk>/people/<int:person>/apart", views_of_people.keep_apart, name="keep_apart"),
    path("<int:pk>/people/seats", views_of_vehicles.begin_seats, name="begin_seats"),
    path("<int:pk>/people/told", views_of_vehicles.tell_plan, name="tell_plan"),
    path("<int:pk>/fleet", views_of_vehicles.fleet, name="fleet"),
    path("<int:pk>/fleet/new", views_of_vehicles.coach, name="add_coach"),
    path("<int:pk>/fleet/<int:vehicle>", views_of_vehicles.coach, name="coach"),
    path("<int:pk>/fleet/<int:vehicle>/drop", views_of_vehicles.drop_vehicle, name="drop_vehicle"),
    path("<int:pk>/rosters/<str:name>", views_of_vehicles.roster, name="roster"),
    path("<int:pk>/costs", views_of_costs.costs, name="costs"),
    path("<int:pk>/costs.csv", views_of_costs.costs_csv, name="costs_csv"),
    path("<int:pk>/costs/<int:claim>", views_of_costs.settle_claim, name="settle_claim"),
]
