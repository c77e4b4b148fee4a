"""An estimate with its interval, and what a trial of its size could not have seen."""

from dataclasses import dataclass

from scipy import special

LEVEL = 0.95
KNOWN = 0.03  # p, below which a trial on its own is said to have changed something (docs/methods/trial.md says why)
SEEN = 0.8  # four trials in five


@dataclass(frozen=True, slots=True)
class Effect:
    """An estimate: its value, standard error, and the degrees of freedom of its t."""

    value: float
    se: float
    df: float

    @property
    def low(self) -> float:
        """The lower end of the 95 % interval."""
        return self.value - critical(self.df) * self.se

    @property
    def high(self) -> float:
        """The upper end of the 95 % interval."""
        return self.value + critical(self.df) * self.se

    @property
    def p_value(self) -> float:
        """How often chance alone would give as much, two-sided."""
        return two_sided(self.value / self.se, self.df) if self.se > 0 else 1.0

    def unseen(self, *, level: float = LEVEL) -> float:
        """Give the smallest effect that four trials in five like this would have told from nought at this level."""
        return (critical(self.df, level) + float(special.stdtrit(self.df, SEEN))) * self.se


def critical(df: float, level: float = LEVEL) -> float:
    """Give how many standard errors an interval reaches either way."""
    return float(special.stdtrit(df, (1 + level) / 2))


def two_sided(t: float, df: float) -> float:
    """Give the two-sided p of a t."""
    return float(2 * special.stdtr(df, -abs(t)))
