"""What Django's models can't say: an entry stays as it was written, and where jobs say what they are doing."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from muster.web.record.lines import TABLE

_STAYS = "an entry stays as it was written"

_SQLITE = [
    *(
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{_STAYS}'); END"
        for table, verb in [("record_entry", "UPDATE"), ("record_entry", "DELETE"), ("record_payload", "UPDATE")]
    ),
    # INSERT OR REPLACE would delete the old row without asking the triggers above
    f"""CREATE TRIGGER record_entry_insert BEFORE INSERT ON record_entry
    WHEN EXISTS (SELECT 1 FROM record_entry WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, '{_STAYS}'); END""",  # noqa: S608 - our own words
]

_POSTGRESQL = [
    f"""CREATE FUNCTION record_stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_STAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER record_entry_stays BEFORE UPDATE OR DELETE ON record_entry
    FOR EACH ROW EXECUTE FUNCTION record_stays()""",
    "CREATE TRIGGER record_entry_whole BEFORE TRUNCATE ON record_entry EXECUTE FUNCTION record_stays()",
    "CREATE TRIGGER record_payload_stays BEFORE UPDATE ON record_payload FOR EACH ROW EXECUTE FUNCTION record_stays()",
    TABLE,
]


def _forwards(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Runs the statements of the database at hand."""

    dependencies: ClassVar = [("record", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(_forwards)]
