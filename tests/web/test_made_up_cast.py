"""The people whose cards the demo shows belong and are reached as real ones are."""

import pytest
from django.utils.timezone import now

from muster.web.demo import GRANTED, account_of, address
from muster.web.demo_roll import groups_stand, keeper_of
from muster.web.letters.queries import myself
from muster.web.record.models import Job
from muster.web.roll.models import Group, Membership
from muster.web.roll.queries import actor_of

COUNTY = {"groups.csv": b"group,lon,lat,members\nMerrowby,-0.65,52.67,40\nYork,-1.08,53.96,30\n"}
CARDS = (*GRANTED, "member", "founder")


@pytest.mark.django_db
def test_each_belongs_to_the_countys_own_group_and_gets_a_test_letter() -> None:
    for _again in range(2):
        groups_stand(COUNTY, by=keeper_of(now()), at=now())
    own = Group.objects.get(name="Merrowby")
    for role in CARDS:
        account = account_of(role)
        assert account is not None
        person = account.person
        assert person is not None
        assert (person.kind, person.status, person.group) == ("member", "standing", own), role
        assert Membership.objects.filter(person=person).count() == 1
        to = [(one.way, one.address) for one in myself(actor_of(account, at=now())).recipients]
        assert to == [("email", address("founder1" if role == "founder" else role))]
    assert not Job.objects.filter(kind="roll.tell").exists()  # nobody made up is welcomed
