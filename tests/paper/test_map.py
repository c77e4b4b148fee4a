import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.paper.map import draw_map, sentences
from muster.paper.map_svg import draw_dots, draw_line
from muster.plan.backdrop import Shape
from muster.plan.certificate import Asked, certify
from muster.plan.turf import Plan, Turf
from tests.paper.made_plan import made_certificate, made_plan

PLAN, GROUND, STREETS = made_plan()
PAGE = draw_map(PLAN, GROUND, STREETS, made_certificate(PLAN, GROUND), title="Saturday <b>&")
WHOLE = st.tuples(st.integers(-99_999, 99_999), st.integers(-99_999, 99_999))


def read_path(d: str) -> list[list[tuple[int, int]]]:
    """Read path data of M or m, then l with steps, then h0 or z: absolute places of each piece."""
    pieces: list[list[tuple[int, int]]] = []
    x = y = 0
    for command, numbers in re.findall(r"([Mmlhz])([^Mmlhz]*)", d):
        at = [int(number) for number in re.findall(r"-?\d+", numbers)]
        if command == "M":
            x, y = at
            pieces.append([(x, y)])
        elif command == "m":
            x, y = x + at[0], y + at[1]
            pieces.append([(x, y)])
        elif command == "l":
            for dx, dy in zip(at[::2], at[1::2], strict=True):
                x, y = x + dx, y + dy
                pieces[-1].append((x, y))
    return pieces


@given(st.lists(WHOLE, min_size=1, max_size=20))
def test_a_line_reads_back(line: list[tuple[int, int]]) -> None:
    once = [place for i, place in enumerate(line) if i == 0 or place != line[i - 1]]
    assert read_path(draw_line(line)) == [once]


@given(st.lists(WHOLE, max_size=20))
def test_dots_read_back(places: list[tuple[int, int]]) -> None:
    assert read_path(draw_dots(places)) == [[place] for place in places]


class Parts(HTMLParser):
    """Collect what a page holds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def parts_of(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parts = Parts()
    parts.feed(page)
    return parts.found


def test_list_and_map_are_linked_both_ways_without_a_script() -> None:
    links = [(part["href"], part.get("id")) for tag, part in parts_of(PAGE) if tag == "a"]
    ids = {part["id"] for _, part in parts_of(PAGE) if part.get("id")}
    assert sorted(str(href) for href, _ in links) == sorted(["#r1", "#r2", "#r3", "#t1", "#t2", "#t3"])
    assert {str(href)[1:] for href, _ in links} <= ids


def test_every_door_and_stop_is_drawn_where_it_stands() -> None:
    doors = [part for tag, part in parts_of(PAGE) if tag == "path" and part.get("class") == "d"]
    x, y = GROUND.plane.lay(GROUND.doors.lon, GROUND.doors.lat)
    for turf, part in zip(PLAN.turfs, doors, strict=True):
        at = [place for [place] in read_path(str(part["d"]))]
        wanted = [(int(x[door] - x.min()) + 1500, int(y.max() - y[door]) + 1500) for door in turf.doors]
        assert at == wanted


def test_the_page_lets_nothing_in_but_its_own() -> None:
    [policy] = [part["content"] for tag, part in parts_of(PAGE) if tag == "meta" and part.get("http-equiv")]
    assert str(policy).startswith("default-src 'none';")
    for kind in ("style", "script"):
        [text] = re.findall(f"<{kind}>(.*?)</{kind}>", PAGE, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in str(policy)
    assert "unsafe" not in str(policy)
    assert not [part for _, part in parts_of(PAGE) if "style" in part or any(key.startswith("on") for key in part)]
    assert not re.findall(r"(?:src|href)=\"?https?:|url\((?!data:|#)", PAGE)


def test_streets_are_named_once_and_upright_where_there_is_room() -> None:
    named = re.findall(r'<text transform="translate\((\d+) (\d+)\)rotate\((-?\d+)\)">([^<]*)</text>', PAGE)
    assert sorted((name, int(turn)) for _, _, turn, name in named) == [("High Street", 90), ("Mill Lane", 0)]


def test_water_and_green_lie_below_the_streets() -> None:
    lake = ((-1.599, 54.9701), (-1.598, 54.9701), (-1.598, 54.9705), (-1.599, 54.9701))
    backdrop = (
        Shape("water", "", area=True, places=lake),
        Shape("water", "", area=False, places=((-1.599, 54.971), (-1.598, 54.9712))),
        Shape("green", "", area=True, places=lake),
        Shape("residential", "Mill Lane", area=False, places=((-1.599, 54.971), (-1.598, 54.9712))),
        Shape("water", "far away", area=True, places=((0.0, 50.0), (0.1, 50.0), (0.1, 50.1), (0.0, 50.0))),
    )
    page = draw_map(PLAN, GROUND, STREETS, made_certificate(PLAN, GROUND), backdrop=backdrop)
    kinds = [part.get("class") for tag, part in parts_of(page) if tag == "path" and part.get("class")]
    assert kinds[:4] == ["green", "river", "water", "s"]


def test_names_are_text_and_nothing_else() -> None:
    assert "<h1>Saturday &lt;b&gt;&amp;</h1>" in PAGE
    assert "The <Old>" not in PAGE


def test_the_same_plan_gives_the_same_page() -> None:
    assert draw_map(PLAN, GROUND, STREETS, made_certificate(PLAN, GROUND), title="Saturday <b>&") == PAGE


def test_it_needs_no_streets_and_no_ground_of_its_own_for_each_turf() -> None:
    """Two turfs may share every place, such as one block of flats."""
    flats = range(48, 54)
    shared = Plan(tuple(Turf(n, (door,), 0, 75, 75) for n, door in enumerate(flats, 1)), 0, 75.0, 1)
    page = draw_map(shared, GROUND, None, certify(shared, GROUND.doors, Asked(6, None, 1, 1)))
    assert len(re.findall(r'<li id="r\d+">', page)) == 6
    assert len(re.findall(r"<text ", page)) == 6


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, ["All 172 turfs finish within 8 minutes of each other.", "No door is lost.",
              "No plan could save more than 5 of these 270 hours."]),
        ({"lost": 1}, ["All 172 turfs finish within 8 minutes of each other.", "1 door is lost.",
                       "No plan could save more than 5 of these 270 hours."]),
        ({"turfs": 1, "hours_at_doors": 1.0, "hours_on_foot": 0.04, "hours_saveable_at_most": 0.01},
         ["One turf holds every door.", "No door is lost.", "No plan could save more than 0.1 of these 1.0 hours."]),
        ({"hours_saveable_at_most": 0.0}, ["All 172 turfs finish within 8 minutes of each other.", "No door is lost.",
                                           "No plan could do it in fewer than these 270 hours."]),
    ],
)  # fmt: skip
def test_a_certificate_is_told_in_sentences_never_too_well(changed: dict[str, float], told: list[str]) -> None:
    certificate = {
        "turfs": 172, "lost": 0, "worst_work_s": 5821, "quickest_work_s": 5341, "hours_at_doors": 250.0,
        "hours_on_foot": 20.2, "hours_saveable_at_most": 4.3,
    }  # fmt: skip
    assert sentences(certificate | changed) == told
