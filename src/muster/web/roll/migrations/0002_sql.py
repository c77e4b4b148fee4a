"""What Django's models can't say: a movement is founded once, though two found it at the same moment."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Allows one entry of a founding."""

    dependencies: ClassVar = [("roll", "0001_initial"), ("record", "0002_sql")]
    operations: ClassVar = [
        migrations.RunSQL("CREATE UNIQUE INDEX roll_founded_once ON record_entry (kind) WHERE kind = 'roll.found'"),
    ]
