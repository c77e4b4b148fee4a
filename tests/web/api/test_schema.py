"""Whatever is sent to the API, by its own schema and against it: nothing breaks, and each answer is as it says."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from muster.web.api import asking
from tests.web.api.by_key import key_of
from tests.web.power.movement import ABOUT, Movement, made
from tests.web.power.test_cells_over_http import undone

pytestmark = pytest.mark.usefixtures("transactional_db", "connection_kept")

ROLES = {"": 2, "member": 3, "officer, all": 6, "organiser": 4}  # how often each question is tried, either way
AS_IT_SAYS = [status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def connection_kept() -> Iterator[None]:
    """Keep the connection with what is to be undone from request to request, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def questions() -> Iterator[Any]:
    """Give every question of the schema that anybody can read."""
    told = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for one in told.get_all_operations():  # each a success: the schema is ours
        yield one.ok()  # type: ignore[union-attr]


def known(movement: Movement, name: str) -> list[dict[str, Any]]:
    """Give what stands in the address of a question about each thing that there is."""
    things = movement.ids[ABOUT.get(f"api:{name}", "people")]
    if name == "turf":
        return [{"pk": pk, "number": number} for pk, number in things]
    return [{"slug": one} if name == "group" else {"pk": one} for one in things]


def ask(question: Any, key: str, things: list[dict[str, Any]], *, mode: GenerationMode, times: int) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    checks = [*AS_IT_SAYS, negative_data_rejection] if mode == GenerationMode.NEGATIVE else AS_IT_SAYS

    @settings(
        max_examples=times, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=question.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        drawn = next(iter(case.path_parameters.values()), None)
        if mode == GenerationMode.POSITIVE or isinstance(drawn, int):  # else nothing would ever be found
            there = things[drawn % len(things) if isinstance(drawn, int) else 0]
            case.path_parameters.update({name: there[name] for name in there.keys() & case.path_parameters.keys()})
        with undone():
            answer = case.call(headers=headers)
            assert answer.status_code < 500, answer.text
            case.validate_response(answer, headers=headers, checks=checks)

    asked()


def test_nothing_breaks_and_every_answer_is_as_the_schema_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PER_MINUTE", 10**9)
    monkeypatch.setattr(asking, "WRONG_PER_MINUTE", 10**9)
    movement = made()
    keys = {who: key_of(movement.people[who].account) if who else "" for who in ROLES}
    for question in questions():
        things = known(movement, question.definition.raw["operationId"])
        for who, times in ROLES.items():
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                ask(question, keys[who], things, mode=mode, times=times)
