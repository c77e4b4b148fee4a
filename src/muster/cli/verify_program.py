"""All of checking as one file that stands alone: the core's own modules, one after another, so that it can't differ."""

import ast
from importlib.resources import files

PARTS = (
    "check_pieces",
    "check_columns",
    "check_group",
    "check_votes",
    "check_tally",
    "check_opening",
    "check",
    "check_told",
)
_PACKAGE = "muster.count"
_HEAD = '''#!/usr/bin/env python3
"""Check the record of a secret ballot: `python verify_record.py RECORD.bel`. It needs Python 3.11 and PyNaCl, no more.

    RECORD.bel          the record, whole or still growing
    --roll-hash H       the roll's SHA-256, which the record must name
    --tracker T         look for this ballot, by the tracker on its receipt; as often as you like
    --json              say it as JSON

It ends with 0 if the record is right, with 1 if it is refused, with 2 if it can't be read, with 3 if it is right but a
ballot that you looked for isn't in it. Muster wrote this file out of the modules that it runs
itself, word for word. Read it from the top: what can be wrong and the form of a record; long pieces; the group and the
proofs; the election, its ballots and their tally; shuffles, openings and the result; event by event; what is proved.
"""
'''
_LACKING = """except ImportError:
    print("PyNaCl is missing; fetch it: python -m pip install pynacl", file=sys.stderr)
    sys.exit(2)
"""
_TAIL = '''
# ======================================================================== run


def main() -> int:
    """Read the command line, check the record, say what was found."""
    parser = argparse.ArgumentParser(description="Check the record of a secret ballot.")
    parser.add_argument("record", metavar="RECORD.bel")
    parser.add_argument("--roll-hash", default="", metavar="H")
    parser.add_argument("--tracker", action="append", default=[], metavar="T")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    try:
        with open(args.record, "rb") as stream, tempfile.TemporaryFile() as scratch:
            checked = check_record(stream, roll_hash=args.roll_hash, scratch=scratch)
            sys.stdout.writelines(as_json(checked, args.tracker) if args.json else told(checked, args.tracker))
            print()
            return 3 if absent(checked, args.tracker) else 0
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    except RecordError as error:
        print(json.dumps(refusal_as_json(error), ensure_ascii=False) if args.json else f"REFUSED: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
'''


def program() -> str:
    """Give the text of the program."""
    imports = {"import argparse", "import sys", "import tempfile"}
    bodies = []
    for part in PARTS:
        text = files(_PACKAGE).joinpath(f"{part}.py").read_text(encoding="utf-8")
        imports |= _imports(text)
        bodies.append(f"# {'=' * 72} {part}\n{_body(text)}")
    plain = sorted(line for line in imports if line.startswith("import "))
    chosen = sorted(line for line in imports if line.startswith("from ") and not line.startswith("from nacl"))
    sodium = sorted(line for line in imports if line.startswith("from nacl"))
    asked = ["", "try:", *(f"    {line}" for line in sodium), _LACKING]
    return "\n".join([_HEAD, *plain, *chosen, *asked, "", *bodies, _TAIL.lstrip("\n")])


def _imports(text: str) -> set[str]:
    """Give what a module imports from outside, a name a line."""
    found = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import):
            found |= {f"import {name.name}" for name in node.names}
        elif isinstance(node, ast.ImportFrom) and not (node.module or "").startswith(f"{_PACKAGE}."):
            found |= {f"from {node.module} import {ast.unparse(name)}" for name in node.names}
    return found


def _body(text: str) -> str:
    """Give a module without its imports; its first words become a comment."""
    tree = ast.parse(text)
    lines = text.splitlines()
    last = max(node.end_lineno or 0 for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom))
    words = "\n".join(f"# {line}".rstrip() for line in (ast.get_docstring(tree) or "").splitlines())
    return f"{words}\n\n" + "\n".join(lines[last:]).strip("\n") + "\n\n"
