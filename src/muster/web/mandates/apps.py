from django.apps import AppConfig


class MandatesConfig(AppConfig):
    """The pages of power: who holds which, by which decision, and who asks for a second person."""

    name = "muster.web.mandates"
