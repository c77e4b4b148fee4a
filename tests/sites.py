"""A site of its own for what needs real programs beside each other: several workers, a kill, a held transaction."""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from muster.home import CHECKOUT

CONSOLE = Path(__file__).parent / "web" / "console.py"
TRIAL = Path(__file__).parent / "web" / "record"  # holds the app `trial`
PATIENCE_S = 240  # of a busy machine; nothing waits so long that works


@dataclass(frozen=True)
class Site:
    """A migrated site in a folder, on its own database."""

    environment: dict[str, str]
    console: "subprocess.Popen[str]"

    def ask(self, expression: str) -> Any:
        """Evaluate one expression in the site's console."""
        assert self.console.stdin
        assert self.console.stdout
        self.console.stdin.write(expression.replace("\n", " ") + "\n")
        self.console.stdin.flush()
        answer = json.loads(self.console.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def starts(self, code: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-c", code], env=self.environment, cwd=CHECKOUT)


def wait_until(true: Callable[[], Any]) -> None:
    """Wait for what another program is about to do."""
    until_s = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until_s, "waited in vain"
        time.sleep(0.02)


def environment(home: Path, url: str = "") -> dict[str, str]:
    """What a program of that site finds in its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MUSTER", "DJANGO", "DATABASE"))}
    return {
        **kept,
        "MUSTER_HOME": str(home),
        "DATABASE_URL": url,
        "PYTHONPATH": str(CHECKOUT / "src"),
        "DJANGO_SETTINGS_MODULE": "muster.web.settings",
        "NUMBA_CACHE_DIR": os.environ.get("NUMBA_CACHE_DIR", str(CHECKOUT / ".muster" / "cache" / "numba")),
    }


def new_database(postgres: str) -> str:
    """Make an empty database on that server and give its URL."""
    name = f"site_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return postgres.replace("/postgres?", f"/{name}?")
