"""How any page tells words that come from elsewhere."""

from django import template

register = template.Library()


@register.filter
def sentence(words: str) -> str:
    """Tell words that stand in a row as a sentence of their own."""
    return sentence_case(words) + ("" if words.endswith((".", "?")) else ".")


@register.filter
def before_words(label: str) -> str:
    """Tell a label that words follow: by a colon, unless it is a question or a sentence already."""
    return label if label.endswith((".", "?", ":")) else f"{label}:"


@register.filter
def sentence_case(words: str) -> str:
    """Begin with a capital and leave the rest, which may hold names."""
    return words[:1].upper() + words[1:]
