"""One run of the typesetter in a process of its own: a template's name as argument, JSON in, a PDF out.

Run by path for all but a page or two: the typesetter keeps much of what it set in memory, and only a process's end
gives that back. It reads the template and the fonts that stand beside this file, and nothing else.
"""

import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent


def press(template: str, job: str, *, tags: bool) -> bytes:
    """Set `job` (JSON) with a template of this folder; the same job gives the same bytes."""
    return bytes(
        typst.compile(
            str(HERE / template),
            root=str(HERE),
            font_paths=[str(HERE / "fonts")],
            ignore_system_fonts=True,
            sys_inputs={"job": job},
            timestamp=0,
            pdf_tags=tags,  # for who has a page read aloud; printing.py joins the parts' trees
        )
    )


if __name__ == "__main__":
    try:
        sys.stdout.buffer.write(press(sys.argv[1], sys.stdin.buffer.read().decode(), tags=sys.argv[2] == "tags"))
    except typst.TypstError as error:
        sys.exit(error.diagnostic)
