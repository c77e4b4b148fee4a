"""Plants words in every text column of every row that is tied to somebody, in the tables that erasing reaches."""

from typing import Any

from django.apps import apps
from django.db import models

from muster.web.record.erasing import Gone, steps
from muster.web.roll.models import Account

# table -> how its rows are tied to somebody: by the ids of their rows, their pseudonyms or their accounts
TIES: dict[str, dict[str, str]] = {
    "record_payload": {"whose__in": "whose"}, "record_key": {"who__in": "whose"},
    "messenger_message": {"to__in": "whose"}, "messenger_sending": {"messages__to__in": "whose"},
    "messenger_optout": {"who__in": "whose"}, "messenger_reader": {"who__in": "whose"},
    "power_request": {"kind": "power.suspend"},
    "roll_person": {"pk__in": "people"}, "roll_personword": {"person__in": "people"},
    "roll_contactway": {"person__in": "people"}, "roll_consent": {"person__in": "people"},
    "roll_chase": {"person__in": "people"}, "roll_payment": {"person__in": "people"},
    "roll_double": {"one__in": "people"}, "roll_account": {"person__in": "people"},
    "enter_session": {"account__in": "accounts"}, "enter_programkey": {"account__in": "accounts"},
    "account_emailaddress": {"user__in": "accounts"}, "mfa_authenticator": {"user__in": "accounts"},
    "django_session": {},
    "days_coming": {"person__in": "people"}, "days_coming_apart_from": {"coming__person__in": "people"},
    "days_invitation": {"person__in": "people"}, "days_vehicle": {"driver__person__in": "people"},
    "days_claim": {"person__in": "people"}, "days_checkin": {"day__coming__person__in": "people"},
    "days_telling": {"day__coming__person__in": "people"}, "days_difference": {"day__coming__person__in": "people"},
    "days_homecall": {"day__coming__person__in": "people"}, "days_incident": {"told_by__in": "whose"},
    "days_copy": {"holder__in": "whose"}, "days_seating": {"day__coming__person__in": "people"},
    "days_day": {"lead__in": "people"},
}  # fmt: skip
# columns that hold no free words, or whose words are planted otherwise, and why
NOT_SO: dict[str, str] = {
    "messenger_message.language": "a code", "messenger_message.answer": "a code that must have its moment",
    "messenger_reader.language": "a code", "messenger_sending.compartment": "a group's",
    "messenger_sending.about": "a thing's name", "messenger_sending.texts": "planted as what was written",
    "messenger_sending.answers": "codes", "power_request.kind": "a deed's name",
    "power_request.compartment": "a group's", "power_request.subjects": "pseudonyms",
    "roll_person.folded": "follows from the name", "roll_personword.word": "so", "roll_person.body": "an affiliate's",
    "roll_contactway.value": "planted by the deed that adds it", "roll_payment.currency": "a code",
    "django_session.session_key": "drawn", "django_session.session_data": "planted through the browser",
    "enter_session.key": "drawn", "mfa_authenticator.type": "a code", "days_claim.currency": "a code",
    "days_vehicle.name": "the day's own: car 12", "days_vehicle.operator": "of a hired coach",
    "days_vehicle.rings": "so", "days_checkin.who": "a short name: r12", "days_telling.unreached": "ids",
    "days_difference.unreached": "short names", "days_homecall.unreached": "short names",
    "days_seating.event": "what happened to a short name", "days_seating.body": "planted with the plan",
    "days_seating.plan": "a file's name", "days_copy.only": "numbers", "days_copy.file": "a file's name",
    "days_copy.imprint": "the movement's legal line",
    "days_copy.electors": "how many, by the register",
    **dict.fromkeys(
        (f"days_day.{one}" for one in ("title", "compartment", "place", "zone_name", "zones_chosen", "meet_name",
         "rehearsal", "ground", "certificate", "offered", "laid", "cancelled_because")), "of the day",
    ),
}  # fmt: skip
PSEUDONYM = 32
_TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField)


def model_of(table: str) -> type[models.Model]:
    return next(one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == table)


def columns_of(table: str) -> list[str]:
    """Give the columns of a table in which words are planted."""
    fields = model_of(table)._meta.local_fields
    free = [one for one in fields if isinstance(one, _TEXTS) and not one.choices]
    named = [one.name for one in free if getattr(one, "max_length", None) != PSEUDONYM]
    return [name for name in named if f"{table}.{name}" not in NOT_SO]


def rows_of(gone: Gone, table: str) -> Any:
    accounts = Account.objects.filter(person__in=gone.people).values("pk")
    known = {"people": gone.people, "whose": gone.whose, "accounts": accounts}
    tied = {path: known.get(what, what) for path, what in TIES[table].items()}
    return model_of(table)._default_manager.filter(**tied)


def plant(gone: Gone, mark: str) -> dict[str, int]:
    """Plant; gives how many cells of each column hold it."""
    planted = {}
    for table in (one for step in steps() for one in step.TABLES):
        for name in columns_of(table):
            field = model_of(table)._meta.get_field(name)
            rows = rows_of(gone, table)
            for row in rows.values_list("pk", flat=True).distinct():
                text = f"{mark}{str(row).strip('()')[-4:]}{name}"[: getattr(field, "max_length", None) or 200]
                value = {"planted": text} if isinstance(field, models.JSONField) else text
                model_of(table)._default_manager.filter(pk=row).update(**{name: value})
            planted[f"{table}.{name}"] = rows.count()
    return planted
