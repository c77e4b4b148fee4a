from django.apps import AppConfig


class RecordConfig(AppConfig):
    """Entries, approvals, jobs: the lowest app, which holds ids as values."""

    name = "muster.web.record"
