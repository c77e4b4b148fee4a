from django.apps import AppConfig


class MessengerConfig(AppConfig):
    """One outbox for everything that tells anybody anything."""

    name = "muster.web.messenger"
