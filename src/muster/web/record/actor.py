"""Who is asking: a value, built once a request, that rules read."""

from dataclasses import dataclass

from muster.guard.need import Held

__all__ = ["NOBODY", "SITE", "Actor", "Held"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks: the person's id, the pseudonym that entries name, and the powers held now."""

    person: int | None
    pseudonym: str
    grants: frozenset[Held] = frozenset()
    program: int | None = None  # the key (its id) of the program that asks in their name

    @property
    def compartments(self) -> frozenset[str]:
        """Every compartment that any grant opens."""
        return frozenset(held.compartment for held in self.grants)

    def holds(self, role: str, *, compartment: str) -> bool:
        """Say whether a grant of `role` opens `compartment`."""
        return any(held.role == role and held.compartment == compartment for held in self.grants)


NOBODY = Actor(person=None, pseudonym="nobody")
SITE = Actor(person=None, pseudonym="site")  # what the program does by itself
