"""Who asks at the terminal of the machine that keeps the site: nobody by name, with an organiser's powers.

Whoever sits there can read the database anyway. What they do is recorded as the terminal's.
"""

from muster.web.power.held import TERMINAL
from muster.web.record.actor import Actor, Held


def at_terminal(compartment: str) -> Actor:
    """Give the terminal's actor in one compartment."""
    return Actor(person=None, pseudonym=TERMINAL, grants=frozenset({Held("organiser", compartment, TERMINAL)}))
