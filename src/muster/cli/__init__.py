"""The command line over the cores: opens files, hands bytes on, writes results."""

import argparse
import difflib
import importlib
import os
import sys
from collections.abc import Sequence
from typing import TypeAlias

from muster.cli.arguments import join_places
from muster.compiled import name_cache
from muster.home import CHECKOUT

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse gives it no public name

# name -> (the module whose `add_to` adds it, imported only when it is called; what it does). In the order of --help.
COMMANDS = {
    "demo": ("muster.cli.demo", "show a whole action day in a made-up county"),
    "plan": ("muster.cli.plan", "cut doors into turfs and order the walks"),
    "rides": ("muster.cli.rides", "give everybody a seat, and mend the plan when a coach breaks down"),
    "register": ("muster.cli.register", "take a council's register in, see what changed, write it out"),
    "count": ("muster.cli.count", "count contests by published rules, every stage with its reason"),
    "verify": ("muster.cli.verify", "check the record of a secret ballot, and say what that proves"),
    "learn": ("muster.cli.learn", "say what works: lotteries of doors, trials, polls, swings"),
    "county": ("muster.cli.county", "write a made-up county as files"),
    "init": ("muster.cli.init", "found the movement here at the terminal, once"),
    "up": ("muster.cli.up", "serve the site: web and worker together"),
    "bounced": ("muster.cli.bounced", "take in what mail servers sent back"),
    "doctor": ("muster.cli.doctor", "say what is missing and how to mend it"),
    "migrate": ("muster.cli.migrate", "bring the database to this version"),
    "worker": ("muster.cli.worker", "work through jobs (part of up)"),
    "ready": ("muster.cli.ready", "compile what the planner runs, once on a machine (part of setting up)"),
    "test": ("muster.cli.test", "run the tests"),
    "check": ("muster.cli.check", "run everything that CI runs"),
    "pictures": ("muster.cli.pictures", "make the pictures in the documents anew"),
    "words": ("muster.cli.words", "bring translations up to what the site says, and compile them"),
    "lock": ("muster.cli.lock", "pin what Muster depends on, with hashes"),
}
_OF_A_CHECKOUT = {"test", "check", "pictures", "words", "lock"}


def called() -> str:
    """Give the words by which whoever reads our hints calls us: './muster', or wherever the start script lies."""
    return os.environ.get("MUSTER_COMMAND", "muster")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code. Only that command's module is imported."""
    words = list(sys.argv[1:] if argv is None else argv)
    name_cache()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads cost small matrices twenty times what they gain
    try:
        return _answer(words)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _answer(words: list[str]) -> int:
    if not words or words[0] in {"-h", "--help", "help"}:
        print(_overview(), flush=True)
        return 0
    refusal = _refusal(words[0])
    if refusal:
        print(refusal, flush=True)
        return 2
    return _run(words[0], words)


def _refusal(name: str) -> str:
    """Say why there is no such command here, if there is none."""
    if name not in COMMANDS:
        near = difflib.get_close_matches(name, COMMANDS, n=1)
        meant = f" Did you mean: {called()} {near[0]}" if near else ""
        return f"muster: there is no command {name!r}.{meant}\n{called()} --help lists them."
    if name in _OF_A_CHECKOUT and not (CHECKOUT / "requirements-dev.in").is_file():
        return f"muster {name} works on Muster's own source: clone it, and there call ./muster {name}"
    return ""


def _run(name: str, words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog=called())
    importlib.import_module(COMMANDS[name][0]).add_to(parser.add_subparsers(metavar="COMMAND"))
    arguments, rest = parser.parse_known_args(join_places(words))
    arguments.rest = rest
    if rest and not getattr(arguments, "passes_on", False):
        parser.error(f"{name} does not know {' '.join(rest)}")
    code = arguments.run(arguments)
    return int(code or 0)


def _overview() -> str:
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:<{width}}{what}" for name, (_, what) in COMMANDS.items()]
    return "\n".join(
        [
            f"usage: {called()} COMMAND ...",
            "",
            "Runs a mass-membership movement.",
            "",
            *lines,
            "",
            f"{called()} COMMAND --help says more.",
        ]
    )
