from django.apps import AppConfig


class RollConfig(AppConfig):
    """Who is who: accounts, people, and what they were granted."""

    name = "muster.web.roll"
