from django.apps import AppConfig


class TodayConfig(AppConfig):
    """What needs somebody today: each role's home page, and finding what one may see."""

    name = "muster.web.today"
