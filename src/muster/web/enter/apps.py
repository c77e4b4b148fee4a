from django.apps import AppConfig


class EnterConfig(AppConfig):
    """Signing in: who somebody is, with how much proof, and where they are signed in."""

    name = "muster.web.enter"
