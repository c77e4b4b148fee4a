"""The report of a count: everything that was decided, for a screen, a phone and paper, and the same each time."""

import io
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pikepdf
import pypdfium2
import pytest

from muster.count.contest import Contest
from muster.count.count import Rule, count_votes
from muster.count.limits import Category
from muster.count.result import Count, LotDrawn
from muster.paper.count_diagram import draw_transfers
from muster.paper.count_page import draw_page
from muster.paper.count_report import report_files
from muster.paper.count_sheet import sheet_of
from tests.count.made_contests import LOTS, SEED, contest

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

PAPERS = [(23, [1, 2, 3]), (11, [2, 4]), (7, [3]), (5, [4, 5, 1]), (13, [5]), (2, [6, 5, 4]), (2, [7])]
ALL_RULES: tuple[Rule, ...] = ("scottish", "av", "meek", "approval", "fptp")


def made(rule: Rule = "scottish", *, seats: int = 3, limits: tuple[Category, ...] = ()) -> tuple[Contest, Count]:
    asked = contest(7, seats, PAPERS)
    return asked, count_votes(asked, rule=rule, lots=LOTS, constraints=limits)


def page_of(count: Count) -> str:
    return draw_page(sheet_of(count), draw_transfers(count))


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


@pytest.mark.parametrize("rule", ALL_RULES)
def test_every_stage_and_every_figure_stands_on_page_and_paper(rule: Rule) -> None:
    asked, count = made(rule, seats=1 if rule == "av" else 3)
    files = report_files(asked, count, name="made")
    page = files["made.html"].decode()
    text = text_of(files["made.pdf"])
    bare = " ".join(re.sub("<[^>]+>", " ", page).split())
    sheet = sheet_of(count)
    for stage in sheet["stages"]:
        for said in (stage["heading"], *stage["elected"], *(row["total"] for row in stage["rows"])):
            assert said in bare
            assert said in text
    assert page.count('<section class="stage"') == len(count.stages)


def test_the_paper_trail_says_how_many_papers_went_where_at_what_value() -> None:
    asked, count = made()
    sheet = sheet_of(count)
    surplus = sheet["stages"][1]
    assert surplus["from"] == "Ann"
    assert surplus["parcels"] == [
        {"to": "Ben", "papers": "23", "was": "1.00000", "value": "0.30434", "votes": "6.99982"}
    ]
    assert surplus["rounding"] == "0.00018"
    for stage, told in zip(count.stages, sheet["stages"], strict=True):
        assert len(told["parcels"]) == len(stage.parcels)
    assert "0.30434" in text_of(report_files(asked, count, name="made")["made.pdf"])


def test_the_page_lets_nothing_in_and_runs_nothing() -> None:
    page = page_of(made()[1])
    assert "default-src 'none'; style-src 'sha256-" in page
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', page) == []
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", page)


def test_names_are_text_and_never_markup() -> None:
    asked = Contest("<b>Chair</b>", ("<i>Ann", 'Ben "&"'), 1, contest(2, 1, [(3, [1]), (2, [2])]).papers)
    files = report_files(asked, count_votes(asked), name="x")
    page = files["x.html"].decode()
    assert "<b>Chair" not in page
    assert "<i>Ann" not in page
    assert "&lt;i&gt;Ann" in page
    assert "<i>Ann" in text_of(files["x.pdf"])


def test_the_same_count_gives_the_same_bytes() -> None:
    asked, count = made()
    assert report_files(asked, count, name="a") == report_files(asked, count, name="a")


def test_constraints_and_lots_are_told_with_what_proves_them() -> None:
    limits = (Category("women", frozenset({5, 6}), at_least=1), Category("North", frozenset({0, 1}), at_most=1))
    asked, count = made(limits=limits)
    files = report_files(asked, count, name="made")
    text, page = text_of(files["made.pdf"]), files["made.html"].decode()
    for said in (
        "women: at least 1; 1 of those elected, 2 of those who stood.",
        "North: at most 1; 1 of those elected",
    ):
        assert said in text
        assert said in page
    assert "Can&#x27;t be elected: Ben." in page
    drawn = [tie.by for tie in count.ties if isinstance(tie.by, LotDrawn)]
    assert drawn
    for ticket in drawn[0].tickets:
        assert ticket.words in page
        assert ticket.drew in page
    assert SEED in page


def test_the_diagram_is_drawn_to_scale_and_gives_out_what_it_takes_in() -> None:
    _, count = made()
    root = ET.fromstring(draw_transfers(count))  # noqa: S314 - our own drawing
    bars = list(root.iter("{http://www.w3.org/2000/svg}rect"))
    totals = [total for stage in count.stages for total in (*stage.totals, stage.exhausted) if total]
    assert len(bars) == len(totals)
    heights = sorted(float(bar.attrib["height"]) for bar in bars)
    scale = 56 / (count.quota or 1)
    assert heights == pytest.approx(sorted(max(total * scale, 0.6) for total in totals), abs=0.06)
    for number in range(1, len(count.stages) + 1):
        assert f"Stage {number}<" in draw_transfers(count)


def test_one_stage_has_no_transfers_to_draw() -> None:
    assert draw_transfers(made("fptp")[1]) == ""


def test_the_pdf_says_what_is_a_heading_and_bears_its_title() -> None:
    asked, count = made()
    with pikepdf.open(io.BytesIO(report_files(asked, count, name="made")["made.pdf"])) as pdf:
        assert str(pdf.docinfo["/Title"]) == "A made-up contest"
        assert "/StructTreeRoot" in pdf.Root
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.resources.get("/Font", {}).values()}
    assert fonts
    assert all("Atkinson" in font or "Noto" in font or "DejaVu" in font for font in fonts)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("wide", [360, 1280])
def test_it_reads_well_on_a_phone_and_a_desk_in_both_themes(
    browser: "Browser", tmp_path: "Path", scheme: str, wide: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only here

    asked, count = made(limits=(Category("women", frozenset({5, 6}), at_least=1),))
    (tmp_path / "made.html").write_bytes(report_files(asked, count, name="made")["made.html"])
    page = browser.new_page(viewport={"width": wide, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto((tmp_path / "made.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == wide
    found = [one["id"] for one in Axe().run(page).response["violations"]]
    page.locator("summary").first.click()
    page.wait_for_function("document.querySelector('details').open")
    found += [one["id"] for one in Axe().run(page).response["violations"]]
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert (found, width) == ([], wide)
