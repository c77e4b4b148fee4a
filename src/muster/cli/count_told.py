"""A count as lines on a terminal."""

from muster.count.result import Count, Stage
from muster.paper import count_words as words


def heading(count: Count, file: str) -> str:
    """Say which contest and who is elected."""
    return f"{words.title_of(count, file)}: {words.say_result(count)}"


def told(count: Count, file: str) -> list[str]:
    """Say everything, stage by stage."""
    lines = [f"{words.title_of(count, 'No title')} ({file})", words.say_setting(count), ""]
    for many, what in words.say_tally(count.tally, count.rule):
        lines.append(f"  {many:>9,} {what}")
    if count.withdrawn:
        lines.append(f"  Not standing: {words.named(count, count.withdrawn)}.")
    before = None
    for stage in count.stages:
        lines += ["", f"Stage {stage.number}: {words.say_deed(count, stage)}"]
        lines += [f"  {words.say_tie(count, tie)}" for tie in stage.ties if tie.chosen is not None]
        lines += _figures(count, stage, before)
        lines += [f"  {words.say_tie(count, tie)}" for tie in stage.ties if tie.chosen is None]
        lines += [f"  {words.say_passed(count, one)}" for one in stage.passed_over]
        lines += [f"  {words.say_elected(count, one, stage)}" for one in stage.elected]
        lines += [f"  {line}" for line in words.say_limits(count, stage)]
        before = stage
    lines += ["", *words.say_constraints(count)]
    if count.vacant:
        lines.append(words.say_vacant(count.vacant))
    return [*lines, words.say_result(count), ""]


def _figures(count: Count, stage: Stage, before: Stage | None) -> list[str]:
    """Write the votes of everybody who has some, or had some before."""
    whole = words.is_whole(count, [*stage.totals, stage.exhausted])
    rows = [
        (stage.totals[at], name)
        for at, name in enumerate(count.names)
        if at not in count.withdrawn and (before is None or stage.totals[at] or before.totals[at])
    ]
    if stage.exhausted:
        rows.append((stage.exhausted, "nobody any more"))
    return [f"  {words.figure(count, amount, whole=whole):>17} {name}" for amount, name in rows]
