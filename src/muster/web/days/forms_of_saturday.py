"""What is written on the day itself: an incident, what was done about it, a sheet to be printed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from muster.web.days.actions_of_copies import Wanted
from muster.web.days.models_of_seats import Copy, Incident


class ReportForm(forms.Form):
    """What happened, where, in how many words one has."""

    kind = forms.ChoiceField(label=_("What happened"), choices=Incident.Kind.choices, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Where"),
        max_length=200,
        required=False,
        help_text=_("A street, a number, a turf."),
    )
    words = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Whether anybody is hurt. Names only if they are needed."),
    )

    def what(self) -> Incident.Kind:
        """Give what happened."""
        return Incident.Kind(self.cleaned_data["kind"])


class DoneForm(forms.Form):
    """What was done about it."""

    done = forms.CharField(label=_("What was done"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))


class PrintForm(forms.Form):
    """What is to be printed, for whom."""

    kind = forms.ChoiceField(label=_("What"), choices=Copy.Kind.choices, widget=forms.RadioSelect)
    holder = forms.CharField(
        label=_("For whom"),
        max_length=120,
        help_text=_("The name of whoever takes it. They come to this day, or organise it."),
    )
    only = forms.CharField(
        label=_("Which"),
        max_length=400,
        required=False,
        help_text=_("Numbers of turfs or names of vehicles, with commas between. Blank for all."),
    )
    large = forms.BooleanField(label=_("Large print"), required=False)
    names = forms.BooleanField(label=_("With the names of electors, where the register allows it"), required=False)
    imprint = forms.CharField(
        label=_("Imprint"),
        max_length=200,
        required=False,
        help_text=_("The legal line, such as: Promoted by Ann Archer for the Ferry League, 1 Mill Lane."),
    )

    def wanted(self, holder: str) -> Wanted:
        """Give what is to be printed, for whoever has this pseudonym."""
        given = self.cleaned_data
        kind = Copy.Kind(given["kind"])
        parts = [part.strip() for part in given["only"].split(",") if part.strip()]
        only = tuple(int(part) if kind in Copy.OF_TURFS and part.isdecimal() else part for part in parts)
        return Wanted(kind, holder, only, large=given["large"], names=given["names"], imprint=given["imprint"])
