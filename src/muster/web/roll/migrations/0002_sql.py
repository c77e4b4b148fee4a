"""What Django's models can't say.

A movement is founded once, names sort by their letters on either database, and no name stays in PostgreSQL's samples.
"""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_FOUNDED = "CREATE UNIQUE INDEX roll_founded_once ON record_entry (kind) WHERE kind = 'roll.found'"

# PostgreSQL keeps the commonest values of a column in a table of its own, where no erasing finds them
_UNSAMPLED = {
    "person": ("known_as", "forenames", "surname", "folded", "address", "postcode", "number"),
    "contactway": ("value",),
    "personword": ("word",),
}
# A range of beginnings is read from an index that is sorted by letters
_BY_LETTERS = {
    "person": {"folded": 80, "postcode": 8, "number": 16},
    "contactway": {"value": 254},
    "personword": {"word": 24},
}

_SQLITE = [
    # A word's row is its own index: half the size, and half the time to write
    "DROP TABLE roll_personword",
    """CREATE TABLE roll_personword (word varchar(24) NOT NULL, "group" bigint NOT NULL, person bigint NOT NULL,
    PRIMARY KEY (word, "group", person)) WITHOUT ROWID""",
]
_POSTGRESQL = [
    *(
        f'ALTER TABLE roll_{table} ALTER COLUMN "{column}" TYPE varchar({length}) COLLATE "C"'
        for table, columns in _BY_LETTERS.items()
        for column, length in columns.items()
    ),
    *(
        f'ALTER TABLE roll_{table} ALTER COLUMN "{column}" SET STATISTICS 0'
        for table, columns in _UNSAMPLED.items()
        for column in columns
    ),
    # nobody looks for how a pseudonym begins
    "DROP INDEX IF EXISTS roll_person_pseudonym_00f08ce8_like",
]


def _forwards(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    theirs = _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE
    for statement in (_FOUNDED, *theirs):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Runs the statements of the database at hand."""

    dependencies: ClassVar = [("roll", "0001_initial"), ("record", "0002_sql")]
    operations: ClassVar = [migrations.RunPython(_forwards)]
