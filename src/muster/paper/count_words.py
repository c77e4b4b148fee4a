"""A count in words for people: what each stage did and why, how papers were read, how ties were settled."""

from collections.abc import Iterable, Sequence

from muster.count.exchange import decimal
from muster.count.limits import say_clashes
from muster.count.result import (
    CannotBeElected,
    ChairsLot,
    ConstraintsUnmet,
    Count,
    DeclaredTied,
    EarlierStage,
    Elected,
    Excluded,
    FirstPreferences,
    LastPlaces,
    LotDrawn,
    MakesNoDifference,
    MoreThanAllOthers,
    NoVotes,
    PassedOver,
    ReachedQuota,
    Shared,
    Stage,
    SurplusMoved,
    Tally,
    Tie,
    TooFewCandidates,
    Vacant,
)

RULES = {
    "scottish": "Scottish STV (weighted inclusive Gregory, five decimals)",
    "av": "the alternative vote",
    "meek": "Meek's method (the Proportional Representation Foundation's reference rule)",
    "approval": "approval",
    "fptp": "first past the post",
}
VERBS = {"exclude": "who goes", "transfer": "whose surplus goes first", "elect": "who is elected"}
CHOSEN = {"exclude": "goes", "transfer": "has the surplus that goes first", "elect": "is elected"}


def votes(count: Count, amount: int) -> str:
    """Write an amount of votes as people read it: thousands apart, the rule's own decimals."""
    whole, dot, part = decimal(amount, count.places).partition(".")
    return f"{int(whole):,}{dot}{part}"


def figure(count: Count, amount: int, *, whole: bool) -> str:
    """Write an amount for a column: every decimal, unless all of the column is whole."""
    one = 10**count.places
    bare = whole or not count.places
    return f"{amount // one:,}" if bare else f"{amount // one:,}.{amount % one:0{count.places}}"


def is_whole(count: Count, amounts: Iterable[int]) -> bool:
    """Say whether all amounts are whole votes."""
    return all(amount % 10**count.places == 0 for amount in amounts)


def number(amount: int, one: str, many: str = "") -> str:
    """Say how many: '1 paper', '3 papers'."""
    return f"{amount:,} {one if amount == 1 else many or one + 's'}"


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does: 'Ann, Ben and Cem'."""
    *before, last = list(words) or [""]
    return f"{', '.join(before)} and {last}" if before else last


def named(count: Count, candidates: Iterable[int]) -> str:
    """Name candidates as a sentence does."""
    return listed(count.names[candidate] for candidate in candidates)


def title_of(count: Count, fallback: str = "The count") -> str:
    """Give a contest's title, or something that stands for it."""
    return count.title or fallback


def say_result(count: Count) -> str:
    """Say who is elected, in one sentence."""
    seats = number(count.seats, "seat")
    if not count.finished:
        so_far = f" {named(count, count.elected)} {_is_are(count.elected)} elected so far." if count.elected else ""
        return f"Not decided: a tie stops the count.{so_far}"
    if not count.elected:
        return f"Nobody is elected to the {seats}."
    to = f" to the {seats}" if count.seats > 1 else ""
    if len(count.elected) < count.seats:
        to = f" to {len(count.elected)} of the {seats}"
    return f"{named(count, count.elected)} {_is_are(count.elected)} elected{to}."


def say_setting(count: Count) -> str:
    """Say by what rule, over how many papers, with what quota."""
    quota = ""
    if count.rule == "scottish":
        quota = f" The quota is {votes(count, count.quota or 0)}."
    elif count.rule == "meek":
        first, last = votes(count, count.stages[0].quota or 0), votes(count, count.quota or 0)
        quota = f" The quota was {first} at first and is {last} at the end."
    papers = number(count.tally.valid, "valid paper")
    return f"Counted by {RULES[count.rule]}: {papers}, {len(count.names)} candidates.{quota}"


def say_deed(count: Count, stage: Stage) -> str:
    """Say what a stage did, as its heading."""
    match stage.deed:
        case FirstPreferences():
            return "Approvals" if count.rule == "approval" else "First preferences"
        case SurplusMoved(candidate, surplus):
            return f"The surplus of {count.names[candidate]}, {votes(count, surplus)}"
        case Excluded(candidate):
            return f"{count.names[candidate]} is excluded"
        case Shared():
            return "Surpluses are shared"


def say_why(count: Count, stage: Stage, before: Stage | None) -> str:
    """Say why a stage did what it did, with the figures; '' where there's nothing to say."""
    match stage.deed:
        case SurplusMoved(candidate, surplus) if before:
            had, quota, more = (votes(count, x) for x in (before.totals[candidate], stage.quota or 0, surplus))
            return (
                f"{count.names[candidate]} had {had}, the quota is {quota}: {more} go on. Each paper counts for "
                f"{more} times what it counted for, divided by {had}, to five decimals."
            )
        case Excluded(candidate, CannotBeElected()):
            return f"The constraints leave no way in which this candidate is elected. {_going_on(count)}"
        case Excluded(candidate) if before:
            least = votes(count, before.totals[candidate])
            stay = named(count, before.guarded)
            spared = f" {stay} must stay, as the constraints couldn't be met otherwise." if stay else ""
            return f"Nobody who may go has fewer than {least}. {_going_on(count)}{spared}"
        case Shared(rounds):
            return (
                "Everybody elected keeps just the quota of what comes to them, and the rest goes on to each paper's "
                f"next preferences; {number(rounds, 'round')} of sharing."
            )
    return ""


def _going_on(count: Count) -> str:
    if count.rule == "meek":
        return "All papers are shared anew without this candidate."
    return "The papers go on at the value they had."


def say_elected(count: Count, one: Elected, stage: Stage) -> str:
    """Say that and why somebody is elected."""
    return f"{count.names[one.candidate]} is elected {say_with(count, one, stage)}"


def say_with(count: Count, one: Elected, stage: Stage) -> str:
    """Say with how many votes somebody is elected, and why that is enough."""
    has = f"with {votes(count, one.votes)}"
    match one.why:
        case ReachedQuota():
            return f"{has}; the quota is {votes(count, stage.quota or 0)}."
        case MoreThanAllOthers():
            return f"{has}; all others together have {votes(count, sum(stage.totals) - one.votes)}."
        case LastPlaces():
            return f"{has}: no more candidates are left than places."
    return f"{has}."


def say_passed(count: Count, one: PassedOver) -> str:
    """Say that somebody had the votes and isn't elected."""
    had = votes(count, one.votes)
    return f"{count.names[one.candidate]} has {had}, but can't be elected: the constraints couldn't be met then."


def say_tie(count: Count, tie: Tie) -> str:
    """Say how a tie was settled."""
    among = named(count, tie.candidates)
    match tie.by:
        case EarlierStage(stage):
            how = f"At stage {stage}, the last at which they differed, the votes decide"
        case LotDrawn():
            how = "No earlier stage tells them apart, so the lot decides: the lowest ticket"
        case ChairsLot(witness):
            how = f"No earlier stage tells them apart. The chair drew a lot; {witness} watched"
        case MakesNoDifference():
            how = (
                "Nothing tells them apart, and it makes no difference to who is elected. The first on the list is taken"
            )
        case DeclaredTied():
            return (
                f"{among} are equal: {VERBS[tie.to]} at stage {tie.stage}? Nothing tells them apart, and it decides "
                "who is elected. The count stops here until a lot is drawn."
            )
    chosen = count.names[tie.chosen] if tie.chosen is not None else ""
    return f"{among} are equal: {VERBS[tie.to]}? {how}: {chosen} {CHOSEN[tie.to]}."


def say_limits(count: Count, stage: Stage) -> list[str]:
    """Say what the constraints mean for those who are still in after a stage."""
    told = []
    if stage.guarded:
        told.append(f"Must stay: {named(count, stage.guarded)}. Without them the constraints couldn't be met any more.")
    if stage.doomed:
        told.append(
            f"Can't be elected: {named(count, stage.doomed)}. With them the constraints couldn't be met any more."
        )
    return told


def say_flow(count: Count) -> str:
    """Say how the diagram is read."""
    told = "A lane a candidate, a column a stage. The height of a bar is votes; the dashed line is what elects."
    if count.rule == "meek":
        told += " Meek's method shares all papers anew at every stage, so lanes only grow and shrink."
    return told


def say_constraints(count: Count) -> list[str]:
    """Say each constraint and what became of it."""
    told = []
    for one in count.constraints:
        least = f"at least {one.at_least}" if one.at_least else ""
        most = f"at most {one.at_most}" if one.at_most is not None else ""
        wanted = " and ".join(word for word in (least, most) if word) or "any number"
        got = sum(candidate in one.candidates for candidate in count.elected)
        told.append(f"{one.name}: {wanted}; {got} of those elected, {len(one.candidates)} of those who stood.")
    return told


def say_vacant(vacant: Vacant) -> str:
    """Say which seats stay vacant and why."""
    seats = f"{number(vacant.seats, 'seat')} {'stays' if vacant.seats == 1 else 'stay'} vacant"
    match vacant.why:
        case TooFewCandidates():
            return f"{seats}: fewer people stand than there are seats."
        case NoVotes():
            return f"{seats}: there is no valid vote, and more people stand than there are seats."
        case ConstraintsUnmet(short, clashes):
            lacking = listed(f"{lack} of {name}" for name, lack in short)
            still = f" Still to come: {lacking}." if short else ""
            return f"{seats}, and nominations are re-opened: those who stand can't meet {say_clashes(clashes)}.{still}"


def say_tally(tally: Tally, rule: str) -> list[tuple[int, str]]:
    """Account for every paper: (how many, what of them)."""
    marked = "a mark" if rule == "approval" else "a clear first preference"
    marked += " for somebody who stands"
    told = [
        (tally.papers, "papers in the file"),
        (tally.valid, f"valid: {marked}"),
        (tally.empty, "empty"),
        (tally.unclear, "not valid: the first rank is left out or given to several"),
        (tally.withdrawn, "not valid: name only candidates who don't stand any more"),
        (tally.repeated_rank, "of the valid ones: a later rank is given to several; they count as far as before it"),
        (tally.skipped_rank, "of the valid ones: a later rank is left out; they count as far as before it"),
        (tally.repeated_name, "of the valid ones: somebody is named again; the first time counts"),
    ]
    return [one for at, one in enumerate(told) if one[0] or at < len(("papers", "valid"))]


def _is_are(some: Sequence[int]) -> str:
    return "is" if len(some) == 1 else "are"
