"""The site's settings. What a host may choose comes from the environment; everything else is decided here."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from muster.home import home, made, secret
from muster.web.databases import database

WEB = Path(__file__).parent
HOME = home()

# The address that people type, when it is not this machine alone: https://muster.example.org
ADDRESS = os.environ.get("MUSTER_ADDRESS", "")
LOCAL_ADDRESS = f"http://localhost:{os.environ.get('MUSTER_PORT', '8000')}"  # `muster up` says its own port
_behind_tls = ADDRESS.startswith("https://")

SECRET_KEY = secret("site")
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *filter(None, [urlsplit(ADDRESS).hostname])]
CSRF_TRUSTED_ORIGINS = [ADDRESS.rstrip("/")] if ADDRESS else []

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "muster.web.record",
    "muster.web.messenger",
    "muster.web.power",
    "muster.web.intake",
    "muster.web.roll",
    "muster.web.enter",
    "muster.web.mandates",
    "muster.web.letters",
    "muster.web.register",
    "muster.web.days",
    "muster.web.today",
    "allauth",  # these after ours, whose pages stand in the place of theirs
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "muster.web.roll.middleware.actor_of_request",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "muster.web.enter.middleware.sign_in_first",  # last: it asks who is asking, before any page does
]
DEMO = bool(os.environ.get("MUSTER_DEMO"))  # set by `muster demo`, whose home is its own
ROOT_URLCONF = "muster.web.urls"
WSGI_APPLICATION = "muster.web.wsgi.application"
AUTH_USER_MODEL = "roll.Account"

# Signing in: `web/enter` says how; allauth does it, under our addresses and in our words.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "cards" if DEMO else "account_login"
LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "/", LOGIN_URL
ACCOUNT_ADAPTER = "muster.web.enter.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # an account holds neither
ACCOUNT_LOGIN_METHODS, ACCOUNT_SIGNUP_FIELDS = {"email"}, ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # a link verifies its address; nobody signs up
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "link": "20/m/ip,3/5m/key",
    "link_use": "20/m/ip",
    "first": "5/m/ip,30/h/key",
    "program_join": "300/h/key",
    "join": "60/h/ip",  # a hall of people joins from one address
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _behind_tls else 0  # whose addresses the limits count
MFA_ADAPTER = "muster.web.enter.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody is let in but by a link, which verifies
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
MFA_RATE_LIMITS = {"webauthn_login": "20/m/ip"}
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"  # until a mail server is kept: web/mail.py
CACHES = {  # what limits count, for every process alike; it can be emptied at any time
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "enter_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), home=HOME)}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "muster.web.today.places.places",
            ],
        },
    },
]

# jobs that come round every day
DAILY = ["register.expire", "enter.sweep", "roll.come_round", "days.sweep", "messenger.sweep"]
STILL_MAY = "muster.web.power.held.require_still"  # asked before what somebody wrote leaves
# what looks whether anything has come due
EVERY_MINUTE = [
    "muster.web.messenger.due.start_due",
    "muster.web.mandates.due.tell_due",
    "muster.web.mandates.due_of_two.tell_of_two",
    "muster.web.days.homes.look",
    "muster.web.days.sweeping.look",
    "muster.web.roll.lying.look",
    "muster.web.register.lying.look",
]

STATIC_URL = "/static/"
STATIC_ROOT = made(HOME / "cache" / "static")
STATICFILES_DIRS = [WEB / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

FILE_UPLOAD_TEMP_DIR = made(HOME / "files" / "arriving")  # in no common folder, where a killed server would leave them

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
if os.environ.get("MUSTER_PSEUDO"):  # to see what never went through gettext, and what a longer language cuts off
    LANGUAGES += [("en-xa", "Pseudo")]
LOCALE_PATHS = [WEB / "locale"]
LANGUAGE_COOKIE_NAME, LANGUAGE_COOKIE_AGE = "language", 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE, LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SECURE = "Lax", True, _behind_tls
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("MUSTER_ZONE", "Europe/London")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],  # the map draws in a worker of its own
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _behind_tls else None
SECURE_SSL_REDIRECT = _behind_tls
SECURE_HSTS_SECONDS = 31_536_000 if _behind_tls else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _behind_tls
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True  # forms carry the token; no script reads it
SESSION_COOKIE_AGE = 14 * 24 * 3600
X_FRAME_OPTIONS = "DENY"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"wordless": {"()": "muster.web.wordless.WordlessFormatter"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "wordless"}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},  # a page that is not there is the asker's trouble
}
