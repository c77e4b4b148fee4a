"""Finds a browser for the journeys, and on Debian can install one."""

import os
import shutil
import subprocess
import sys

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_browser() -> str | None:
    """Name the browser that journeys run in: `MUSTER_BROWSER`, or a Chromium on the PATH."""
    return next(filter(None, map(shutil.which, filter(None, [os.environ.get("MUSTER_BROWSER"), *_NAMES]))), None)


def install_browser() -> bool:
    """Install Debian's Chromium where there is none and we may: as root, with apt. Says what it does."""
    if find_browser():
        return True
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(
            "No Chromium is here, so the tests in a real browser are skipped. sudo apt-get install chromium", flush=True
        )
        return False
    print("Installing Chromium for the tests in a real browser.", flush=True)
    unasked = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        if subprocess.run(["apt-get", "-qq", *words], check=False, stdout=subprocess.DEVNULL, env=unasked).returncode:
            print("Chromium would not install, so the tests in a real browser are skipped.", file=sys.stderr)
            return False
    return find_browser() is not None
