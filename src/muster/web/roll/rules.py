"""Who may found a movement, and do what with people, groups, posts and files of the roll."""

from django.db.models import Model

from muster.guard.need import EVERYWHERE, opens
from muster.web.intake.models import Upload
from muster.web.power.models import Grant
from muster.web.record.actor import Actor
from muster.web.roll.models import ContactWay, Double, Group, Merge, Person, Post, Term

SITE = "site"  # what comes round by itself


def may_found(actor: Actor, _nothing: None) -> bool:
    """Anybody at this machine, once: where no power was ever granted, nobody could give any."""
    return actor.person is None and not Grant.objects.exists()


def may_welcome(actor: Actor, _nothing: None) -> bool:
    """A founder, or an officer of any group."""
    return any(held.role in {"founder", "officer"} for held in actor.grants)


def keeps(actor: Actor, compartment: str) -> bool:
    """Say whether the actor is an officer of that compartment, or of all of them."""
    return opens(actor.grants, roles={"officer"}, compartment=compartment)


def _of(group: Group | None) -> str:
    return group.compartment if group else EVERYWHERE


def may_run(actor: Actor, group: Group | None) -> bool:
    """An officer of the group; of no group, an officer of the movement."""
    return keeps(actor, _of(group))


def may_export(actor: Actor, group: Group) -> bool:
    """An officer of the group; more than 50 people are an act of two."""
    return may_run(actor, group)


def may_lead(actor: Actor, _thing: Model | None) -> bool:
    """An officer of the movement."""
    return keeps(actor, EVERYWHERE)


def may_join(actor: Actor, _told: object) -> bool:
    """Anybody."""
    return bool(actor.pseudonym)


def may_keep(actor: Actor, person: Person) -> bool:
    """An officer of the person's group."""
    return keeps(actor, _of(person.group))


def may_tell(actor: Actor, person: Person) -> bool:
    """Whoever it is about, and an officer of their group."""
    return actor.person == person.pk or may_keep(actor, person)


def may_drop(actor: Actor, way: ContactWay) -> bool:
    """The same, of a way to reach somebody."""
    return may_tell(actor, way.person)


def may_appoint(actor: Actor, post: Post) -> bool:
    """An officer of the post's group."""
    return may_run(actor, post.group)


def may_end_term(actor: Actor, term: Term) -> bool:
    """An officer of the post's group, and whoever lays it down."""
    return actor.person == term.person_id or may_run(actor, term.post.group)


def may_settle(actor: Actor, double: Double) -> bool:
    """An officer of both people's groups."""
    return may_keep(actor, double.one) and may_keep(actor, double.other)


def may_unmerge(actor: Actor, merge: Merge) -> bool:
    """An officer of the group of whoever was kept."""
    return may_keep(actor, merge.kept)


def may_decide(actor: Actor, upload: Upload) -> bool:
    """An officer of the compartment that the file was brought for."""
    return keeps(actor, upload.compartment)


def may_send_back(actor: Actor, upload: Upload) -> bool:
    """The same; and the site itself, once it has waited too long."""
    return may_decide(actor, upload) or actor.pseudonym == SITE


def may_come_round(actor: Actor, _thing: object) -> bool:
    """The site itself."""
    return actor.pseudonym == SITE
