"""Records that somebody tampered with, each in its own way and as well as that can be done.

A board's keeper can hash anew whatever is changed, and chain it; so can these. Some go further: a voter who ticks
twice, a trustee who drops a paper and proves what can be proved, an authority that copies a key.
"""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from muster.count.check_group import ORDER, cipher_json, cipher_text, joined, less, power, text_of, times
from muster.count.check_pieces import TAR_BLOCK, Event, compact, events, tar_header
from muster.count.check_votes import fingerprint
from muster.count.mixing import draw_order, prove_shuffle
from muster.count.scalars import draw_scalar, prove_any, prove_known, seal
from muster.count.sealing import point_of_ranks, seal_ballot
from muster.count.setting_up import draw_trustee
from tests.count import made_records as made

TORSION = "00" * 32  # y = 0: a point of order 4
NEUTRAL = "00" * 31 + "01"
NOT_CANONICAL = "7f" + "ff" * 30 + "f0"  # y = p + 3, which is on the curve as y = 3
NOT_ON_THE_CURVE = "00" * 31 + "02"


@dataclass
class Step:
    """One event and the pieces before it."""

    kind: str
    pieces: list[bytes] = field(default_factory=list)
    event: dict[str, Any] = field(default_factory=dict)  # what to write otherwise than is right


def steps_of(record: bytes) -> list[Step]:
    found = []
    for event, held in events(io.BytesIO(record)):
        found.append(Step(event.kind, [piece.whole() for piece in held.values()]))
        held.clear()
    return found


def chain_of(record: bytes) -> list[Event]:
    found = []
    for event, held in events(io.BytesIO(record)):
        held.clear()
        found.append(event)
    return found


def began(record: bytes) -> int:
    """Give the moment in a record's headers."""
    return int(record[136:147], 8)


def built(steps: list[Step], *, beginning: bytes = b"", at_s: int = made.AT_S) -> bytes:
    """Write a record of any steps, hashed and chained as if all were well."""
    raw = beginning or compact({"version": 1, "timestamp": str(at_s)})
    parts, parent = [piece("BELENIOS", raw, at_s)], ""
    for height, step in enumerate(steps):
        event: dict[str, Any] = {"parent": parent} if parent or "parent" in step.event else {}
        event |= {"height": height, "type": step.kind}
        event |= {"payload": name_of(step.pieces[-1])} if step.pieces else {}
        event = {key: value for key, value in (event | step.event).items() if value is not None}
        event = {key: None if value == "NULL" else value for key, value in event.items()}
        parts += [piece(f"{name_of(x)}.data.json", x, at_s) for x in step.pieces]
        parts.append(piece(f"{name_of(compact(event))}.event.json", compact(event), at_s))
        parent = name_of(compact(event))
    return b"".join(parts)


def piece(name: str, raw: bytes, at_s: int = made.AT_S) -> bytes:
    return tar_header(name, size=len(raw), at=at_s) + raw + bytes(-len(raw) % TAR_BLOCK)


def name_of(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


@cache
def held() -> made.Held:
    """Hold the election that all of these tamper with: voter 0 votes twice, voter 5 late."""

    def late(one: made.Held) -> None:
        one.cast(one.seal(0, made.CHOICES[2]).raw)
        one.cast(one.seal(5, made.CHOICES[0]).raw)

    return made.hold(also=late)


def step(steps: list[Step], kind: str, number: int = 0) -> Step:
    return [one for one in steps if one.kind == kind][number]


def relink(one: Step) -> None:
    """Let a step's last piece name the others as they are now."""
    last = json.loads(one.pieces[-1])
    names = [name for name in last if isinstance(last[name], str)]
    last |= {name: name_of(raw) for name, raw in zip(names, one.pieces[:-1], strict=True)}
    one.pieces[-1] = compact(last)


def altered(kind: str, change: Callable[[Any], Any], *, number: int | None = None, at: int = 0) -> bytes:
    """Change what one piece says (in place, or by what `change` gives) and hash all anew."""
    steps = steps_of(held().record)
    one = step(steps, kind, int(kind == "Ballot") if number is None else number)  # the first ballot was replaced
    value = json.loads(one.pieces[at])
    given = change(value)
    one.pieces[at] = given if isinstance(given, bytes) else compact(value if given is None else given)
    if len(one.pieces) > 1 and at < len(one.pieces) - 1:
        relink(one)
    return built(steps)


def put(*path: Any) -> Callable[[Any], None]:
    """Give a change: the last of `path` is put where the others lead."""
    *way, last, value = path

    def change(given: Any) -> None:
        for one in way:
            given = given[one]
        given[last] = value(given[last]) if callable(value) else value

    return change


# -- The kinds; each gives the bytes of a record


def moved(change: Callable[[list[Step]], Any]) -> bytes:
    """Change which events there are."""
    steps = steps_of(held().record)
    return built(change(steps) or steps)


def put_in(kind: str, new: Step) -> bytes:
    """Put an event in before the first of a kind."""
    steps = steps_of(held().record)
    at = next(number for number, one in enumerate(steps) if one.kind == kind)
    return built([*steps[:at], new, *steps[at:]])


def in_bytes(change: Callable[[bytearray], Any]) -> bytes:
    raw = bytearray(held().record)
    given = change(raw)
    return bytes(given if isinstance(given, bytes | bytearray) else raw)


def ballot_instead(raw: bytes) -> bytes:
    """Put a ballot where the second stands."""
    steps = steps_of(held().record)
    step(steps, "Ballot", 1).pieces[0] = raw
    return built(steps)


def signed(change: Callable[[Any], Any], voter: int = 1) -> bytes:
    """Put in a ballot that its own voter tampered with and signed."""
    one = held()
    ballot = json.loads(one.seal(voter, made.CHOICES[1]).raw)
    change(ballot)
    del ballot["signature"]
    hash_ = fingerprint(compact(ballot))
    ballot["signature"] = {"hash": hash_, "proof": prove_known(f"sig|{hash_}|", one.secret(voter), one.draw)}
    return ballot_instead(compact(ballot))


def ticks(question: int, chosen: tuple[int, ...]) -> bytes:
    """Put in a ballot with ticks that aren't allowed, proved as well as a voter without scruple can."""
    one = held()
    loose = replace(one.election.questions[question], least=0, most=len(chosen), blank=False)
    election = replace(one.election, questions=(loose,))
    names = loose.answers if not one.election.questions[question].blank else ("Blank", *loose.answers)
    election = replace(election, questions=(replace(loose, answers=names),))
    forged = json.loads(seal_ballot(election, (chosen,), secret=one.secret(1), draw=one.draw).raw)["answers"][0]

    def change(ballot: Any) -> None:
        answer = ballot["answers"][question]
        answer["choices"], answer["individual_proofs"] = forged["choices"], forged["individual_proofs"]

    return signed(change)


def two_in_one() -> bytes:
    """Put in a ballot with one tick that counts twice."""
    one = held()
    chance = 4711
    cipher = seal(power(2), one.election.key, chance)

    def change(ballot: Any) -> None:
        answer = ballot["answers"][1]
        answer["choices"][0] = cipher_json(cipher)
        context = f"{one.election.fingerprint}|{ballot['credential']}"
        text = f"prove|{context}|{cipher_text([cipher])}|"
        both = (cipher, less(cipher, 1))
        answer["individual_proofs"][0] = prove_any(text, one.election.key, both, true=1, secret=chance, draw=one.draw)

    return signed(change)


def shuffled(change: Callable[[made.Held, list[Any], list[int], list[int]], None]) -> bytes:
    """Put in a first shuffle by a trustee without scruple, who proves what can be proved."""
    one = held()
    steps = steps_of(one.record)
    before = [
        tuple(bytes.fromhex(pair[side])[::-1] for side in ("alpha", "beta"))
        for pair in json.loads(step(steps, "EncryptedTally").pieces[0])[2]
    ]
    chances = [draw_scalar(one.draw) for _ in before]
    order = draw_order(len(before), one.draw)
    fresh = [
        (joined((a, power(r))), joined((b, times(r, one.election.key))))
        for (a, b), r in zip(before, chances, strict=True)
    ]
    after = [fresh[place] for place in order]
    change(one, after, chances, order)
    pairs = [(a, b) for a, b in before]
    places = order if len(set(order)) == len(order) else list(range(len(order)))
    proof = prove_shuffle(one.election, pairs, after, chances=chances, order=places, draw=one.draw)
    raw = compact({"ciphertexts": [list(map(cipher_json, after))], "proofs": [proof]})
    step(steps, "Shuffle").pieces[0] = raw
    relink(step(steps, "Shuffle"))
    return built(steps)


def forge_paper(one: made.Held, after: list[Any], chances: list[int], order: list[int]) -> None:
    after[0] = seal(point_of_ranks((4, 3, 2, 1)), one.election.key, 99)


def double_paper(one: made.Held, after: list[Any], chances: list[int], order: list[int]) -> None:
    after[1] = (
        joined((after[0][0], power(7))), joined((after[0][1], times(7, one.election.key))),
    )  # fmt: skip


def foreign_ballot() -> bytes:
    """Put in a ballot of the same credential, made for an election with other questions."""
    one = held()
    other = replace(one.election, fingerprint=fingerprint(b"another"))
    return ballot_instead(seal_ballot(other, made.CHOICES[1], secret=one.secret(1), draw=one.draw).raw)


def stranger() -> bytes:
    one = held()
    return ballot_instead(seal_ballot(one.election, made.CHOICES[1], secret=4711, draw=one.draw).raw)


def copied_ranking(ballot: Any) -> None:
    """Vote as voter 2 did, without knowing how."""
    other = json.loads(step(steps_of(held().record), "Ballot", 2).pieces[0])
    ballot["answers"][2] = other["answers"][2]


def left_out() -> bytes:
    """Leave a ballot out of the tally, and say that there were fewer."""
    steps = steps_of(held().record)
    one = step(steps, "EncryptedTally")
    tally = json.loads(one.pieces[0])
    del tally[2][0]
    one.pieces[0] = compact(tally)
    relink(one)
    return built(steps)


def of_first_ballot() -> bytes:
    """Count voter 0's first ballot rather than the last."""
    steps = steps_of(held().record)
    first, again = (json.loads(step(steps, "Ballot", number).pieces[0]) for number in (0, 5))
    one = step(steps, "EncryptedTally")
    tally = json.loads(one.pieces[0])
    tally[2][tally[2].index(again["answers"][2]["choices"])] = first["answers"][2]["choices"]
    one.pieces[0] = compact(tally)
    relink(one)
    return built(steps)


def wrong_key(trustees: Any) -> None:
    """Give a key made to cancel another's, without knowing what is behind it."""
    trustees[1][1]["public_key"] = text_of(power(4711))


def another_trustee(trustees: Any) -> None:
    _, key = draw_trustee(made.drawing(9))
    trustees[2][1] = json.loads(key)


def without_last_opening(steps: list[Step]) -> list[Step]:
    return [*steps[:-2], steps[-1]]


def opened_unshuffled(steps: list[Step]) -> list[Step]:
    return [one for one in steps if one.kind not in {"Shuffle", "EndShuffles"}]


def lists(election: Any) -> None:
    election["questions"][0] = {"type": "Lists", "value": {"answers": [["a", "b"]], "question": "?"}}


def drop_piece() -> bytes:
    """Take a ballot away, and leave the event that names it."""
    raw = held().record
    ballot = step(steps_of(raw), "Ballot", 1).pieces[0]
    return raw.replace(piece(f"{name_of(ballot)}.data.json", ballot), b"")


def drop_event() -> bytes:
    """Take a ballot and its event away, as if it had never been cast."""
    raw = held().record
    found = chain_of(raw)
    third = found[3]
    ballot = step(steps_of(raw), "Ballot", 2).pieces[0]
    event = compact({"parent": found[2].hash, "height": 3, "type": "Ballot", "payload": third.payload})
    cut = piece(f"{name_of(ballot)}.data.json", ballot) + piece(f"{name_of(event)}.event.json", event)
    assert cut in raw
    return raw.replace(cut, b"")


def replayed() -> bytes:
    """Put voter 0's first ballot in again at the end, so that it counts and the later one doesn't."""
    first = step(steps_of(held().record), "Ballot").pieces[0]
    return put_in("EndBallots", Step("Ballot", [first]))


def again(kind: str, number: int = 0) -> bytes:
    """Put a trustee's deed in a second time, its pieces written a little differently where that can be."""
    steps = steps_of(held().record)
    other = step(steps, kind, 1)
    last = json.loads(other.pieces[-1])
    last["owner"] = 1
    other.pieces[-1] = compact(last)
    return built(steps)


def bigger(text: str) -> str:
    """Write the same exponent as another number."""
    return str(int(text) + ORDER)


def next_number(text: str) -> str:
    return str((int(text) + 1) % ORDER)


def fewer(values: list[Any]) -> list[Any]:
    return values[:-1]


def swapped(value: Any) -> Any:
    names = list(value)
    return {name: value[name] for name in [names[1], names[0], *names[2:]]}


def small_and_silent(shuffle: Any) -> None:
    """Put in a point of a small group with a response of nought, which would never be multiplied."""
    shuffle["ciphertexts"][0][1]["alpha"] = TORSION
    shuffle["proofs"][0][1][5][1] = "0"


_B, _S, _P, _T = "Ballot", "Shuffle", "PartialDecryption", "EncryptedTally"
_RANK = ("answers", 2)

# name -> (the reason for which it must be refused, what makes it)
KINDS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "cut in the middle of a piece": ("tar-cut-short", lambda: held().record[:-100]),
    "empty": ("no-record", lambda: b""),
    "nothing but the beginning": ("setup-missing", lambda: built([])),
    "another kind of file": ("no-record", lambda: b"PK\x03\x04" + bytes(1020)),
    "a beginning of another name": ("tar-header", lambda: in_bytes(put(8, 0x58))),
    "a piece's owner is written in": ("tar-header", lambda: in_bytes(put(1024 + 108, 0x31))),
    "a piece's time is changed": ("tar-header", lambda: in_bytes(put(1024 + 146, 0x30))),
    "bytes hidden behind a piece": ("tar-padding", lambda: in_bytes(put(512 + 100, 0x31))),
    "blocks of nothing at the end": ("tar-header", lambda: held().record + bytes(1024)),
    "a second beginning": (
        "piece-hash",
        lambda: held().record[:1024] + piece("BELENIOS", b'{"version":1,"timestamp":"0"}') + held().record[1024:],
    ),
    "one letter of the election's name": ("piece-hash", lambda: held().record.replace(b"Chair, 2026", b"Chair, 2027")),
    "one digit of a ballot": ("piece-hash", lambda: held().record.replace(b'"response":"1', b'"response":"2', 9)),
    "a piece twice": ("piece-twice", lambda: moved(lambda steps: steps[0].pieces.insert(0, steps[0].pieces[0]))),
    "a ballot taken away": ("piece-missing", drop_piece),
    "an event names a piece of long ago": (
        "piece-missing",
        lambda: put_in("EndBallots", Step(_B, [], {"payload": "0" * 64})),
    ),
    "a piece that no event names": ("piece-unclaimed", lambda: moved(lambda steps: steps[2].pieces.insert(0, b'"x"'))),
    "a piece at the end without its event": (
        "piece-unclaimed",
        lambda: held().record + piece(f"{name_of(b'1')}.data.json", b"1"),
    ),
    "blanks in a ballot": ("json", lambda: altered(_B, lambda value: json.dumps(value).encode())),
    "a field twice": ("json", lambda: altered(_B, lambda value: compact(value)[:-1] + b',"answers":[]}')),
    "not JSON": ("json", lambda: altered(_B, lambda _: b"\xff\xfe")),
    "fields in another order": ("shape", lambda: altered(_B, swapped)),
    "a field too many": ("shape", lambda: altered(_B, put("answers", 0, lambda answer: answer | {"note": "Ann's"}))),
    "a parent that is null": ("shape", lambda: moved(lambda steps: put("parent", "NULL")(steps[0].event))),
    "a list where an object should be": ("shape", lambda: altered(_B, lambda _: [])),
    "a proof's number above the order": ("number", lambda: altered(_B, put(*_RANK, "proof", "response", bigger))),
    "a proof's number with a nought before": (
        "number",
        lambda: altered(_B, put(*_RANK, "proof", "response", lambda x: "0" + x)),
    ),
    "a negative number": ("number", lambda: altered(_B, put(*_RANK, "proof", "challenge", "-1"))),
    "a number that isn't text": ("number", lambda: altered(_B, put(*_RANK, "proof", "challenge", 1))),
    "a point in capitals": ("point-form", lambda: altered(_B, put(*_RANK, "choices", "alpha", str.upper))),
    "a point too short": ("point-form", lambda: altered(_B, put(*_RANK, "choices", "alpha", lambda x: x[:-2]))),
    "a point of a small group": ("point-outside", lambda: altered(_B, put(*_RANK, "choices", "beta", TORSION))),
    "the neutral element as a credential": ("point-outside", lambda: altered("Setup", put(0, NEUTRAL), at=2)),
    "a point in a second form": ("point-outside", lambda: altered(_B, put(*_RANK, "choices", "beta", NOT_CANONICAL))),
    "a point that isn't on the curve": (
        "point-outside",
        lambda: altered(_B, put(*_RANK, "choices", "beta", NOT_ON_THE_CURVE)),
    ),
    "a later archive": (
        "version",
        lambda: built(steps_of(held().record), beginning=compact({"version": 2, "timestamp": "1"})),
    ),
    "an archive of version true": (
        "version",
        lambda: built(steps_of(held().record), beginning=compact({"version": True, "timestamp": str(made.AT_S)})),
    ),
    "a later protocol": ("version", lambda: altered("Setup", put("version", 2))),
    "a ballot and its event taken away": ("event-parent", drop_event),
    "an event that names no parent": (
        "event-parent",
        lambda: moved(lambda steps: put(3, Step(_B, steps[3].pieces, {"parent": None}))(steps)),
    ),
    "a number left out": ("event-height", lambda: moved(lambda steps: steps[4].event.update(height=9))),
    "a number that is true": ("event-height", lambda: moved(lambda steps: steps[1].event.update(height=True))),
    "a ballot after the end": ("event-order", lambda: put_in(_T, Step(_B, [held().seal(1, made.CHOICES[0]).raw]))),
    "papers opened that nobody shuffled": ("event-order", lambda: moved(opened_unshuffled)),
    "a kind of event that there isn't": ("event-order", lambda: put_in("EndBallots", Step("Amend", [b"1"]))),
    "an end that names a piece": (
        "event-payload",
        lambda: moved(lambda steps: step(steps, "EndBallots").pieces.append(b'"x"')),
    ),
    "a ballot's event without a ballot": ("event-payload", lambda: put_in("EndBallots", Step(_B))),
    "another group": ("group", lambda: altered("Setup", put("group", "BELENIOS-2048"))),
    "a question of lists": ("question", lambda: altered("Setup", lists)),
    "more to tick than there is": ("question", lambda: altered("Setup", put("questions", 1, "max", 4))),
    "no question": ("question", lambda: altered("Setup", put("questions", []))),
    "31 candidates": ("candidates", lambda: altered("Setup", put("questions", 2, "value", "answers", ["x"] * 31))),
    "trustees of whom some are enough": ("trustee-kind", lambda: altered("Setup", put(0, 0, "Pedersen"), at=1)),
    "a trustee's key without what is behind it": ("trustee-proof", lambda: altered("Setup", wrong_key, at=1)),
    "one trustee as two": ("trustee-twice", lambda: altered("Setup", lambda keys: [keys[0], keys[0], keys[2]], at=1)),
    "another trustee's key": ("election-key", lambda: altered("Setup", another_trustee, at=1)),
    "a trustee too few": ("election-key", lambda: altered("Setup", fewer, at=1)),
    "a credential twice": ("credential-twice", lambda: altered("Setup", lambda names: [*names, names[0]], at=2)),
    "a credential that weighs two": (
        "credential-weight",
        lambda: altered("Setup", put(0, lambda name: name + ",2"), at=2),
    ),
    "a credential that weighs nothing": (
        "credential-weight",
        lambda: altered("Setup", put(0, lambda name: name + ",0"), at=2),
    ),
    "a ballot of another election": ("ballot-election", foreign_ballot),
    "a ballot of nobody on the list": ("ballot-credential", stranger),
    "a ballot changed after it was signed": ("ballot-hash", lambda: altered(_B, put("signature", "hash", "A" * 43))),
    "a signature of another ballot": (
        "ballot-signature",
        lambda: altered(_B, put("signature", "proof", "response", next_number)),
    ),
    "a voter's earlier ballot put in again": ("ballot-twice", replayed),
    "an answer left out": ("answer-count", lambda: signed(put("answers", fewer))),
    "a tick left out": ("answer-count", lambda: signed(put("answers", 1, "choices", fewer))),
    "a proof left out": ("answer-count", lambda: signed(put("answers", 1, "individual_proofs", fewer))),
    "a tick that counts twice": ("answer-proof", two_in_one),
    "a tick with another's proof": (
        "answer-proof",
        lambda: signed(put("answers", 1, "individual_proofs", 0, 0, "challenge", next_number)),
    ),
    "three ticks of two": ("answer-sum", lambda: ticks(1, (1, 1, 1))),
    "no tick of one": ("answer-sum", lambda: ticks(1, (0, 0, 0))),
    "blank, and a tick as well": ("answer-blank", lambda: ticks(0, (1, 1, 0))),
    "a ranking copied from another ballot": ("answer-known", lambda: signed(copied_ranking)),
    "fewer ballots told than counted": ("tally-size", lambda: altered(_T, put("num_tallied", 5), at=1)),
    "a heavier weight told": ("tally-size", lambda: altered(_T, put("total_weight", 7), at=1)),
    "a ballot not counted": ("tally-ballots", left_out),
    "a replaced ballot counted": ("tally-ballots", of_first_ballot),
    "papers in another order": ("tally-ballots", lambda: altered(_T, put(2, lambda papers: papers[::-1]))),
    "a sum that isn't the ballots'": ("tally-ballots", lambda: altered(_T, put(0, lambda sums: sums[::-1]))),
    "a shuffle by nobody": ("owner", lambda: altered(_S, put("owner", 4), at=1)),
    "a shuffle by one who shuffled": ("owner", lambda: again(_S)),
    "an opening by one who opened": ("owner", lambda: again(_P)),
    "a paper taken out in a shuffle": ("shuffle-size", lambda: altered(_S, put("ciphertexts", 0, fewer))),
    "a proof of a shuffle too short": ("shuffle-size", lambda: altered(_S, put("proofs", 0, 2, fewer))),
    "a shuffled paper of a small group": (
        "point-outside",
        lambda: altered(_S, put("ciphertexts", 0, 0, "beta", TORSION)),
    ),
    "a shuffled paper of a small group, raised to nothing": (
        "point-outside",
        lambda: altered(_S, small_and_silent),
    ),
    "a place that isn't on the curve": ("point-outside", lambda: altered(_S, put("proofs", 0, 2, 1, NOT_ON_THE_CURVE))),
    "a neutral link in the chain": ("point-outside", lambda: altered(_S, put("proofs", 0, 3, 1, NEUTRAL))),
    "an opened part of a small group": (
        "point-outside",
        lambda: altered(_P, put("decryption_factors", 2, 0, TORSION)),
    ),
    "a shuffle without its permutation": (
        "shuffle-permutation",
        lambda: altered(_S, put("proofs", 0, 1, 0, next_number)),
    ),
    "a shuffle whose chain is cut": ("shuffle-chain", lambda: altered(_S, put("proofs", 0, 1, 4, 1, next_number))),
    "a shuffle whose product is wrong": ("shuffle-chain", lambda: altered(_S, put("proofs", 0, 1, 1, next_number))),
    "a paper forged in a shuffle": ("shuffle-papers", lambda: shuffled(forge_paper)),
    "a paper doubled in a shuffle": ("shuffle-papers", lambda: shuffled(double_paper)),
    "a second question shuffled": ("shape", lambda: altered(_S, put("proofs", lambda proofs: proofs * 2))),
    "an opening with a paper left out": ("opening-size", lambda: altered(_P, put("decryption_factors", 2, fewer))),
    "an opening with a question left out": ("opening-size", lambda: altered(_P, put("decryption_proofs", fewer))),
    "a vote opened as another": (
        "opening-proof",
        lambda: altered(_P, put("decryption_factors", 0, 0, text_of(power(5)))),
    ),
    "an opening by another trustee's key": ("opening-proof", lambda: altered(_P, put("owner", 2), at=1)),
    "a result before the last opening": ("opening-missing", lambda: moved(without_last_opening)),
    "a result with a question left out": ("result-size", lambda: altered("Result", put("result", fewer))),
    "a result with a paper left out": ("result-size", lambda: altered("Result", put("result", 2, fewer))),
    "a vote more": ("result-count", lambda: altered("Result", put("result", 0, 1, lambda votes: votes + 1))),
    "a count that is true": (
        "result-count",
        lambda: altered("Result", put("result", 0, lambda votes: [x == 1 or x for x in votes])),
    ),
    "votes below nought": ("result-count", lambda: altered("Result", put("result", 0, 1, -1))),
    "a paper told otherwise": ("result-papers", lambda: altered("Result", put("result", 2, 0, [9, 9, 9, 9]))),
    "papers told in another order": (
        "result-papers",
        lambda: altered("Result", put("result", 2, lambda papers: papers[::-1])),
    ),
}
