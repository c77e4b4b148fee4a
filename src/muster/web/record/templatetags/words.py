"""How any page tells words that come from elsewhere."""

from django import template

register = template.Library()


@register.filter
def sentence(words: str) -> str:
    """Tell words that stand in a row as a sentence of their own."""
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?")) else ".")
