"""Django's settings.

Everything a site may change comes from environment variables; the defaults serve one offline server.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

HOME = Path(os.environ.get("CHEGARA_HOME", "var")).resolve()
HOME.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """Return the site's secret, made on first use and readable by its owner alone."""
    if given := os.environ.get("CHEGARA_SECRET_KEY"):
        return given
    path = HOME / "secret_key"
    if not path.exists():
        # Written aside and linked: two processes that start at once end up with the same whole secret.
        with tempfile.NamedTemporaryFile("w", dir=HOME) as file, suppress(FileExistsError):
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.link(file.name, path)
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("CHEGARA_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("CHEGARA_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CHEGARA_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "chegara.config",
    "chegara.contingency",
    "chegara.training",
    "chegara.canine",
    "chegara.integrity",
    "chegara.profiling",
    "chegara.risk",
    "chegara.cooperation",
    "chegara.plans",
    "chegara.elicitation",
    "chegara.evidence",
    "chegara.organisation",
    "chegara.audit",
    "chegara.pages",
    "chegara.accounts",
    "chegara.reporting",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "rules.apps.AutodiscoverRulesConfig",
    "csp",
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
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "chegara.pages.middleware.no_store",
]

ROOT_URLCONF = "chegara.config.urls"
WSGI_APPLICATION = "chegara.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chegara.config.navigation.navigation",
            ],
            "builtins": ["chegara.pages.templatetags.pages"],
        },
    },
]
FORM_RENDERER = "chegara.pages.forms.TablerRenderer"
DJANGO_TABLES2_TEMPLATE = "pages/table.html"

# The database. SQLite needs every one of these options to stand concurrent writers (see docs/adr/0003).
DATABASES = {
    "default": dj_database_url.config(default=f"sqlite:///{HOME / 'chegara.sqlite3'}", conn_max_age=60),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA foreign_keys=ON; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "chegara_cache"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Sign-in: a name and a password; accounts are made by an administrator, never by the visitor.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "chegara.accounts.adapter.PasswordBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "chegara.accounts.adapter.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
# Five wrong passwords lock a name for a quarter of an hour; a whole room behind one address gets more.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,60/15m/ip", "login": "300/m/ip"}
# The second factor: app or token, hardware key, printed codes. Tokens' clocks run off by seconds a month,
# so that the code before and after counts too. The password is what one knows: a key need ask for no PIN.
MFA_ADAPTER = "chegara.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]  # printed codes are made by our own page, when somebody asks
MFA_FORMS = {
    "activate_totp": "chegara.accounts.forms.AddTokenForm",
    "authenticate": "chegara.accounts.forms.SecondStepForm",
    "reauthenticate": "chegara.accounts.forms.ConfirmByCodeForm",
    "authenticate_webauthn": "chegara.accounts.forms.KeyStepForm",
    "reauthenticate_webauthn": "chegara.accounts.forms.ConfirmByKeyForm",
    "add_webauthn": "chegara.accounts.forms.AddKeyForm",
}
MFA_TOTP_ISSUER = "Chegara"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_COUNT = 40
MFA_WEBAUTHN_USER_VERIFICATION = "discouraged"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("CHEGARA_TRUSTED_PROXIES", "0"))

# Other programs ask by token: so many questions a minute of each.
INTERFACE_CALLS_A_MINUTE = int(os.environ.get("CHEGARA_CALLS_A_MINUTE", "120"))

# Languages: every date day-first, whatever the language.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский")]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
FORMAT_MODULE_PATH = ["chegara.config.formats"]
USE_THOUSAND_SEPARATOR = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("CHEGARA_TIME_ZONE", "Asia/Tashkent")

# Files.
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
FILES = HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_TEMP_DIR = str(HOME)
IMPORT_MAX_BYTES = 500_000_000

# Security. TLS ends at the site's own proxy; CHEGARA_TLS=1 says that there is one.
TLS = os.environ.get("CHEGARA_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}


# Where links in documents for the screen lead: the address at which users reach this site.
SITE_URL = os.environ.get("CHEGARA_URL", "http://127.0.0.1:8000")
