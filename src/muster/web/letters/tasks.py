"""The long work of letters: who is told that a letter did not go."""

from muster.web.letters.unsent import tell
from muster.web.record.jobs import Run


def tell_unsent(run: Run, *, sending: int, people: int) -> dict[str, int]:
    """Tell who wrote a letter, and who leads there, that it was stopped since their power ended."""
    with run.finish():
        reached = tell(sending, people=people)
    return {"reached": reached}
