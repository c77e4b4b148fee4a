"""What a report of a count says, stage by stage, as plain values for the page and for the typesetter."""

from collections.abc import Mapping
from typing import Any

from muster.count.exchange import decimal
from muster.count.result import Count, Excluded, LotDrawn, Parcel, Stage, SurplusMoved, Ticket
from muster.paper import count_words as words

NOBODY = "Nobody any more"  # whose votes count for nobody


def sheet_of(count: Count, *, source: str = "", sha256: str = "", command: str = "") -> dict[str, Any]:
    """Lay a count out as text and figures.

    Args:
        count: the result.
        source: the file that it was counted from, '' for none.
        sha256: of that file.
        command: which counts it again.
    """
    befores = [None, *count.stages[:-1]]
    return {
        "title": words.title_of(count),
        "result": words.say_result(count),
        "setting": words.say_setting(count),
        "elected": [_elected(count, candidate) for candidate in count.elected],
        "vacant": words.say_vacant(count.vacant) if count.vacant else "",
        "withdrawn": [count.names[candidate] for candidate in count.withdrawn],
        "stages": [_stage(count, stage, before) for stage, before in zip(count.stages, befores, strict=True)],
        "table": _table(count),
        "constraints": words.say_constraints(count),
        "decisions": _decisions(count),
        "flow": words.say_flow(count),
        "ties": [_tie(count, stage) for stage in count.stages if stage.ties],
        "tally": [{"many": f"{many:,}", "what": what} for many, what in words.say_tally(count.tally, count.rule)],
        "ends": _ends(count),
        "source": source,
        "sha256": sha256,
        "command": command,
    }


def _decisions(count: Count) -> list[str]:
    """Tell what the constraints decided, stage by stage, wherever it is not as at the stage before."""
    told, last = [], list[str]()
    for stage in count.stages:
        now = words.say_limits(count, stage)
        said = [*(words.say_passed(count, one) for one in stage.passed_over), *(now if now != last else [])]
        told += [f"Stage {stage.number}: {line}" for line in said]
        last = now
    return told


def _elected(count: Count, candidate: int) -> dict[str, Any]:
    for stage in count.stages:
        for one in stage.elected:
            if one.candidate == candidate:
                why = words.say_with(count, one, stage).capitalize()
                return {"name": count.names[candidate], "stage": stage.number, "why": why}
    raise AssertionError(candidate)


def _stage(count: Count, stage: Stage, before: Stage | None) -> dict[str, Any]:
    source = stage.deed.candidate if isinstance(stage.deed, SurplusMoved | Excluded) else None
    return {
        "number": stage.number,
        "heading": words.say_deed(count, stage),
        "why": words.say_why(count, stage, before),
        "said": [
            *(words.say_tie(count, tie) for tie in stage.ties),
            *(words.say_passed(count, one) for one in stage.passed_over),
        ],
        "elected": [words.say_elected(count, one, stage) for one in stage.elected],
        "limits": words.say_limits(count, stage),
        "rows": _rows(count, stage, before),
        "parcels": [_parcel(count, parcel) for parcel in stage.parcels],
        "from": count.names[source] if source is not None else "",
        "rounding": _rounding(count, stage, before),
        "keep": _keep(count, stage),
    }


def _rows(count: Count, stage: Stage, before: Stage | None) -> list[dict[str, Any]]:
    """Give a row for each who had votes before or has some now: most votes first, then what nobody gets."""
    out = _out_before(count, stage)
    was = stage if before is None else before
    whole = words.is_whole(count, [*stage.totals, stage.exhausted, *was.totals])
    seen = [at for at in range(len(count.names)) if at not in out and at not in count.withdrawn]
    rows = [
        _row(count, count.names[at], stage.totals[at], was.totals[at], whole=whole)
        | {"state": _state(stage, at, count)}
        for at in sorted(seen, key=lambda at: (-stage.totals[at], at))
    ]
    if stage.exhausted or was.exhausted:
        rows.append(_row(count, NOBODY, stage.exhausted, was.exhausted, whole=whole) | {"state": ""})
    return rows


def _row(count: Count, name: str, now: int, was: int, *, whole: bool) -> dict[str, Any]:
    change = now - was
    sign = "+" if change > 0 else "−"
    return {
        "name": name,
        "change": sign + words.figure(count, abs(change), whole=whole) if change else "",
        "total": words.figure(count, now, whole=whole),
    }


def _out_before(count: Count, stage: Stage) -> set[int]:
    """Tell who was excluded before a stage."""
    return {one.deed.candidate for one in count.stages[: stage.number - 1] if isinstance(one.deed, Excluded)}


def _state(stage: Stage, candidate: int, count: Count) -> str:
    if any(one.candidate == candidate for one in stage.elected):
        return "elected now"
    earlier = count.stages[: stage.number - 1]
    if any(one.candidate == candidate for past in earlier for one in past.elected):
        return "elected"
    if isinstance(stage.deed, Excluded) and stage.deed.candidate == candidate:
        return "excluded"
    if candidate in stage.doomed:
        return "can't be elected"
    return "must stay" if candidate in stage.guarded else ""


def _parcel(count: Count, parcel: Parcel) -> dict[str, Any]:
    return {
        "to": "Nobody: no further preference" if parcel.to is None else count.names[parcel.to],
        "papers": f"{parcel.papers:,}",
        "was": _value(count, parcel.was),
        "value": _value(count, parcel.value),
        "votes": words.votes(count, parcel.papers * parcel.value),
    }


def _value(count: Count, value: int) -> str:
    one = 10**count.places
    return f"{value // one}.{value % one:0{count.places}}" if count.places else str(value)


def _rounding(count: Count, stage: Stage, before: Stage | None) -> str:
    lost = stage.rounding - (before.rounding if before else 0)
    return words.votes(count, lost) if lost else ""


def _keep(count: Count, stage: Stage) -> list[dict[str, str]]:
    """Tell Meek's keep factors of those elected."""
    if not stage.keep:
        return []
    one = 10**count.places
    return [
        {"name": count.names[at], "keep": decimal(kept, count.places)}
        for at, kept in enumerate(stage.keep)
        if 0 < kept < one
    ]


def _table(count: Count) -> dict[str, Any]:
    """Give everybody's total at every stage; '' once they are out."""
    whole = [words.is_whole(count, [*stage.totals, stage.exhausted]) for stage in count.stages]
    rows = []
    for at, name in enumerate(count.names):
        if at in count.withdrawn:
            continue
        out = next((s.number for s in count.stages if isinstance(s.deed, Excluded) and s.deed.candidate == at), None)
        cells = [
            "" if out and stage.number > out else words.figure(count, stage.totals[at], whole=bare)
            for stage, bare in zip(count.stages, whole, strict=True)
        ]
        rows.append({"name": name, "cells": cells, "elected": at in count.elected})
    feet = [(NOBODY, [stage.exhausted for stage in count.stages])] if any(s.exhausted for s in count.stages) else []
    if count.rule in {"meek", "av"}:
        quotas = [stage.quota or 0 for stage in count.stages]
        feet.append(("Quota" if count.rule == "meek" else "More than half", quotas))
    for name, amounts in feet:
        cells = [words.figure(count, amount, whole=bare) for amount, bare in zip(amounts, whole, strict=True)]
        rows.append({"name": name, "cells": cells, "elected": False})
    return {"stages": [stage.number for stage in count.stages], "rows": rows}


def _tie(count: Count, stage: Stage) -> dict[str, Any]:
    tickets = [
        _ticket(count, ticket) for tie in stage.ties if isinstance(tie.by, LotDrawn) for ticket in tie.by.tickets
    ]
    return {
        "stage": stage.number, "said": [words.say_tie(count, tie) for tie in stage.ties], "tickets": tickets
    }  # fmt: skip


def _ticket(count: Count, ticket: Ticket) -> Mapping[str, str]:
    return {"name": count.names[ticket.candidate], "words": ticket.words, "drew": ticket.drew}


def _ends(count: Count) -> list[dict[str, str]]:
    """Say with whom every vote is at the end; all together are the valid papers, but for Meek's trifles."""
    last = count.stages[-1]
    whole = words.is_whole(count, [*last.totals, last.exhausted])
    ends = [
        {"name": count.names[at], "votes": words.figure(count, last.totals[at], whole=whole)}
        for at in range(len(count.names))
        if last.totals[at]
    ]
    if last.exhausted:
        ends.append({"name": NOBODY, "votes": words.figure(count, last.exhausted, whole=whole)})
    if last.rounding:
        ends.append({"name": "of which by rounding", "votes": words.figure(count, last.rounding, whole=whole)})
    return ends
