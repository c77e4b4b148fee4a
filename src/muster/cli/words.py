"""`muster words`: gathers what the site says, brings its catalogues up to it and compiles them."""

import argparse
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from muster.cli import Subparsers
from muster.home import CHECKOUT

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

_LANGUAGES = {"cy": "Welsh"}


def add_to(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("words", help="bring translations up to what the site says, and compile them")
    parser.add_argument("--check", action="store_true", help="write nothing; say what is stale")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from muster.cli import catalogues

    template = catalogues.said()
    files: dict[Path, bytes] = {}
    faults = []
    for language, name in _LANGUAGES.items():
        catalog = catalogues.brought_up(catalogues.translated(language), template)
        faults += [f"{name}: {fault}" for fault in catalogues.faults_of(catalog)]
        files[catalogues.po_of(language)] = catalogues.written(catalog)
        files[catalogues.mo_of(language)] = catalogues.compiled(catalog)
        print(f"{name}: {_how_far(catalog)}")
    if faults:
        print("\n".join(faults))
        return 1
    return _check(files, template) if arguments.check else _write(files, template)


def _how_far(catalog: "Catalog") -> str:
    from muster.cli.catalogues import is_whole

    texts = [message for message in catalog if message.id]
    return f"{sum(map(is_whole, texts)):,} of {len(texts):,} texts; the others are read in English"


def _check(files: dict[Path, bytes], template: "Catalog") -> int:
    from muster.cli import catalogues

    stale = [str(path.relative_to(CHECKOUT)) for path, wanted in files.items() if _kept(path) != wanted]
    kept = catalogues.kept_pseudo()  # with Django's own words, of whatever version: those aren't compared
    wanted = catalogues.by_text(catalogues.pseudo_of(template))
    if any(kept.get(text) != string for text, string in wanted.items()):
        stale.append(str(catalogues.mo_of(catalogues.PSEUDO).relative_to(CHECKOUT)))
    print("\n".join(f"{name} is stale: run ./muster words" for name in stale) or "every catalogue is up to date")
    return 1 if stale else 0


def _write(files: dict[Path, bytes], template: "Catalog") -> int:
    from muster.cli import catalogues

    everything = catalogues.others_said()
    for message in template:
        if message.id:
            everything.add(message.id, context=message.context)
    pseudo = catalogues.compiled(catalogues.pseudo_of(everything))
    for path, wanted in {**files, catalogues.mo_of(catalogues.PSEUDO): pseudo}.items():
        if _kept(path) != wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(wanted)
            Path(draft).chmod(0o644)
            Path(draft).replace(path)
            print(f"wrote {path.relative_to(CHECKOUT)}")
    return 0


def _kept(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
