"""From jobs to one PDF: each part is set, many pages by a press of their own, then the parts are joined."""

import io
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import typst

from muster.paper import press

PRESS = Path(__file__).with_name("press.py")


class PressError(RuntimeError):
    """The typesetter refused a page; its sentence says where."""


def set_part(template: str, job: Mapping[str, Any], *, tags: bool = True, apart: bool = True) -> bytes:
    """Set one part.

    Args:
        template: which of this folder's.
        job: what it sets, plain values.
        tags: whether it says what is a heading, a figure, a paragraph, for who has it read aloud.
        apart: in a fresh process, whose memory ends with it. A page or two, which somebody waits for, are set here:
            such a process takes several times as long as they do, and they leave next to nothing behind.

    Raises:
        PressError: if the typesetter refuses.
    """
    given = json.dumps(job, ensure_ascii=False, separators=(",", ":"))
    if not apart:
        return _set_here(template, given, tags=tags)
    words = [sys.executable, "-P", str(PRESS), template, "tags" if tags else "bare"]
    run = subprocess.run(words, input=given.encode(), capture_output=True, check=False)
    if run.returncode:
        raise PressError(f"{template}: {run.stderr.decode(errors='replace').strip()}")
    return run.stdout


def _set_here(template: str, job: str, *, tags: bool) -> bytes:
    try:
        return press.press(template, job, tags=tags)
    except typst.TypstError as error:
        raise PressError(f"{template}: {error.diagnostic}") from error


def count_pages(part: bytes) -> int:
    """Count a PDF's pages."""
    with pikepdf.open(io.BytesIO(part)) as pdf:
        return len(pdf.pages)


def join_parts(parts: Sequence[bytes], *, title: str) -> bytes:
    """Join PDFs to one with all their bookmarks and tags, whose bytes depend on nothing but the parts and the title."""
    joined = pikepdf.new()
    marks: list[tuple[str, int]] = []
    tree = _empty_tree(joined)
    for part in parts:
        with pikepdf.open(io.BytesIO(part)) as pdf:
            before = len(joined.pages)
            marks += [(text, before + page) for text, page in _bookmarks(pdf)]
            joined.pages.extend(pdf.pages)
            if "/StructTreeRoot" in pdf.Root:
                _graft(joined, tree, pdf, before)
    joined.docinfo["/Title"] = title
    joined.Root.Lang = pikepdf.String("en-GB")
    if len(tree.K.K):
        joined.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
        joined.Root.StructTreeRoot = tree
    joined.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    with joined.open_outline() as outline:
        outline.root.extend(pikepdf.OutlineItem(text, page) for text, page in marks)
    out = io.BytesIO()
    joined.save(out, min_version="1.7", deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _empty_tree(joined: pikepdf.Pdf) -> pikepdf.Object:
    """Make the root of a tree of tags: one document, whose parts are the parts' documents."""
    tree = joined.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, ParentTreeNextKey=0))
    tree.K = joined.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Document, P=tree, K=pikepdf.Array())
    )
    tree.ParentTree = joined.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array()))
    return tree


def _graft(joined: pikepdf.Pdf, tree: pikepdf.Object, pdf: pikepdf.Pdf, before: int) -> None:
    """Put a part's tags into the whole's tree; its pages, which are joined already, get new keys into it."""
    theirs = joined.copy_foreign(pdf.Root.StructTreeRoot)
    kids = theirs.K if isinstance(theirs.K, pikepdf.Array) else [theirs.K]
    for kid in kids:
        kid.S, kid.P = pikepdf.Name.Part, tree.K
        tree.K.K.append(kid)
    first = int(tree.ParentTreeNextKey)
    for at, one in enumerate(theirs.ParentTree.Nums):
        tree.ParentTree.Nums.append(one if at % 2 else first + int(one))
    for page in joined.pages[before:]:
        if "/StructParents" in page.obj:
            page.obj.StructParents = first + int(page.obj.StructParents)
    tree.ParentTreeNextKey = first + int(theirs.ParentTreeNextKey)
    if "/RoleMap" in theirs:
        tree.RoleMap = theirs.RoleMap


def _bookmarks(pdf: pikepdf.Pdf) -> list[tuple[str, int]]:
    """Give what a part's bookmarks say and to which of its pages they lead."""
    page_of = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    with pdf.open_outline() as outline:
        marks = [(item.title, item.destination) for item in outline.root]
    return [(text, page_of[to[0].objgen]) for text, to in marks if isinstance(to, pikepdf.Array)]
