"""What Django's models can't say: the table of the cache, in which limits count for every process alike."""

from typing import Any, ClassVar

from django.core.management import call_command
from django.db import migrations


def make_table(_apps: Any, editor: Any) -> None:
    """Make the cache's table, as Django describes it for this database."""
    call_command("createcachetable", "enter_cache", database=editor.connection.alias, verbosity=0)


def drop_table(_apps: Any, editor: Any) -> None:
    """Drop it."""
    editor.execute("DROP TABLE enter_cache")


class Migration(migrations.Migration):
    """Makes the cache's table."""

    dependencies: ClassVar = [("enter", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(make_table, drop_table)]
