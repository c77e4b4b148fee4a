"""What a machine needs that does deeds in any order: a database put back after each run, and deeds that are tried."""

from typing import Any, ClassVar

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine

from muster.web.record.models import Entry


class Deeds(RuleBasedStateMachine):
    """A run of deeds that leaves nothing behind; `refusals` is what a deed may end with that may not be done."""

    refusals: ClassVar[tuple[type[Exception], ...]] = ()

    def open(self) -> None:
        """Begin a run: what is done from here is taken away after it."""
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def tried(self, deed: Any, *, may: bool) -> Any:
        """Do it; it is done, with one entry, exactly if it may be; else nothing is written at all."""
        before = Entry.objects.count()
        try:
            with transaction.atomic():
                done = deed()
        except self.refusals:
            assert not may
            assert Entry.objects.count() == before
            return None
        assert may
        assert Entry.objects.count() == before + 1
        return done if done is not None else True
