"""What somebody says of how they come, and what whoever plans a day writes about coaches, invitations and costs."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from muster.web.days.answering import MOST_SEATS, Said, said_before
from muster.web.days.claims import MOST_MILES, MOST_PENCE, PENCE, Bill
from muster.web.days.coaches import CoachTold, StopError, read_stops
from muster.web.days.inviting import Calling, check_words
from muster.web.days.models import Day
from muster.web.days.models_of_people import WALK_M, Claim, Coming, Stop, Vehicle
from muster.web.messenger.wording import LONGEST_BODY, LONGEST_SUBJECT, WordingError
from muster.web.roll.models import Group, Person

AT_HOME = "home"
MIN_PER_H = 60
MOST_IN_PARTY = 20
SEAT, DRIVE, OWN = "seat", "drive", "own"


class AnswerForm(forms.Form):
    """How somebody comes: one question each, the first few for everybody."""

    way = forms.ChoiceField(
        label=_("How do you get there?"),
        choices=[
            (SEAT, _("I need a seat")),
            (DRIVE, _("I drive, and can take others")),
            (OWN, _("I get there by myself, or I live there")),
        ],
        widget=forms.RadioSelect,
    )
    seats_offered = forms.IntegerField(
        label=_("If you drive: how many seats are free beside yours?"),
        min_value=0, max_value=MOST_SEATS, required=False, widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    size = forms.IntegerField(
        label=_("How many of you come, yourself included?"),
        min_value=1, max_value=MOST_IN_PARTY, widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    child = forms.BooleanField(label=_("I bring a child"), required=False)
    needs = forms.ChoiceField(
        label=_("What do you need?"),
        choices=[
            ("", _("Nothing special")),
            ("step-free", _("No steps, please")),
            ("wheelchair", _("A place for my wheelchair")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    beds_wanted = forms.IntegerField(
        label=_("How many beds do you need that night?"),
        min_value=0, max_value=MOST_IN_PARTY, required=False, widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    under_18 = forms.BooleanField(label=_("I am under 18"), required=False)
    adult = forms.CharField(
        label=_("If you are under 18: which adult comes with you?"),
        help_text=_("Their full name, or the number on their card. They must have said that they come."),
        max_length=120,
        required=False,
    )
    gets_in = forms.ChoiceField(label=_("Where do you get in?"), required=False)
    walk_m = forms.TypedChoiceField(
        label=_("How far can you walk to a stop?"),
        choices=[
            (0, _("Not at all: fetch me at my door")),
            (800, _("Ten minutes")),
            (1500, _("Twenty minutes")),
            (2500, _("Half an hour")),
        ],
        coerce=int,
        required=False,
    )
    ready = forms.TimeField(
        label=_("I can’t set off before"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    home_by = forms.TimeField(
        label=_("I must be home by"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    one_way = forms.BooleanField(label=_("I need no seat home"), required=False)
    beds_offered = forms.IntegerField(
        label=_("How many beds have you to offer that night?"),
        min_value=0, max_value=MOST_IN_PARTY, required=False, widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    bed_step_free = forms.BooleanField(label=_("My beds are reached without steps"), required=False)

    FIRST = ("way", "seats_offered", "size", "child", "needs", "beds_wanted", "under_18", "adult")

    def __init__(self, *args: Any, day: Day, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        places: list[tuple[str, Any]] = [(AT_HOME, _("At home"))]
        self.stops = {f"s{one.pk}": one for one in Stop.objects.filter(vehicle__day=day, vehicle__withdrawn_at=None)}
        places += [(key, one.name) for key, one in self.stops.items()]
        self.fields["gets_in"].choices = places  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """Give the questions for everybody."""
        return [self[name] for name in self.FIRST]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """Give the questions for some."""
        return [self[name] for name in self.fields if name not in self.FIRST]

    def clean(self) -> dict[str, Any]:
        """Refuse what can't be: each refusal stands at its question."""
        told: dict[str, Any] = super().clean() or {}
        drives, young = told.get("way") == DRIVE, told.get("under_18")
        if drives and young:
            self.add_error("way", _("Whoever is under 18 may not drive others. Choose another way to get there."))
        if young and not told.get("adult", "").strip():
            self.add_error("adult", _("Somebody under 18 comes with an adult. Write who that is."))
        if (told.get("beds_wanted") or 0) > (told.get("size") or 1):
            self.add_error("beds_wanted", _("That is more beds than people. Put one of the two right."))
        if told.get("child") and told.get("size") == 1:
            self.add_error("size", _("With a child you are at least two. Count the child."))
        ready, home_by = told.get("ready"), told.get("home_by")
        if ready and home_by and home_by <= ready:
            self.add_error("home_by", _("This is before you set off. Write a later time."))
        return told

    def said(self, *, adult: Person | None) -> Said:
        """Give what was said; `adult` is who was found under the name written."""
        told = self.cleaned_data
        drives = told["way"] == DRIVE
        stop = self.stops.get(told["gets_in"])
        return Said(
            size=told["size"],
            rides=told["way"] != OWN,
            drives=drives,
            seats_offered=(told["seats_offered"] or 0) if drives else 0,
            needs=told["needs"],
            beds_wanted=told["beds_wanted"] or 0,
            beds_offered=told["beds_offered"] or 0,
            bed_step_free=told["bed_step_free"],
            child=told["child"],
            under_18=told["under_18"],
            with_person_id=adult.pk if adult and told["under_18"] else None,
            walk_m=told["walk_m"] if told["walk_m"] != "" else WALK_M,
            lon=stop.lon if stop else None,
            lat=stop.lat if stop else None,
            ready_min=_minutes(told["ready"]),
            home_by_min=_minutes(told["home_by"]),
            returns=not told["one_way"],
        )


def answer_before(row: Coming, stops: Iterable[Stop]) -> dict[str, Any]:
    """Give what the form shows of what was said before."""
    said = asdict(said_before(row))
    at = next((f"s{one.pk}" for one in stops if (one.lon, one.lat) == (row.lon, row.lat)), AT_HOME)
    return {
        **said,
        "way": DRIVE if row.drives else SEAT if row.rides else OWN,
        "adult": row.with_person.name if row.with_person else "",
        "gets_in": at,
        "ready": _clock(row.ready_min),
        "home_by": _clock(row.home_by_min),
        "one_way": not row.returns,
    }


def _minutes(time: dt.time | None) -> int | None:
    return None if time is None else time.hour * MIN_PER_H + time.minute


def _clock(minutes: int | None) -> dt.time | None:
    return None if minutes is None else dt.time(minutes // MIN_PER_H, minutes % MIN_PER_H)


class GroupsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django knows none while it runs
    """A choice of groups by their numbers; what is longer than a database counts to is none of them."""

    def label_from_instance(self, group: Any) -> str:
        """Give a group by its name."""
        return str(group.name)

    def clean(self, value: Any) -> Any:
        """Give the groups."""
        return super().clean([one for one in value or () if len(str(one)) < 19])  # noqa: PLR2004 - digits of 2**63


class InviteForm(forms.Form):
    """Whom somebody asks to come, and in what words."""

    every = forms.BooleanField(label=_("The people of all these groups"), required=False)
    groups = GroupsField(
        label=_("Whose people"), queryset=Group.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    whom = forms.ChoiceField(
        label=_("Which of them"),
        choices=[("new", _("Whoever was not asked yet")), ("silent", _("Whoever was asked and has not answered"))],
        widget=forms.RadioSelect,
    )
    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    words = forms.CharField(
        label=_("What you write"),
        help_text=_("{name} becomes each reader’s name, {link} their own link to answer by."),
        max_length=LONGEST_BODY,
        widget=forms.Textarea({"rows": 10}),
    )

    def __init__(self, *args: Any, groups: QuerySet[Group], day: Day, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.all_groups = groups
        self.fields["groups"].queryset = groups  # type: ignore[attr-defined]  # a ModelMultipleChoiceField
        if len(groups) == 1:
            del self.fields["every"]

    def clean(self) -> dict[str, Any]:
        """Refuse words that would go out wrong."""
        told: dict[str, Any] = super().clean() or {}
        if not told.get("every") and not told.get("groups"):
            self.add_error("groups", _("Tick whose people you ask."))
        if "subject" in told and "words" in told:
            try:
                check_words(told["subject"], told["words"])
            except WordingError as error:
                self.add_error("words", str(error))
        return told

    def calling(self) -> Calling:
        """Give who is asked."""
        told = self.cleaned_data
        return Calling(self.day, tuple(self.all_groups if told.get("every") else told["groups"]), told["whom"])


class CoachForm(forms.Form):
    """A coach that was ordered."""

    name = forms.CharField(label=_("What it is called"), max_length=40, help_text=_("As it is painted on the sign."))
    operator = forms.CharField(label=_("Whose coach it is"), max_length=80, required=False)
    rings = forms.CharField(label=_("Telephone of its driver"), max_length=20, required=False)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=100)
    wheelchairs = forms.IntegerField(label=_("Wheelchair places, beside the seats"), min_value=0, max_value=20)
    step_free = forms.BooleanField(label=_("One gets in without steps"), required=False)
    stops = forms.CharField(
        label=_("Its stops, one a line"),
        help_text=_(
            "07:10 Market Place, LE15 6HG. With no times at all, the plan chooses which, when and in what order."
        ),
        widget=forms.Textarea({"rows": 5}),
    )
    from_time = forms.TimeField(
        label=_("It leaves no earlier than"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    back_by = forms.TimeField(
        label=_("It must be back by"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, day: Day, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day

    def clean(self) -> dict[str, Any]:
        """Read the stops."""
        told: dict[str, Any] = super().clean() or {}
        if "stops" in told:
            try:
                told["read"] = read_stops(told["stops"], self.day)
            except StopError as error:
                self.add_error("stops", str(error))
        return told

    def told(self) -> CoachTold:
        """Give the coach."""
        said = self.cleaned_data
        return CoachTold(
            name=said["name"].strip(),
            seats=said["seats"],
            stops=said["read"],
            operator=said["operator"].strip(),
            rings=said["rings"].strip(),
            wheelchairs=said["wheelchairs"],
            step_free=said["step_free"],
            from_min=_minutes(said["from_time"]),
            back_by_min=_minutes(said["back_by"]),
        )


def coach_before(row: Vehicle) -> dict[str, Any]:
    """Give what the form shows of a coach that stands."""
    lines = [
        " ".join(filter(None, (f"{clock:%H:%M}" if (clock := _clock(one.leaves_min)) else "",
                               f"{one.name}, {one.lat}, {one.lon}")))
        for one in row.stops.all()
    ]  # fmt: skip
    return {
        "name": row.name, "operator": row.operator, "rings": row.rings, "seats": row.seats,
        "wheelchairs": row.wheelchairs, "step_free": row.step_free, "stops": "\n".join(lines),
        "from_time": _clock(row.from_min), "back_by": _clock(row.back_by_min),
    }  # fmt: skip


class FuelForm(forms.Form):
    """What a driver asks back: miles, or a receipt's sum."""

    miles = forms.IntegerField(
        label=_("Miles, there and back"), min_value=1, max_value=MOST_MILES, required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    pounds = forms.DecimalField(
        label=_("Or the sum of your receipts, in pounds"), min_value=0, max_value=MOST_PENCE // PENCE,
        decimal_places=2, required=False, widget=forms.NumberInput({"inputmode": "decimal"}),
    )  # fmt: skip
    note = forms.CharField(label=_("What it was for, if not fuel"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Take one of the two."""
        told: dict[str, Any] = super().clean() or {}
        if bool(told.get("miles")) == bool(told.get("pounds")):
            self.add_error("miles", _("Write either the miles or the sum of your receipts."))
        return told

    def bill(self, day: Day, person: Person) -> Bill:
        """Give what is asked back."""
        told = self.cleaned_data
        kind = Claim.Kind.OTHER if told["note"] else Claim.Kind.FUEL
        pence = int((told["pounds"] or 0) * PENCE)
        return Bill(day, kind, person=person, pence=pence, miles=told["miles"], note=told["note"].strip())


class InvoiceForm(forms.Form):
    """What a coach's firm asks."""

    vehicle = forms.ModelChoiceField(label=_("For which coach"), queryset=Vehicle.objects.none(), empty_label=None)
    note = forms.CharField(label=_("The invoice’s number"), max_length=120)
    pounds = forms.DecimalField(
        label=_("The sum, in pounds"), min_value=0, max_value=MOST_PENCE // PENCE, decimal_places=2,
        widget=forms.NumberInput({"inputmode": "decimal"}),
    )  # fmt: skip

    def __init__(self, *args: Any, day: Day, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        field = self.fields["vehicle"]
        field.queryset = Vehicle.objects.filter(day=day, kind=Vehicle.Kind.COACH)  # type: ignore[attr-defined]
        field.label_from_instance = _coach_told  # type: ignore[attr-defined]

    def clean_pounds(self) -> Any:
        """Refuse nothing."""
        pounds = self.cleaned_data["pounds"]
        if not pounds:
            raise forms.ValidationError(_("Write what the invoice asks."))
        return pounds

    def bill(self) -> Bill:
        """Give what is asked."""
        told = self.cleaned_data
        return Bill(
            self.day, Claim.Kind.COACH, vehicle=told["vehicle"], pence=int(told["pounds"] * PENCE),
            note=told["note"].strip(),
        )  # fmt: skip


def _coach_told(coach: Vehicle) -> str:
    return f"{coach.name}, {coach.operator}" if coach.operator else coach.name
