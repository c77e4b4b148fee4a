"""What Django's models can't say: a look-up and a copy stay as they were noted, and where somebody stood stays so."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_STAYING = {
    "power_look": "a look-up stays as it was noted",
    "power_stand": "a side stays as it was taken",
    "power_copy": "a copy stays as it was numbered",
}


def _sqlite() -> list[str]:
    changes = [
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{why}'); END"
        for table, why in _STAYING.items()
        for verb in ("UPDATE", "DELETE")
    ]
    replacements = [  # INSERT OR REPLACE would delete the old row without asking the triggers above
        f"""CREATE TRIGGER {table}_insert BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{why}'); END"""  # noqa: S608 - our own words
        for table, why in _STAYING.items()
    ]
    return changes + replacements


def _postgresql() -> list[str]:
    function = """CREATE FUNCTION power_stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'it stays as it was noted' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
    stays = "EXECUTE FUNCTION power_stays()"
    changed = [f"CREATE TRIGGER {t}_stays BEFORE UPDATE OR DELETE ON {t} FOR EACH ROW {stays}" for t in _STAYING]
    emptied = [f"CREATE TRIGGER {t}_whole BEFORE TRUNCATE ON {t} {stays}" for t in _STAYING]
    return [function, *changed, *emptied]


def _forwards(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _postgresql() if schema_editor.connection.vendor == "postgresql" else _sqlite():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Runs the statements of the database at hand."""

    dependencies: ClassVar = [("power", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(_forwards)]
