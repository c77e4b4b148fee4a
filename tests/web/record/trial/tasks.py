"""Jobs that wait for a test's word, so that the test can kill their worker at a chosen moment."""

import time
from pathlib import Path

from muster.web.record.jobs import Run
from muster.web.roll.models import Person


def make_one(run: Run, *, folder: str) -> None:
    """Make one person named after the folder, once told to go on; then wait for the word within the transaction."""
    here = Path(folder)
    (here / "begun").touch()
    wait(run, here / "go")
    with run.finish(result={"made": 1}):
        Person.objects.create(known_as=here.name)
        (here / "inside").touch()
        while not (here / "commit").exists():
            time.sleep(0.01)


def wait(run: Run, word: Path) -> None:
    while not word.exists():
        run.say("waiting for the word", done=1, total=2)
        time.sleep(0.01)


def stumble(run: Run) -> None:
    run.say("about to stumble")
    raise ZeroDivisionError("there was nothing to divide by")


def answer(_run: Run, *, number: int) -> int:
    return number + 1
