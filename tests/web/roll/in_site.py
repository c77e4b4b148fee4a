"""What the console of a site beside us does for the tests of killed workers: files of people, how the roll stands."""

from typing import Any

from django.db.models import Sum
from django.utils.timezone import now

from muster.guard.need import EVERYWHERE, Held
from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.record.jobs import progress
from muster.web.record.models import Job
from muster.web.roll import actions_of_files as files
from muster.web.roll.models import Consent, ContactWay, Membership, Person, PersonWord, Tally
from tests.web.roll.made_files import work

BY = Actor(None, "terminal", frozenset({Held("officer", EVERYWHERE, "terminal")}))
OF_PERSON = (Membership, ContactWay, Consent, PersonWord)
LETTERS = "abcdefghij"


def waiting(people: int, mark: str) -> int:
    """Bring a file of so many people whose numbers begin with `mark`, have it read, and accept it."""
    names = (f"Ada,{''.join(LETTERS[int(digit)] for digit in str(n))} {mark}" for n in range(people))
    rows = (f"{mark}{n},{name},{mark}{n}@example.org,07700 900{n % 1000:03d},yes" for n, name in enumerate(names))
    content = "\n".join(["Number,First name,Surname,E-mail,Mobile,Email consent", *rows, ""]).encode()
    upload = files.bring(None, file=files.Brought("people.csv", [content], "people"), by=BY, at=now())
    work()
    accept(upload.pk)
    return upload.pk


def accept(upload: int) -> None:
    files.accept(Upload.objects.get(pk=upload), by=BY, at=now())


def state(upload: int) -> dict[str, Any]:
    """How an upload stands, and its last job."""
    one = Upload.objects.get(pk=upload)
    assert one.job
    told = progress(Job.objects.get(ref=one.job))
    return {"state": one.state, "job": told.state, "attempts": told.attempts, "trouble": told.trouble}


def stands() -> dict[str, int]:
    """The roll in numbers that a half-written file would get wrong."""
    people = Person.objects.exclude(number="").values("pk")
    return {
        "people": len(people),
        "counted": Tally.objects.exclude(status="").aggregate(n=Sum("people"))["n"] or 0,  # others come from elsewhere
        **{table.__name__: table.objects.filter(person__in=people).count() for table in OF_PERSON},
        "loose": sum(table.objects.exclude(person__in=Person.objects.values("pk")).count() for table in OF_PERSON),
    }
