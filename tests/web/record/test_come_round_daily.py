"""What comes round every day is begun once a day, by whichever worker looks first."""

import datetime as dt

import pytest
from django.utils import timezone

from muster.web.record.daily import start_due
from muster.web.record.lines import lines
from muster.web.record.models import Job
from muster.web.record.worker import work_once

pytestmark = pytest.mark.django_db

DAILY = ["register.expire", "enter.sweep", "roll.come_round", "days.sweep", "messenger.sweep"]


def test_it_is_begun_once_a_day() -> None:
    at = timezone.localtime()
    assert [job.kind for job in start_due(at=at)] == DAILY
    assert start_due(at=at + dt.timedelta(seconds=1)) == []
    Job.objects.update(asked_at=at - dt.timedelta(days=1))
    assert [job.kind for job in start_due(at=at)] == DAILY


def test_what_was_begun_is_done() -> None:
    begun = start_due(at=timezone.localtime())
    with lines(own=True) as said:
        while work_once(said):
            pass
    ends = [(job.kind, job.end, job.trouble) for job in Job.objects.filter(pk__in=[job.pk for job in begun])]
    assert sorted(ends) == sorted((kind, "done", "") for kind in DAILY)
