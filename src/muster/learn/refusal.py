"""What can't be known is refused; each reason is an exception of its own, beside the function that raises it."""


class RefusedError(ValueError):
    """What was asked can't be known from what was given; the sentence says why and what would help."""
