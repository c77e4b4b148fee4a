"""The app intake, for Django's list of apps."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Names the app."""

    name = "muster.web.intake"
