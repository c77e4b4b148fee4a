"""Where allauth asks us: what it says, where it leads, whom it tells, and what of it the record hears."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.cache import cache
from django.db import transaction
from django.forms import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from nacl.encoding import URLSafeBase64Encoder
from nacl.secret import SecretBox

from muster.home import secret
from muster.web.enter import actions, letters, queries
from muster.web.enter.device import device_of
from muster.web.enter.fresh import is_fresh, note_proved, note_second, ways_taken
from muster.web.record.actor import NOBODY
from muster.web.roll.models import Account
from muster.web.roll.queries import actor_of

# How somebody's ways in can change, as entries and letters call it, by the letter that allauth would send
CHANGES = {
    "account/email/password_set": "password set",
    "account/email/password_changed": "password changed",
    "mfa/email/totp_activated": "app added",
    "mfa/email/totp_deactivated": "app removed",
    "mfa/email/webauthn_added": "passkey added",
    "mfa/email/webauthn_removed": "passkey removed",
    "mfa/email/recovery_codes_generated": "new recovery codes",
}
_ADD_SECOND = {"app added", "passkey added"}
_TOLD = {
    "account/messages/logged_out.txt": _("You are signed out."),
    "account/messages/password_set.txt": _("Your password is set."),
    "account/messages/password_changed.txt": _("Your password is changed. Other browsers and programs are signed out."),
    "mfa/messages/totp_activated.txt": _("From now on your app’s code is asked for when you sign in."),
    "mfa/messages/totp_deactivated.txt": _("Your app’s code is no longer asked for."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed. Delete it on the device as well."),
}
_LIMITS = {"too_many_login_attempts", "rate_limited"}
_ONE_ENTRY_IN_S = 300


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # untyped
    """Says what allauth would say in our words, and tells the record."""

    error_messages = {  # noqa: RUF012 - allauth's own way
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This address and this password don’t belong together. Try again, or have a link sent."
        ),
        "incorrect_password": _("That is not your password."),
        "incorrect_code": _("That code is not right, or was used. Wait for the next one and type it."),
        "too_many_login_attempts": _("That was tried too often. Wait five minutes, or enter in another way."),
        "rate_limited": _("That was tried too often. Wait five minutes."),
        "enter_current_password": _("Type the password that you have now."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - asked with it
        """Nobody makes an account: whoever belongs is invited to one."""
        return False

    def login(self, request: HttpRequest, user: Account) -> None:
        """Let somebody in, everything being proved: the session and its entry, or neither."""
        ways = ways_taken(request, user)
        with transaction.atomic():
            super().login(request, user)
            if {"passkey", "app", "code"} & set(ways):
                note_second(request)
            note_proved(request)
            open_session(request, user, ways=ways)

    def logout(self, request: HttpRequest) -> None:
        """Let somebody out."""
        session = queries.session_with(request.session.session_key or "")
        if session:
            actions.end_session(session, by=actor_of(session.account, at=now()), at=now())
        super().logout(request)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Account,
        context: dict[str, Any] | None = None,  # noqa: ARG002 - whose device it was is nobody's but theirs
        email: str | None = None,
    ) -> None:
        """Tell the record, and its owner, that an account can be entered in another way."""
        change = CHANGES[template_prefix]
        actions.change_ways(user, change=change, by=actor_of(user, at=now()), at=now())
        if change in _ADD_SECOND:
            note_second(self.request)
        if change.startswith("password"):  # which gave this browser another key, and ended all others
            follow_key(self.request, user)
            end_keys(user)
        to = email or queries.address_of(user)
        if to:
            letters.send(
                "changed", to=to, change=change, at=now(), page=self.request.build_absolute_uri(reverse("mfa_index"))
            )

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Say what is wrong; a limit that was reached is noted."""
        if code in _LIMITS:
            note_limit(self.request, of="sign_in")
        error: ValidationError = super().validation_error(code, *args)
        return error

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002 - our sentences need none
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our words; what needs no words is not said."""
        said = message or _TOLD.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - asked with it
        """Lead back to one's ways in."""
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:  # noqa: ARG002 - the same for all
        """Ask again unless somebody proved a moment ago who they are."""
        return not is_fresh(self.request)

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, Any]]:
        """Give the ways to answer, the best one first; a link by mail for whoever has no other."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        order = ["mfa_reauthenticate:webauthn", "mfa_reauthenticate", "reauthenticate"]
        methods.sort(key=lambda one: order.index(one["id"]))
        if not methods and user.is_authenticated:
            methods.append({"id": "link", "description": _("A link by e-mail"), "url": reverse("enter:again_by_link")})
        return methods

    def get_user_search_fields(self) -> list[str]:
        """Accounts hold nothing to search."""
        return []


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # untyped
    """Names us to passkeys and apps, and hides secrets from whoever reads the database alone."""

    error_messages = {  # noqa: RUF012 - allauth's own way
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def get_totp_label(self, user: Account) -> str:
        """Call an account by its address."""
        return queries.address_of(user) or str(user.ref)

    def _get_user_identifier(self, user: Account) -> str:
        return self.get_totp_label(user)

    def _get_site_name(self) -> str:
        movement = queries.movement()
        return movement.name if movement else "Muster"

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        """Call an account by its address."""
        name = self.get_totp_label(user)
        return {"id": user_pk_to_url_str(user).encode(), "display_name": name, "name": name}

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:  # noqa: A002, ARG002 - allauth's names
        """Name a passkey after the device that makes it."""
        return device_of(self.request.headers.get("User-Agent", "")) or str(_("Passkey"))

    def encrypt(self, text: str) -> str:
        """Seal a secret under a key that lies beside the database, not in it."""
        return _box().encrypt(text.encode(), encoder=URLSafeBase64Encoder).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed."""
        return _box().decrypt(encrypted_text.encode(), encoder=URLSafeBase64Encoder).decode()


def open_session(request: HttpRequest, account: Account, *, ways: list[str]) -> None:
    """Enter that somebody is signed in here from now on."""
    if not request.session.session_key:
        request.session.save()
    key = str(request.session.session_key)
    device = device_of(request.headers.get("User-Agent", ""))
    actions.sign_in(account, key=key, device=device, ways=ways, by=actor_of(account, at=now()), at=now())


def follow_key(request: HttpRequest, account: Account) -> None:
    """A changed password gives this browser another key, and ends every other: open its session anew."""
    for session in account.sessions.filter(ended_at__isnull=True):
        actions.end_session(session, by=actor_of(account, at=now()), at=now())
    open_session(request, account, ways=["password"])


def end_keys(account: Account) -> None:
    """End every key: whoever locks others out means their programs as well."""
    for key in queries.program_keys_of(account):
        actions.end_key(key, by=actor_of(account, at=now()), at=now())


def note_limit(request: HttpRequest, *, of: str) -> None:
    """Enter that somebody tried too often: once in five minutes, so that trying on can't fill the record."""
    if cache.add(f"enter:limit:{of}", 1, timeout=_ONE_ENTRY_IN_S):
        actions.reach_limit(of=of, by=getattr(request, "actor", NOBODY), at=now())


def _box() -> SecretBox:
    return SecretBox(bytes.fromhex(secret("second-factors")))
