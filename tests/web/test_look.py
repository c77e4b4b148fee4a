"""The look keeps its word: contrast in both themes, and files of others exactly as they were published."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from muster import web

STATIC = Path(web.__file__).parent / "static"
VENDOR = STATIC / "vendor"
WORDS = 7.0
PAIRS = [
    ("ink", "paper"), ("ink", "sheet"), ("ink-soft", "paper"), ("ink-soft", "sheet"), ("accent", "paper"),
    ("accent", "sheet"), ("on-accent", "accent"), ("on-accent", "accent-deep"), ("ink", "need-fill"),
    ("ink", "loss-fill"), ("map-ink", "map-halo"),
]  # fmt: skip
LINES = [("need", "need-fill"), ("loss", "loss-fill"), ("ink", "map-land"), ("accent", "map-land")]


def _themes() -> dict[str, dict[str, str]]:
    text = (STATIC / "css" / "muster.css").read_text(encoding="utf-8")
    light, dark = (
        re.search(start + r"\{(.*?)\n\s*\}", text, re.DOTALL) for start in (r"\n:root ", r"dark\) \{\s*:root ")
    )
    assert light
    assert dark
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block[1])) for block in (light, dark)]
    return {"light": found[0], "dark": {**found[0], **found[1]}}


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_guidelines_do() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), PAIRS)
def test_words_stand_out(theme: str, words: str, ground: str) -> None:
    colours = _themes()[theme]
    assert _contrast(colours[words], colours[ground]) >= WORDS


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), LINES)
def test_lines_that_mean_something_stand_out(theme: str, line: str, ground: str) -> None:
    colours = _themes()[theme]
    assert _contrast(colours[line], colours[ground]) >= 3


def test_files_of_others_are_as_published_and_nothing_else_lies_beside_them() -> None:
    manifest = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    listed = {f"{one['folder']}/{name}": sha for one in manifest for name, sha in one["files"].items()}
    lying = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert lying == listed
    assert all(one["version"] and one["licence"] in {"OFL-1.1", "BSD-3-Clause"} for one in manifest)


def test_nothing_is_fetched_from_elsewhere() -> None:
    ours = [STATIC / "css" / "muster.css", *(STATIC / "js").glob("*.js"), *Path(web.__file__).parent.rglob("*.html")]
    for path in ours:
        assert (
            re.findall(r"(?:src|href|url|import)\W{1,3}(?:https?:)?//[^\s\"')]+", path.read_text(encoding="utf-8"))
            == []
        )


def test_a_name_without_a_space_breaks_before_it_makes_a_page_wider() -> None:
    text = (STATIC / "css" / "muster.css").read_text(encoding="utf-8")
    body = re.search(r"\nbody \{(.*?)\n\}", text, re.DOTALL)
    assert body
    assert "overflow-wrap: break-word;" in body[1]
