"""A job that ends while a page is made: the page tells the job's end and what the job did, never one without the other.

A page that is at rest is not asked for again, so what it then leaves out stays unsaid.
"""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils.timezone import now

from muster.web.days import actions, comings, going_out, tellings
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Telling
from muster.web.days.models_of_seats import Difference, Seating
from muster.web.days.queries import day_told
from muster.web.intake.models import Upload
from muster.web.intake.told import upload_told
from muster.web.messenger.models import Message
from muster.web.record.actor import Actor
from muster.web.record.jobs import Progress, end, progress, start
from muster.web.record.models import Job
from muster.web.roll.models import Person
from muster.web.roll.queries import actor_of_person
from tests.web.days.made_day import AT, asked, granted
from tests.web.days.made_saturday import RIDERS, saturday
from tests.web.days.test_tell_a_difference import sent, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> Person:
    return granted(role="organiser")


@pytest.fixture
def day(organiser: Person) -> Day:
    return actions.call(asked(), by=actor_of_person(organiser, at=now()), at=AT)


def test_a_file_refused_since_it_was_asked_for_is_told_as_refused() -> None:
    job = start("register.read", upload=1, by="0" * 32)
    brought = {"compartment": "north", "into": "register.source:1", "name": "rain.png", "size": 72, "sha256": ""}
    asked_for = Upload.objects.create(**brought, brought_by="0" * 32, job=job.ref)
    Upload.objects.filter(pk=asked_for.pk).update(state=Upload.State.REFUSED)
    end(job, Job.End.DONE)
    told = upload_told(asked_for)
    assert not told.working
    assert told.upload.state == "refused"


def test_a_day_offered_doors_since_it_was_asked_for_is_told_with_them(day: Day, organiser: Person) -> None:
    job = start("days.plan", day=day.pk)
    Day.objects.filter(pk=day.pk).update(job=job.ref, offered=None)
    asked_for = Day.objects.get(pk=day.pk)
    Day.objects.filter(pk=day.pk).update(offered={"doors": 412})
    end(job, Job.End.DONE)
    told = day_told(asked_for, actor_of_person(organiser, at=now()))
    assert not told.working
    assert told.day.offered == {"doors": 412}
    assert told.stages["doors"] == "done"


def test_seats_that_come_while_people_are_counted_are_told(
    day: Day, organiser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start("days.seat_people", day=day.pk)

    def and_then_it_ends(told_of: Callable[[Job], Progress]) -> Callable[[Job], Progress]:
        def told(one: Job) -> Progress:
            before = told_of(one)
            Seating.objects.create(day=day, number=0, body={}, sent_at=now())
            end(job, Job.End.DONE)
            return before

        return told

    monkeypatch.setattr(comings, "progress", and_then_it_ends(progress))
    told = comings.people_told(actor_of_person(organiser, at=now()), day, at=now())
    assert told.working or told.planned, "at rest, and nothing there"


def test_places_written_while_people_are_counted_are_told_with_whoever_must_be_rung(
    day: Day, organiser: Person
) -> None:
    """Whoever read the telling first and its messages after it would say that nobody works, and never ask again."""
    told, row = saturday_told(by=actor_of_person(organiser, at=now()))
    asked_for = Telling.objects.get(pk=row.pk)
    sending, _unreached = tellings.write(row, at=AT)
    Telling.objects.filter(pk=row.pk).update(
        written_at=AT, sending=sending, unreached=[Coming.objects.filter(day=told)[0].person_id]
    )
    assert row.job
    end(Job.objects.get(ref=row.job), Job.End.DONE)
    place = going_out.sent_told(asked_for, at=AT + dt.timedelta(minutes=5))
    assert (place.messages, place.waits and place.waits.why) == (RIDERS, "nobody")
    assert len(asked_for.unreached) == 1


def test_a_telling_whose_job_let_it_fall_is_not_told_as_begun(
    organiser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, row = saturday_told(by=actor_of_person(organiser, at=now()))
    assert row.job
    job = Job.objects.get(ref=row.job)

    def and_then_it_falls(one: Job) -> Progress:
        Telling.objects.filter(pk=row.pk).delete()
        end(job, Job.End.FAILED)
        return progress(one)

    assert going_out.place_told(told) == row
    monkeypatch.setattr(going_out, "progress", and_then_it_falls)
    assert going_out.place_told(told) is None


def test_messages_of_a_change_written_while_its_page_is_made_are_told(organiser: Person) -> None:
    by = actor_of_person(organiser, at=now())
    difference = sent(saturday(by), by)
    asked_for = Difference.objects.get(pk=difference.pk)
    counted = going_out.far_of([asked_for.sending])
    written(difference)
    far = going_out.sent_told(asked_for, at=now(), far=counted)
    assert far.messages == Message.objects.count() > 0
    assert asked_for.written_at is not None


def saturday_told(*, by: Actor) -> tuple[Day, Telling]:
    """Begin to tell everybody of a Saturday their place."""
    day = saturday(by)
    return day, tellings.begin(day, what=Telling.What.PLAN, edition=day.seatings.get().pk, by=by.pseudonym, at=AT)
