"""What a day's pages say of the day itself: whether this is a rehearsal, and whom people ring."""

from django.template import Library
from django.utils.timezone import now

from muster.web.days.leads import lead_rings
from muster.web.days.models import Day
from muster.web.days.rehearsing import days_ahead

register = Library()


@register.filter
def ahead(day: Day) -> int:
    """Give how many days a day is still ahead; 0 from its date on."""
    return days_ahead(day, at=now())


@register.filter
def changes_told(day: Day) -> bool:
    """Whether people were told of anything that changed: that was no rehearsal."""
    return day.differences.exists()


@register.filter
def wants_lead(day: Day) -> bool:
    """Whether nobody is named whom people ring on a day that is still to come, or goes on."""
    over = day.state in {Day.State.DRAFT, Day.State.HELD, Day.State.CANCELLED}
    return not over and not lead_rings(day)
