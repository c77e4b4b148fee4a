"""The site's settings, kept apart from any real site: a home of its own, which is thrown away."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="muster-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["MUSTER_HOME"] = _home
os.environ["DATABASE_URL"] = os.environ.get("MUSTER_TEST_DATABASE_URL", "")

from muster.web.settings import *  # noqa: E402, F403 - the whole point, once the home is set

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},  # nothing collected first
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, and hides nothing real
