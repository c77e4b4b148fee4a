"""A map shows doors before there are turfs."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One more kind of drawing."""

    dependencies: ClassVar = [("days", "0001_initial")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="drawing",
            name="kind",
            field=models.CharField(
                choices=[("streets", "Streets"), ("doors", "Doors"), ("turfs", "Turfs"), ("picture", "Picture")],
                max_length=10,
            ),
        ),
    ]
