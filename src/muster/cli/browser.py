"""Finds a browser for the journeys, and on Debian can install one."""

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGES = ("chromium", "libatomic1")  # the second for what drives it, on the barest Debian
CURE = f"sudo apt-get install {' '.join(PACKAGES)}"


def find_browser() -> str | None:
    """Name the browser that journeys run in, if one can be driven: `MUSTER_BROWSER`, or a Chromium on the PATH."""
    named = filter(None, [os.environ.get("MUSTER_BROWSER"), *_NAMES])
    found = next(filter(None, map(shutil.which, named)), None)
    return found if _can_drive() else None


@functools.cache
def _can_drive() -> bool:
    """Say whether Playwright's own Node starts; where Playwright is not installed there is nothing to ask."""
    package = importlib.util.find_spec("playwright")
    if package is None or package.origin is None:
        return True
    node = Path(package.origin).parent / "driver" / "node"
    try:
        return subprocess.run([str(node), "--version"], check=False, capture_output=True).returncode == 0
    except OSError:
        return bool(os.environ.get("PLAYWRIGHT_NODEJS_PATH"))  # a Playwright without a Node of its own


def install_browser() -> bool:
    """Install Debian's Chromium where there is none and we may: as root, with apt. Says what it does."""
    if find_browser():
        return True
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"No Chromium can be driven here, so the tests in a real browser are skipped. {CURE}", flush=True)
        return False
    print("Installing Chromium for the tests in a real browser.", flush=True)
    unasked = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        if subprocess.run(["apt-get", "-qq", *words], check=False, stdout=subprocess.DEVNULL, env=unasked).returncode:
            print("Chromium would not install, so the tests in a real browser are skipped.", file=sys.stderr)
            return False
    _can_drive.cache_clear()
    return find_browser() is not None
