"""How often the database is asked something, whichever transactions this Django begins around the questions."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def asks(client: Client, address: str, **words: str) -> int:
    """Get a page, which must be there; give how many questions it asked."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, words).status_code == 200
    return sum(not one["sql"].startswith(("BEGIN", "COMMIT")) for one in queries)
