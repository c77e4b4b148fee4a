"""The report of a count: a page, a PDF, the result and the papers. docs/methods/count.md says what stands in them."""

import json
from collections.abc import Mapping
from typing import Any

from muster.count.blt import write_blt
from muster.count.contest import Contest
from muster.count.exchange import result_of, write_json
from muster.count.result import Count
from muster.paper.count_diagram import PRINT_STYLE, draw_names, draw_transfers
from muster.paper.count_page import draw_page
from muster.paper.count_sheet import sheet_of
from muster.paper.printing import join_parts, set_part

TEMPLATE = "count.typ"
COLUMNS_A_PAGE = 6  # of the diagram
STAGES_A_TABLE = 7


def report_files(
    contest: Contest, count: Count, *, name: str, source: str = "", sha256: str = "", command: str = ""
) -> dict[str, bytes]:
    """Make a count's report.

    Args:
        contest: as it was counted.
        count: its result.
        name: of the files, without ending.
        source: the file that was read.
        sha256: of that file.
        command: which counts it again.

    Returns:
        NAME.html, NAME.pdf, NAME.json (the result), NAME-papers.blt and NAME-papers.json, by their names.

    Raises:
        PressError: if the typesetter refuses.
    """
    sheet = sheet_of(count, source=source, sha256=sha256, command=command)
    papers = (
        (f"{name}.pdf", "this page on paper"),
        (f"{name}.json", "the result, for programs"),
        (f"{name}-papers.blt", "the papers as they were counted, for any counting program"),
        (f"{name}-papers.json", "the same as JSON"),
    )
    return {
        f"{name}.html": draw_page(
            sheet, draw_names(count) + draw_transfers(count, named=False), papers=papers
        ).encode(),
        f"{name}.pdf": print_count(count, sheet),
        f"{name}.json": json.dumps(result_of(count, file=source), ensure_ascii=False, indent=1).encode() + b"\n",
        f"{name}-papers.blt": write_blt(contest),
        f"{name}-papers.json": write_json(contest),
    }


def print_count(count: Count, sheet: Mapping[str, Any]) -> bytes:
    """Set a count on paper as PDF.

    Args:
        count: the result.
        sheet: of `muster.paper.count_sheet.sheet_of`.

    Raises:
        PressError: if the typesetter refuses.
    """
    job = {**sheet, "diagrams": _diagrams(count), "lanes": len(count.names), "tables": _tables(sheet["table"])}
    return join_parts([set_part(TEMPLATE, job)], title=sheet["title"])


def _diagrams(count: Count) -> list[dict[str, str]]:
    """Cut the diagram by stages, each piece beginning with the column that the last one ended with."""
    pieces = []
    last = len(count.stages) - 1
    for first in range(0, last, COLUMNS_A_PAGE - 1):
        until = min(first + COLUMNS_A_PAGE, last + 1)
        svg = draw_transfers(count, first=first, last=until, style=PRINT_STYLE)
        pieces.append({"svg": svg, "alt": f"Where votes went, stages {first + 1} to {until}"})
    return pieces


def _tables(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    stages = table["stages"]
    return [
        {
            "stages": stages[at : at + STAGES_A_TABLE],
            "rows": [{**row, "cells": row["cells"][at : at + STAGES_A_TABLE]} for row in table["rows"]],
        }
        for at in range(0, len(stages), STAGES_A_TABLE)
    ]
