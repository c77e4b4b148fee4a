"""The parts that people play: two authorities, trustees, voters, the server; what each may not do."""

import io
from dataclasses import replace

import pytest
from nacl.signing import SigningKey

from muster.count.board import Board, BoardError, add_event, begin_board
from muster.count.check import check_record
from muster.count.check_group import joined, power, text_of, times
from muster.count.check_pieces import compact, read_json
from muster.count.check_votes import Question
from muster.count.halves import (
    HalfError,
    credential_secret,
    draw_code,
    join_halves,
    public_halves,
    read_code,
    secret_of,
)
from muster.count.mixing import MixError, shuffle_papers
from muster.count.opened import ranks_in_order
from muster.count.opening import OpeningError, open_all, open_part, result_piece
from muster.count.receipt import Receipt, ReceiptError, check_challenged, read_receipt, sign_receipt
from muster.count.sealing import ChoiceError, seal_ballot
from muster.count.setting_up import SetupError, draw_trustee, draw_uuid, ranking, same_key, set_up, yes_or_no
from tests.count import made_records as made
from tests.count import tampered

DRAW = made.drawing(5)
UUID = "1234567890abcd".replace("0", "z")


# -- Credentials in two halves


def both(count: int = 3) -> tuple[list[tuple[str, str]], bytes, bytes]:
    codes = [(draw_code(DRAW), draw_code(DRAW)) for _ in range(count)]
    first, second = (public_halves(side, UUID, DRAW) for side in zip(*codes, strict=True))
    return codes, first, second


def test_only_both_codes_give_the_credential() -> None:
    codes, first, second = both()
    whole = join_halves(first, second, uuid=UUID)
    assert whole.by_place == tuple(text_of(power(credential_secret(*pair, UUID))) for pair in codes)
    for one, other in codes:
        alone = {text_of(power(secret_of(code, UUID))) for code in (one, other)}
        assert not alone & {*whole.by_place}


def test_the_published_list_tells_nothing_of_the_rolls_order() -> None:
    _, first, second = both(9)
    whole = join_halves(first, second, uuid=UUID)
    assert read_json(whole.piece) == sorted(whole.by_place) != list(whole.by_place)


def test_an_authority_cant_cancel_the_others_half() -> None:
    """The second gives in its own point over the first's: it would know the whole secret, but can't show the half's."""
    _, first, second = both()
    mine = power(4711)
    theirs = bytes.fromhex(read_json(first)[0]["half"])[::-1]
    forged = read_json(second)
    forged[0]["half"] = text_of(joined((mine, power(0), times(-1, theirs))))
    with pytest.raises(HalfError, match="the second authority's half number 1 is wrong"):
        join_halves(first, compact(forged), uuid=UUID)


def test_halves_that_do_not_fit_are_refused() -> None:
    _, first, second = both()
    short, turned = compact(read_json(second)[:-1]), compact(read_json(second)[::-1])
    for pair, says in (
        ((first, first), "a half was given twice"),
        ((first, short), "the first authority gave 3 halves, the second 2"),
        ((first, turned), "the second authority's half number 1 is wrong"),
        ((b"[", second), "the first authority's half number 0 is wrong"),
    ):
        with pytest.raises(HalfError, match=says):
            join_halves(*pair, uuid=UUID)


def test_a_code_is_read_as_people_type_it() -> None:
    code = draw_code(DRAW)
    assert [len(part) for part in code.split("-")] == [5, 6, 5, 6]
    assert read_code(f"  {code.replace('-', ' ')} ") == read_code(code.replace("-", "")) == code
    with pytest.raises(HalfError, match="a code has no 0 l"):
        read_code("l" + code[1:-1] + "0")
    with pytest.raises(HalfError, match="22 letters and digits; this has 21"):
        read_code(code[:-1])


# -- Setting up


def setting(**other: object) -> dict[str, object]:
    _, first, second = both()
    keys = [draw_trustee(DRAW)[1] for _ in range(3)]
    given = {
        "name": "N", "description": "", "uuid": draw_uuid(DRAW), "trustees": keys, "roll_hash": made.ROLL,
        "credentials": join_halves(first, second, uuid=UUID).piece, "booth_hash": made.BOOTH, "at_s": made.AT_S,
    }  # fmt: skip
    return given | other


@pytest.mark.parametrize(
    ("questions", "other", "says"),
    [
        ([yes_or_no("?")], {"trustees": []}, "3 trustees at least"),
        ([ranking("?", ["x"] * 31)], {}, "30 candidates at most"),
        ([Question("?", ("a",), ranked=False, least=1, most=2)], {}, "its numbers make no sense"),
        ([yes_or_no("a\x07?")], {}, "control character"),
        ([], {}, "this can't be set up"),
        ([yes_or_no("?")], {"uuid": "short"}, "this can't be set up"),
        ([yes_or_no("?")], {"credentials": b'["00"]'}, "this can't be set up"),
    ],
)
def test_what_cant_be_set_up_is_refused_with_its_reason(
    questions: list[Question], other: dict[str, object], says: str
) -> None:
    with pytest.raises(SetupError, match=says):
        set_up(questions, **setting(**other))  # type: ignore[arg-type]


def test_a_setup_names_the_roll_and_the_booth_and_is_right() -> None:
    begun = set_up([yes_or_no("?")], **setting())  # type: ignore[arg-type]
    checked = check_record(io.BytesIO(begun.record), roll_hash=made.ROLL)
    assert checked.election.description == f"\nRoll: sha256:{made.ROLL}\nBooth: sha256:{made.BOOTH}"
    assert (checked.stage, checked.credentials) == ("Setup", 3)


def test_a_trustee_rehearses_that_the_key_is_the_right_one() -> None:
    secret, key = draw_trustee(DRAW)
    assert same_key(secret, key)
    assert not same_key(secret + 1, key)


# -- The board


def test_a_record_grows_and_never_changes() -> None:
    held = made.begin()
    before = held.record
    held.cast(held.seal(0, made.CHOICES[0]).raw)
    assert held.record.startswith(before)


def test_events_come_in_their_order() -> None:
    board, start = begin_board(at_s=made.AT_S)
    assert board == Board(made.AT_S)
    assert start[512:].rstrip(b"\0") == b'{"version":1,"timestamp":"1795376351"}'
    with pytest.raises(BoardError, match="after nothing comes Setup, not Ballot"):
        add_event(board, "Ballot", [b"{}"])
    done = Board(made.AT_S, 9, "Result", "0" * 64)
    with pytest.raises(BoardError, match="after Result comes nothing, not Ballot"):
        add_event(done, "Ballot", [b"{}"])


# -- Voters


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        (((0, 1, 0), (1, 0, 0)), "there are 3 questions; 2 were answered"),
        (((0, 1, 1), (1, 0, 0), (0,) * 4), "tick 1 to 1, not 2"),
        (((1, 1, 0), (1, 0, 0), (0,) * 4), "a blank paper ticks nothing else"),
        (((0, 2, 0), (1, 0, 0), (0,) * 4), "3 ticks of 0 or 1 are asked for"),
        (((0, 1, 0), (0, 0, 0), (0,) * 4), "tick 1 to 2, not 0"),
        (((0, 1, 0), (1, 0, 0), (0,) * 3), "4 ranks from 0 to 255 are asked for"),
        (((0, 1, 0), (1, 0, 0), (0, 0, 0, 256)), "4 ranks from 0 to 255 are asked for"),
    ],
)
def test_a_ballot_that_isnt_allowed_isnt_sealed(choices: tuple[tuple[int, ...], ...], says: str) -> None:
    with pytest.raises(ChoiceError, match=says):
        seal_ballot(tampered.held().election, choices, secret=5, draw=DRAW)


def test_a_receipt_is_the_servers_and_says_what_it_says() -> None:
    key = bytes(range(32))
    public = bytes(SigningKey(key).verify_key)
    receipt = Receipt(UUID, "A" * 43, 7, "0" * 64, made.AT_S)
    text = sign_receipt(receipt, key)
    assert read_receipt(text, public) == receipt
    assert read_receipt(text.replace("\n", "\r\n") + "\n", public) == receipt
    with pytest.raises(ReceiptError, match="isn't signed by this election's server"):
        read_receipt(text.replace("event 7", "event 8"), public)
    with pytest.raises(ReceiptError, match="isn't signed by this election's server"):
        read_receipt(text, bytes(SigningKey(bytes(32)).verify_key))
    with pytest.raises(ReceiptError, match="six lines"):
        read_receipt("taken", public)


def test_a_challenged_ballot_is_opened_and_a_cheating_booth_is_found_out() -> None:
    held = tampered.held()
    chosen = made.CHOICES[3]
    sealed = held.seal(1, chosen)
    check_challenged(held.election, sealed.raw, tracker=sealed.tracker, choices=chosen, chances=sealed.chances)
    for question, other in enumerate(made.CHOICES[0]):
        changed = (*chosen[:question], other, *chosen[question + 1 :])
        if changed != chosen:
            with pytest.raises(ReceiptError, match="something else than you chose"):
                check_challenged(
                    held.election, sealed.raw, tracker=sealed.tracker, choices=changed, chances=sealed.chances
                )
    with pytest.raises(ReceiptError, match="whose tracker was shown"):
        check_challenged(held.election, sealed.raw, tracker="A" * 43, choices=chosen, chances=sealed.chances)
    with pytest.raises(ReceiptError, match="can't be read"):
        check_challenged(held.election, sealed.raw, tracker=sealed.tracker, choices=chosen, chances=())


# -- Trustees


def test_a_trustee_opens_with_the_right_key_and_place() -> None:
    held = tampered.held()
    for owner, secret in ((1, held.trustees[1]), (2, held.trustees[0]), (0, held.trustees[2]), (4, held.trustees[0])):
        with pytest.raises(OpeningError, match=f"isn't trustee {owner}'s"):
            open_part(held.election, held.tally, owner=owner, secret=secret, draw=DRAW)


def test_a_result_without_every_part_is_refused() -> None:
    held = tampered.held()
    opened = open_all(held.tally, held.parts[:2])
    with pytest.raises(OpeningError, match="above what was cast"):
        result_piece(held.election, opened, 6)


def test_nothing_ranked_is_nothing_to_shuffle() -> None:
    election = replace(tampered.held().election, questions=(made.YES,))
    with pytest.raises(MixError, match="no question is ranked"):
        shuffle_papers(election, [], owner=1, draw=DRAW)


# -- From ranks to papers


@pytest.mark.parametrize(
    ("ranks", "paper"),
    [
        ((), []),
        ((0, 0, 0), []),
        ((1, 2, 3), [1, 2, 3]),
        ((3, 1, 2), [2, 3, 1]),
        ((0, 1, 0), [2]),
        ((1, 1, 2), [(1, 2), 3]),
        ((4, 0, 1), [3, None, None, 1]),
        ((2, 2, 0), [None, (1, 2)]),
    ],
)
def test_ranks_become_a_paper_in_the_voters_order(ranks: tuple[int, ...], paper: list[object]) -> None:
    assert ranks_in_order(ranks) == paper
