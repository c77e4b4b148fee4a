"""What somebody writes on the register's pages."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muster.register.mapping import FIELDS, holds_names
from muster.web.record.actor import Actor
from muster.web.register.actions import LONGEST_YEARS, Named
from muster.web.register.models import PURPOSES, Source, Table
from muster.web.register.telling import NO_NAMES

MODES = (
    ("A", _("A. Register-backed: electors by name. For a registered party or a candidate.")),
    ("B", _("B. Addresses only: nobody's name is stored at all. For a campaign group, a union, a charity.")),
    ("C", _("C. Our own members and supporters, who agreed to be listed.")),
)
NO_FILE = {
    "required": _("Choose the file."),
    "empty": _("This file holds nothing. Was it still being copied?"),
}
ADDRESS_LINES = 9
_WAYS = {"dates", "names"}  # how columns are written: they always have a first choice
UNCHOSEN = ("", _("Choose one"))  # under what law is for a person to say, and no list's first line
DATES = (("day first", _("Day first: 31/12/2009")), ("month first", _("Month first: 12/31/2009")))
NAMES = (("surname first", _("The surname: Smith Jane")), ("forenames first", _("The forenames: Jane Smith")))


class DayInput(forms.DateInput):
    """A browser's own calendar, which reads no other form of a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SearchInput(forms.TextInput):
    """A browser's own field to search by."""

    input_type = "search"


class SourceForm(forms.Form):
    """Describes a source."""

    area = forms.CharField(
        label=_("Area"), max_length=80, help_text=_("Such as Rutland. Sources of one area share its doors.")
    )
    name = forms.CharField(
        label=_("What this source is called"), max_length=120, help_text=_("Such as Register of electors")
    )
    owner = forms.CharField(
        label=_("Who answers for it"), max_length=120, help_text=_("The data controller: a person or a body.")
    )
    mode = forms.ChoiceField(label=_("What may be kept of people"), choices=MODES, widget=forms.RadioSelect)
    basis = forms.ChoiceField(label=_("Lawful basis (Article 6)"), choices=[UNCHOSEN, *Source.Basis.choices])
    condition = forms.ChoiceField(
        label=_("Condition for opinions (Article 9)"), choices=[UNCHOSEN, *Source.Condition.choices]
    )
    purposes = forms.MultipleChoiceField(
        label=_("What it may be used for"), choices=list(PURPOSES.items()), widget=forms.CheckboxSelectMultiple
    )
    nation = forms.ChoiceField(
        label=_("Nation"),
        choices=Source.Nation.choices,
        help_text=_("Whose rules say what the letters beside electors mean. It can be changed later."),
    )
    expires_on = forms.DateField(
        label=_("Erased on"),
        widget=DayInput(),
        help_text=_("At most three years from now. Everything of it is erased then."),
    )
    compartment = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Actor, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organised = sorted({held.compartment for held in by.grants if held.role == "organiser"})
        self.fields["compartment"].initial = organised[0] if organised else ""
        self.fields["expires_on"].initial = today + dt.timedelta(days=365)
        self.today = today

    def clean_expires_on(self) -> dt.date:
        """Refuse a day that has come, or lies too far off."""
        day: dt.date = self.cleaned_data["expires_on"]
        if not self.today < day <= self.today.replace(year=self.today.year + LONGEST_YEARS, day=1):
            raise forms.ValidationError(_("Choose a day after today and at most three years off."))
        return day

    def named(self) -> Named:
        """Give the source as it was described."""
        return Named(**self.cleaned_data)


class BringForm(forms.Form):
    """Brings a file."""

    file = forms.FileField(
        label=_("The file, as it came"),
        help_text=_("CSV, text or XLSX. Nothing is written before you have seen what it holds."),
        error_messages=NO_FILE,
    )
    published_on = forms.DateField(label=_("Published on"), widget=DayInput())


class TableForm(forms.Form):
    """Brings a table or extract to place buildings by."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Table.Kind.choices, widget=forms.RadioSelect)
    file = forms.FileField(label=_("The file"), error_messages=NO_FILE)


class StreetForm(forms.Form):
    """Says what the extract calls a street."""

    on_map_as = forms.CharField(label=_("What the map calls this street"), max_length=160)


class PlaceForm(forms.Form):
    """Puts a building somewhere."""

    lon = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)


class ColumnsForm(forms.Form):
    """Says what a file's columns mean: one choice for each thing that a register says, and the lines of the address."""

    def __init__(self, *args: Any, preview: Mapping[str, Any], source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = source.mode != Source.Mode.B
        guess = preview.get("guess") or {"fields": {}, "address": []}
        columns = [("", "–"), *((one["name"], _told(one)) for one in preview.get("columns", ()))]
        for field, label in FIELDS.items():
            chosen = (guess["fields"].get(field) or [""])[0]
            self.fields[field] = forms.ChoiceField(
                label=label[0].upper() + label[1:], choices=columns, required=False, initial=chosen
            )
        for line in range(ADDRESS_LINES):
            chosen = guess["address"][line][0] if line < len(guess["address"]) else ""
            self.fields[f"address_{line}"] = forms.ChoiceField(
                label=_("Address, line %(n)s") % {"n": line + 1}, choices=columns, required=False, initial=chosen
            )
        self.fields["dates"] = forms.ChoiceField(
            label=_("How days are written"), choices=DATES, initial=guess.get("dates")
        )
        self.fields["names"] = forms.ChoiceField(
            label=_("A whole name begins with"), choices=NAMES, initial=guess.get("names")
        )

    @property
    def asked(self) -> list[forms.BoundField]:
        """What a register can hardly do without and nobody could guess: a person says it first."""
        told = {name for name, field in self.fields.items() if field.initial}
        wanted = ["address_0"] * ("address_0" not in told)
        wanted += ["number"] * (not told & {"number", "elector"})
        wanted += ["name", "surname", "forenames"] * (self._names and not holds_names(told))
        return [self[name] for name in wanted if name not in told]

    @property
    def guessed(self) -> list[forms.BoundField]:
        """What was guessed, or said before."""
        return [one for one in self if one.initial and one.name not in _WAYS]

    @property
    def rest(self) -> list[forms.BoundField]:
        """What else a file may say, and how it is written."""
        shown = {one.name for one in (*self.asked, *self.guessed)}
        return [one for one in self if one.name not in shown]

    def clean(self) -> dict[str, Any]:
        """Ask for a column of names where the register keeps them: without one nobody could be told apart."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        fields = {field for field in FIELDS if said.get(field)}
        if self._names and not holds_names(fields) and not {"name", "surname"} & set(self.errors):
            self.add_error("forenames" if "forenames" in fields else "name", NO_NAMES)
        return said

    def mapping(self) -> dict[str, Any]:
        """Give what was chosen, as it is remembered."""
        said = self.cleaned_data
        lines = [said[f"address_{line}"] for line in range(ADDRESS_LINES)]
        return {
            "fields": {field: [said[field]] for field in FIELDS if said[field]},
            "address": [[name] for name in lines if name],
            "dates": said["dates"],
            "names": said["names"],
        }


def _told(column: Mapping[str, Any]) -> str:
    samples = ", ".join(column["samples"])
    return f"{column['name']} ({samples})" if samples else str(column["name"])
