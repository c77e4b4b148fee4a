"""What reading a file remembered of its texts, so that none is read twice: let go of when the file is read."""

from muster.register import dates, joins, lines, names, numbers, pieces, postcodes, side, values, words

_OF_ROWS = (
    dates.read_date, lines.part_line, names.read_name, names._is_plain_surname, numbers.read_number,  # noqa: SLF001 - what nobody but us empties
    numbers.read_district, postcodes.read_postcode, postcodes.find_postcode, values.read_uprn,
)  # fmt: skip
_OF_ADDRESSES = (pieces.read_line, words.plain_words, words.street_words, words.well_written)
_OF_NAMES = (side.surname_keys, side.forename_keys, side._word_keys, joins.key_of)  # noqa: SLF001


def forget_rows() -> None:
    """Let go of what the cells of rows were read as."""
    for remembered in _OF_ROWS:
        remembered.cache_clear()


def forget_addresses() -> None:
    """Let go of what the lines of addresses were taken apart into."""
    for remembered in _OF_ADDRESSES:
        remembered.cache_clear()


def forget_names() -> None:
    """Let go of names and their keys."""
    for remembered in _OF_NAMES:
        remembered.cache_clear()
