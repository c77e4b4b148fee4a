"""What somebody writes on the register's pages."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from muster.register.mapping import FIELDS
from muster.register.markers import ELECTIONS, Franchises, elections_of
from muster.web.record.actor import Actor
from muster.web.register.actions import LONGEST_YEARS, Named
from muster.web.register.finding import Sought
from muster.web.register.models import PURPOSES, Source, Table, Zone

MODES = (
    ("A", _("Register-backed: electors by name. For a registered party or a candidate.")),
    ("B", _("Addresses only: nobody's name is stored at all. For a campaign group, a union, a charity.")),
    ("C", _("Our own members and supporters, who agreed to be listed.")),
)


NO_FILE = {
    "required": _("Choose the file."),
    "empty": _("This file holds nothing. Was it still being copied?"),
}
ADDRESS_LINES = 9
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
    basis = forms.ChoiceField(label=_("Lawful basis (Article 6)"), choices=Source.Basis.choices)
    condition = forms.ChoiceField(label=_("Condition for opinions (Article 9)"), choices=Source.Condition.choices)
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


VOTES = (
    ("uk parliament", _("UK Parliament")),
    ("local", _("Local elections")),
    ("devolved", _("Scottish Parliament, Senedd or Assembly")),
    ("pcc", _("Police and crime commissioner")),
)


class FindForm(forms.Form):
    """Looks for somebody or something in a register."""

    q = forms.CharField(
        required=False, max_length=400, strip=True, widget=forms.TextInput({"type": "search", "autocomplete": "off"})
    )
    zone = forms.ModelChoiceField(
        Zone.objects.none(), label=_("In the zone"), required=False, empty_label=_("All of it")
    )
    election = forms.ChoiceField(
        label=_("Who may vote in"), choices=(("", _("Any election, or none")), *VOTES), required=False
    )
    on = forms.DateField(
        label=_("On"), required=False, widget=DayInput(), help_text=_("Whoever comes of age later is left out.")
    )

    def __init__(self, *args: Any, source: Source, zones: QuerySet[Zone], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = source.mode != Source.Mode.B
        self.fields["q"].label = _("A street, postcode, number or name") if names else _("A street or postcode")
        self.fields["q"].help_text = (
            _("Such as Mill Street, ZX1 0AB, CA1-12, or a surname and the first letters of a forename.")
            if names
            else _("Such as Mill Street, or ZX1 0AB.")
        )
        here = zones.filter(area=source.area_id).order_by("kind", "name")
        zone: Any = self.fields["zone"]
        zone.queryset, zone.label_from_instance = here, _zone_told
        self.fields["on"].initial = today
        if not names:
            del self.fields["election"], self.fields["on"]

    def sought(self) -> Sought:
        """Give what is looked for."""
        said = self.cleaned_data
        election = ELECTIONS.get(said.get("election", ""), 0)
        return Sought(said["q"], said["zone"], election, said.get("on") if election else None)


def _zone_told(zone: Zone) -> str:
    return f"{zone.name} ({zone.get_kind_display().lower()})"


class NationForm(forms.Form):
    """Says whose rules a register's markers follow."""

    nation = forms.ChoiceField(label=_("Nation"), choices=Source.Nation.choices)

    def explained(self, _nation: str) -> dict[str, Any]:
        """Give whose table holds, and that none of the source's own does."""
        return {"nation": self.cleaned_data["nation"], "markers": {}}


class MarkersForm(forms.Form):
    """Says in which elections those without a marker may vote, and to whom each letter leaves which."""

    def __init__(self, *args: Any, table: Franchises, written: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["everything"] = _votes(_("Without a marker"), table.everything)
        for letter in sorted({*table.by_marker, *written}):
            known = letter in table.by_marker
            left = table.by_marker.get(letter, table.everything)
            label = _("Marked %(letter)s") % {"letter": letter}
            if letter in table.checked:
                told = _("Checked against the Electoral Commission’s format.")
            elif known:
                told = _("Not verified: compare it with the key that your council sends.")
            else:
                told = _("Nobody has said what it means; until then it takes nothing away.")
            self.fields[f"marker_{letter}"] = _votes(label, left, told)

    def explained(self, nation: str) -> dict[str, Any]:
        """Give the source's own table, as it is kept."""
        bits = {name: sum(ELECTIONS[one] for one in said) for name, said in self.cleaned_data.items()}
        letters = {name.removeprefix("marker_"): left for name, left in bits.items() if name != "everything"}
        return {"nation": nation, "markers": {"everything": bits["everything"], "by_marker": letters}}


def _votes(label: Any, bits: int, told: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=VOTES, required=False, initial=elections_of(bits), help_text=told,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class StreetForm(forms.Form):
    """Says what the extract calls a street."""

    on_map_as = forms.CharField(label=_("What the map calls this street"), max_length=160)


class PlaceForm(forms.Form):
    """Puts a building somewhere."""

    lon = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)


class ColumnsForm(forms.Form):
    """Says what a file's columns mean: one choice for each thing that a register says, and the lines of the address."""

    def __init__(self, *args: Any, preview: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
