"""What pages may ask about signing in: everybody about themselves alone."""

import datetime as dt
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session as Kept
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from muster.web.enter.models import Movement, ProgramKey, Session
from muster.web.power.held import in_force
from muster.web.power.models import Grant
from muster.web.roll.models import Account, ContactWay, Person
from muster.web.roll.moves import BELONGS

FEW_CODES = 3


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody can prove who they are."""

    email: str
    password: bool
    passkeys: tuple[Authenticator, ...]
    app: bool
    codes_left: int

    @property
    def second(self) -> bool:
        """Whether there is anything to prove besides holding the mailbox or knowing a password."""
        return self.app or bool(self.passkeys)

    @property
    def codes_are_few(self) -> bool:
        """Whether new recovery codes should be made."""
        return self.second and self.codes_left < FEW_CODES


def movement() -> Movement | None:
    """Give the movement whose site this is, once it is founded."""
    return Movement.objects.first()


def account_of(user: Account | AnonymousUser) -> Account:
    """Give the account of whoever is signed in; the middleware led everybody else away."""
    if isinstance(user, AnonymousUser):
        raise PermissionDenied
    return user


def address_known_as(email: str) -> EmailAddress | None:
    """Give the address that somebody typed, if anybody enters with it."""
    return EmailAddress.objects.filter(email=email.strip().lower()).select_related("user__person").first()


def way_of_member(email: str, *, at: dt.datetime) -> ContactWay | None:
    """Give the way by which the roll reaches one who belongs, or holds power, and has no account; of two, neither.

    The first officer of a movement asked to join, and nobody is there yet to admit them.
    """
    ways = ContactWay.objects.filter(kind=ContactWay.Kind.EMAIL, value=email, bad_at=None, person__merged_into=None)
    holding = Grant.objects.filter(in_force(at), holder=OuterRef("person__pseudonym"))
    belongs = Q(person__status__in=BELONGS) | Exists(holding)
    found = ways.filter(belongs, person__account__emailaddress=None)[:2]
    return found[0] if len(found) == 1 else None


def address_of(account: Account) -> str:
    """Give the address that somebody enters with, or nothing."""
    return EmailAddress.objects.filter(user=account, primary=True).values_list("email", flat=True).first() or ""


def addresses_of(person: Person) -> list[str]:
    """Give the e-mail addresses that stand in somebody's record and where mail arrives, the latest first."""
    kept = ContactWay.objects.filter(person=person, kind=ContactWay.Kind.EMAIL, bad_at=None)
    return list(kept.order_by("-pk").values_list("value", flat=True))


def enters_with(person: Person) -> str:
    """Give the address that somebody enters with, or nothing while they never could."""
    account = Account.objects.filter(person=person).first()
    return address_of(account) if account else ""


def ways_of(account: Account) -> Ways:
    """Tell how somebody can prove who they are: two queries."""
    held = list(Authenticator.objects.filter(user=account).order_by("created_at"))
    codes = next((one for one in held if one.type == Authenticator.Type.RECOVERY_CODES), None)
    return Ways(
        email=address_of(account),
        password=bool(account.password) and account.has_usable_password(),
        passkeys=tuple(one for one in held if one.type == Authenticator.Type.WEBAUTHN),
        app=any(one.type == Authenticator.Type.TOTP for one in held),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
    )


def sessions_of(account: Account) -> QuerySet[Session]:
    """Give the sessions of one account that still stand, newest first."""
    standing = Kept.objects.filter(expire_date__gt=now()).values("session_key")
    return Session.objects.filter(account=account, ended_at__isnull=True, key__in=standing).order_by("-pk")


def session_with(key: str) -> Session | None:
    """Give the session of one browser."""
    return Session.objects.select_related("account").filter(key=key, ended_at__isnull=True).first()


def program_keys_of(account: Account) -> QuerySet[ProgramKey]:
    """Give the keys of one account that still open something, newest first."""
    return ProgramKey.objects.filter(account=account, ended_at__isnull=True, ends_at__gt=now()).order_by("-pk")


def program_key_with(sha256: str) -> ProgramKey | None:
    """Give the key whose text has this hash, whether it still opens anything or not, and whose it is."""
    return ProgramKey.objects.select_related("account__person").filter(sha256=sha256).first()
