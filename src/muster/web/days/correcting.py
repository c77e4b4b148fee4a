"""Corrections of a day's turfs: named by ids, they are done by the core, and what it changed becomes rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from muster.plan import turf as core
from muster.plan.certificate import Asked, certify
from muster.plan.correct import Draft, lock_turf, measure_turf, merge_turfs, move_doors, plan_again, split_turf
from muster.plan.corrections import NoSuchDoorError
from muster.plan.ground_store import Laid
from muster.web.days import drafting
from muster.web.days.corrections import CorrectionAsked
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Correction, Turf

Kind = Correction.Kind
Before = dict[str, Any]  # a turf as it was: doors in walking order, whether it was locked; by its number
DM_PER_M = 10


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction makes of the turfs: how they are now, and how those that it touched were."""

    draft: Draft
    before: Mapping[str, Before]
    made: frozenset[int]
    gone: frozenset[int]


def corrected(day: Day, asked: CorrectionAsked, laid: Laid) -> Corrected:
    """Do a correction on a day's turfs, in memory.

    Raises:
        CorrectionError: it can't be done; see `muster.plan.correct`.
    """
    draft = drafting.draft_of(day, laid.ground)
    return told_apart(draft, _done(draft, asked, laid, seed=day.seed), laid)


def restored(day: Day, correction: Correction, laid: Laid) -> Corrected:
    """Put the turfs that a correction touched back as they were, in memory."""
    draft = drafting.draft_of(day, laid.ground)
    index = {name: at for at, name in enumerate(laid.ground.doors.names)}
    turfs = {turf.number: turf for turf in draft.turfs if turf.number not in correction.turfs}
    locked = draft.locked - set(correction.turfs)
    for number, was in correction.before.items():
        doors = [index[str(door)] for door in was["doors"]]
        turfs[int(number)] = measure_turf(laid.ground, int(number), doors)
        locked |= {int(number)} if was["locked"] else set()
    after = Draft(tuple(turfs[number] for number in sorted(turfs)), locked)
    return told_apart(draft, after, laid)


def told_apart(was: Draft, now: Draft, laid: Laid) -> Corrected:
    """Say which turfs are others than before."""
    old = {turf.number: (turf, turf.number in was.locked) for turf in was.turfs}
    new = {turf.number: (turf, turf.number in now.locked) for turf in now.turfs}
    touched = {number for number in old if old[number] != new.get(number)}
    names = laid.ground.doors.names
    before = {
        str(number): {"doors": [int(names[door]) for door in old[number][0].doors], "locked": old[number][1]}
        for number in sorted(touched)
    }
    made = frozenset(number for number in new if old.get(number) != new[number])
    return Corrected(now, before, made, frozenset(touched - new.keys()))


def write(day: Day, done: Corrected, laid: Laid, *, colours: Mapping[int, int], edition: int) -> None:
    """Write the turfs that are others than before, and the certificate of them all, into the database.

    Args:
        day: whose.
        done: what they are now.
        laid: what they were cut on.
        colours: on the map, of turfs that come back.
        edition: the day's, from now on.
    """
    rows = day.turfs.filter(number__in=[*done.before, *done.made])
    colour_of = {**dict(day.turfs.values_list("number", "colour")), **colours}
    made = drafting.rows_of(
        day, done.draft.turfs, laid, changed=done.made, colour_of=colour_of, locked=done.draft.locked, edition=edition
    )
    rows.delete()
    Turf.objects.bulk_create(made)
    day.certificate = _certificate(day, done, laid)
    day.edition = edition
    day.save(update_fields=["certificate", "edition"])


def _done(draft: Draft, asked: CorrectionAsked, laid: Laid, *, seed: int) -> Draft:
    ground = laid.ground
    match asked.kind:
        case Kind.MOVE:
            doors = _indices(asked.doors, laid)
            return move_doors(draft, doors, to=asked.turf, ground=ground, seed=seed)
        case Kind.SPLIT:
            return split_turf(draft, asked.turf, ground=ground, seed=seed)
        case Kind.MERGE:
            return merge_turfs(draft, asked.turf, other=asked.other, ground=ground, seed=seed)
        case _:
            return lock_turf(draft, asked.turf, locked=asked.kind == Kind.LOCK)


def _indices(doors: Collection[int], laid: Laid) -> list[int]:
    """Find doors by their ids.

    Raises:
        NoSuchDoorError: one of them is not on the ground.
    """
    ids = drafting.ids_on(laid.ground)
    at = np.minimum(np.searchsorted(ids, list(doors)), len(ids) - 1)
    if not len(at) or (ids[at] != list(doors)).any():
        raise NoSuchDoorError
    return [int(one) for one in at.tolist()]


def _certificate(day: Day, done: Corrected, laid: Laid) -> dict[str, Any]:
    """Certify the turfs as they are: the floor is the one proven for the cut, unless there are more or fewer turfs."""
    old, turfs = day.certificate or {}, done.draft.turfs
    if len(turfs) == old["turfs"]:
        plan = core.Plan(turfs, round(old["bound_m"] * DM_PER_M), old["ideal_work_s"], old["effort"])
    else:
        plan = plan_again(done.draft, ground=laid.ground, price=laid.price, effort=old["effort"])
    said = old["asked"]
    asked = Asked(
        turfs=said["turfs"], minutes=said["minutes"], within_min=said["within_min"], keep_zones=said["keep_zones"],
        seed=old["seed"], effort=old["effort"], set_aside=old["set_aside"],
    )  # fmt: skip
    return {**certify(plan, laid.ground.doors, asked), "inputs": old["inputs"]}
