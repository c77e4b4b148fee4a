"""How long it takes to write and to check a secret ballot's record, beside belenios-tool where it is to be had.

    .venv/bin/python bench/verify.py             1,000 ballots, 20 candidates, 3 trustees
    .venv/bin/python bench/verify.py --large     and 20,000 ballots: wall time on the processors there are, and memory
    --keep DIR                                   leave the records there, and take them from there another time

CPU seconds of one process, its starting included. belenios-tool is found through MUSTER_BELENIOS_TOOL or on the PATH.
"""

import argparse
import os
import random
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from muster.count.board import add_event
from muster.count.check_group import read_cipher
from muster.count.check_opening import ranks_in
from muster.count.check_pieces import read_json
from muster.count.check_votes import Election
from muster.count.halves import credential_secret, draw_code, join_halves, public_halves
from muster.count.mixing import shuffle_papers, tally_of, tally_pieces
from muster.count.opening import open_all, open_part, result_piece
from muster.count.sealing import seal_ballot
from muster.count.setting_up import draw_trustee, draw_uuid, ranking, set_up

CANDIDATES, TRUSTEES = 20, 3
DRAW = secrets.token_bytes
T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--ballots", type=int, default=1_000)
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        small = made(folder, args.ballots)
        beside(small, args.ballots)
        memory = [(args.ballots, checked(small, 1)[2])]
        if args.large:
            large = made(folder, 20_000)
            wall_s, cpu_s, peak_mb = checked(large, 0)
            processors = len(os.sched_getaffinity(0))
            print(f"check 20,000: {wall_s:.1f} s of wall time on {processors} processors, {cpu_s:.1f} s of CPU")
            memory.append((20_000, peak_mb))
        for ballots, peak_mb in memory:
            print(f"largest process for {ballots:,} ballots: {peak_mb:.0f} MB")


def beside(record: Path, ballots: int) -> None:
    ours = checked(record, 1)[1]
    each, size_kb = ours / ballots * 1e3, record.stat().st_size / ballots / 1e3
    print(f"check {ballots:,}: {ours:.2f} s of CPU ({each:.2f} ms a ballot), {size_kb:.1f} kB a ballot")
    tool = os.environ.get("MUSTER_BELENIOS_TOOL") or shutil.which("belenios-tool")
    if not tool:
        print("belenios-tool isn't here: name it in MUSTER_BELENIOS_TOOL")
        return
    folder = record.parent / f"{record.stem}-alone"
    folder.mkdir(exist_ok=True)
    shutil.copy(record, folder)
    try:
        theirs = child_cpu_s([tool, "election", "verify", "--dir", str(folder)])
    except subprocess.CalledProcessError as error:
        why = error.stderr.decode().strip().splitlines()[-1:]
        print(f"this belenios-tool doesn't read the record (3.3 does): {' '.join(why)}")
        return
    print(f"belenios-tool election verify: {theirs:.2f} s of CPU; ours is {ours / theirs:.2f} of it")


def checked(record: Path, processes: int) -> tuple[float, float, float]:
    """Give wall seconds, CPU seconds and the largest process's memory in MB."""
    words = [sys.executable, "-m", "muster.cli", "verify", str(record), "--json"]
    words += ["--processes", str(processes)] if processes else []
    program = (
        "import json, resource, subprocess, sys, time; began = time.monotonic();"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "u = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(time.monotonic() - began, u.ru_utime + u.ru_stime, u.ru_maxrss / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words], check=True, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    wall_s, cpu_s, peak_mb = map(float, done.stdout.split())
    return wall_s, cpu_s, peak_mb


def child_cpu_s(words: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def made(folder: Path, ballots: int) -> Path:
    """Hold an election in which everybody votes, and leave its record in the folder."""
    kept = sorted((folder / str(ballots)).glob("*.bel"))
    if kept:
        return kept[0]
    uuid = draw_uuid(DRAW)
    codes = [(draw_code(DRAW), draw_code(DRAW)) for _ in range(ballots)]
    keys = [draw_trustee(DRAW) for _ in range(TRUSTEES)]
    credentials = join_halves(*(public_halves(side, uuid, DRAW) for side in zip(*codes, strict=True)), uuid=uuid)
    question = ranking("Who shall be elected?", [f"Candidate {number + 1}" for number in range(CANDIDATES)])
    begun = set_up(
        [question], name="A bench", description="", uuid=uuid, trustees=[key for _, key in keys],
        credentials=credentials.piece, roll_hash="0" * 64, booth_hash="0" * 64, at_s=1_795_376_351,
    )  # fmt: skip
    election, board, parts = begun.election, begun.board, [begun.record]

    def add(kind: str, pieces: Any = ()) -> None:
        nonlocal board
        board, grown = add_event(board, kind, pieces)
        parts.append(grown)

    with ProcessPoolExecutor() as pool:
        jobs = [(election, ranks(number), credential_secret(*pair, uuid)) for number, pair in enumerate(codes)]
        sealed = list(pool.map(sealed_one, jobs, chunksize=64))
    timed("seal", 100, lambda: list(map(sealed_one, jobs[:100])))
    for raw in sealed:
        add("Ballot", [raw])
    add("EndBallots")
    ciphers = [((read_cipher(read_json(raw)["answers"][0]["choices"]),),) for raw in sealed]
    tally = tally_of(election, [(answers, 1) for answers in ciphers])
    add("EncryptedTally", tally_pieces(tally, size=ballots, weight=ballots))
    for owner in range(1, TRUSTEES + 1):
        shuffle = timed("shuffle", ballots, partial(shuffle_papers, election, tally, owner=owner, draw=DRAW))
        tally = shuffle.papers
        add("Shuffle", shuffle.pieces)
    add("EndShuffles")
    factors = []
    for owner, (secret, _) in enumerate(keys, start=1):
        pieces = timed(
            "open",
            ballots,
            partial(open_part, election, tally, owner=owner, secret=secret, draw=DRAW),
        )
        factors.append([[bytes.fromhex(x)[::-1] for x in row] for row in read_json(pieces[0])["decryption_factors"]])
        add("PartialDecryption", pieces)
    opened = open_all(tally, factors)
    assert sorted(ranks_in(point, CANDIDATES) for point in opened[0]) == sorted(map(tuple, (x[1][0] for x in jobs)))
    add("Result", [result_piece(election, opened, ballots)])
    place = folder / str(ballots) / f"{uuid}.bel"
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(b"".join(parts))
    return place


def ranks(number: int) -> list[list[int]]:
    rng = random.Random(number)
    order = rng.sample(range(CANDIDATES), rng.randint(1, CANDIDATES))
    return [[order.index(place) + 1 if place in order else 0 for place in range(CANDIDATES)]]


def sealed_one(job: tuple[Election, list[list[int]], int]) -> bytes:
    election, choices, secret = job
    return seal_ballot(election, choices, secret=secret, draw=DRAW).raw


def timed(name: str, ballots: int, deed: Callable[[], T]) -> T:
    began_s = time.process_time()
    found = deed()
    print(f"{name} {ballots:,}: {(time.process_time() - began_s) / ballots * 1e3:.2f} ms of CPU a ballot")
    return found


if __name__ == "__main__":
    main()
