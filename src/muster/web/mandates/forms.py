"""What somebody writes on the pages of power."""

import datetime as dt

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from muster.guard.need import EVERYWHERE
from muster.web.mandates.queries import NobodyKnownError, compartment_called, person_known_by
from muster.web.mandates.worded import PURPOSES
from muster.web.power.actions import Given
from muster.web.power.models import Grant, Interest
from muster.web.record.deeds import ms_of
from muster.web.roll.models import Person

LONGEST = 40  # letters of a compartment
FIELDS_GIVEN = ("who", "role", "compartment", "purpose", "decision", "until", "proposed_by")
NOBODY = _("Nobody, or more than one person, is known by that. Ask them for the e-mail address that we write to.")
WHO_HELP = _("Their e-mail address, as it stands in their record, or the number on their card.")


class _About(forms.Form):
    who = forms.CharField(label=_("Who"), help_text=WHO_HELP, max_length=254)

    def clean_who(self) -> Person:
        """Give the person who is meant."""
        try:
            return person_known_by(self.cleaned_data["who"])
        except NobodyKnownError as error:
            raise forms.ValidationError(NOBODY) from error


class _Somewhere(forms.Form):
    compartment = forms.CharField(
        label=_("Where"), help_text=_("The name of a group or a campaign, or “movement”."), max_length=80
    )

    def clean_compartment(self) -> str:
        """Give the compartment that is meant."""
        wanted = compartment_called(self.cleaned_data["compartment"])
        if len(wanted) > LONGEST:
            raise forms.ValidationError(_("No group is called that."))
        return wanted


class GiveForm(_About, _Somewhere):
    """A power that somebody is to hold."""

    field_order = FIELDS_GIVEN

    role = forms.ChoiceField(label=_("As what"), choices=Grant.Role.choices, initial=Grant.Role.OFFICER)
    purpose = forms.ChoiceField(label=_("What for"), choices=list(PURPOSES.items()), initial="care")
    decision = forms.CharField(
        label=_("By which decision"),
        help_text=_("The meeting and the minute, as in “Committee, 3 May, 12”."),
        max_length=60,
    )
    until = forms.DateField(label=_("Until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    proposed_by = forms.CharField(
        label=_("Who proposed them"), help_text=_("If it wasn’t you: their e-mail address."), required=False
    )

    def clean_proposed_by(self) -> str:
        """Give the pseudonym of whoever proposed it."""
        text = self.cleaned_data["proposed_by"]
        try:
            return person_known_by(text).pseudonym if text else ""
        except NobodyKnownError as error:
            raise forms.ValidationError(NOBODY) from error

    def given(self) -> Given:
        """Give the power that the form describes; it ends as its last day does."""
        told = self.cleaned_data
        ends = make_aware(dt.datetime.combine(told["until"] + dt.timedelta(days=1), dt.time()))
        return Given(
            holder=told["who"].pseudonym,
            role=told["role"],
            compartment=told["compartment"].strip() or EVERYWHERE,
            purpose=told["purpose"],
            decision=told["decision"],
            until=ms_of(ends),
            proposed_by=told["proposed_by"],
        )


class SuspendForm(_About):
    """Whose access is to stop, and what is to be looked into."""

    scope = forms.CharField(
        label=_("What is to be looked into"),
        help_text=_("One thing, in a line. Nothing else is looked into."),
        max_length=200,
    )


class GlassForm(_Somewhere):
    """A power that can’t wait for a second person."""

    reason = forms.CharField(label=_("Why nobody can wait"), max_length=400, widget=forms.Textarea({"rows": 3}))


class InterestForm(forms.Form):
    """What there is between somebody and a holder of power."""

    kind = forms.ChoiceField(label=_("What there is between you"), choices=Interest.Kind.choices)


class DecisionForm(forms.Form):
    """By which decision a power stays."""

    decision = forms.CharField(label=_("By which decision"), max_length=60)


class TellForm(forms.Form):
    """What whoever is suspended is told."""

    text = forms.CharField(label=_("What they are told"), max_length=4_000, widget=forms.Textarea({"rows": 5}))


class ObjectForm(forms.Form):
    """To what somebody objects."""

    words = forms.CharField(
        label=_("What you object to"),
        help_text=_("Such as being telephoned, or who may read your address. The officers of your group read it."),
        max_length=2_000,
        widget=forms.Textarea({"rows": 5}),
    )


class HearForm(forms.Form):
    """What was done about an objection."""

    done = forms.CharField(label=_("What was done"), max_length=2_000, widget=forms.Textarea({"rows": 4}))
