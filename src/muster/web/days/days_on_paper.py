"""What of a day stands on everything that is printed for it."""

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from muster.paper.print_frame import Frame
from muster.web.days.leads import whom_to_ring
from muster.web.days.models import Day


def day_of_print(day: Day) -> Frame:
    """Say a day as its prints do: its title, date, where all go, and whom to ring; no copy's number or holder."""
    where = [day.meet_name] if day.place.casefold() in day.meet_name.casefold() else [day.meet_name, day.place]
    with translation.override(settings.LANGUAGE_CODE):  # whoever asks for it: paper is in one language alone
        when = date_format(day.held_on, "l j F")
    return Frame(
        title=day.title,
        when=when,
        place=", ".join(filter(None, where)),
        copy=0,
        ring=whom_to_ring(day),
    )
