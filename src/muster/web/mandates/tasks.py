"""The long work of power: what erased rows left behind is overwritten."""

from django.utils.translation import gettext as _

from muster.web.record.disk import off_the_disk as overwrite
from muster.web.record.erasing import steps
from muster.web.record.jobs import Run


def off_the_disk(run: Run) -> None:
    """Overwrite what erased rows left behind."""
    run.say(_("Overwriting what was erased"))
    overwrite([table for step in steps() for table in step.TABLES])
