"""Until when a source may be kept is judged by the movement's day: its midnight is not Greenwich's in summer."""

import datetime as dt

import pytest
from django.utils.timezone import override

from muster.web.register import actions
from muster.web.register.models import Source
from tests.web.register.made_source import named, organiser

pytestmark = pytest.mark.django_db


def test_after_midnight_in_london_it_is_tomorrow_there() -> None:
    at = dt.datetime(2026, 5, 1, 23, 30, tzinfo=dt.UTC)  # half past midnight of the second, in London
    by = organiser()
    with override("Europe/London"):
        with pytest.raises(actions.ExpiryError):
            actions.add(named(expires_on=dt.date(2026, 5, 2)), by=by, at=at)
        actions.add(named(expires_on=dt.date(2026, 5, 3)), by=by, at=at)
    assert Source.objects.get().expires_on == dt.date(2026, 5, 3)
