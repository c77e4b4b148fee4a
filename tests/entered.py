"""Lets a test's client in as an account, with a second proof, as if somebody had signed in a moment ago."""

import time

from django.test import Client

from muster.web.roll.models import Account


def entered(client: Client, account: Account, *, second: bool = True, fresh: bool = True) -> Client:
    """Sign an account in, past everything that signing in asks."""
    client.force_login(account)
    session = client.session
    session["enter.second"] = second
    session["enter.proved_at"] = time.time() if fresh else 0.0
    session.save()
    return client
