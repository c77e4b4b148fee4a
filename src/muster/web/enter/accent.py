"""A movement's own accent, fitted so that words in it and on it are read on both papers."""

import re
from typing import Final

PAPERS: Final = {"light": "#f6f1e6", "dark": "#14181a"}
ON_ACCENT: Final = {"light": "#fdfaf3", "dark": "#0c1315"}
MUSTERS: Final = "#0e5a63"
LEAST: Final = 7.0  # as every pair of the stylesheet that carries words (WCAG 2.2, 1.4.6)
_HEX = re.compile(r"#[0-9a-f]{6}")
_INK = {"light": (0, 0, 0), "dark": (255, 255, 255)}
_STEPS = 100
_STRAIGHT = 0.04045  # up to there sRGB is a straight line
Rgb = tuple[int, int, int]


def is_colour(text: str) -> bool:
    """Say whether a text is a colour as #0e5a63."""
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (high + 0.05) / (low + 0.05)


def fitted(accent: str, *, theme: str) -> str:
    """Give the colour nearest to an accent, towards ink, that is read on the theme's paper and carries its words."""
    for step in range(_STEPS + 1):
        found = _towards_ink(accent, theme=theme, step=step)
        if min(contrast(found, PAPERS[theme]), contrast(found, ON_ACCENT[theme])) >= LEAST:
            return found
    return _towards_ink(accent, theme=theme, step=_STEPS)


def stylesheet(accent: str) -> str:
    """Write what an accent changes in the look, for both themes."""
    light, dark = (_variables(fitted(accent, theme=theme), theme=theme) for theme in ("light", "dark"))
    return f":root {{{light}}}\n@media (prefers-color-scheme: dark) {{ :root {{{dark}}} }}\n"


def _variables(accent: str, *, theme: str) -> str:
    deep = _towards_ink(accent, theme=theme, step=_STEPS * 3 // 10)
    return f" --accent: {accent}; --accent-deep: {deep}; --on-accent: {ON_ACCENT[theme]}; "


def _towards_ink(colour: str, *, theme: str, step: int) -> str:
    mixed = ((_STEPS - step) * own + step * ink for own, ink in zip(_rgb(colour), _INK[theme], strict=True))
    return "#" + "".join(f"{part // _STEPS:02x}" for part in mixed)


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(rgb: Rgb) -> float:
    parts = (part / 255 for part in rgb)
    linear = [part / 12.92 if part <= _STRAIGHT else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
