from django.apps import AppConfig


class PowerConfig(AppConfig):
    """Who may see and do what, by which decision and until when."""

    name = "muster.web.power"
