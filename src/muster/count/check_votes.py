"""The election as it was set up, the ballots cast: specification 4.5, 4.7 to 4.11, 4.16, 4.17."""

import base64
import hashlib
import re
from dataclasses import dataclass
from struct import Struct
from typing import Any, BinaryIO

from muster.count.check_columns import Column, Reading, in_order, kept
from muster.count.check_group import (
    Cipher,
    check_any,
    check_known,
    cipher_text,
    joined,
    less,
    read_cipher,
    read_point,
    summed,
    text_of,
)
from muster.count.check_pieces import Piece, RecordError, compact, fields, listed, read_json, take

MOST_RANKED = 30  # candidates: a rank is 8 bits, a point holds 240 of them
CREDENTIAL = Struct(">32sIq")  # in a column: the point as its digits stand, weight, number of its last ballot or -1
_UUID = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,}")
_WEIGHT = re.compile(r"([0-9a-f]{64})(?:,([1-9][0-9]{0,8}))?")


@dataclass(frozen=True, slots=True)
class Question:
    """A question: ranked, or one to which `least` to `most` of the answers are ticked (or none, where blank may be)."""

    text: str
    answers: tuple[str, ...]
    ranked: bool
    least: int = 0
    most: int = 0
    blank: bool = False

    @property
    def choices(self) -> int:
        """How many ciphers an answer holds where it isn't a ranking: blank comes first."""
        return len(self.answers) + self.blank


@dataclass(frozen=True, slots=True)
class Election:
    """What everybody can know before the first ballot; `fingerprint` stands in every ballot."""

    name: str
    description: str
    uuid: str
    key: bytes
    questions: tuple[Question, ...]
    fingerprint: str
    trustees: tuple[bytes, ...] = ()

    @property
    def ranked(self) -> tuple[int, ...]:
        """Which of the questions are ranked."""
        return tuple(number for number, question in enumerate(self.questions) if question.ranked)


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot found right: who signed it, and its ciphers by question."""

    credential: str
    answers: tuple[tuple[Cipher, ...], ...]


def fingerprint(raw: bytes) -> str:
    """Give the short form of a SHA-256 that elections and ballots go by."""
    return short(hashlib.sha256(raw).digest())


def short(digest: bytes) -> str:
    """Write a SHA-256 in base64 without its padding."""
    return base64.b64encode(digest).decode().rstrip("=")


# -- Setup


def read_setup(payload: str, held: dict[str, Piece], scratch: BinaryIO) -> tuple[Election, Column]:
    """Read and check what an election begins with: the election, and the credentials as `read_credentials` does."""
    names = fields(read_json(take(held, payload).whole()), "election", "trustees", "credentials")
    pieces = [take(held, name) for name in names]
    election = read_election(pieces[0].whole(), read_trustees(read_json(pieces[1].whole())))
    return election, read_credentials(Reading(pieces[2], scratch), weighted=not election.ranked)


def read_election(raw: bytes, trustees: tuple[bytes, ...]) -> Election:
    """Read an election, and make sure that its key is the trustees' keys together."""
    maybe = ("administrator", "credential_authority")
    names = ("version", "description", "name", "group", "public_key", "questions", "uuid", *maybe)
    version, description, name, group, key, questions, uuid, *_ = fields(read_json(raw), *names, maybe=maybe)
    if type(version) is not int or version != 1:
        raise RecordError("version")
    if group != "Ed25519":
        raise RecordError("group", str(group)[:40])
    if not (isinstance(name, str) and isinstance(description, str) and isinstance(uuid, str) and _UUID.fullmatch(uuid)):
        raise RecordError("shape", "name, description or uuid")
    if read_point(key) != joined(trustees):
        raise RecordError("election-key")
    asked = tuple(read_question(value) for value in listed(questions))
    if not asked:
        raise RecordError("question", "none")
    return Election(name, description, uuid, read_point(key), asked, fingerprint(raw), trustees)


def read_question(value: object) -> Question:
    """Read one question."""
    if isinstance(value, dict) and "type" in value:
        kind, inner, _ = fields(value, "type", "value", "extra", maybe=("extra",))
        if kind != "NonHomomorphic":
            raise RecordError("question", str(kind)[:40])
        answers, text = fields(inner, "answers", "question")
        if len(listed(answers)) > MOST_RANKED:
            raise RecordError("candidates")
        return Question(text, read_answers(text, answers), ranked=True)
    answers, blank, least, most, text = fields(value, "answers", "blank", "min", "max", "question", maybe=("blank",))
    if type(least) is not int or type(most) is not int or not 0 <= least <= most <= len(listed(answers)):
        raise RecordError("question", "least and most")
    if not isinstance(blank, bool | None):
        raise RecordError("question", "blank")
    return Question(text, read_answers(text, answers), ranked=False, least=least, most=most, blank=bool(blank))


def read_answers(text: object, answers: list[Any]) -> tuple[str, ...]:
    """Read the answers that one may choose between."""
    if not answers or not all(isinstance(words, str) for words in [text, *answers]):
        raise RecordError("question", "words")
    return tuple(answers)


def read_trustees(value: object) -> tuple[bytes, ...]:
    """Read the trustees' keys; each shows that the secret half is known, so that none was made to cancel another."""
    keys: list[bytes] = []
    for given in listed(value):
        kind, key = listed(given, 2)
        if kind != "Single":
            raise RecordError("trustee-kind", str(kind)[:40])
        proof, text = fields(key, "pok", "public_key")
        point = read_point(text)
        check_known(f"pok|Ed25519|{text}|", point, proof, reason="trustee-proof")
        if point in keys:
            raise RecordError("trustee-twice", text)
        keys.append(point)
    return tuple(keys)


def read_credentials(reading: Reading, *, weighted: bool) -> Column:
    """Read the list of credentials, and give it in order."""
    given = kept(reading.scratch, CREDENTIAL.size, map(read_credential, reading.values()))
    reading.end()
    credentials = kept(reading.scratch, CREDENTIAL.size, in_order(given))
    before = b""
    for point, weight, _ in map(CREDENTIAL.unpack, credentials):
        if point == before:
            raise RecordError("credential-twice", point.hex())
        if weight > 1 and not weighted:
            raise RecordError("credential-weight", "a ranking can't be weighted")
        before = point
    return credentials


def read_credential(given: object) -> bytes:
    """Read a credential, and its weight where weights are in use."""
    found = _WEIGHT.fullmatch(given) if isinstance(given, str) else None
    if not found:
        raise RecordError("credential-weight", str(given)[:80])
    read_point(found[1])
    return CREDENTIAL.pack(bytes.fromhex(found[1]), int(found[2] or 1), -1)


# -- Ballots


def check_ballot(election: Election, raw: bytes) -> Ballot:
    """Check a ballot: made for this election, each answer allowed, all signed with the credential that it names."""
    ballot = read_json(raw)
    uuid, hash_, credential, answers, signature = fields(
        ballot, "election_uuid", "election_hash", "credential", "answers", "signature"
    )
    if uuid != election.uuid or hash_ != election.fingerprint:
        raise RecordError("ballot-election")
    signer = read_point(credential)
    context = f"{election.fingerprint}|{credential}"
    pairs = zip(election.questions, listed(answers, len(election.questions), reason="answer-count"), strict=True)
    sealed = tuple(
        check_ranking(election, answer, context)
        if question.ranked
        else check_ticks(election, question, answer, context)
        for question, answer in pairs
    )
    claimed, proof = fields(signature, "hash", "proof")
    if claimed != fingerprint(compact({name: ballot[name] for name in ballot if name != "signature"})):
        raise RecordError("ballot-hash")
    check_known(f"sig|{claimed}|", signer, proof, reason="ballot-signature")
    return Ballot(credential, sealed)


def check_ranking(election: Election, answer: object, context: str) -> tuple[Cipher, ...]:
    """Check the answer to a ranked question: who sealed it knows how, so it isn't a copy of somebody else's."""
    choices, proof = fields(answer, "choices", "proof")
    cipher = read_cipher(choices)
    text = f"raweg|{context}|{text_of(election.key)},{cipher_text([cipher])}|"
    check_known(text, cipher[0], proof, reason="answer-known")
    return (cipher,)


def check_ticks(election: Election, question: Question, answer: object, context: str) -> tuple[Cipher, ...]:
    """Check the answer to a question of ticks: each 0 or 1, and as many as may be."""
    names = ("choices", "individual_proofs", "overall_proof", "blank_proof")
    choices, each, overall, blank = fields(answer, *names, maybe=() if question.blank else ("blank_proof",))
    if blank is not None and not question.blank:
        raise RecordError("shape", "a proof about blank where blank may not be")
    ciphers = tuple(read_cipher(x) for x in listed(choices, question.choices, reason="answer-count"))
    for cipher, proof in zip(ciphers, listed(each, len(ciphers), reason="answer-count"), strict=True):
        text = f"prove|{context}|{cipher_text([cipher])}|"
        check_any(text, election.key, (cipher, less(cipher, 1)), proof, reason="answer-proof")
    whole = f"{context}|{cipher_text(ciphers)}"
    ticked = summed(ciphers[question.blank :])
    allowed = [less(ticked, number) for number in range(question.least, question.most + 1)]
    if not question.blank:
        text = f"prove|{whole}|{cipher_text([ticked])}|"
        check_any(text, election.key, allowed, overall, reason="answer-sum")
        return ciphers
    check_any(f"bproof0|{whole}|", election.key, (ciphers[0], ticked), blank, reason="answer-blank")
    check_any(f"bproof1|{whole}|", election.key, (less(ciphers[0], 1), *allowed), overall, reason="answer-sum")
    return ciphers
