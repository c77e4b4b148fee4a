"""Deeds that were approved, as `carry_out` calls them: terms back into arguments."""

import datetime as dt
from typing import Any

from muster.web.power import actions
from muster.web.record.actor import Actor

Terms = dict[str, Any]


def grant(terms: Terms, *, by: Actor, at: dt.datetime) -> object:
    """Give the power that was approved."""
    return actions.grant(actions.Given(**terms), by=by, at=at)


def raise_wall(terms: Terms, *, by: Actor, at: dt.datetime) -> object:
    """Put the compartment on its side."""
    return actions.raise_wall(actions.Side(**terms), by=by, at=at)


def suspend(terms: Terms, *, by: Actor, at: dt.datetime) -> object:
    """Stop access."""
    return actions.suspend(terms["holder"], scope=terms["scope"], by=by, at=at)
