"""What somebody writes to a group."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from muster.web.messenger.actions import Writing
from muster.web.messenger.languages import of_letters, read_at_all
from muster.web.messenger.models import Sending
from muster.web.messenger.wording import LONGEST_BODY, LONGEST_SUBJECT, WordingError, check_texts
from muster.web.roll.models import Group

QUESTIONS = {
    "": (),
    "yes": ("yes", "no"),
    "come": ("come", "drive", "bed", "cant"),
}


class GroupField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django knows none while it runs
    """A choice among groups, by their names."""

    def label_from_instance(self, group: Any) -> str:
        """Call a group by its name."""
        return str(group.name)


class WriteForm(forms.Form):
    """A letter to a group."""

    group = GroupField(label=_("To the group"), queryset=Group.objects.none(), empty_label=None)
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            (Sending.Kind.CALL, _("A call: we ask people to do something")),
            (Sending.Kind.NEWS, _("News")),
            (Sending.Kind.SERVICE, _("What they need to know, such as a coach that leaves earlier")),
        ],
        help_text=_("Calls and news reach those who agreed to be told that way."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    body = forms.CharField(
        label=_("What you write"),
        help_text=_("{name} becomes each reader’s name."),
        max_length=LONGEST_BODY,
        widget=forms.Textarea({"rows": 10}),
    )
    question = forms.ChoiceField(
        label=_("They can answer with one tap"),
        choices=[
            ("", _("Nothing to answer")),
            ("yes", _("Yes or no")),
            ("come", _("I’ll come, I drive, a bed, I can’t")),
        ],
        required=False,
    )
    remind_on = forms.DateField(
        label=_("Remind whoever has not answered, on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, groups: QuerySet[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]  # a ModelChoiceField
        read = read_at_all()
        self.others = [(code, name) for code, name in settings.LANGUAGES if code in of_letters()[1:] and code in read]
        for code, name in self.others:  # whoever reads it in no other is sent the first one
            told = {"language": name}
            self.fields[f"subject_{code}"] = forms.CharField(
                label=_("Subject, in %(language)s") % told, max_length=LONGEST_SUBJECT, required=False
            )
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("What you write, in %(language)s") % told, max_length=LONGEST_BODY, required=False,
                widget=forms.Textarea({"rows": 10}),
                help_text=_("Somebody there reads it. Left empty, they are sent what stands above."),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a text that would go out wrong."""
        told: dict[str, Any] = super().clean() or {}
        if "subject" in told and "body" in told:
            try:
                check_texts(self._texts(), default=settings.LANGUAGE_CODE)
            except WordingError as error:
                self.add_error("body", str(error))
        if told.get("remind_on") and not told.get("question"):
            self.add_error("remind_on", _("Nothing is asked, so there is nothing to remind of."))
        return told

    def _texts(self) -> dict[str, dict[str, str]]:
        told = self.cleaned_data
        texts = {settings.LANGUAGE_CODE: {"subject": told["subject"], "body": told["body"]}}
        for code, _name in self.others:
            subject, body = told.get(f"subject_{code}", ""), told.get(f"body_{code}", "")
            if subject or body:
                texts[code] = {"subject": subject, "body": body}
        return texts

    def writing(self) -> Writing:
        """Give what is to be sent."""
        told = self.cleaned_data
        remind_on = told["remind_on"]
        return Writing(
            kind=Sending.Kind(told["kind"]),
            compartment=told["group"].compartment,
            texts=self._texts(),
            answers=QUESTIONS[told["question"]],
            remind_at=make_aware(dt.datetime.combine(remind_on, dt.time(10))) if remind_on else None,
        )
