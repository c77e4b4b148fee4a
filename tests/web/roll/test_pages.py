"""What people read and lose on the roll's pages: mistakes on top, what was chosen kept, one's own page to oneself."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from muster.guard.need import EVERYWHERE, Held
from muster.home import home
from muster.web.enter.models import Movement
from muster.web.intake.models import Upload
from muster.web.intake.told import problems_of
from muster.web.mail import Mail, keep
from muster.web.messenger.erasing import KEPT
from muster.web.record.actor import NOBODY, Actor
from muster.web.roll import actions, words
from muster.web.roll.actions_of_time import LAPSES_AFTER
from muster.web.roll.models import Group, Person, Post, Term
from tests.web.roll.made_files import keeper, read

Enter = Callable[[Actor], Client]


def officer(compartment: str = EVERYWHERE) -> Actor:
    return Actor(0, "f" * 32, frozenset({Held("officer", compartment, "care")}))


def text_of(page: Any) -> str:
    bare = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", page.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", bare)


def person(name: str, group: Group | None = None) -> Person:
    one = Person.objects.create(
        forenames=name, folded=name.lower(), kind="member", status="standing", group=group, joined_on=localdate()
    )
    words.index(one)
    return one


@pytest.mark.django_db
def test_what_is_wrong_with_a_new_group_stands_above_everything(enter: Enter) -> None:
    client = enter(officer())
    for name, said in (("", "This field is required"), ("North", "QQ! is no part of a postcode")):
        page = client.post(reverse("roll:new_group"), {"name": name, "districts": "QQ!"})
        text = page.content.decode()
        assert page.status_code == 422
        assert text.count('id="errors"') == 1
        assert text.index(said) < text.index('name="name"')


@pytest.mark.django_db
def test_whoever_was_chosen_for_a_post_stays_chosen_when_a_day_is_wrong(enter: Enter) -> None:
    north = Group.objects.create(name="North", slug="north")
    post, _one, other = Post.objects.create(group=north, title="Chair"), person("Ann", north), person("Anna", north)
    address = reverse("roll:appoint", args=[post.pk])
    said = {"person": other.pk, "starts_on": "2026-05-01", "ends_on": "2020-01-01", "decision": "minute 1"}
    page = enter(officer()).post(f"{address}?q=ann", said)
    text = page.content.decode()
    assert page.status_code == 422
    assert re.findall(r'name="person" value="(\d+)" required checked', text) == [str(other.pk)]
    assert text.count('name="person"') == 2
    assert text.index('id="errors"') < text.index('name="q"')


@pytest.mark.django_db
def test_an_officer_of_a_group_is_offered_no_other(enter: Enter) -> None:
    north = Group.objects.create(name="North", slug="north")
    Group.objects.create(name="South", slug="south")
    for name, nobody in (("roll:files", "The whole movement’s"), ("roll:enter", "The one of the postcode")):
        ours = text_of(enter(officer(north.compartment)).get(reverse(name)))
        assert (nobody in ours, "South" in ours, "North" in ours) == (False, False, True)
        assert nobody in text_of(enter(officer()).get(reverse(name)))


@pytest.mark.django_db
def test_an_officer_writes_of_somebody_else_and_whoever_joins_of_themselves(enter: Enter, client: Client) -> None:
    ours = text_of(enter(officer()).get(reverse("roll:enter")))
    assert ("They join as" in ours, "You join as" in ours, "you pay" in ours) == (True, False, False)
    assert "Only for whoever joins through one." in ours
    assert "You join as" in text_of(client.get(reverse("roll:join")))


@pytest.mark.django_db
def test_ones_own_page_speaks_to_oneself(enter: Enter) -> None:
    ann = person("Ann")
    address = reverse("roll:person", args=[ann.pk])
    ours = text_of(enter(Actor(ann.pk, ann.pseudonym)).get(address))
    theirs = text_of(enter(officer()).get(address))
    assert ("How you are reached" in ours, "How to reach them" in ours) == (True, False)
    assert ("How you are reached" in theirs, "How to reach them" in theirs) == (False, True)
    assert "Everything that is held on you" in ours


@pytest.mark.django_db
def test_a_postcode_to_be_put_right_stands_there_as_people_write_it(enter: Enter) -> None:
    ann = person("Ann")
    Person.objects.filter(pk=ann.pk).update(postcode="ZX10AB")
    assert 'value="ZX1 0AB"' in enter(officer()).get(reverse("roll:correct", args=[ann.pk])).content.decode()


@pytest.mark.django_db
def test_whoever_puts_somebody_into_another_group_is_told_first_that_they_see_them_no_more(enter: Enter) -> None:
    told = text_of(enter(officer()).get(reverse("roll:transfer", args=[person("Ann").pk])))
    assert "In a group that you don’t look after you see them no more; its officers can send them back." in told


@pytest.mark.django_db
def test_a_founder_is_admitted_as_a_member(enter: Enter) -> None:
    one, _other = actions.found(names=("Ann", "Bea"), by=NOBODY, at=now())
    address = reverse("roll:move", args=[one.pk])
    assert enter(officer()).post(address, {"move": "admit", "on": str(localdate())}).status_code == 302
    one.refresh_from_db()
    assert (one.kind, one.status, one.joined_on) == ("member", "standing", localdate())


@pytest.mark.django_db
def test_whoever_would_see_somebody_no_more_is_asked_once_before_they_are_transferred(enter: Enter) -> None:
    north, south, west = (Group.objects.create(name=name, slug=name.lower()) for name in ("North", "South", "West"))
    ann = person("Ann", north)
    post = Post.objects.create(group=north, title="Chair")
    days = {"starts_on": localdate(), "ends_on": localdate(), "decision": "minute 1"}
    Term.objects.create(post=post, person=ann, **days)
    address = reverse("roll:transfer", args=[ann.pk])
    both = Actor(0, "f" * 32, frozenset({Held("officer", one.compartment, "care") for one in (north, south)}))
    client = enter(both)
    assert client.post(address, {"group": south.pk}).status_code == 302  # theirs as well: they send them back
    assert client.post(address, {"group": north.pk}).status_code == 302
    for to, value, name in ((west, str(west.pk), "West"), (None, "", "no group")):
        for sent in ({"group": value}, {"group": value, "yes": str(south.pk)}):
            asked = text_of(client.post(address, sent))
            assert f"Ann goes to {name}, where you look after nobody: from then on you see them no more" in asked
            assert "They stay Chair of North until somebody ends that on the group’s page." in asked
            assert Person.objects.get(pk=ann.pk).group == north
        assert client.post(address, {"group": value, "yes": value}).status_code == 302
        assert Person.objects.get(pk=ann.pk).group == to
        Person.objects.filter(pk=ann.pk).update(group=north)


@pytest.mark.django_db
def test_whoever_joins_is_told_whether_they_belong(client: Client) -> None:
    Group.objects.create(name="North", slug="north").districts.create(code="ZX1")
    told = {"forenames": "Dot", "surname": "Diaz", "email": "dot@example.org", "postcode": "ZX1 1AA"}
    client.post(reverse("roll:join"), {**told, "kind": "supporter"})
    assert "You belong, and your group is North." in text_of(client.get(reverse("roll:thanks")))
    client.post(reverse("roll:join"), {**told, "kind": "member"})
    assert "Its officers have what you wrote, and answer you." in text_of(client.get(reverse("roll:thanks")))


@pytest.mark.usefixtures("transactional_db")
def test_columns_that_are_new_are_named(enter: Enter) -> None:
    by = keeper()
    upload = read(b"First name,Surname,E-mail OK,Shoe\nAnn,Archer,yes,7\n", by=by)
    assert upload.state == Upload.State.UNMAPPED
    text = text_of(enter(by).get(reverse("roll:columns", args=[upload.pk])))
    assert "Not known yet: “E-mail OK”, “Shoe”. What is known is chosen already." in text


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize(("status", "asks"), [("", True), (",Status", False)])
def test_whether_whoever_is_new_belongs_is_asked_where_no_column_says_it(
    enter: Enter, *, status: str, asks: bool
) -> None:
    by = keeper()
    said = ",supporter" if status else ""
    upload = read(f"First name,Surname,E-mail{status}\n,Nobody,{said}\nAnn,Archer,{said}\n".encode(), by=by)
    text = text_of(enter(by).get(reverse("roll:file", args=[upload.pk])))
    assert ("No column says how anybody stands" in text) is asks
    assert "No first name, and no way to reach them: see whether this is anybody" in text
    assert [(row, cell, kept) for row, _column, cell, _cure, kept in problems_of(upload)] == [(2, "Nobody", True)]


@pytest.mark.django_db
def test_whoever_joins_reads_whom_they_join_and_who_sees_what_they_write(client: Client) -> None:
    assert "Join us" in text_of(client.get(reverse("roll:join")))
    Movement.objects.create(pk=1, name="The Ferry League", zone="Europe/London", founded_at=now())
    page = text_of(client.get(reverse("roll:join")))
    assert "Join The Ferry League" in page
    assert "The officers of your group and those of the whole movement see what you write" in page
    assert "anybody but the officers of your group" not in page


@pytest.mark.django_db
def test_whoever_may_join_reads_what_is_kept_by_what_right_how_long_and_whom_to_complain_to(client: Client) -> None:
    address = reverse("roll:record")
    join = client.get(reverse("roll:join")).content.decode()
    assert "It is kept because you ask to belong, until you ask for it to be erased." in text_of(client.get("/join"))
    assert f'href="{address}"' in join
    (home() / "keys" / "mail").unlink(missing_ok=True)  # whatever another test kept
    page = text_of(client.get(address))
    assert "The movement that you join answers for it. Ask any officer of your group. Every member" in page
    Movement.objects.create(pk=1, name="The Ferry League", zone="Europe/London", founded_at=now())
    keep(Mail("127.0.0.1", 25, "none", "clerk", "secret word", "The Ferry League <office@ferry.example>"))
    try:
        page = text_of(client.get(address))
    finally:
        (home() / "keys" / "mail").unlink()
    assert "The Ferry League answers for it. Ask any officer of your group, or write to office@ferry.example." in page
    for said in ("so that it is known who decides with whom", "Article 6(1)(b)", "Article 6(1)(a)", "Article 9(2)(d)",
                 f"The words of a letter go after {KEPT.days} days.", f"due for {LAPSES_AFTER.days} days, and",
                 "take it with you as one file", "Information Commissioner"):  # fmt: skip
        assert said in page, said
    assert "secret word" not in page
