"""'Did you mean Mill Lane?': names that come close to one that isn't known."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher

from muster.register.words import street_words

LEAST_ALIKE = 0.75  # of 1, as difflib's ratio
TRIED = 40  # names compared letter by letter, those that share most threes of letters
MOST = 3  # names suggested


def suggest_streets(name: str, known: Collection[str], *, most: int = MOST) -> tuple[str, ...]:
    """Give the known names that come closest to a name, the best first; () where none comes close."""
    return suggest_all([name], known, most=most)[0]


def suggest_all(names: Sequence[str], known: Collection[str], *, most: int = MOST) -> list[tuple[str, ...]]:
    """Do the same for many names at once."""
    texts = {name: words_of(name) for name in sorted(set(known))}
    holding: dict[str, list[str]] = defaultdict(list)
    for name, text in texts.items():
        for three in threes_of(text):
            holding[three].append(name)
    return [_closest(words_of(name), texts, holding, most) for name in names]


def words_of(name: str) -> str:
    """Give a name as it is compared."""
    return " ".join(street_words(name))


def threes_of(text: str) -> set[str]:
    """Give the threes of letters of a name's words, by which names that may be close are found."""
    padded = f"  {text} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def closest_of(text: str, tried: Mapping[str, str], *, most: int = MOST) -> tuple[str, ...]:
    """Give the closest to some words of a few names, each with its words.

    Args:
        text: as `words_of`.
        tried: the `TRIED` names that share most threes with it, for their own length and its.
        most: how many to give.
    """
    alike = {name: _alike(text, words) for name, words in tried.items()}
    best = sorted((name for name in tried if alike[name] >= LEAST_ALIKE), key=lambda name: (-alike[name], name))
    return tuple(best[:most])


def _closest(text: str, texts: dict[str, str], holding: dict[str, list[str]], most: int) -> tuple[str, ...]:
    shared: Counter[str] = Counter()
    for three in threes_of(text):
        shared.update(holding.get(three, ()))
    tried = sorted(shared, key=lambda name: (-shared[name] / (len(texts[name]) + len(text)), name))[:TRIED]
    return closest_of(text, {name: texts[name] for name in tried}, most=most)


def _alike(one: str, other: str) -> float:
    """How alike two names are; the same words in another order count as nearly the same."""
    straight = SequenceMatcher(None, one, other, autojunk=False).ratio()
    turned = SequenceMatcher(None, " ".join(sorted(one.split())), " ".join(sorted(other.split())), autojunk=False)
    return max(straight, turned.ratio() - 0.02)
