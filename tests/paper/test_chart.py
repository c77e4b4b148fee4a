"""Charts: everything stands on the sheet, in the right order, and says what it is."""

import math
import xml.etree.ElementTree as ET

import pytest

from muster.paper.chart import WIDE, Axis, axis_round, lines_within, number_told, step_of, ticks_of
from muster.paper.chart_bands import Band, draw_bands
from muster.paper.chart_lines import Line, Mark, draw_lines

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [([2.0, 7.3], 0, 8), ([-0.4, 0.1], -0.5, 0.2), ([-3.0, -1.0], -4, 1), ([0.0], -1.5, 1.5), ([1e-4], 0, 1.2e-4)],
)
def test_an_axis_ends_at_whole_steps_round_its_values(values: list[float], low: float, high: float) -> None:
    axis = axis_round(values, start=0, end=100)
    assert axis.low <= min([*values, 0]) <= max([*values, 0]) <= axis.high
    ticks = ticks_of(axis)
    assert 3 <= len(ticks) <= 8
    assert 0 in ticks
    assert (axis.low, axis.high) == pytest.approx((low, high), abs=float(step_of(axis.high - axis.low)))


def test_what_has_no_end_reaches_the_edge() -> None:
    assert Axis(0, 10, 100, 200).at(math.inf) == 200
    assert Axis(0, 10, 100, 200).at(-math.inf) == 100
    assert number_told(-0.5) == "−0.5"
    assert lines_within("one two three", 60) == ["one two", "three"]


def test_bands_lie_by_their_values_and_are_named() -> None:
    picture = draw_bands(
        [Band("first & <last>", -1, 2, "0.5 (-1 to 2)", 0.5), Band("open", -math.inf, 3, "up to 3")],
        title="We don't know yet", unit="points", unseen=2.5, unseen_told="Striped: not to be seen.",
    )  # fmt: skip
    root = ET.fromstring(picture)  # noqa: S314 - our own
    words = [one.text for one in root.iter(f"{SVG}text")]
    assert {"first & <last>", "0.5 (-1 to 2)", "open", "up to 3", "points", "Striped: not to be seen."} <= set(words)
    bands = [one for one in root.iter(f"{SVG}rect") if one.get("class") == "band"]
    assert len(bands) == 2
    for one in [*bands, *(e for e in root.iter(f"{SVG}rect") if e.get("class") == "unseen")]:
        left, wide = float(one.get("x", "")), float(one.get("width", ""))
        assert 0 <= left < left + wide <= WIDE
    (dot,) = list(root.iter(f"{SVG}circle"))
    left, wide = float(bands[0].get("x", "")), float(bands[0].get("width", ""))
    assert float(dot.get("cx", "")) == pytest.approx(left + wide / 2, abs=0.2)


def test_lines_are_labelled_at_their_ends_and_never_over_each_other() -> None:
    lines = [Line("one", [1, 2, 3], [0.1, 0.5, 0.9], [0, 0.4, 0.8], [0.2, 0.6, 1]), Line("two", [1, 3], [0.2, 0.9])]
    root = ET.fromstring(draw_lines(lines, title="t", across="waves", up="seen", marks=[Mark(0.8, "four in five")]))  # noqa: S314
    places = {one.text: float(one.get("y", "")) for one in root.iter(f"{SVG}text")}
    assert abs(places["one"] - places["two"]) >= 20
    assert len([one for one in root.iter(f"{SVG}path") if one.get("class") == "line"]) == 2
    assert len([one for one in root.iter(f"{SVG}path") if one.get("class") == "band"]) == 1
