"""How money is told on pages."""

from django.template import Library

from muster.web.days.claims import told_in_pounds

register = Library()


@register.filter
def pounds(pence: int) -> str:
    """Tell whole pence as pounds: '1,234.05'."""
    return told_in_pounds(pence)
