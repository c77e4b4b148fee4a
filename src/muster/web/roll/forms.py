"""What somebody writes on the roll's pages."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from muster.web.record.meanwhile import StandingForm
from muster.web.roll.actions import Told
from muster.web.roll.actions_of_groups import Named
from muster.web.roll.columns import FIELDS, NEEDED
from muster.web.roll.models import Consent, ContactWay, Group
from muster.web.roll.moves import Kind, Move
from muster.web.roll.out import STATUSES
from muster.web.roll.reach import read_email, read_postcode, read_telephone

_ADDRESS_LINES = 240
JOINS_AS = (
    (Kind.MEMBER, _("A member: you pay a subscription and you vote.")),
    (Kind.SUPPORTER, _("A supporter: you help, and pay nothing.")),
    (Kind.AFFILIATE, _("Through a union or a society that belongs to us.")),
)
MOBILE = {"inputmode": "tel", "autocomplete": "tel"}


class DayInput(forms.DateInput):
    """A browser's own calendar, which reads no other form of a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class _Reached(forms.Form):
    """Reads e-mail, telephone and postcode as people write them, and says what is wrong with them."""

    def clean_email(self) -> str:
        """Give the address in one form."""
        return _read(read_email(self.cleaned_data.get("email", "")))

    def clean_telephone(self) -> str:
        """Give the number in one form."""
        return _read(read_telephone(self.cleaned_data.get("telephone", "")))

    def clean_postcode(self) -> str:
        """Give the postcode in one form; letters put right are as good."""
        code, note = read_postcode(self.cleaned_data.get("postcode", ""))
        return code or _read(("", note))


def _read(told: tuple[str, str]) -> str:
    value, wrong = told
    if wrong:
        raise forms.ValidationError(wrong[:1].upper() + wrong[1:] + ".")
    return value


class JoinForm(_Reached):
    """Asks for what is needed to belong, and for nothing else."""

    forenames = forms.CharField(
        label=_("First names"), max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    surname = forms.CharField(
        label=_("Surname"), max_length=80, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    email = forms.CharField(label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))
    telephone = forms.CharField(
        label=_("Telephone (you may leave it out)"), max_length=30, required=False, widget=forms.TextInput(MOBILE)
    )
    postcode = forms.CharField(
        label=_("Postcode"), max_length=10, help_text=_("Such as LE15 6HG. It tells which group is yours."),
        widget=forms.TextInput({"autocomplete": "postal-code"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("You join as"), choices=JOINS_AS, initial=Kind.MEMBER, widget=forms.RadioSelect)
    body = forms.CharField(
        label=_("Through which union or society"), max_length=80, required=False,
        help_text=_("Only for whoever joins through one."),
    )  # fmt: skip
    agrees = forms.MultipleChoiceField(
        label=_("We may tell you what is going on by"), choices=Consent.Channel.choices, required=False,
        help_text=_("Tick what you like, or nothing. You can change it at any time."),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # people don't see it; programs fill it in

    def clean_website(self) -> str:
        """Refuse what no person can have written."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this empty."))
        return ""

    def clean(self) -> dict[str, Any]:
        """Ask for the body of an affiliate, and of nobody else."""
        said = super().clean() or self.cleaned_data
        if said.get("kind") == Kind.AFFILIATE and not said.get("body"):
            self.add_error("body", _("Say through which union or society you belong."))
        return said

    def told(self) -> Told:
        """Give who joins."""
        said = self.cleaned_data
        kind = Kind(said["kind"])
        return Told(
            forenames=said["forenames"],
            surname=said["surname"],
            email=said["email"],
            telephone=said["telephone"],
            address=said.get("address", ""),
            postcode=said["postcode"],
            kind=kind,
            body=said["body"] if kind == Kind.AFFILIATE else "",
            agrees={channel: channel in said["agrees"] for channel in Consent.Channel.values},
        )


class EnterForm(JoinForm):
    """Takes down somebody who joined on paper or by telephone."""

    address = forms.CharField(
        label=_("Address, without the postcode"), max_length=_ADDRESS_LINES, required=False,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    on = forms.DateField(label=_("Belongs from"), widget=DayInput())
    group = forms.ModelChoiceField(
        label=_("Group"), queryset=Group.objects.none(), required=False,
        empty_label=_("The one of the postcode"),
    )  # fmt: skip
    field_order = ("forenames", "surname", "email", "telephone", "address", "postcode", "group", "kind", "body", "on")

    def __init__(self, *args: Any, groups: Any, everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = self.fields["postcode"].required = False
        self.fields["email"].label = _("E-mail (if they have one)")
        self.fields["postcode"].help_text = _("It tells which group is theirs.")
        self.fields["kind"].label = _("They join as")
        self.fields["kind"].choices = Kind.choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["agrees"].label = _("We may tell them what is going on by")
        self.fields["agrees"].help_text = _("What they said. Tick nothing that you did not ask.")
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["group"].label_from_instance = _name  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["on"].initial = localdate()
        if not everywhere:
            _own_groups_alone(self.fields["group"], groups)

    def clean_on(self) -> dt.date:
        """Refuse a day that has not come."""
        day: dt.date = self.cleaned_data["on"]
        if day > localdate():
            raise forms.ValidationError(_("Choose today or a day before."))
        return day


def _name(group: Group) -> str:
    return group.name


def _own_groups_alone(field: Any, groups: Any) -> None:
    """Offer an officer of groups nothing but these."""
    field.required, field.empty_label, field.initial = True, None, groups.first()


class CorrectForm(_Reached):
    """Puts right what somebody is called and where they live."""

    forenames = forms.CharField(label=_("First names"), max_length=80, required=False)
    surname = forms.CharField(label=_("Surname"), max_length=80)
    known_as = forms.CharField(
        label=_("Wants to be called"), max_length=120, required=False, help_text=_("If it is something else.")
    )
    address = forms.CharField(
        label=_("Address, without the postcode"), max_length=_ADDRESS_LINES, required=False,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False, help_text=_("Such as LE15 6HG"))


class WayForm(_Reached):
    """Adds an e-mail address or a telephone."""

    email = forms.CharField(label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput())
    telephone = forms.CharField(label=_("Telephone"), max_length=30, required=False, widget=forms.TextInput(MOBILE))

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        said = super().clean() or self.cleaned_data
        if not self.errors and not (said.get("email") or said.get("telephone")):
            raise forms.ValidationError(_("Write an e-mail address or a telephone number."))
        return said

    def ways(self) -> list[tuple[ContactWay.Kind, str]]:
        """Give what was written."""
        said = self.cleaned_data
        both = ((ContactWay.Kind.EMAIL, said["email"]), (ContactWay.Kind.TELEPHONE, said["telephone"]))
        return [(kind, value) for kind, value in both if value]


class MoveForm(StandingForm):
    """Changes how somebody stands."""

    move = forms.ChoiceField(label=_("What happened"), choices=Move.choices, widget=forms.RadioSelect)
    on = forms.DateField(label=_("From"), widget=DayInput())
    decision = forms.CharField(
        label=_("By which decision"), max_length=60, required=False,
        help_text=_("Such as minute 12 of 3 May. Needed to remove, to restore and not to admit; "
                    "whoever is not admitted is told it by message."),
    )  # fmt: skip

    def __init__(self, *args: Any, moves: tuple[Move, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["move"].choices = [(one.value, one.label) for one in moves]  # type: ignore[attr-defined]
        self.fields["on"].initial = localdate()


class BecomeForm(forms.Form):
    """Lets somebody belong otherwise."""

    kind = forms.ChoiceField(label=_("Belongs as"), choices=Kind.choices, widget=forms.RadioSelect)
    body = forms.CharField(label=_("Through which union or society"), max_length=80, required=False)
    on = forms.DateField(label=_("From"), widget=DayInput(), initial=localdate)


class AgreeForm(forms.Form):
    """Keeps what somebody says of each channel."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for channel, label in Consent.Channel.choices:
            said = (("", _("Not asked")), ("yes", _("Yes")), ("no", _("No")))
            self.fields[channel] = forms.ChoiceField(label=label, choices=said, required=False)

    def said(self) -> dict[str, bool]:
        """Give what was said, by channel."""
        return {channel: text == "yes" for channel, text in self.cleaned_data.items() if text}


class TransferForm(forms.Form):
    """Puts somebody into another group."""

    group = forms.ModelChoiceField(
        label=_("Group"), queryset=Group.objects.none(), required=False, empty_label=_("No group"),
        help_text=_("In a group that you don’t look after you see them no more; its officers can send them back."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = Group.objects.filter(closed_on=None).order_by("name")  # type: ignore[attr-defined]
        self.fields["group"].label_from_instance = _name  # type: ignore[attr-defined]


class GroupForm(forms.Form):
    """Describes a group."""

    name = forms.CharField(label=_("Name"), max_length=80)
    about = forms.CharField(
        label=_("What anybody may read of it"), max_length=400, required=False, widget=forms.Textarea({"rows": 3})
    )
    first_thing = forms.CharField(
        label=_("The first thing that somebody new is asked to do"), max_length=200, required=False,
        help_text=_("One thing, such as: Come to our meeting on the first Tuesday."),
    )  # fmt: skip

    def named(self, group: Group | None = None) -> Named:
        """Give the group as it was described, where it lies unchanged."""
        said = {name: self.cleaned_data[name] for name in ("name", "about", "first_thing")}
        return Named(**said, lon=group.lon if group else None, lat=group.lat if group else None)


class AreaForm(forms.Form):
    """Says which districts are a group's area."""

    districts = forms.CharField(
        label=_("Districts"), required=False, widget=forms.Textarea({"rows": 4}),
        help_text=_("As postcodes begin, with commas between: LA28, LA29 4. The longest that fits counts."),
    )  # fmt: skip

    def codes(self) -> list[str]:
        """Give what was written, piece by piece."""
        return [one.strip() for one in self.cleaned_data["districts"].replace("\n", ",").split(",") if one.strip()]


class PostForm(forms.Form):
    """Adds an office."""

    title = forms.CharField(label=_("Office"), max_length=60, help_text=_("Such as secretary."))


class TermForm(forms.Form):
    """Writes down who was put into an office."""

    person = forms.IntegerField(widget=forms.HiddenInput)
    starts_on = forms.DateField(label=_("From"), widget=DayInput(), initial=localdate)
    ends_on = forms.DateField(label=_("Until, that day included"), widget=DayInput())
    decision = forms.CharField(label=_("By which decision"), max_length=60, help_text=_("Such as minute 12 of 3 May."))


class FinderForm(_Reached):
    """Finds the group of a postcode."""

    postcode = forms.CharField(
        label=_("Your postcode"), max_length=10, widget=forms.TextInput({"autocomplete": "postal-code"})
    )


class ExportForm(forms.Form):
    """Says whom of a group a list is to name."""

    status = forms.ChoiceField(
        label=_("Whom"), required=False, widget=forms.RadioSelect, initial="",
        choices=(("", _("Everybody who belongs")), *((one.value, one.label) for one in STATUSES)),
    )  # fmt: skip


class BringForm(forms.Form):
    """Brings a file of people or of payments."""

    what = forms.ChoiceField(
        label=_("What it holds"), widget=forms.RadioSelect, initial="people",
        choices=(("people", _("People: a list of members, supporters, affiliates")),
                 ("payments", _("Subscriptions that came in, from a bank or a payments service"))),
    )  # fmt: skip
    group = forms.ModelChoiceField(
        label=_("Whose"), queryset=Group.objects.none(), required=False, empty_label=_("The whole movement’s")
    )
    file = forms.FileField(
        label=_("The file"), help_text=_("CSV, text or XLSX. Nothing is written before you have seen what it changes."),
        error_messages={"required": _("Choose the file."),
                        "empty": _("This file holds nothing. Was it still being copied?")},
    )  # fmt: skip

    def __init__(self, *args: Any, groups: Any, everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["group"].label_from_instance = _name  # type: ignore[attr-defined]  # a ModelChoiceField
        if not everywhere:
            _own_groups_alone(self.fields["group"], groups)


class ColumnsForm(forms.Form):
    """Says what a file's columns mean: one choice for each thing that a row says."""

    dates = forms.ChoiceField(
        label=_("How days are written"),
        choices=(("day first", _("Day first: 31/12/2026")), ("month first", _("Month first: 12/31/2026"))),
    )

    def __init__(self, *args: Any, what: str, preview: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.what = what
        guess = preview.get("guess", {"fields": {}})["fields"]
        samples = preview.get("samples", [])
        told = [("", "–")]
        for at, name in enumerate(preview.get("header", ())):
            seen = ", ".join(row[at] for row in samples if at < len(row) and row[at])
            told.append((name, f"{name} ({seen[:60]})" if seen else name))
        for field, label in FIELDS[what].items():
            if field == "address":
                widget = forms.CheckboxSelectMultiple
                self.fields[field] = forms.MultipleChoiceField(
                    label=label, choices=told[1:], required=False, initial=guess.get(field), widget=widget
                )
                continue
            first = (guess.get(field) or [""])[0]
            self.fields[field] = forms.ChoiceField(label=label, choices=told, required=False, initial=first)
        self.unknown = ", ".join(f"“{name}”" for name in preview.get("strange", ()))
        self.order_fields([*FIELDS[what], "dates"])

    def clean(self) -> dict[str, Any]:
        """Ask for what no row can do without."""
        said = super().clean() or self.cleaned_data
        for either in NEEDED[self.what]:
            if not any(said.get(field) for field in either):
                self.add_error(either[-1], _("Say which column this is."))
        return said

    def mapping(self) -> dict[str, Any]:
        """Give what was chosen, as it is remembered."""
        said = self.cleaned_data
        chosen = {field: said[field] if isinstance(said[field], list) else [said[field]]
                  for field in FIELDS[self.what] if said.get(field)}  # fmt: skip
        return {"fields": chosen, "dates": said["dates"]}
