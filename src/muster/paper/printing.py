"""From jobs to one PDF: each part is set by a press of its own, then the parts are joined."""

import io
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf

PRESS = Path(__file__).with_name("press.py")


class PressError(RuntimeError):
    """The typesetter refused a page; its sentence says where."""


def set_part(template: str, job: Mapping[str, Any]) -> bytes:
    """Set one part in a fresh process, whose memory ends with it.

    Raises:
        PressError: if the typesetter refuses.
    """
    given = json.dumps(job, ensure_ascii=False, separators=(",", ":")).encode()
    run = subprocess.run([sys.executable, "-P", str(PRESS), template], input=given, capture_output=True, check=False)
    if run.returncode:
        raise PressError(f"{template}: {run.stderr.decode(errors='replace').strip()}")
    return run.stdout


def count_pages(part: bytes) -> int:
    """Count a PDF's pages."""
    with pikepdf.open(io.BytesIO(part)) as pdf:
        return len(pdf.pages)


def join_parts(parts: Sequence[bytes], *, title: str) -> bytes:
    """Join PDFs to one with all their bookmarks, whose bytes depend on nothing but the parts and the title."""
    joined = pikepdf.new()
    marks: list[tuple[str, int]] = []
    for part in parts:
        with pikepdf.open(io.BytesIO(part)) as pdf:
            marks += [(text, len(joined.pages) + page) for text, page in _bookmarks(pdf)]
            joined.pages.extend(pdf.pages)
    joined.docinfo["/Title"] = title
    joined.Root.Lang = pikepdf.String("en-GB")
    joined.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    with joined.open_outline() as outline:
        outline.root.extend(pikepdf.OutlineItem(text, page) for text, page in marks)
    out = io.BytesIO()
    joined.save(out, min_version="1.7", deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _bookmarks(pdf: pikepdf.Pdf) -> list[tuple[str, int]]:
    """Give what a part's bookmarks say and to which of its pages they lead."""
    page_of = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    with pdf.open_outline() as outline:
        marks = [(item.title, item.destination) for item in outline.root]
    return [(text, page_of[to[0].objgen]) for text, to in marks if isinstance(to, pikepdf.Array)]
