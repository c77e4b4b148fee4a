"""The long work of days."""

from muster.web.record.jobs import Run


def plan(run: Run, *, day: int, by: int) -> None:
    """Plan a day, in `planning`: a worker that never plans doesn't hold the planner, which is 90 MB."""
    from muster.web.days.planning import plan_day  # noqa: PLC0415 - it takes a second and a half to load

    plan_day(run, day=day, by=by)
