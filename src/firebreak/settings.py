"""Settings of the site and the command, from the environment.

FIREBREAK_HOME      folder of the database, keys and files (see `home.py`)
FIREBREAK_DATABASE  postgresql://user:password@host:port/name; without it, SQLite in the home
FIREBREAK_HOSTS     host names the site answers to, separated by commas
FIREBREAK_HTTPS     1 if the site is reached over https: cookies are then sent over https only
FIREBREAK_TIMEZONE  the city's time zone (Asia/Shanghai)
FIREBREAK_DEBUG     1 for a developer's error pages; never on a machine with real data
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from firebreak import home


def switch(name: str) -> bool:
    """Read a setting that is on or off."""
    value = os.environ.get(name, "0").strip().lower()
    if value not in ("0", "1", "false", "true", ""):
        raise ImproperlyConfigured(f"{name} is {value!r}; give 1 for on or 0 for off.")
    return value in ("1", "true")


def read_only(file: Path) -> dict:
    """Return how SQLite opens a file beside which nothing can be written."""
    # What is not yet taken over from the log beside it would else not be seen.
    has_log = file.with_name(f"{file.name}-wal").exists()
    how = "mode=ro" if has_log else "immutable=1"
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{file.as_uri()}?{how}"}


def database(address: str | None) -> dict:
    """Turn `FIREBREAK_DATABASE` into Django's words."""
    if not address:
        file = home.folder() / home.DATABASE
        if home.is_read_only():
            return read_only(file)
        file.touch(mode=0o600)  # whoever else may read the folder, not the record
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": file,
            "CONN_MAX_AGE": 600,  # a new connection reads the schema and begins with an empty cache
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456;"
                    "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
                ),
            },
            "TEST": {"NAME": os.environ.get("FIREBREAK_TEST_DATABASE")},
        }
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "FIREBREAK_DATABASE is not an address this program knows.\n"
            "Write postgresql://user:password@host:5432/name, or leave it out for SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "prepare_threshold": 5,  # with none, not even records/prepared.py could prepare
            # All that is prepared asks by keys: one plan is right for every key, and planned once.
            # Instants that are copied out are read as ISO 8601 writes them.
            "options": "-c plan_cache_mode=force_generic_plan -c datestyle=ISO",
        },
    }


KEYS = home.keys()
SECRET_KEY = KEYS["django"]
SALT_KEY = KEYS["salt"]  # with SECRET_KEY, encrypts identifiers
INDEX_KEY = KEYS["index"]

DEBUG = switch("FIREBREAK_DEBUG")
HTTPS = switch("FIREBREAK_HTTPS")
ALLOWED_HOSTS = [
    h.strip()
    for h in os.environ.get("FIREBREAK_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
    if h.strip()
]
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "encrypted_fields",
    "simple_history",
    "firebreak.records",
    "firebreak.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "firebreak.site.asked.PlainAddressMiddleware",
    "firebreak.site.as_known.AsKnownMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "firebreak.urls"
WSGI_APPLICATION = "firebreak.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "firebreak.site.templates_by_language.Loader",
                    ["django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "firebreak.site.surroundings.surroundings",
            ],
        },
    }
]

DATABASES = {"default": database(os.environ.get("FIREBREAK_DATABASE"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "records.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "firebreak.site.accounts.signed_in.Backend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "firebreak.site.accounts.views.locked_out"

SESSION_ENGINE = "firebreak.site.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# In the session, not in a cookie: what a page says stays on this machine.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [home.Path(__file__).parent / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("FIREBREAK_TIMEZONE", "Asia/Shanghai")
CITY_ZONE = ZoneInfo(TIME_ZONE)

STATIC_URL = "static/"
STATIC_ROOT = home.folder() / "static"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = home.folder() / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# Logs name requests and errors, never people: no query strings, no form values, no SQL.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "firebreak.logs.Plain",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "axes": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
    },
}
