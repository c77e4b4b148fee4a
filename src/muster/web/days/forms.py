"""What an organiser writes of a season and of a day."""

import datetime as dt
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from muster.web.days.actions import Asked, Opened
from muster.web.days.models import Day, Season
from muster.web.register.forms import DayInput
from muster.web.register.models import Area, Zone
from muster.web.roll.models import Person

LEAST_MIN, MOST_MIN = 15, 600  # that a turf may take
MIN_PER_H = 60


class TimeInput(forms.TimeInput):
    """A browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class SeasonForm(forms.Form):
    """Opens a season."""

    title = forms.CharField(label=_("What it is called"), max_length=120, help_text=_("Such as Spring 2027"))
    starts_on = forms.DateField(label=_("From"), widget=DayInput())
    ends_on = forms.DateField(label=_("Until"), widget=DayInput())
    compartment = forms.ChoiceField(label=_("For whom"))

    def __init__(self, *args: Any, compartments: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _only(self, "compartment", compartments)

    def clean(self) -> dict[str, Any]:
        """Hold the end to the beginning."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("starts_on") and said.get("ends_on") and said["ends_on"] < said["starts_on"]:
            self.add_error("ends_on", _("It ends before it starts."))
        return said

    def opened(self) -> Opened:
        """Give what was written."""
        said = self.cleaned_data
        return Opened(said["title"], said["compartment"], said["starts_on"], said["ends_on"])


class DayForm(forms.Form):
    """Writes a day down: where, when, which doors."""

    title = forms.CharField(label=_("What the day is called"), max_length=120)
    held_on = forms.DateField(label=_("On which day"), widget=DayInput())
    season = forms.ModelChoiceField(
        label=_("Season"), queryset=Season.objects.none(), required=False, empty_label=_("None")
    )
    place = forms.CharField(label=_("Town"), max_length=80)
    area = forms.ModelChoiceField(
        label=_("Area"),
        queryset=Area.objects.none(),
        help_text=_("Its doors come from the registers that stand for it."),
    )
    zones = forms.ModelMultipleChoiceField(
        label=_("Only these wards, districts or zones"), queryset=Zone.objects.none(), required=False,
        help_text=_("Choose none for the whole area. Several: hold Ctrl, or Cmd on a Mac."),
    )  # fmt: skip
    starts = forms.TimeField(label=_("Knocking from"), widget=TimeInput())
    ends = forms.TimeField(label=_("Knocking until"), widget=TimeInput())
    meet_name = forms.CharField(
        label=_("Meeting point"), max_length=120, help_text=_("What people look for: Town Hall steps")
    )
    arrive = forms.TimeField(label=_("There by"), widget=TimeInput())
    leave = forms.TimeField(label=_("Coaches and cars go home at"), widget=TimeInput(), required=False)
    lon = forms.FloatField(label=_("Longitude of the meeting point"), min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("Latitude of the meeting point"), min_value=-90, max_value=90)
    minutes = forms.IntegerField(
        label=_("Minutes a turf may take"), min_value=LEAST_MIN, max_value=MOST_MIN, initial=120,
        help_text=_("At the doors and on foot together. The planner makes as few turfs as that takes."),
    )  # fmt: skip
    service_s = forms.IntegerField(label=_("Seconds at a door, on average"), min_value=5, max_value=3_600, initial=75)
    keep_zones = forms.BooleanField(label=_("No turf holds doors of two wards or districts"), required=False)
    zone_name = forms.CharField(label=_("Time zone"), max_length=64, help_text=_("Such as Europe/London"))

    def __init__(
        self,
        *args: Any,
        areas: QuerySet[Area],
        seasons: QuerySet[Season],
        zones: QuerySet[Zone],
        day: Day | None = None,
        season: Season | None = None,
        **kwargs: Any,
    ) -> None:
        """Offer what the asker organises; begin with a day as it stands, if there is one."""
        kwargs["initial"] = written(day) if day else {"zone_name": settings.TIME_ZONE, "season": season}
        super().__init__(*args, **kwargs)
        self.day = day
        fields: dict[str, Any] = self.fields
        fields["area"].queryset, fields["season"].queryset, fields["zones"].queryset = areas, seasons, zones
        fields["area"].label_from_instance = lambda area: area.name
        fields["season"].label_from_instance = lambda one: one.title
        fields["zones"].label_from_instance = lambda zone: f"{zone.name} ({zone.get_kind_display()}, {zone.area.name})"
        if day is not None:
            del fields["held_on"]  # to put a day off is a deed of its own, which tells people

    def clean_zone_name(self) -> str:
        """Know the zone."""
        name: str = self.cleaned_data["zone_name"]
        if name not in available_timezones():
            raise forms.ValidationError(_("There is no time zone of this name. Write one such as Europe/London."))
        return name

    def clean(self) -> dict[str, Any]:
        """Hold the hours, the zones and the season to the rest."""
        said: dict[str, Any] = super().clean() or {}
        area, season = said.get("area"), said.get("season")
        if said.get("starts") and said.get("ends") and said["ends"] <= said["starts"]:
            self.add_error("ends", _("Knocking ends before it starts."))
        if area and any(zone.area_id != area.pk for zone in said.get("zones") or ()):
            self.add_error("zones", _("Some of these zones are of another area."))
        if area and season and season.compartment != area.compartment:
            self.add_error("season", _("This season is for others than this area."))
        return said

    def asked(self) -> Asked:
        """Give what was written."""
        said = self.cleaned_data
        return Asked(
            title=said["title"],
            held_on=said["held_on"] if self.day is None else self.day.held_on,
            compartment=said["area"].compartment,
            to_lon=said["lon"],
            to_lat=said["lat"],
            arrive_min=_minutes(said["arrive"]),
            leave_min=_minutes(said["leave"]) if said["leave"] else None,
            minutes=said["minutes"],
            place=said["place"],
            zone_name=said["zone_name"],
            season=said["season"].pk if said["season"] else None,
            area=said["area"].pk,
            zones=tuple(zone.pk for zone in said["zones"]),
            starts_min=_minutes(said["starts"]),
            ends_min=_minutes(said["ends"]),
            meet_name=said["meet_name"],
            service_s=said["service_s"],
            keep_zones=said["keep_zones"],
        )


class PostponeForm(forms.Form):
    """Puts a day off."""

    held_on = forms.DateField(label=_("To which day"), widget=DayInput())

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_held_on(self) -> dt.date:
        """Look ahead."""
        day: dt.date = self.cleaned_data["held_on"]
        if day < self.today:
            raise forms.ValidationError(_("This day is over. Write one to come."))
        return day


class LeadForm(forms.Form):
    """Says who leads a day."""

    lead = forms.ModelChoiceField(
        label=_("Who leads it"), queryset=Person.objects.none(), required=False,
        empty_label=_("Nobody in particular: every organiser hears of an incident"),
    )  # fmt: skip

    def __init__(self, *args: Any, organisers: QuerySet[Person], must: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["lead"]
        if must:
            field.required, field.empty_label = True, "–"
        field.queryset = organisers
        field.label_from_instance = lambda one: one.name


class BecauseForm(forms.Form):
    """Says why."""

    because = forms.CharField(label=_("Why"), max_length=300, help_text=_("One sentence; it stays to be read."))


class CutForm(forms.Form):
    """Asks for a cut."""

    minutes = forms.IntegerField(
        label=_("Minutes a turf may take"), min_value=LEAST_MIN, max_value=MOST_MIN, required=False
    )
    into = forms.IntegerField(label=_("Or how many turfs"), min_value=1, max_value=10_000, required=False)

    def clean(self) -> dict[str, Any]:
        """Take one of the two."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and (said.get("minutes") is None) == (said.get("into") is None):
            self.add_error("minutes", _("Write either how many minutes, or how many turfs."))
        return said


def written(day: Day) -> dict[str, Any]:
    """Give a day as the form shows it."""
    return {
        "title": day.title, "season": day.season_id, "place": day.place, "area": day.area_id,
        "zones": [zone.pk for zone in day.zones.all()], "starts": _clock(day.starts_min), "ends": _clock(day.ends_min),
        "meet_name": day.meet_name, "arrive": _clock(day.arrive_min), "leave": _clock(day.leave_min),
        "lon": day.to_lon, "lat": day.to_lat, "minutes": day.minutes or 120, "service_s": day.service_s,
        "keep_zones": day.keep_zones, "zone_name": day.zone_name,
    }  # fmt: skip


def _only(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Ask only where there is a choice."""
    field: Any = form.fields[name]
    field.choices = choices
    if len(choices) == 1:
        field.initial = choices[0][0]
        field.widget = forms.HiddenInput()


def _minutes(clock: dt.time) -> int:
    return clock.hour * MIN_PER_H + clock.minute


def _clock(minutes: int | None) -> dt.time | None:
    return None if minutes is None else dt.time(minutes // MIN_PER_H % 24, minutes % MIN_PER_H)
