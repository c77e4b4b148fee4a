"""What somebody writes on the pages of signing in and of the founding."""

import zoneinfo
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from muster.guard.need import LONGEST_GRANT
from muster.web.enter.accent import is_colour
from muster.web.enter.founding import Founder, Founding
from muster.web.enter.models import Movement
from muster.web.mail import Mail

SECURITY = (
    ("starttls", _("STARTTLS, mostly on port 587")),
    ("tls", _("TLS, mostly on port 465")),
    ("none", _("None: only for a server on this machine")),
)
MAIL_FIELDS = ("host", "port", "security", "user", "password", "sender")


class ZoneInput(forms.TextInput):
    """A field that proposes every time zone there is."""

    template_name = "enter/_zone.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Name the zones to propose."""
        return {**super().get_context(name, value, {**(attrs or {}), "list": "zones"}), "zones": zones()}


@cache
def zones() -> tuple[str, ...]:
    """Name every time zone there is."""
    return tuple(sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/")))


def _email(label: Any, **more: Any) -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    return forms.EmailField(label=label, widget=widget, **more)


class AddressForm(forms.Form):
    """Asks for a link by e-mail."""

    email = _email(_("Your e-mail address"))


class NewAddressForm(forms.Form):
    """Names another address to enter with."""

    email = _email(_("The new e-mail address"))


class AccentForm(forms.Form):
    """Chooses a colour."""

    accent = forms.CharField(label=_("Colour"), max_length=7, widget=forms.TextInput(attrs={"type": "color"}))

    def clean_accent(self) -> str:
        """Refuse what is no colour."""
        text = str(self.cleaned_data["accent"]).lower()
        if not is_colour(text):
            raise forms.ValidationError(_("Write it as #0e5a63."))
        return text


class ProtectionForm(forms.Form):
    """Says by what right the roll is kept, and whom to ask about data protection."""

    contact = forms.CharField(
        label=_("Whom to ask about data protection"), max_length=200, required=False,
        help_text=_(
            "A name, an e-mail address or both: your data protection officer’s, if you have one. Anybody can read it. "
            "Left empty, people are told to ask any officer."
        ),
    )  # fmt: skip
    basis = forms.ChoiceField(
        label=_("What lets you keep who belongs"), choices=Movement.Basis.choices, widget=forms.RadioSelect
    )
    condition = forms.ChoiceField(
        label=_("What lets you keep what it shows of what they think or believe, or of a union"),
        choices=Movement.Condition.choices, widget=forms.RadioSelect,
    )  # fmt: skip


class KeyForm(forms.Form):
    """Asks for a key for a program."""

    name = forms.CharField(
        label=_("Which program it is for"), max_length=60, help_text=_("In your own words, such as: our website.")
    )
    days = forms.TypedChoiceField(
        label=_("How long it lasts"), coerce=int, initial=30, widget=forms.RadioSelect,
        choices=((7, _("A week")), (30, _("30 days")), (LONGEST_GRANT.days, _("92 days, as long as a power"))),
    )  # fmt: skip
    changes = forms.BooleanField(
        label=_("It may change things as well"), required=False,
        help_text=_("Leave this unticked for a program that only reads."),
    )  # fmt: skip


class InviteForm(forms.Form):
    """Chooses the address to which somebody's first link goes, among those in their record."""

    email = forms.ChoiceField(label=_("To which address"))

    def __init__(self, *args: Any, addresses: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addresses = addresses
        self.fields["email"].choices = [(one, one) for one in addresses]  # type: ignore[attr-defined]  # a ChoiceField


class CodeForm(forms.Form):
    """Takes the code from the terminal."""

    code = forms.CharField(
        label=_("The code from the terminal"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class MailForm(forms.Form):
    """Names a mail server."""

    host = forms.CharField(
        label=_("Mail server"), max_length=200, required=False, help_text=_("Such as smtp.example.org.")
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, required=False, initial=587)
    security = forms.ChoiceField(label=_("Encryption"), choices=SECURITY, required=False, initial="starttls")
    user = forms.CharField(
        label=_("User"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("Password"), max_length=200, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    sender = forms.EmailField(
        label=_("In whose name mail is sent"),
        required=False,
        help_text=_("Such as post@example.org. The server must allow it."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse half a mail server."""
        said = super().clean() or {}
        if not said.get("no_mail"):
            for field in ("host", "port", "security", "sender"):
                if not said.get(field) and field not in self.errors:
                    self.add_error(field, _("This is needed, unless there is no mail server yet."))
        return said

    def mail(self) -> Mail | None:
        """Give the mail server, if there is one."""
        said = self.cleaned_data
        return None if said.get("no_mail") else Mail(**{field: said[field] for field in MAIL_FIELDS})


class FoundingForm(MailForm):
    """Founds a movement."""

    name = forms.CharField(label=_("What is the movement called?"), max_length=120)
    zone = forms.CharField(
        label=_("Time zone"),
        widget=ZoneInput(),
        help_text=_("In which its days and hours are told, such as Europe/London."),
    )
    one_name = forms.CharField(label=_("First founder"), max_length=120, help_text=_("As others call them."))
    one_email = _email(_("The first founder’s e-mail address"))
    other_name = forms.CharField(label=_("Second founder"), max_length=120)
    other_email = _email(_("The second founder’s e-mail address"))
    no_mail = forms.BooleanField(
        label=_("There is no mail server yet"),
        required=False,
        help_text=_(
            "Until there is one, links to sign in are shown in the terminal, the founders’ first, and letters wait."
        ),
    )
    field_order = ("name", "zone", "one_name", "one_email", "other_name", "other_email", "no_mail", *MAIL_FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].initial = settings.TIME_ZONE

    def clean_zone(self) -> str:
        """Refuse what is no zone."""
        zone = str(self.cleaned_data["zone"]).strip()
        if zone not in zoneinfo.available_timezones():
            raise forms.ValidationError(_("There is no such zone. Write it as Europe/London."))
        return zone

    def clean(self) -> dict[str, Any]:
        """Refuse one founder twice."""
        said = super().clean() or {}
        if said.get("one_email", "").lower() == said.get("other_email", " ").lower():
            self.add_error("other_email", _("Each founder needs an address of their own."))
        return said

    def founding(self) -> Founding:
        """Give what was written."""
        said = self.cleaned_data
        one = Founder(said["one_name"], said["one_email"])
        return Founding(said["name"], said["zone"], (one, Founder(said["other_name"], said["other_email"])))
