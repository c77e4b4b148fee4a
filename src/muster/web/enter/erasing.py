"""Takes away how somebody enters: addresses, passkeys, codes, sessions and the browsers they were in."""

import datetime as dt

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session as Kept

from muster.web.enter.models import ProgramKey, Session
from muster.web.record.erasing import Gone
from muster.web.roll.models import Account

TABLES = (
    "enter_session", "enter_programkey", "account_emailaddress", "mfa_authenticator", "django_session", "roll_account",
)  # fmt: skip


def erase(gone: Gone, at: dt.datetime) -> None:
    """Close the accounts of these people, sign them out everywhere, and keep no proof of who they were."""
    accounts = Account.objects.filter(person__in=gone.people)
    ids = {str(pk) for pk in accounts.values_list("pk", flat=True)}
    for kept in Kept.objects.iterator():  # what a browser's session holds is packed: nobody finds in it by asking
        if kept.get_decoded().get(SESSION_KEY) in ids:
            kept.delete()
    Session.objects.filter(account__in=accounts).delete()
    ProgramKey.objects.filter(account__in=accounts).delete()
    EmailAddress.objects.filter(user__in=accounts).delete()
    Authenticator.objects.filter(user__in=accounts).delete()
    for account in accounts:
        account.set_unusable_password()
        account.closed_at = at
        account.save(update_fields=["password", "closed_at"])
