"""The long work of power: what erased rows left behind is overwritten."""

from django.utils.translation import gettext as _

from muster.web.mandates.actions_of_erasing import TABLES
from muster.web.record.disk import off_the_disk as overwrite
from muster.web.record.jobs import Run


def off_the_disk(run: Run) -> None:
    """Overwrite what erased rows left behind."""
    run.say(_("Overwriting what was erased"))
    overwrite(TABLES)
