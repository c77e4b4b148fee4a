"""By what right the roll is kept, and whom to ask about data protection: a founder says it, and everybody reads it."""

from typing import Final

import pytest
from django.db import IntegrityError
from django.test import Client

from muster.web.enter.models import Movement
from muster.web.record.models import Entry
from muster.web.roll.models import Account
from tests.entered import entered
from tests.web.enter.made import kinds, said, somebody

Founders = tuple[Account, Account]
PAGE: Final = "/enter/protection"
ASK: Final = {"contact": "Noor Haddad, dpo@ferry.example", "basis": "agreement", "condition": "members of a body"}
# what whoever may join reads of each: only ever one of them
BASES: Final = {"agreement": "Article 6(1)(b)", "legitimate interests": "Article 6(1)(f)"}
CONDITIONS: Final = {
    "members of a body": "Article 9(2)(d)", "registered party": "schedule 1, paragraph 22",
    "none kept": "Article 9 asks for nothing more",
}  # fmt: skip


def test_whom_to_ask_stands_where_somebody_joins_and_on_ones_own_record_alone(
    client: Client, other: Client, founders: Founders
) -> None:
    ada = somebody("ada")
    entered(client, founders[0])
    entered(other, ada)
    own = f"/people/{ada.person_id}"
    for page in ("/join/record", own, "/power/mine"):
        assert "About data protection, ask" not in said(other.get(page)), page
    assert client.post(PAGE, ASK).headers["Location"] == "/join/record"
    assert kinds()[-1] == "enter.set_protection"
    for page in ("/join/record", own, "/power/mine"):
        answer = other.get(page)
        assert "About data protection, ask Noor Haddad, dpo@ferry.example" in said(answer), page
        assert 'href="mailto:dpo@ferry.example"' in answer.content.decode()
    assert b"dpo@" not in b"".join(bytes(one.body) for one in Entry.objects.all())


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("condition", CONDITIONS)
def test_what_a_founder_chose_is_what_whoever_may_join_reads(
    client: Client, other: Client, founders: Founders, basis: str, condition: str
) -> None:
    entered(client, founders[0])
    assert client.post(PAGE, {"contact": "", "basis": basis, "condition": condition}).status_code == 302
    page = said(other.get("/join/record"))
    assert [code for code, words in BASES.items() if words in page] == [basis]
    assert [code for code, words in CONDITIONS.items() if words in page] == [condition]
    assert "Article 6(1)(a)" in page  # calls and news rest on a yes, whatever the roll rests on


def test_a_new_movement_says_an_agreement_and_a_body_of_its_members(client: Client, founders: Founders) -> None:
    page = said(client.get("/join/record"))
    assert (BASES["agreement"] in page, CONDITIONS["members of a body"] in page) == (True, True)
    entered(client, founders[0])
    form = client.get(PAGE).content.decode()
    assert form.count(" checked") == 2


def test_what_the_law_does_not_know_is_refused(client: Client, founders: Founders) -> None:
    entered(client, founders[0])
    for odd in ({"basis": "because"}, {"condition": ""}, {"basis": "consent"}, {"contact": "x" * 201}):
        assert client.post(PAGE, {**ASK, **odd}).status_code == 422, odd
    assert Movement.objects.get().contact == ""
    with pytest.raises(IntegrityError):
        Movement.objects.update(condition="because")


def test_what_a_founder_writes_is_never_read_as_a_page(client: Client, founders: Founders) -> None:
    entered(client, founders[0])
    client.post(PAGE, {**ASK, "contact": "<script>alert(1)</script> https://ferry.example/dpo"})
    page = client.get("/join/record").content.decode()
    assert "<script>alert" not in page
    assert 'href="https://ferry.example/dpo"' in page


def test_nobody_else_says_it(client: Client, founders: Founders) -> None:
    entered(client, somebody("olu", role="officer"))
    assert client.post(PAGE, ASK).status_code == 404
    assert Movement.objects.get().contact == ""
