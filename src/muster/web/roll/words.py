"""By which words somebody is found, and the number on their card."""

import secrets
from collections.abc import Callable

from muster.register.folded import folded
from muster.web.roll.models import Person, PersonWord

LONGEST_WORD = 24
LONGEST = 80
_DIGITS = 9


def sort_of(surname: str, forenames: str, known_as: str) -> str:
    """Give the text that somebody is sorted and looked for by: surname, forenames, and what else they are called."""
    last, first = folded(surname), folded(forenames)
    known = f"{last} {first}".split()
    rest = " ".join([first, *(word for word in folded(known_as).split() if word not in known)]).strip()
    last = last[: max(LONGEST - 1 - len(rest), LONGEST // 2)].strip()  # a long surname leaves room for a forename
    return f"{last} {rest}"[:LONGEST].strip()


def words_of(text: str) -> set[str]:
    """Give the words of such a text, as they are kept."""
    return {word[:LONGEST_WORD] for word in text.split()}


def index(person: Person, *, was: tuple[str, int | None] = ("", None)) -> None:
    """Keep the words by which a person is found in step with the row; `was`: the text and group that they stand for."""
    text, group = was
    if text:
        PersonWord.objects.filter(word__in=words_of(text), group=group or 0, person=person.pk).delete()
    words = sorted(words_of(person.folded))
    PersonWord.objects.bulk_create(PersonWord(word=one, group=person.group_id or 0, person=person.pk) for one in words)


def new_number(taken: Callable[[str], bool]) -> str:
    """Draw the number of a card: nine digits and one that tells a slip of the pen (Luhn)."""
    while True:
        digits = f"{1 + secrets.randbelow(9)}{secrets.randbelow(10 ** (_DIGITS - 1)):0{_DIGITS - 1}d}"
        number = digits + check_digit(digits)
        if not taken(number):
            return number


def check_digit(digits: str) -> str:
    """Give the digit that makes a number's sum a multiple of ten, every second digit from the right doubled (Luhn)."""
    doubled = (sum(divmod(int(digit) * (2 - i % 2), 10)) for i, digit in enumerate(reversed(digits)))
    return str(-sum(doubled) % 10)
