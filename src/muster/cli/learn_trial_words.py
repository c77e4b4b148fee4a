"""A trial's result in words, as a table, as figures and as a picture."""

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from muster.cli.arguments import counted
from muster.cli.learn_told import Told, percent, points

if TYPE_CHECKING:
    from collections.abc import Mapping

    from muster.learn.effect import Effect
    from muster.learn.prior import Belief
    from muster.learn.report import ArmResult, Result
    from muster.learn.weak import ReachedSet

CARE = {
    "few doors": "An arm has fewer than fifty doors: the lottery itself was drawn again, and has to say so too.",
    "arms unlike before": (
        "The arms were unlike before anything was done, more than a fair lottery makes them one time in a hundred:"
        " find out whether the list was changed after the draw."
    ),
    "outcomes missing more in one arm": "More outcomes are missing in one arm, so those that are known may be unlike.",
    "blocks with one arm left out": "Blocks in which only one arm was drawn tell nothing and are left out.",
    "one of several arms": "There are several arms, so 'known' is held to a stricter measure (Holm).",
    "the control was contacted too": "Some of the control were contacted too: effects on those reached allow for it.",
    "few were reached": "So few were reached that only the whole set of effects not spoken against is to be trusted.",
}


class Scale:
    """How a difference is said: in percentage points of a share, or in the outcome's own unit."""

    def __init__(self, *, shares: bool) -> None:
        self.times = 100 if shares else 1
        self.unit = " points" if shares else ""
        self.shares = shares

    def signed(self, value: float) -> str:
        """Say a difference with its sign."""
        return points(value) if self.shares else f"{value:+.4g}"

    def size(self, value: float) -> str:
        """Say how large a difference is."""
        return f"{abs(value) * self.times:.1f}" if self.shares else f"{abs(value):.4g}"

    def level(self, value: float) -> str:
        """Say a mean."""
        return percent(value) if self.shares else f"{value:.4g}"

    def between(self, low: float, high: float) -> str:
        """Say an interval."""
        return f"{self.signed(low)} to {self.signed(high)}"


def tell_trial(
    result: "Result",
    *,
    outcome: str,
    shares: bool,
    before: str,
    placebo: "Effect | None",
    factors: "Mapping[str, Effect]",
) -> Told:
    """Tell a trial whole."""
    from muster.learn.prior import HONEST, learn_from

    scale = Scale(shares=shares)
    held = HONEST[before] if before and shares else None
    beliefs = {
        arm.name: learn_from(held, value=arm.effect.value, se=arm.effect.se) for arm in result.arms if held is not None
    }
    sentences = [_counted(result), *(_said(arm, scale, outcome, live=result.live) for arm in result.arms)]
    for arm in result.arms:
        sentences += _beside(arm, scale, held, beliefs.get(arm.name))
    sentences += _more(placebo, factors, scale)
    after = [CARE[caution] for caution in dict.fromkeys(c for arm in result.arms for c in arm.cautions)]
    return Told(
        tuple(sentences),
        _figures(result, placebo, factors, beliefs),
        ("arm", "doors", "electors", "contacted", outcome, "changed, all assigned", "changed, those reached"),
        tuple(_rows(result, scale)),
        _picture(result, scale, outcome, held),
        tuple(after),
    )


def _counted(result: "Result") -> str:
    rows = result.control_rows + sum(arm.rows for arm in result.arms)
    doors = result.control_doors + sum(arm.doors for arm in result.arms)
    held = f"{result.control_rows:,} of them in '{result.control}'"
    told = f"{counted(rows, 'elector')} behind {counted(doors, 'door')}, {held}."
    if result.left_out:
        told += f" {counted(result.left_out, 'row')} without an outcome, or in a block of one arm, left out."
    return told


def _said(arm: "ArmResult", scale: Scale, outcome: str, *, live: bool) -> str:
    """Say what is known of an arm, or that we don't know yet."""
    from muster.learn.report import Verdict

    between = scale.between(arm.low, arm.high)
    looks = ", at whatever moment one looks" if live else ""
    if arm.verdict is Verdict.UNKNOWN:
        if not math.isfinite(arm.low):
            return f"We don't know yet what '{arm.name}' changed: there are too few doors for a first look."
        told = f"We don't know yet what '{arm.name}' changed in '{outcome}': anything from {between}{scale.unit}{looks}"
        return f"{told}{_too_near(arm)}."
    verb = "raised" if arm.verdict is Verdict.MORE else "lowered"
    size = f"{scale.size(arm.effect.value)}{scale.unit}"
    return f"'{arm.name}' {verb} '{outcome}' by {size} ({between}{looks}), counting all who were assigned to it."


def _too_near(arm: "ArmResult") -> str:
    """Say why nothing is called known although the interval leaves nought out."""
    from muster.learn.effect import KNOWN

    if not arm.near:
        return ""
    if arm.p_value < KNOWN:
        return "; nought lies outside, but what is said below speaks against relying on that"
    return f"; nought lies so close outside that chance may well have done it (p {arm.p_value:.3f}, {KNOWN:g} is asked)"


def _beside(arm: "ArmResult", scale: Scale, held: "Belief | None", belief: "Belief | None") -> list[str]:
    """Say what could not have been seen, whom contact reached, what was believed and what could be missing."""
    unseen = f"{scale.size(arm.unseen)}{scale.unit}"
    told = [f"'{arm.name}': an effect smaller than {unseen} would have been missed more than one time in five."]
    if arm.contact is not None:
        told.append(_reached(arm, scale))
    if held is not None and belief is not None:
        told.append(
            f"Believed before of '{arm.name}': {points(held.mean)} ({points(held.low)} to {points(held.high)});"
            f" with this trial: {points(belief.mean)} ({points(belief.low)} to {points(belief.high)}) points."
        )
    if not math.isnan(arm.balance.p_value):
        told.append(f"Before anything was done '{arm.name}' differed {_balanced(arm)}.")
    if arm.drawn_p is not None:
        told.append(f"Drawn again, the lottery alone gave '{arm.name}' as much in {percent(arm.drawn_p)} of draws.")
    if arm.missing is not None:
        worst, lee = scale.between(*arm.missing.worst), scale.between(*arm.missing.trimmed)
        told.append(
            f"Outcomes are missing for {percent(arm.missing.missing[0])} of the control and"
            f" {percent(arm.missing.missing[1])} of '{arm.name}': at the very worst that leaves {worst}; for those"
            f" known either way {lee}, if the arm only ever made outcomes known, or only ever unknown."
        )
    return told


def _balanced(arm: "ArmResult") -> str:
    most = max(range(len(arm.balance.names)), key=lambda place: abs(arm.balance.apart[place]))
    return (
        f"most in '{arm.balance.names[most]}', by {abs(arm.balance.apart[most]):.2f} standard deviations;"
        f" a fair lottery gives as much or more in {percent(arm.balance.p_value)} of draws"
    )


def _reached(arm: "ArmResult", scale: Scale) -> str:
    if arm.contact is None or arm.reached is None or arm.reached_set is None:
        return f"'{arm.name}': what contact itself changed can't be known, as contact did not differ between the arms."
    share = f"'{arm.name}' made contact with {percent(arm.contact.value)} more of its electors than the control"
    if not arm.reached_set.strong:
        return f"{share}; what it changed for those is {_set_told(arm.reached_set, scale)}."
    between = scale.between(arm.reached.low, arm.reached.high)
    return f"{share}; for those it changed {scale.signed(arm.reached.value)}{scale.unit} ({between})."


def _set_told(one: "ReachedSet", scale: Scale) -> str:
    if one.shape == "anything":
        return "not known: any effect at all fits"
    if one.shape == "outside":
        return (
            f"up to {scale.signed(one.low)} or from {scale.signed(one.high)}{scale.unit} on: next to nothing is known"
        )
    return f"between {scale.signed(one.low)} and {scale.signed(one.high)}{scale.unit}"


def _more(placebo: "Effect | None", factors: "Mapping[str, Effect]", scale: Scale) -> list[str]:
    told = []
    if placebo is not None:
        between = scale.between(placebo.low, placebo.high)
        told.append(
            f"Among those who opened, against the placebo: {scale.signed(placebo.value)}{scale.unit} ({between})."
        )
    for name, effect in factors.items():
        between = scale.between(effect.low, effect.high)
        what = "how much more both do together" if " x " in name else "averaged over the other"
        told.append(f"'{name}', {what}: {scale.signed(effect.value)}{scale.unit} ({between}).")
    return told


def _rows(result: "Result", scale: Scale) -> "list[tuple[str, ...]]":
    def many(contacted: int | None) -> str:
        return "" if contacted is None else f"{contacted:,}"

    first = (
        result.control, f"{result.control_doors:,}", f"{result.control_rows:,}", many(result.control_contacted),
        scale.level(result.control_mean), "", "",
    )  # fmt: skip
    rows: list[tuple[str, ...]] = [first]
    for arm in result.arms:
        reached = ""
        if arm.reached is not None and arm.reached_set is not None and arm.reached_set.strong:
            reached = f"{scale.signed(arm.reached.value)} ({scale.between(arm.reached.low, arm.reached.high)})"
        elif arm.reached_set is not None:
            reached = _set_told(arm.reached_set, scale)
        changed = f"{scale.signed(arm.effect.value)} ({scale.between(arm.low, arm.high)})"
        rows.append((
            arm.name, f"{arm.doors:,}", f"{arm.rows:,}", many(arm.contacted), scale.level(arm.mean), changed, reached,
        ))  # fmt: skip
    return rows


def _figures(
    result: "Result", placebo: "Effect | None", factors: "Mapping[str, Effect]", beliefs: "Mapping[str, Belief]"
) -> dict[str, Any]:
    figures = {
        "control": {
            "name": result.control, "doors": result.control_doors, "electors": result.control_rows,
            "contacted": result.control_contacted, "mean": result.control_mean,
        },
        "left_out": result.left_out,
        "live": result.live,
        "arms": [_arm_figures(arm, beliefs.get(arm.name)) for arm in result.arms],
    }  # fmt: skip
    if placebo is not None:
        figures["among_those_who_opened"] = effect_figures(placebo)
    if factors:
        figures["factors"] = {name: effect_figures(effect) for name, effect in factors.items()}
    return figures


def effect_figures(effect: "Effect | None") -> dict[str, float] | None:
    """Give an estimate as figures."""
    if effect is None:
        return None
    return {"value": effect.value, "se": effect.se, "df": effect.df, "low": effect.low, "high": effect.high,
            "p": effect.p_value}  # fmt: skip


def _arm_figures(arm: "ArmResult", belief: "Belief | None") -> dict[str, Any]:
    return {
        "name": arm.name, "doors": arm.doors, "electors": arm.rows, "contacted": arm.contacted, "mean": arm.mean,
        "itt": effect_figures(arm.effect), "itt_plain": effect_figures(arm.plain), "low": arm.low, "high": arm.high,
        "p_holm": arm.p_value, "unseen": arm.unseen, "itt_d": effect_figures(arm.contact),
        "cace": effect_figures(arm.reached), "cace_set": asdict(arm.reached_set) if arm.reached_set else None,
        "balance": {
            "p": arm.balance.p_value,
            "apart": dict(zip(arm.balance.names, arm.balance.apart.tolist(), strict=True)),
        },
        "missing": {"gone": effect_figures(arm.missing.gone), "shares": arm.missing.missing,
                    "worst": arm.missing.worst, "lee": arm.missing.trimmed} if arm.missing else None,
        "p_drawn_again": arm.drawn_p, "verdict": str(arm.verdict), "cautions": [str(one) for one in arm.cautions],
        "posterior": {"mean": belief.mean, "sd": belief.sd} if belief else None,
    }  # fmt: skip


def _picture(result: "Result", scale: Scale, outcome: str, held: "Belief | None") -> str:
    from muster.paper.chart_bands import Band, draw_bands

    t = scale.times
    bands = []
    if held is not None:
        bands.append(Band("believed before", t * held.low, t * held.high, points(held.mean), t * held.mean, quiet=True))
    for arm in result.arms:
        told = f"{scale.signed(arm.effect.value)} ({scale.between(arm.low, arm.high)})"
        bands.append(Band(f"{arm.name}, all assigned", t * arm.low, t * arm.high, told, t * arm.effect.value))
        if arm.reached is not None and arm.reached_set is not None and arm.reached_set.strong:
            one = arm.reached
            told = f"{scale.signed(one.value)} ({scale.between(one.low, one.high)})"
            bands.append(Band(f"{arm.name}, those reached", t * one.low, t * one.high, told, t * one.value))
    alone = len(result.arms) == 1
    title = (
        _said(result.arms[0], scale, outcome, live=result.live) if alone else f"What each arm changed in '{outcome}'"
    )
    return draw_bands(
        bands, title=title, unit=f"change in '{outcome}'{',' if scale.unit else ''}{scale.unit}",
        unseen=t * max(arm.unseen for arm in result.arms),
        unseen_told="Striped: what a trial of this size would have missed more than one time in five.",
    )  # fmt: skip
