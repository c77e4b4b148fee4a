"""The app register, for Django's list of apps."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Names the app."""

    name = "muster.web.register"
