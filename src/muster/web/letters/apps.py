from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Writing to a group: preview, count, test to myself, send, stop."""

    name = "muster.web.letters"
