"""What somebody writes to look for electors, to say what their markers mean, and to carry a list away."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from muster.register.markers import ELECTIONS, Franchises, elections_of
from muster.web.register.finding import Sought
from muster.web.register.forms import DayInput
from muster.web.register.models import Source, Zone
from muster.web.register.out import Scope

HOLDS = (
    ("doors", _("Doors: an address and a place each, and nobody’s name")),
    ("electors", _("Electors: a row each, by name")),
)
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
        self.fields["q"].label = (
            _("An address, postcode, elector’s number or name") if names else _("An address or postcode")
        )
        self.fields["q"].help_text = (
            _(
                "Such as Mill Street, 7 Mill St, Rose Cottage, ZX1 0AB, CA1-12, or a name: surname or forename first, "
                "and the beginning of the last word is enough."
            )
            if names
            else _("Such as Mill Street, 7 Mill St, Rose Cottage, or ZX1 0AB.")
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


class ExportForm(forms.Form):
    """Says what of a register is carried away."""

    holds = forms.ChoiceField(label=_("What it lists"), choices=HOLDS, initial="doors", widget=forms.RadioSelect)
    zone = forms.ChoiceField(label=_("In the zone"), required=False)
    election = FindForm.base_fields["election"]
    on = FindForm.base_fields["on"]

    def __init__(self, *args: Any, source: Source, zones: QuerySet[Zone], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = zones.filter(area=source.area_id).order_by("kind", "name")
        named = [(f"{one.kind}/{one.name}", _zone_told(one)) for one in here]
        holds, zone = self.fields["holds"], self.fields["zone"]
        zone.choices = [("", _("All of it")), *named]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["on"].initial = today
        if source.mode == Source.Mode.B:
            holds.choices = HOLDS[:1]  # type: ignore[attr-defined]  # a ChoiceField
            del self.fields["election"], self.fields["on"]

    def clean(self) -> dict[str, Any]:
        """Ask for an election only where there is somebody to vote."""
        said = super().clean() or self.cleaned_data
        if said.get("holds") == "doors" and said.get("election"):
            self.add_error("election", _("Doors don’t vote. Choose electors, or leave this out."))
        return said

    def scope(self) -> Scope:
        """Give what is carried away."""
        said = self.cleaned_data
        election = said.get("election", "")
        on = str(said["on"]) if election and said.get("on") else ""
        return Scope(said["holds"], zone=said["zone"], election=election, on=on)


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
