from django.apps import AppConfig


class DaysConfig(AppConfig):
    """Action days: what was given, the turfs, the seats, and what changed."""

    name = "muster.web.days"
