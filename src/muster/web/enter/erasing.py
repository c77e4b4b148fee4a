"""Takes away how somebody enters: addresses, passkeys, codes, sessions and the browsers they were in."""

import datetime as dt
from collections.abc import Sequence
from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings

from muster.web.enter.models import Session
from muster.web.roll.models import Account, Person

TABLES = ("enter_session", "account_emailaddress", "mfa_authenticator", "django_session", "roll_account")


def erase(people: Sequence[Person], at: dt.datetime) -> None:
    """Close the accounts of these people, sign them out everywhere, and keep no proof of who they were."""
    accounts = Account.objects.filter(person__in=[one.pk for one in people])
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for key in Session.objects.filter(account__in=accounts).values_list("key", flat=True):
        store.delete(key)
    Session.objects.filter(account__in=accounts).delete()
    EmailAddress.objects.filter(user__in=accounts).delete()
    Authenticator.objects.filter(user__in=accounts).delete()
    for account in accounts:
        account.set_unusable_password()
        account.closed_at = at
        account.save(update_fields=["password", "closed_at"])
