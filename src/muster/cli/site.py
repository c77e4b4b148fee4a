"""Makes Django ready for a command that needs the site."""

import os


def open_site() -> None:
    """Load the settings and the apps: about half a second, so only commands that need it call this."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.web.settings")
    import django

    django.setup()
