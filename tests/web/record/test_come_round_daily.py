"""What comes round every day is begun once a day, by whichever worker looks first."""

import datetime as dt

import pytest
from django.utils import timezone

from muster.web.record.daily import start_due
from muster.web.record.lines import lines
from muster.web.record.models import Job
from muster.web.record.worker import work_once

pytestmark = pytest.mark.django_db


def test_it_is_begun_once_a_day() -> None:
    at = timezone.localtime()
    assert [job.kind for job in start_due(at=at)] == ["register.expire"]
    assert start_due(at=at + dt.timedelta(seconds=1)) == []
    Job.objects.update(asked_at=at - dt.timedelta(days=1))
    assert [job.kind for job in start_due(at=at)] == ["register.expire"]


def test_what_was_begun_is_done() -> None:
    (job,) = start_due(at=timezone.localtime())
    with lines(own=True) as said:
        assert work_once(said)
    job.refresh_from_db()
    assert (job.end, job.trouble) == ("done", "")
