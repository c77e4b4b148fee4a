"""Forms filled in while things change: each carries what it was filled from, and whoever saves second is shown both.

Here, in the lowest app, because every app has such forms; what one field stands for is its form's business.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext as _

Form = TypeVar("Form", bound=forms.Form)


class ChangedMeanwhileError(ValueError):
    """What is to be put right stands otherwise than when it was read."""


class StandingForm(forms.Form):
    """A form whose choices depend on how things stand: it carries that, so that none of another state is taken."""

    stood = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, stands: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stands = stands
        self.fields["stood"].initial = stands

    def is_outdated(self) -> bool:
        """Say whether things stood otherwise when this was filled in; nothing that carries nothing is."""
        return self.is_bound and self.data.get("stood", self.stands) != self.stands


def filled(form: Form, stands: Mapping[str, Any]) -> Form:
    """Fill a form in with what stands, and have each of these fields carry it, so that it comes back with what is sent.

    What was sent by a form that carried nothing is taken as filled from what stands now.
    """
    sent: Any = form.data.copy()  # type: ignore[attr-defined]  # what is sent is no plain mapping
    form.initial, form.data = dict(stands), sent
    for name in stands:
        form.fields[name].show_hidden_initial = True
        if form.is_bound:
            sent.setdefault(form[name].html_initial_name, _now(form[name]))
    return form


def changed_meanwhile(form: forms.Form) -> bool:
    """Say whether somebody else changed, since a whole form was filled in, what it says otherwise.

    Then each such field offers both, what its writer left alone as it stands now; the rest keeps what was written.
    """
    carrying = [form[name] for name, field in form.fields.items() if field.show_hidden_initial]
    differing = [one for one in carrying if _was(one) != _now(one) != _sent(one)]
    for one in differing:
        _offer_both(form.data, one)
    if differing:
        told = _("Somebody else changed this while you wrote. Choose what is right, then keep it.")
        form.add_error(None, told)
    return bool(differing)


def _offer_both(data: Any, one: BoundField) -> None:
    was, now, sent = _was(one), _now(one), _sent(one)
    labels = {str(value): str(label) for value, label in getattr(one.field, "choices", ())}
    both = (
        (sent, format_html("<b>{}</b> {}", _("You wrote:"), _told(sent, labels))),
        (now, format_html("<b>{}</b> {}", _("It says now:"), _told(now, labels))),
    )
    one.field.widget = forms.RadioSelect(choices=both)
    one.help_text = ""
    data[one.html_name] = now if sent == was else sent
    data[one.html_initial_name] = now


def _told(value: str, labels: Mapping[str, str]) -> str:
    return labels.get(value) or ", ".join(value.split("\n")) or _("nothing")


def _was(one: BoundField) -> str:
    return _plain(one.form.data.get(one.html_initial_name))


def _sent(one: BoundField) -> str:
    return _plain(one.form.data.get(one.html_name))


def _now(one: BoundField) -> str:
    """Give what stands as the form would carry it."""
    return _plain(one.field.hidden_widget().format_value(one.field.prepare_value(one.initial)))


def _plain(value: Any) -> str:
    """Give a value as one text, however a browser ends its lines and wherever its writer left blanks."""
    return "" if value is None else "\n".join(str(value).strip().splitlines())
