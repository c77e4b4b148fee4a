"""Where the source data lies, for tests that need it."""

from pathlib import Path

import pytest

PLAN = Path(__file__).parents[2] / "shared" / "data" / "plan"

needs_plan = pytest.mark.skipif(not PLAN.is_dir(), reason="the plan's source data isn't beside the project")

LEARN = PLAN.with_name("learn")

needs_learn = pytest.mark.skipif(not LEARN.is_dir(), reason="published results aren't beside the project")

BALLOTS = Path(__file__).parents[2] / "shared" / "data" / "ballots"

needs_ballots = pytest.mark.skipif(not BALLOTS.is_dir(), reason="real wards' ballots aren't beside the project")
