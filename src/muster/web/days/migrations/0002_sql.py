"""What Django's models can't say: a published board stays as it was published."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_STAYS = "a board stays as it was published"

_SQLITE = [
    *(
        f"CREATE TRIGGER days_board_{verb.lower()} BEFORE {verb} ON days_board"
        f" BEGIN SELECT RAISE(ABORT, '{_STAYS}'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    # INSERT OR REPLACE would delete the old row without asking the triggers above
    f"""CREATE TRIGGER days_board_insert BEFORE INSERT ON days_board
    WHEN EXISTS (SELECT 1 FROM days_board WHERE id = NEW.id OR code = NEW.code)
    BEGIN SELECT RAISE(ABORT, '{_STAYS}'); END""",  # noqa: S608 - our own words
]

_POSTGRESQL = [
    f"""CREATE FUNCTION days_board_stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_STAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER days_board_stays BEFORE UPDATE OR DELETE ON days_board
    FOR EACH ROW EXECUTE FUNCTION days_board_stays()""",
    "CREATE TRIGGER days_board_whole BEFORE TRUNCATE ON days_board EXECUTE FUNCTION days_board_stays()",
]


def _forwards(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Runs the statements of the database at hand."""

    dependencies: ClassVar = [("days", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(_forwards)]
