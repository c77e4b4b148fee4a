"""Which column of a file of people or of payments holds what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from muster.register.mapping import loose
from muster.web.roll.moves import Kind, Status

PEOPLE = {
    "number": _("Number on the card"), "name": _("Whole name"), "forenames": _("First names"),
    "surname": _("Surname"), "known_as": _("Wants to be called"), "email": _("E-mail"), "telephone": _("Telephone"),
    "address": _("Address"), "postcode": _("Postcode"), "group": _("Group"), "kind": _("Member, supporter, affiliate"),
    "body": _("Through which union or society"), "status": _("How they stand"), "joined_on": _("Joined"),
    "paid_until": _("Paid until"), "by_email": _("Agrees to e-mail"), "by_telephone": _("Agrees to calls"),
    "by_text": _("Agrees to text messages"), "by_post": _("Agrees to post"),
}  # fmt: skip
PAYMENTS = {
    "paid_on": _("Day"), "amount": _("Amount"), "reference": _("Reference"), "payer": _("Who paid"),
    "email": _("E-mail"), "number": _("Number on the card"), "pays_until": _("Pays until"),
}  # fmt: skip
FIELDS = {"people": PEOPLE, "payments": PAYMENTS}
NEEDED = {"people": (("name", "surname"),), "payments": (("paid_on",), ("amount",))}
_KNOWN = {
    "people": {
        "number": "number member memberno membernumber membershipnumber membershipno cardnumber card id ref",
        "name": "name fullname membername",
        "forenames": "forename forenames firstname firstnames first givenname givennames",
        "surname": "surname lastname last familyname",
        "known_as": "knownas preferredname calledname nickname",
        "email": "email emailaddress mail emailadress",
        "telephone": "telephone phone phonenumber mobile mobilephone mobilenumber tel telephonenumber landline",
        "address": "address address1 address2 address3 address4 addressline1 addressline2 street town city",
        "postcode": "postcode postalcode zip pcode",
        "group": "group branch localgroup localparty",
        "kind": "kind type membershiptype category",
        "body": "union body affiliate society",
        "status": "status membershipstatus state",
        "joined_on": "joined joinedon joindate datejoined joiningdate membersince",
        "paid_until": "paiduntil expires expiry expirydate renewaldate renewal paidto",
        "by_email": "emailconsent consentemail emailoptin optinemail agreesemail",
        "by_telephone": "phoneconsent telephoneconsent consentphone consenttelephone phoneoptin",
        "by_text": "textconsent smsconsent consenttext consentsms smsoptin mobileoptin",
        "by_post": "postconsent consentpost mailconsent",
    },
    "payments": {
        "paid_on": "date day paidon transactiondate paymentdate valuedate",
        "amount": "amount paid creditamount credit moneyin paidin",
        "reference": "reference ref description details transactiondescription narrative memo",
        "payer": "payer name paidby from payername",
        "email": "email emailaddress payeremail",
        "number": "number member membernumber membershipnumber cardnumber",
        "pays_until": "paysuntil until coversuntil",
    },
}  # fmt: skip
_PASSED_OVER = frozenset(
    ["lon", "lat", "longitude", "latitude", "balance", "type", "transactiontype", "sortcode", "accountnumber"]
)
_SAYS: dict[str, tuple[Kind | None, Status | None]] = {
    **dict.fromkeys(("member", "full member", "full"), (Kind.MEMBER, None)),
    **dict.fromkeys(("supporter", "friend", "volunteer"), (Kind.SUPPORTER, None)),
    **dict.fromkeys(("affiliate", "affiliated", "affiliated member"), (Kind.AFFILIATE, None)),
    **dict.fromkeys(("active", "current", "paid", "standing", "in good standing", "live"), (None, Status.STANDING)),
    **dict.fromkeys(("due", "owing", "arrears", "in arrears", "overdue", "subscription due"), (None, Status.DUE)),
    **dict.fromkeys(("lapsed", "expired"), (None, Status.LAPSED)),
    **dict.fromkeys(("applied", "pending", "applicant", "asked to join"), (None, Status.APPLIED)),
    **dict.fromkeys(("left", "resigned", "cancelled", "canceled", "withdrawn"), (None, Status.LEFT)),
    **dict.fromkeys(("died", "deceased", "dead"), (None, Status.DIED)),
}
_YES = frozenset(["y", "yes", "true", "1", "t", "opted", "in", "optin", "agreed", "agrees", "x"]) | {"opted in"}
_NO = frozenset(["n", "no", "false", "0", "f", "opted", "out", "optout", "refused"]) | {"opted out"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold what; dates are read with the day first unless the month is."""

    fields: Mapping[str, tuple[str, ...]]
    dates: str = "day first"

    def places(self, header: Sequence[str]) -> dict[str, tuple[int, ...]]:
        """Give where in a row each field stands."""
        at = {loose(name): place for place, name in reversed(list(enumerate(header)))}
        return {field: tuple(at[loose(name)] for name in names if loose(name) in at)
                for field, names in self.fields.items()}  # fmt: skip


def guess(what: str, header: Sequence[str]) -> tuple[Columns, tuple[str, ...]]:
    """Guess by the header's names; gives also the names that nobody knows."""
    known = {word: field for field, words in _KNOWN[what].items() for word in words.split()}
    fields: dict[str, tuple[str, ...]] = {}
    strange = []
    for name in header:
        key = re.sub(r"[^a-z0-9]", "", name.casefold())
        field = known.get(key)
        if field is None:
            strange += [name] * (key not in _PASSED_OVER and bool(key))
        elif field == "address" or field not in fields:
            fields[field] = (*fields.get(field, ()), name)
    return Columns(fields), tuple(strange)


def is_enough(what: str, columns: Columns) -> bool:
    """Say whether what must be known of every row is."""
    return all(any(field in columns.fields for field in either) for either in NEEDED[what])


def to_json(columns: Columns) -> dict[str, Any]:
    """Write columns as they are remembered."""
    return {"fields": {field: list(names) for field, names in columns.fields.items()}, "dates": columns.dates}


def from_json(told: Mapping[str, Any]) -> Columns:
    """Read what is remembered."""
    return Columns({field: tuple(names) for field, names in told["fields"].items()}, told.get("dates", "day first"))


def standing_in(text: str) -> tuple[Kind | None, Status | None] | None:
    """Read a kind or a status as rolls write it; None if nobody knows the word."""
    return _SAYS.get(" ".join(text.casefold().split())) if text.strip() else (None, None)


def answer_in(text: str) -> bool | str | None:
    """Read a yes or a no; None where nothing stands, the text where it is neither."""
    plain = " ".join(text.casefold().split())
    return True if plain in _YES else False if plain in _NO else None if not plain else text
