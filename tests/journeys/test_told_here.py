"""The demo at the command line, beside one that is being served from the same home."""

import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser  # not for the browser's sake: it stands on the same demo as the journeys


def _demo(*words: str, settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "muster.cli", "demo", *words]
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False)


def test_the_story_is_told_in_about_twenty_lines_and_leaves_nothing_changed(
    planned: str, settings_of_demo: dict[str, str]
) -> None:
    assert planned
    told = [_demo("--no-serve", settings=settings_of_demo) for _ in range(2)]
    assert [one.returncode for one in told] == [0, 0]
    first, second = (re.sub(r"Mended in [\d.]+ s", "Mended", one.stdout) for one in told)
    assert first == second  # the breakdown was put back
    assert 15 <= len(first.splitlines()) <= 25
    for words in ("172 turfs.", "No door is lost.", "594 of 600 people have a seat.", "Coach 2 breaks down 09:00."):
        assert words in first
    assert re.search(r"[1-9]\d* people move, [1-9]\d* can't be carried", first)


def test_a_port_that_is_taken_is_named_with_another_to_try(demo: str, settings_of_demo: dict[str, str]) -> None:
    port = urlsplit(demo).port
    assert port
    refused = _demo("--port", str(port), settings=settings_of_demo)
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert f"port {port}" in refused.stderr
    assert f"choose another port: muster demo --port {port + 1}" in refused.stderr
