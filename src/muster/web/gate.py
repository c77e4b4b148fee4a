"""The settings gate: the site starts on no database that may forget what it has confirmed."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

_FULL = 2
_MUST_BE_ON = ("fsync", "synchronous_commit", "full_page_writes")


class ForgetfulDatabaseError(ImproperlyConfigured):
    """A power cut could take back what this database has confirmed."""


def refuse_forgetful() -> None:
    """Look how the database is set at this moment.

    Raises:
        ForgetfulDatabaseError: with every setting that is wrong, and how to mend it.
    """
    wrong = forgetful_settings()
    if wrong:
        raise ForgetfulDatabaseError("Muster does not start on a database that may forget. " + " ".join(wrong))


def forgetful_settings(over: BaseDatabaseWrapper = connection) -> list[str]:
    """Give a sentence for each setting under which a confirmed deed could be lost in a power cut."""
    with over.cursor() as cursor:
        if over.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            level = cursor.fetchone()[0]
            return [] if level >= _FULL else [f"SQLite's synchronous is {level}: set PRAGMA synchronous=FULL."]
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s) ORDER BY name", [list(_MUST_BE_ON)])
        return [
            f"PostgreSQL's {name} is {setting}: ALTER SYSTEM SET {name} = on; SELECT pg_reload_conf();"
            for name, setting in cursor.fetchall()
            if setting == "off"
        ]
