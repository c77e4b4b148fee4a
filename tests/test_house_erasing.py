"""Every table with a person in it has a step that erases them, or a reason why it stays: docs/methods/erasing.md."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from muster.home import CHECKOUT
from muster.web.record.erasing import steps

PAGE = (CHECKOUT / "docs" / "methods" / "erasing.md").read_text(encoding="utf-8")
ROWS = {
    cells[0]: (cells[1], cells[2])
    for line in PAGE.splitlines()
    if line.startswith("| ") and (cells := [cell.strip() for cell in line.strip("|").split("|")])[0] != "table"
}
NOBODYS = set(re.findall(r"`(\w+)`", PAGE[PAGE.index("Of nobody:") : PAGE.index("A register's electors")]))
PSEUDONYM = 32  # characters; no other column is exactly as long
WHOSE = {"roll_person", "roll_account", "days_coming"}  # a row of these is one person's
TAKEN = {"deleted", "cleared"}
# columns of a table that stays in which somebody may write what they like, and why nobody's facts stand there
CODES = {
    "power_grant.decision": "which decision", "power_grant.purpose": "one of a list",
    "roll_membership.decision": "which decision", "roll_term.decision": "which decision",
    "power_look.purpose": "the page's own word", "power_look.page": "the page's own name",
    "power_copy.kind": "a deed's name", "power_copy.of": "a thing's name", "power_copy.sha256": "a hash",
    "power_stand.conflict": "a conflict's name", "power_stand.side": "a side's name",
    "intake_upload.into": "a thing's name", "intake_upload.name": "the file's own name",
    "intake_upload.sha256": "a hash", "intake_upload.wanted": "dates and codes",
    "intake_upload.preview": "counts alone: what names people lies beside the file",
    "days_correction.turfs": "numbers", "days_correction.before": "ids of doors", "days_correction.street": "a street",
    "days_publication.digest": "a hash", "days_publication.certificate": "figures",
    "days_publication.reason": "why turfs were recalled",
}  # fmt: skip


def tables() -> dict[str, type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in every if model._meta.app_label != "trial"}


def holds_somebody(model: type[models.Model]) -> bool:
    for field in model._meta.local_fields:
        if field.related_model is not None and field.related_model._meta.db_table in WHOSE:
            return True
        if isinstance(field, models.CharField) and field.max_length == PSEUDONYM:
            return True
    return model._meta.db_table in WHOSE


def test_the_page_names_every_table_once() -> None:
    assert sorted([*ROWS, *NOBODYS]) == sorted(tables()), "say in docs/methods/erasing.md what becomes of a table"
    assert {what for what, _why in ROWS.values()} == {*TAKEN, "stays"}


@pytest.mark.parametrize("name", sorted(tables()))
def test_a_table_that_holds_somebody_is_not_called_nobodys(name: str) -> None:
    assert not holds_somebody(tables()[name]) or name in ROWS


def test_what_is_taken_away_is_what_the_steps_name() -> None:
    named = [table for step in steps() for table in step.TABLES]
    goes_along = {"account_emailconfirmation"}  # with its address, as the database has it
    assert sorted(named) == sorted(
        name for name, (what, _why) in ROWS.items() if what in TAKEN and name not in goes_along
    )


def test_what_stays_says_why_and_holds_codes_alone() -> None:
    free = set()
    for name, (what, why) in ROWS.items():
        if what == "stays":
            assert why, name
            free |= {f"{name}.{field.name}" for field in tables()[name]._meta.local_fields if is_free(field)}
    assert free == set(CODES)


def is_free(field: "models.Field[Any, Any]") -> bool:
    """Whether a column holds text that is neither one of a list, nor a pseudonym, nor a compartment."""
    texts = (models.CharField, models.TextField, models.JSONField)
    fixed = field.choices or getattr(field, "max_length", None) == PSEUDONYM or field.name == "compartment"
    return isinstance(field, texts) and not fixed


def test_this_page_would_miss_a_table_with_a_person_in_it() -> None:
    """The look that the others rely on finds people by their row, their account, their answer and their pseudonym."""
    found = {name for name, model in tables().items() if holds_somebody(model)}
    assert {"roll_contactway", "enter_session", "days_vehicle", "power_look", "days_coming_apart_from"} <= found
    assert "register_building" not in found
