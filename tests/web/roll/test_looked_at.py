"""Whoever looks at a record by a page of the roll looked for what the roll is there for, whatever else they hold."""

from collections.abc import Callable

import pytest
from django.test import Client

from muster.guard.need import Held
from muster.web.power.models import Look
from muster.web.record.actor import Actor
from tests.web.roll.made_roll import entered, group

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("others", [("demo", "canvass"), ("movement", "canvass"), ("movement", "founding")])
def test_a_look_names_the_page_s_purpose_and_not_another_power_s(
    enter: Callable[[Actor], Client], others: tuple[str, str]
) -> None:
    ada = entered(group())
    held = {Held("officer", "group:merrowby", "care"), Held("officer", *others)}
    reader = enter(Actor(0, "e" * 32, frozenset(held)))
    reader.get("/people/find", {"q": "Ada"})
    reader.get(f"/people/{ada.pk}")
    seen = Look.objects.filter(whom=ada.pseudonym).values_list("page", "purpose")
    assert sorted(seen) == [("find", "care"), ("person", "care")]
