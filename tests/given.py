"""Where the source data lies, for tests that need it."""

from pathlib import Path

import pytest

PLAN = Path(__file__).parents[2] / "shared" / "data" / "plan"

needs_plan = pytest.mark.skipif(not PLAN.is_dir(), reason="the plan's source data isn't beside the project")
