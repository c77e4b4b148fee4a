"""Counting real wards, 100,000 papers x 40 candidates x 12 seats, and a million papers, beside pyrankvote and VoteKit.

python bench/count.py [--wards 197] [--peer-wards 197] [--seed 1]     CPU seconds of one thread; compiled code warm

`from the file` is from a BLT file's bytes to the winners: that is what somebody with a file wants. `counting alone` is
what a peer takes once its own objects stand. The peers run in bench/.venv-count (bench/count-requirements.in); without
that they are left out.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from muster.compiled import name_cache

name_cache()

from muster.count.blt import read_blt
from muster.count.count import Rule, count_votes

HERE = Path(__file__).parent
GIVEN = HERE.parents[1] / "shared" / "data" / "ballots" / "scottish-wards"
PEERS = HERE / ".venv-count" / "bin" / "python"
CANDIDATES, SEATS = 40, 12
SMALL = b"3 1\n4 1 2 0\n3 2 1 0\n2 3 2 0\n0\nAnn\nBen\nCem\n"
WANTED_RATIO, WANTED_S = 30, 2.0

# One peer after another, a line of JSON each: winners, CPU s of building its objects, CPU s of counting.
PEER = """
import json, sys, time
from pathlib import Path

def papers_of(path):
    rows = Path(path).read_text(errors="replace").replace(",", " ").split("\\n")
    candidates, seats = map(int, rows[0].split()[:2])
    papers = []
    for row in rows[1:]:
        words = row.split()
        if words == ["0"]:
            return candidates, seats, papers
        papers.append((int(words[0]), [int(word) for word in words[1:-1]]))

def votekit(candidates, seats, papers):
    from votekit import RankBallot, RankProfile
    from votekit.elections import FastSTV
    began = time.process_time()
    orders = [(many, tuple(frozenset([str(x)]) for x in ranks)) for many, ranks in papers]
    ballots = tuple(RankBallot(ranking=order, weight=many) for many, order in orders)
    profile = RankProfile(ballots=ballots, candidates=tuple(str(x + 1) for x in range(candidates)))
    built = time.process_time()
    election = FastSTV(profile, n_seats=seats, simultaneous=False, tiebreak="first_place")
    winners = sorted(int(name) for group in election.get_elected() for name in group)
    return winners, built - began, time.process_time() - built

def pyrankvote(candidates, seats, papers):
    import pyrankvote as peer
    began = time.process_time()
    people = [peer.Candidate(str(x + 1)) for x in range(candidates)]
    ballots = [
        peer.Ballot(ranked_candidates=[people[x - 1] for x in ranks]) for many, ranks in papers for _ in range(many)
    ]
    built = time.process_time()
    result = peer.single_transferable_vote(people, ballots, seats)
    return sorted(int(one.name) for one in result.get_winners()), built - began, time.process_time() - built

peer = {"votekit": votekit, "pyrankvote": pyrankvote}[sys.argv[1]]
for at, path in enumerate(sys.argv[2:]):
    began = time.process_time()
    given = papers_of(path)
    parsed = time.process_time() - began
    if at == 0:
        peer(2, 1, [(2, [1, 2]), (1, [2])])  # imports and compiles
    winners, built, counted = peer(*given)
    print(json.dumps([winners, parsed + built, counted]), flush=True)
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--wards", type=int, default=197)
    parser.add_argument("--peer-wards", type=int, default=197)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    warm_up()
    with tempfile.TemporaryDirectory() as folder:
        if GIVEN.is_dir():
            wards(args.wards, args.peer_wards)
        else:
            print("real wards aren't beside the project, and are left out")
        big(Path(folder), args.seed)
        million(Path(folder), args.seed)


def warm_up() -> None:
    """Load what is compiled."""
    contest = read_blt(SMALL)
    rules: tuple[Rule, ...] = ("scottish", "meek", "approval")
    for rule in rules:
        count_votes(contest, rule=rule)


def wards(many: int, peer_many: int) -> None:
    """Count real wards, all of them ourselves, some by each peer."""
    published = json.loads((GIVEN / "winners.json").read_text())
    paths = sorted(GIVEN.glob("ballots/*.blt"))[:many]
    step = max(len(paths) // max(peer_many, 1), 1)
    some = paths[::step][:peer_many]
    wanted = {path: published[path.name]["winners"] for path in paths}
    ours = [one_of_ours(path.read_bytes()) for path in paths]
    right = sum(one[0] == wanted[path] for one, path in zip(ours, paths, strict=True))
    same = [ours[paths.index(path)] for path in some]
    mine = sum(one[1] for one in same) / len(same), sum(one[2] for one in same) / len(same)
    print(f"{len(paths)} real wards, {right} with the published winners")
    head("ms a ward")
    row("muster", right, len(paths), mine[0] * 1e3, mine[1] * 1e3)
    for peer in ("votekit", "pyrankvote"):
        theirs = run_peer(peer, some)
        if theirs:
            good = sum(winners == wanted[path] for (winners, _, _), path in zip(theirs, some, strict=True))
            spent = [sum(one[part] for one in theirs) / len(theirs) for part in (1, 2)]
            row(peer, good, len(some), spent[0] * 1e3, spent[1] * 1e3, against=(sum(mine) * 1e3, mine[1] * 1e3))


def big(folder: Path, seed: int) -> None:
    """Count 100,000 papers by every rule, and by each peer."""
    path = make_blt(folder / "big.blt", 100_000, seed)
    winners, built, counted = one_of_ours(path.read_bytes())
    print(f"\n100,000 papers x {CANDIDATES} candidates x {SEATS} seats")
    head("s")
    row("muster", 1, 1, built, counted)
    contest = read_blt(path.read_bytes())
    rules: tuple[Rule, ...] = ("meek", "approval", "fptp")
    for rule in rules:
        began = time.process_time()
        count_votes(contest, rule=rule)
        print(f"{'  ' + rule:<14}{'':>10}{'':>14}{time.process_time() - began:>18.3f}")
    for peer in ("votekit", "pyrankvote"):
        theirs = run_peer(peer, [path])
        if theirs:
            same = int(theirs[0][0] == winners)
            row(peer, same, 1, theirs[0][1], theirs[0][2], against=(built + counted, counted))


def million(folder: Path, seed: int) -> None:
    """Count a million papers in a process of its own, as `muster count` does, start and reading included."""
    path = make_blt(folder / "million.blt", 1_000_000, seed)
    command = [sys.executable, "-m", "muster.cli", "count", str(path), "--json"]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    kept["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")  # numba's own, as on a machine that has run it before
    subprocess.run(
        [*command[:-2], str(made_small(folder))], cwd=ROOT / "src", env=kept, capture_output=True, check=True
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(command, cwd=ROOT / "src", env=kept, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    stages = len(json.loads(run.stdout)["stages"])
    mb = path.stat().st_size / 1e6
    verdict = "reached" if spent <= WANTED_S else "missed"
    print(
        f"\n1,000,000 papers x {CANDIDATES} x {SEATS}, {mb:.0f} MB of BLT, {stages} stages: `muster count --json` took"
    )
    print(f"{spent:.2f} CPU s in all, Python's start and loading included (wanted: {WANTED_S} s, {verdict})")
    _, read_s, count_s = one_of_ours(path.read_bytes())
    print(f"of these {read_s:.2f} s reading and {count_s:.2f} s counting")


def made_small(folder: Path) -> Path:
    path = folder / "small.blt"
    path.write_bytes(SMALL)
    return path


def one_of_ours(content: bytes) -> tuple[list[int], float, float]:
    """Give winners, CPU s of reading and CPU s of counting: the best of three, as others use the machine too."""
    read_s, count_s = [], []
    for _ in range(3):
        began = time.process_time()
        contest = read_blt(content)
        read = time.process_time()
        count = count_votes(contest)
        count_s.append(time.process_time() - read)
        read_s.append(read - began)
    return sorted(candidate + 1 for candidate in count.elected), min(read_s), min(count_s)


def run_peer(peer: str, paths: list[Path]) -> list[Any]:
    """Let a peer count files in its own environment."""
    if not PEERS.is_file():
        print(f"{peer}: bench/.venv-count isn't there (bench/count-requirements.in says how to make it)")
        return []
    run = subprocess.run([PEERS, "-c", PEER, peer, *map(str, paths)], capture_output=True, text=True, check=False)
    if run.returncode:
        print(f"{peer}: {run.stderr.strip().splitlines()[-1][:200]}")
        return []
    return [json.loads(line) for line in run.stdout.splitlines()]


def make_blt(path: Path, papers: int, seed: int) -> Path:
    """Write made-up papers, one a line: candidates' strengths fall off slowly, and papers are of every length."""
    rng = np.random.default_rng(seed)
    strength = -0.7 * np.log(np.arange(1, CANDIDATES + 1))
    with path.open("w") as file:
        file.write(f"{CANDIDATES} {SEATS}\n")
        for _ in range(0, papers, 10_000):
            order = np.argsort(-(strength + rng.gumbel(size=(10_000, CANDIDATES))), axis=1) + 1
            long = np.minimum(rng.geometric(0.12, size=10_000), CANDIDATES)
            rows = zip(order.tolist(), long.tolist(), strict=True)
            file.write("".join(f"1 {' '.join(map(str, ranks[:cut]))} 0\n" for ranks, cut in rows))
        file.write("0\n" + "".join(f'"Candidate {k + 1}"\n' for k in range(CANDIDATES)) + '"Made up"\n')
    return path


def head(unit: str) -> None:
    print(f"{'CPU ' + unit:<14}{'right':>10}{'from the file':>14}{'counting alone':>18}{'times ours':>20}")


def row(
    name: str, right: int, of: int, built: float, counted: float, *, against: tuple[float, float] | None = None
) -> None:
    ratios = ""
    if against:
        whole, alone = (built + counted) / against[0], counted / against[1]
        bar = "" if right < of else (" (30: reached)" if whole >= WANTED_RATIO else " (30: missed)")
        ratios = f"{whole:>9.0f} and {alone:.0f}{bar}"
    print(f"{name:<14}{f'{right} of {of}':>10}{built + counted:>14.3f}{counted:>18.3f}{ratios:>20}", flush=True)


if __name__ == "__main__":
    main()
