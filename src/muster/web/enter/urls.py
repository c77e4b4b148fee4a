"""The addresses of signing in. allauth's pages stand at ours, under the names by which it looks for them."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from muster.web.enter import first_views, inviting, keys, looking, moving, protecting, speaking, views
from muster.web.record.again import again

ours = (
    [
        path("link", views.ask_link, name="ask_link"),
        path("sent", views.sent, name="sent"),
        path("link/<str:token>", views.link, name="link"),
        path("second", views.second, name="second"),
        path("again/link", views.again_by_link, name="again_by_link"),
        path("begin-anew", views.begin_anew, name="begin_anew"),
        path("address", moving.address, name="address"),
        path("address/<str:token>", moving.new_address, name="new_address"),
        path("invite/<int:pk>", inviting.invite, name="invite"),
        path("sessions", views.sessions, name="sessions"),
        path("sessions/<int:pk>/end", views.end_session, name="end_session"),
        path("sessions/end-others", views.end_others, name="end_others"),
        path("keys", keys.keys, name="keys"),
        path("keys/<int:pk>/end", keys.end, name="end_key"),
        path("language", speaking.language, name="language"),
        path("look.css", looking.look, name="look"),
        path("colour", looking.colour, name="colour"),
        path("protection", protecting.protection, name="protection"),
        path("mail", first_views.mail_server, name="mail"),
        path("first", first_views.first, name="first"),
        path("first/founding", first_views.found, name="founding"),
    ],
    "enter",
)
to_ways = RedirectView.as_view(pattern_name="mfa_index")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(ours)),
    path("", views.door, name="account_login"),
    path("out", account.logout, name="account_logout"),
    path("closed", account.account_inactive, name="account_inactive"),
    path("password", account.login, name="enter_by_password"),
    path("passkey", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("proof", mfa.authenticate, name="mfa_authenticate"),
    path("again/password", account.reauthenticate, name="account_reauthenticate"),
    path("again/code", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("again/passkey", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("ways", views.ways, name="mfa_index"),
    path("ways/password", account.password_change, name="account_change_password"),
    path("ways/password/first", again(account.password_set, keeps=False), name="account_set_password"),
    path("ways/app", again(app.activate_totp), name="mfa_activate_totp"),
    path("ways/app/remove", again(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("ways/codes", again(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("ways/codes/new", again(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("ways/codes.txt", again(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("ways/passkeys", to_ways, name="mfa_list_webauthn"),
    path("ways/passkeys/new", again(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("ways/passkeys/<int:pk>/remove", again(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("ways/passkeys/<int:pk>/name", again(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
]
