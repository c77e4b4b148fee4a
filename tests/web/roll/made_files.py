"""Files of people and payments, brought, read and taken in through the deeds and jobs that people use."""

from django.utils.timezone import now

from muster.guard.need import EVERYWHERE
from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.record.lines import lines
from muster.web.record.models import Job
from muster.web.record.worker import work_once
from muster.web.roll import actions_of_files as files
from muster.web.roll.models import Group
from muster.web.roll.queries import actor_of_person
from tests.web.days.made_day import granted


def keeper(compartment: str = EVERYWHERE) -> Actor:
    """Give an officer whose grant is kept: a job asks for it again."""
    return actor_of_person(granted("officer", compartment), at=now())


def work() -> None:
    """Do every job that waits."""
    with lines(own=True) as said:
        while work_once(said):
            pass


def read(content: bytes, *, by: Actor, what: str = "people", group: Group | None = None, name: str = "x.csv") -> Upload:
    """Bring a file and have it read."""
    upload = files.bring(group, file=files.Brought(name, [content], what), by=by, at=now())
    work()
    upload.refresh_from_db()
    return upload


def taken_in(content: bytes, *, by: Actor, what: str = "people", group: Group | None = None) -> Upload:
    """Bring a file, have it read, and have it taken in."""
    upload = read(content, by=by, what=what, group=group)
    assert upload.state == Upload.State.READ, (trouble(upload), upload.preview)
    files.accept(upload, by=by, at=now())
    work()
    upload.refresh_from_db()
    assert upload.state == Upload.State.TAKEN_IN, trouble(upload)
    return upload


def trouble(upload: Upload) -> str:
    """What the upload's last job says went wrong."""
    assert upload.job
    return Job.objects.get(ref=upload.job).trouble
