"""What Django's models can't say: a source's mode is for good, and in mode B there is no elector to name."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_NO_NAMES = "a source of addresses only keeps no elector"
_FOR_GOOD = "the mode of a source is decided once"

# PostgreSQL keeps the commonest values of a column in a table of its own, where no erasing finds them
_UNSAMPLED = {
    "street": ("name", "locality", "folded"),
    "renaming": ("was", "name"),
    "building": ("number", "name", "folded", "uprn", "postcode", "ward"),
    "door": ("unit",),
    "entry": ("surname", "forenames", "folded", "markers", "keys"),
}
# A range of beginnings is read from an index that is sorted by letters
_BY_LETTERS = {
    "street": {"folded": 160},
    "building": {"folded": 120, "postcode": 8},
    "entry": {"folded": 60},
}

_SQLITE = [
    *(
        f"""CREATE TRIGGER register_{table}_in_mode_b BEFORE INSERT ON register_{table}
        WHEN (SELECT mode FROM register_source WHERE id = NEW.source_id) = 'B'
        BEGIN SELECT RAISE(ABORT, '{_NO_NAMES}'); END"""  # noqa: S608 - our own words
        for table in ("entry", "elector")
    ),
    *(
        f"""CREATE TRIGGER register_{table}_into_mode_b BEFORE UPDATE OF source_id ON register_{table}
        WHEN (SELECT mode FROM register_source WHERE id = NEW.source_id) = 'B'
        BEGIN SELECT RAISE(ABORT, '{_NO_NAMES}'); END"""  # noqa: S608 - our own words
        for table in ("entry", "elector")
    ),
    f"""CREATE TRIGGER register_source_mode BEFORE UPDATE OF mode ON register_source WHEN NEW.mode <> OLD.mode
    BEGIN SELECT RAISE(ABORT, '{_FOR_GOOD}'); END""",
]

_POSTGRESQL = [
    f"""CREATE FUNCTION register_no_names() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM register_source WHERE mode = 'B' AND id IN (SELECT DISTINCT source_id FROM added))
    THEN RAISE EXCEPTION '{_NO_NAMES}' USING ERRCODE = 'check_violation'; END IF; RETURN NULL; END $$""",  # noqa: S608 - our own words
    *(
        f"""CREATE TRIGGER register_{table}_in_mode_b AFTER INSERT ON register_{table}
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION register_no_names()"""
        for table in ("entry", "elector")
    ),
    f"""CREATE FUNCTION register_no_name() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM register_source WHERE mode = 'B' AND id = NEW.source_id)
    THEN RAISE EXCEPTION '{_NO_NAMES}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$""",  # noqa: S608 - our own words
    *(
        f"""CREATE TRIGGER register_{table}_into_mode_b BEFORE UPDATE OF source_id ON register_{table}
        FOR EACH ROW WHEN (NEW.source_id <> OLD.source_id) EXECUTE FUNCTION register_no_name()"""
        for table in ("entry", "elector")
    ),
    f"""CREATE FUNCTION register_for_good() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_FOR_GOOD}' USING ERRCODE = 'check_violation'; END $$""",
    """CREATE TRIGGER register_source_mode BEFORE UPDATE OF mode ON register_source FOR EACH ROW
    WHEN (NEW.mode <> OLD.mode) EXECUTE FUNCTION register_for_good()""",
    *(
        f'ALTER TABLE register_{table} ALTER COLUMN {column} TYPE varchar({length}) COLLATE "C"'
        for table, columns in _BY_LETTERS.items()
        for column, length in columns.items()
    ),
    *(
        f"ALTER TABLE register_{table} ALTER COLUMN {column} SET STATISTICS 0"
        for table, columns in _UNSAMPLED.items()
        for column in columns
    ),
]


def _forwards(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Runs the statements of the database at hand."""

    dependencies: ClassVar = [("register", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(_forwards)]
