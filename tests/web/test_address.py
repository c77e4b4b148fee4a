"""Behind a proxy with TLS, under the address that people type."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from muster.home import CHECKOUT
from tests.sites import environment

ASK = """
import json, django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("collectstatic", interactive=False, verbosity=0)
def asked(**more):
    answer = Client().get("/no-such-page", **more)
    return [answer.status_code, answer.headers.get("Location"), answer.headers.get("Strict-Transport-Security")]
from django.conf import settings
print(json.dumps({
    "bare": asked(HTTP_HOST="localhost"),
    "named": asked(HTTP_HOST="muster.example.org"),
    "secure": asked(HTTP_HOST="muster.example.org", HTTP_X_FORWARDED_PROTO="https"),
    "stranger": asked(HTTP_HOST="evil.example.org", HTTP_X_FORWARDED_PROTO="https"),
    "cookies": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.CSRF_TRUSTED_ORIGINS],
}))
"""


def asked(home: Path, **more: str) -> Any:
    settings = {**environment(home), **more}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=settings, cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_with_an_address_everything_insists_on_it(tmp_path: Path) -> None:
    assert asked(tmp_path, MUSTER_ADDRESS="https://muster.example.org/") == {
        "bare": [301, "https://localhost/no-such-page", None],
        "named": [301, "https://muster.example.org/no-such-page", None],
        "secure": [404, None, "max-age=31536000"],
        "stranger": [400, None, "max-age=31536000"],
        "cookies": [True, True, ["https://muster.example.org"]],
    }


def test_without_one_only_this_machine_is_answered(tmp_path: Path) -> None:
    assert asked(tmp_path) == {
        "bare": [404, None, None],
        "named": [400, None, None],
        "secure": [400, None, None],
        "stranger": [400, None, None],
        "cookies": [False, False, []],
    }
