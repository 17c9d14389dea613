"""All settings, in one file. Every value that differs between offices comes from the environment.

Without any environment this is the try-out: SQLite in ``var/``, an in-process broker, emails kept
in ``var/mailbox``. ``PRODUCTION=true`` refuses to start with anything that is only safe there
(see ``careerfollow/checks.py``).
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.FileAwareEnv()  # SECRET_KEY_FILE=/run/secrets/… is read where SECRET_KEY is asked for
TRYOUT_SECRET_KEY = "only-for-trying-it-out-never-in-production"  # noqa: S105 - refused by a check in production

# What kind of start this is
PRODUCTION: bool = env.bool("PRODUCTION", default=False)
DEBUG: bool = env.bool("DEBUG", default=False)
DEMO: bool = env.bool("DEMO", default=False)
SECRET_KEY: str = env.str("SECRET_KEY", default=TRYOUT_SECRET_KEY)
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])

# The office
OFFICE_NAME: str = env.str("OFFICE_NAME", default="Halden University Career Services")
OFFICE_ADDRESS: str = env.str("OFFICE_ADDRESS", default="3 College Walk, Port Halden 04110")
OFFICE_TIME_ZONE: str = env.str("OFFICE_TIME_ZONE", default="America/New_York")
OFFICE_REGION: str = env.str("OFFICE_REGION", default="US")  # ISO 3166: country, or country-subdivision
TERM_STARTS: list[str] = env.list("TERM_STARTS", default=["01-10", "05-20", "08-20"])  # month-day, each year
BASE_URL: str = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
ADMIN_PATH: str = env.str("ADMIN_PATH", default="technical/")

ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])

INSTALLED_APPS = [
    "careerfollow",
    "apps.dashboard",
    "apps.reminders",
    "apps.applications",
    "apps.students",
    "apps.mail",
    "apps.technical.apps.TechnicalConfig",  # Django's admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "health_check",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads its answers against BREACH
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "apps.students.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "careerfollow.urls"
WSGI_APPLICATION = "careerfollow.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.students.context.office",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"


# Database: SQLite to try it out, PostgreSQL in production
def _database(address: str) -> dict[str, Any]:
    """Read a database's address. Raises ``ImproperlyConfigured``, without showing the password in it."""
    if address.startswith(("postgres://", "postgresql://", "sqlite://")):
        with suppress(ValueError):  # such as a port that is no number
            return dict(env.db_url_config(address))
    raise ImproperlyConfigured(
        "DATABASE_URL is no address of a PostgreSQL or SQLite database. Write it like "
        "postgres://name:password@host:5432/database or sqlite:////path/to/file.sqlite3."
    )


DATABASES: dict[str, dict[str, Any]] = {
    "default": _database(env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'careerfollow.sqlite3'}"))
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits its turn instead of failing halfway
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
SILENCED_SYSTEM_CHECKS = ["models.W040"]  # covering columns: PostgreSQL uses them, SQLite ignores them
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache and broker: Redis where there is one
REDIS_URL: str = env.str("REDIS_URL", default="")
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "careerfollow"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
TICK_SECONDS: int = env.int("TICK_SECONDS", default=60)
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": TICK_SECONDS, "options": {"expires": TICK_SECONDS}}
    for name, task in {
        "compose reminders": "apps.reminders.tasks.compose_reminders",
        "deliver the outbox": "apps.mail.tasks.deliver_outbox",
    }.items()
}

# Email: an SMTP server, or kept in var/mailbox and read at /mailbox/
EMAIL_URL: str = env.str("EMAIL_URL", default="")
MAILBOX_DIR = Path(env.str("MAILBOX_DIR", default=str(VAR_DIR / "mailbox")))
if EMAIL_URL:
    _email = env.email("EMAIL_URL")
    EMAIL_BACKEND: str = _email["EMAIL_BACKEND"]
    EMAIL_HOST: str = _email["EMAIL_HOST"]
    EMAIL_PORT: int = _email["EMAIL_PORT"] or 25
    EMAIL_HOST_USER: str = _email["EMAIL_HOST_USER"] or ""
    EMAIL_HOST_PASSWORD: str = _email["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS: bool = _email.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL: bool = _email.get("EMAIL_USE_SSL", False)
else:
    EMAIL_BACKEND = "apps.mail.mailbox.MailboxBackend"
EMAIL_TIMEOUT = 20  # seconds; well under the sending lease
DEFAULT_FROM_EMAIL: str = env.str("FROM_EMAIL", default="careers@halden.example")
UNSUBSCRIBE_EMAIL: str = env.str(
    "UNSUBSCRIBE_EMAIL", default=""
)  # a mailbox that someone reads, for List-Unsubscribe

# Each kind of mail names who composes it and who says whether it is still wanted: the only two
# strings that point upward (docs/adr/0002-one-staircase.md).
MAIL_KINDS: dict[str, dict[str, str]] = {
    "digest": {
        "category": "reminders",
        "compose": "apps.reminders.emails.compose_digest",
        "still_wanted": "apps.reminders.emails.digest_still_wanted",
    },
    "prompt": {
        "category": "prompts",
        "compose": "apps.reminders.emails.compose_prompt",
        "still_wanted": "apps.reminders.emails.prompt_still_wanted",
    },
}

# People and login
AUTH_USER_MODEL = "students.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "apps.students.accounts.OfficeAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"  # the office's roster decides who has an account, not a sign-up form
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    # One network address may be a whole career fair; one account is one student.
    "login": "300/m/ip",
    "login_failed": "100/m/ip,5/5m/key",
    "request_login_code": "100/m/ip,5/10m/key",
}

# Languages, time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]  # each but English has its catalogue in locale/
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# Static files
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None  # elsewhere files are served where they lie
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

# Security
SESSION_COOKIE_NAME = "careerfollow_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
BEHIND_PROXY: bool = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # whose X-Forwarded-For counts, for login limits
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=False)
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked from inside the container, without TLS
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0)
# Whether all of the campus's other hosts speak TLS is not ours to promise.
SILENCED_SYSTEM_CHECKS += ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # a 2 MB paste gets an answer from the form, not a bare 400
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "celery": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},
    },
}
