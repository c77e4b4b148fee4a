"""'Did you mean Mill Lane?': names that come close to one that isn't known."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from muster.register.words import street_words

LEAST_ALIKE = 0.75  # of 1, as difflib's ratio
_TRIED = 40  # names compared letter by letter, those that share most threes of letters


def suggest_streets(name: str, known: Collection[str], *, most: int = 3) -> tuple[str, ...]:
    """Give the known names that come closest to a name, the best first; () where none comes close."""
    return suggest_all([name], known, most=most)[0]


def suggest_all(names: Sequence[str], known: Collection[str], *, most: int = 3) -> list[tuple[str, ...]]:
    """Do the same for many names at once."""
    texts = {name: " ".join(street_words(name)) for name in sorted(set(known))}
    holding: dict[str, list[str]] = defaultdict(list)
    for name, text in texts.items():
        for three in _threes(text):
            holding[three].append(name)
    return [_closest(" ".join(street_words(name)), texts, holding, most) for name in names]


def _closest(text: str, texts: dict[str, str], holding: dict[str, list[str]], most: int) -> tuple[str, ...]:
    shared: Counter[str] = Counter()
    for three in _threes(text):
        shared.update(holding.get(three, ()))
    tried = sorted(shared, key=lambda name: (-shared[name] / (len(texts[name]) + len(text)), name))[:_TRIED]
    alike = {name: _alike(text, texts[name]) for name in tried}
    best = sorted((name for name in tried if alike[name] >= LEAST_ALIKE), key=lambda name: (-alike[name], name))
    return tuple(best[:most])


def _alike(one: str, other: str) -> float:
    """How alike two names are; the same words in another order count as nearly the same."""
    straight = SequenceMatcher(None, one, other, autojunk=False).ratio()
    turned = SequenceMatcher(None, " ".join(sorted(one.split())), " ".join(sorted(other.split())), autojunk=False)
    return max(straight, turned.ratio() - 0.02)


def _threes(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}
