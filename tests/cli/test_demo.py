"""Where a demo lives: apart from any real site, one for each state of what makes it, and earlier ones are swept."""

import datetime as dt
import fcntl
import os
from pathlib import Path

import pytest

from muster.cli import demo
from muster.home import home


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {"MUSTER_HOME": str(tmp_path), "DATABASE_URL": "postgres://real", "MUSTER_DEMO": ""}.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_a_demo_never_opens_the_real_site(at_home: Path) -> None:
    with demo.stand():
        assert home().parent == at_home / "demo"
        assert os.environ["MUSTER_DEMO"] == "1"
        assert "DATABASE_URL" not in os.environ


def test_the_same_source_and_month_is_the_same_demo(at_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert at_home.is_dir()
    monkeypatch.setattr(demo, "today", lambda: dt.date(2026, 5, 2))
    first = demo.fingerprint()
    assert demo.fingerprint() == first
    monkeypatch.setattr(demo, "today", lambda: dt.date(2026, 5, 30))
    assert demo.fingerprint() == first
    monkeypatch.setattr(demo, "today", lambda: dt.date(2026, 6, 1))
    assert demo.fingerprint() != first


def test_earlier_demos_go_unless_somebody_has_them_open(at_home: Path) -> None:
    for name in ("old", "open", "somebody's own"):
        (at_home / "demo" / name).mkdir(parents=True)
    (at_home / "demo" / "old" / "in-use").touch()
    with (at_home / "demo" / "open" / "in-use").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        with demo.stand():
            left = {path.name for path in (at_home / "demo").iterdir()}
    assert left == {"open", "somebody's own", home().name}


def test_the_day_asks_for_what_the_county_says() -> None:
    files = demo.county()
    asked = demo.asked_of(files)
    assert (asked.arrive_min, asked.leave_min, asked.into) == (600, 1020, 172)
    assert asked.rehearsal == "coach 2 breaks down 09:00"
    assert asked.held_on >= demo.today() + dt.timedelta(days=2)
