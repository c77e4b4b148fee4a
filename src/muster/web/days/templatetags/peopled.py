"""Whether a day's people are anybody's to see."""

from django.template import Library

from muster.web.days.comings import plans
from muster.web.days.models import Day
from muster.web.record.actor import Actor
from muster.web.roll.queries import scope_of

register = Library()


@register.filter
def peopled_by(day: Day, actor: Actor) -> bool:
    """Say whether somebody sees who comes to a day that they see: an organiser of it, an officer their own people."""
    return plans(actor, day) or scope_of(actor).keeps
