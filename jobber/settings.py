"""Every setting of the program, and the only reader of its environment (contract 7).

With `DEBUG=1` and nothing else the program runs on its embedded parts. Without `DEBUG` it is in production, where a
missing, short, repeated or example secret stops the start.
"""

import os
import re
import socket
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from django.core.exceptions import ImproperlyConfigured

# lets Django's generic classes take their types when the program runs, as they do for mypy
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")


def number(name: str, *, default: int) -> int:
    """The whole number `name`; `default` where it is absent or empty. Raises ImproperlyConfigured for anything else."""
    value = env.str(name, default="") or str(default)
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a whole number.")
    return int(value)


DEBUG = env.bool("DEBUG", default=False)

# ---------------------------------------------------------------------------------------------------------- Secrets

EXAMPLE_SECRETS = ("change-me", "changeme", "example", "development-only")
MIN_SECRET_BYTES = 32


def required(name: str, *, in_development: str) -> str:
    """The variable `name`; `in_development` where it is absent under DEBUG. Raises ImproperlyConfigured elsewhere."""
    value = env.str(name, default="")
    if value or DEBUG:
        return value or in_development
    raise ImproperlyConfigured(f"{name} is not set. Without DEBUG=1 the program is in production and needs it.")


def secret(name: str) -> str:
    """The secret `name`. Raises ImproperlyConfigured for one that production must not run with."""
    value = required(name, in_development=f"development-only-{name.lower()}-" + "0" * MIN_SECRET_BYTES)
    if DEBUG:
        return value
    if any(word in value.lower() for word in EXAMPLE_SECRETS):
        raise ImproperlyConfigured(f"{name} is a value from the examples. Set a random one.")
    if len(value.encode()) < MIN_SECRET_BYTES:
        raise ImproperlyConfigured(f"{name} is shorter than {MIN_SECRET_BYTES} bytes. Set a longer one.")
    return value


def refuse_repeated(secrets: dict[str, str]) -> None:
    """Raises ImproperlyConfigured where two secrets are equal: one that leaks would open two doors."""
    seen: dict[str, str] = {}
    for name, value in secrets.items():
        if value in seen:
            raise ImproperlyConfigured(f"{name} is the same as {seen[value]}. Every secret must be its own.")
        seen[value] = name


SECRET_KEY = secret("SECRET_KEY_ONE")
SECRET_KEY_FALLBACKS = [secret("SECRET_KEY_TWO")]
JWT_TOKEN = secret("JWT_TOKEN")
JWT_TOKEN_PREVIOUS = env.str("JWT_TOKEN_PREVIOUS", default="")
GATEWAY_JWT_TOKEN = secret("GATEWAY_JWT_TOKEN")
refuse_repeated(
    {
        "SECRET_KEY_ONE": SECRET_KEY,
        "SECRET_KEY_TWO": SECRET_KEY_FALLBACKS[0],
        "JWT_TOKEN": JWT_TOKEN,
        "GATEWAY_JWT_TOKEN": GATEWAY_JWT_TOKEN,
    }
)

# -------------------------------------------------------------------------------------------------------- Addresses

PORT = number("PORT", default=4000)
BIND = env.str("BIND", default="127.0.0.1")
WEB_PROCESSES = number("WEB_PROCESSES", default=1)
WEB_THREADS = number("WEB_THREADS", default=16)
WEB_MAX_REQUESTS = number("WEB_MAX_REQUESTS", default=100_000)
WEB_READ_SECONDS = number("WEB_READ_SECONDS", default=60)
CLIENT_URL = required("CLIENT_URL", in_development=f"http://localhost:{PORT}").rstrip("/")
API_GATEWAY_URL = required("API_GATEWAY_URL", in_development=f"http://localhost:{PORT}").rstrip("/")
DEFAULT_PORTS = {"http": 80, "https": 443}
LOCALHOSTS = ["127.0.0.1", "localhost"]


def origins(url: str) -> list[str]:
    """The origin of `url` as browsers write it (RFC 6454, 6.1): no default port; under DEBUG 127.0.0.1 is localhost."""
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ImproperlyConfigured(f"{url!r} is no address: CLIENT_URL and API_GATEWAY_URL begin with http(s)://")
    host = parts.hostname if ":" not in parts.hostname else f"[{parts.hostname}]"
    port = "" if parts.port in {None, DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"
    hosts = LOCALHOSTS if DEBUG and host in LOCALHOSTS else [host.encode("idna").decode()]
    return [f"{parts.scheme}://{name}{port}" for name in hosts]


TRUSTED_ORIGINS = {*origins(CLIENT_URL), *origins(API_GATEWAY_URL)}
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or [urlsplit(API_GATEWAY_URL).hostname, *LOOPBACK]
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

CORS_ALLOWED_ORIGINS = origins(CLIENT_URL)
CORS_ALLOW_CREDENTIALS = True
CORS_ALLOW_METHODS = ["GET", "POST", "PUT", "DELETE", "OPTIONS"]
CORS_EXPOSE_HEADERS = ["Content-Disposition", "Retry-After", "X-Request-Id"]
# the pages and the admin site are for no other origin to read, not even the client's
CORS_URLS_REGEX = r"^/(api/|media/|(gateway|auth)-health)"
CSRF_TRUSTED_ORIGINS = sorted(TRUSTED_ORIGINS)

# ------------------------------------------------------------------------------------------------------ Application

ROOT_URLCONF = "jobber.urls"
WSGI_APPLICATION = "jobber.wsgi.application"
APPEND_SLASH = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "csp",
    "drf_spectacular_sidecar",
    "rest_framework",
    "jobber",
    "jobber.apps.AdminConfig",
    "auth_service",
    "gateway",
    "search",
]

MIDDLEWARE = [
    "gateway.middleware.RequestMiddleware",
    "gateway.middleware.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gateway.middleware.GZipMiddleware",
    "gateway.middleware.CSPMiddleware",
    "gateway.middleware.CorsMiddleware",
    "gateway.middleware.ErrorMiddleware",
    "gateway.ceiling.CeilingMiddleware",
    "gateway.middleware.OriginMiddleware",
    "gateway.middleware.SessionMiddleware",
    "gateway.csrf.CsrfViewMiddleware",
    "gateway.middleware.AuthenticationMiddleware",
    "gateway.middleware.MessageMiddleware",
]

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
            ],
        },
    },
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["jobber.gateway_token.GatewayTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": ["jobber.api.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["jobber.api.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "jobber.api.AlwaysJSON",
    "EXCEPTION_HANDLER": "jobber.exceptions.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "gateway.openapi.routes.RouteSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Jobber's front door",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "POSTPROCESSING_HOOKS": ["gateway.openapi.document.complete"],
}

# Pages alone are translated (gateway/pages.py): the API and the admin site speak English.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# ------------------------------------------------------------------------------------------------------------- Data

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).absolute()
# beside the code, not under DATA_DIR: the files of another release would be the wrong ones (bin/collect-static)
STATIC_ROOT = BASE_DIR / "var" / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# of this host: containers that share DATA_DIR have processes with the same ids
METRICS_DIR = DATA_DIR / "metrics" / socket.gethostname()
METRICS_DIR.mkdir(parents=True, exist_ok=True)
# prometheus_client reads its folder from the environment, when it is first imported
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "jobber.sqlite3",
    "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"},
    "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
}
MYSQL_OPTIONS = {
    "charset": "utf8mb4",
    "isolation_level": "read committed",
    "sql_mode": "STRICT_TRANS_TABLES",
    "connect_timeout": 5,
    "read_timeout": 30,
    "write_timeout": 30,
}


def database() -> dict[str, object]:
    """MariaDB or MySQL where MYSQL_DB names one, SQLite under DATA_DIR elsewhere."""
    if not env.str("MYSQL_DB", default=""):
        return SQLITE
    return {
        **env.db_url("MYSQL_DB", engine="jobber.mysql"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": MYSQL_OPTIONS,
    }


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "jobber.static_files.HashedStaticFiles"
    },
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG  # there a file is looked for when it is asked for, and not each at the start
WHITENOISE_ROOT = BASE_DIR / "public"

# --------------------------------------------------------------------------------------------- Servers of other kinds

RABBITMQ_ENDPOINT = env.str("RABBITMQ_ENDPOINT", default="")
ELASTIC_SEARCH_URL = env.str("ELASTIC_SEARCH_URL", default="")
REDIS_HOST = env.str("REDIS_HOST", default="")


def service_url(name: str) -> str:
    """The http(s) address `name`, "" where it is absent. Raises ImproperlyConfigured for anything else."""
    url: str = env.str(name, default="").rstrip("/")
    if url and not re.fullmatch(r"https?://(\[[0-9a-fA-F:]+\]|[\w.-]+)(:\d{1,5})?(/[\w./~-]*)?", url, re.ASCII):
        raise ImproperlyConfigured(f"{name} is no address of a service: it begins with http(s):// and has no query.")
    return url


# The services behind the gateway; a path is passed on where the address of its service is set (gateway/urls.py).
UPSTREAMS = {
    "users": service_url("USERS_BASE_URL"),
    "gig": service_url("GIG_BASE_URL"),
    "order": service_url("ORDER_BASE_URL"),
    "message": service_url("MESSAGE_BASE_URL"),
    "review": service_url("REVIEW_BASE_URL"),
}
UPSTREAM_CONNECT_SECONDS = 2.0
UPSTREAM_READ_SECONDS = 15.0  # between bytes
UPSTREAM_ANSWER_SECONDS = 50.0  # the whole of an answer; deploy/nginx.conf waits 60
CACHES = {
    "default": (
        {"BACKEND": "jobber.cache.RedisOrMemoryCache", "LOCATION": REDIS_HOST, "KEY_PREFIX": "jobber"}
        if REDIS_HOST
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

EMAIL_URL = env.str("EMAIL_URL", default="consolemail://")
EMAIL = env.email_url_config(EMAIL_URL)
if EMAIL.get("EMAIL_FILE_PATH"):
    EMAIL["EMAIL_FILE_PATH"] = f"/{EMAIL['EMAIL_FILE_PATH'].lstrip('/')}"  # django-environ cuts the first slash off
vars().update(EMAIL)
MAILBOX_DIR = DATA_DIR / "mailbox"
if DEBUG and EMAIL_URL.startswith("consolemail:"):
    EMAIL_BACKEND = "auth_service.mailbox.EmailBackend"  # the console, and a copy for /mailbox
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Jobber <no-reply@localhost>")
EMAIL_TIMEOUT = 10

# --------------------------------------------------------------------------------------------- Passwords and sessions

AUTH_USER_MODEL = "auth_service.User"
PASSWORD_HASHERS = ["auth_service.passwords.BcryptHasher"]
PASSWORD_MIN_LENGTH = number("PASSWORD_MIN_LENGTH", default=4)
PASSWORD_MAX_LENGTH = number("PASSWORD_MAX_LENGTH", default=12)
# not NumericPasswordValidator: a rule for the kinds of characters makes people choose worse (NIST SP 800-63B, 3.1.1.2)
OBVIOUS_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "email"]},
    },
    {"NAME": "auth_service.passwords.NameValidator"},
]
REFUSE_OBVIOUS_PASSWORDS = env.bool("REFUSE_OBVIOUS_PASSWORDS", default=True)
AUTH_PASSWORD_VALIDATORS = OBVIOUS_PASSWORD_VALIDATORS if REFUSE_OBVIOUS_PASSWORDS else []

SESSION_ENGINE = "gateway.session_store"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = int(timedelta(days=7).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_SAMESITE = "Lax" if DEBUG else "None"
CSRF_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "gateway.csrf.forged"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

SESSION_IDLE = timedelta(days=7)
SESSION_LIFETIME = timedelta(days=30)
SESSION_RENEW_BEFORE = timedelta(minutes=5)
ADMIN_AUTHENTICATION_AGE = timedelta(minutes=30)
STAFF_NEED_SECOND_FACTOR = not DEBUG
JWT_LEEWAY = timedelta(seconds=60)
SIMPLE_JWT = {
    "ALGORITHM": "HS256",
    "SIGNING_KEY": JWT_TOKEN,
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
}

DEVICE_COOKIE_NAME = "device"
DEVICE_COOKIE_AGE = int(timedelta(days=365).total_seconds())

# -------------------------------------------------------------------------------------- One-time codes, links, limits

THROTTLE_ENABLED = env.bool("THROTTLE_ENABLED", default=True)
# the most of each, within every moving window of that length (jobber/throttle.py)
RATES = {
    "request from an address": "1200/minute",
    "search from an address": "300/minute",
    "sign-up from an address": "5/hour",
    "sign-in from an address": "30/5 minutes; 500/day",
    "sign-in to an account": "10/5 minutes; 100/day",
    "sign-in from a device": "10/5 minutes; 100/day",
    "code from an address": "30/5 minutes",
    "code of an account": "20/5 minutes",
    "code mail from an address": "10/5 minutes",
    "reset link from an address": "10/hour",
    "confirmation mail from an address": "20/hour",
    "confirmation mail of an account": "5/hour",
    "own password of an account": "10/5 minutes",
}
OTP_LIFETIME = timedelta(minutes=10)
OTP_TRIES = 5
OTP_RESEND_AFTER = timedelta(seconds=60)
OTP_CODES_PER_SIGNIN = 3
OTP_CODES_PER_DAY = 10
OTP_TRIES_PER_DAY = 50
RESET_LIFETIME = timedelta(hours=1)
RESET_KEEP = timedelta(minutes=10)
RESET_LINKS_PER_DAY = 5
VERIFICATION_LIFETIME = timedelta(days=7)
EMAIL_CHANGE_LIFETIME = timedelta(days=1)
EMAIL_UNDO_LIFETIME = timedelta(days=7)
EMAIL_CHANGES_PER_DAY = 10
NOTICE_LIFETIME = timedelta(days=7)
# what strangers can cause (refusals, exports) the audit log keeps that often a day, per account or name: all that
# RATES lets strangers try, by username and by e-mail
STRANGERS_EVENTS_PER_DAY = 200
# what `manage.py prune` leaves: of what has ended or expired longer than any link or daily allowance counts
ENDED_KEPT = timedelta(days=14)
AUDIT_KEPT = timedelta(days=number("AUDIT_KEPT_DAYS", default=365))

# --------------------------------------------------------------------------------------------------- Bodies, pictures

PICTURE_MAX_BYTES = number("PICTURE_MAX_BYTES", default=5_000_000)
# decoding takes up to 20 bytes a pixel (WebP), but JPEG can be decoded at a fraction of its size
PICTURE_MAX_PIXELS = 4096 * 4096
JPEG_MAX_PIXELS = 40_000_000
# base64 makes four characters of three bytes; the other fields fit into 100 kB
DATA_UPLOAD_MAX_MEMORY_SIZE = number("BODY_MAX_BYTES", default=PICTURE_MAX_BYTES * 4 // 3 + 100_000)
MEDIA_DIR = DATA_DIR / "media"
CLOUDINARY = {
    "cloud_name": env.str("CLOUD_NAME", default=""),
    "api_key": env.str("CLOUD_API_KEY", default=""),
    "api_secret": env.str("CLOUD_API_SECRET", default=""),
}
CLOUDINARY_TIMEOUT = 10

# --------------------------------------------------------------------------------------------------- Browser security

# W008: TLS ends at the proxy in front (README, "Deploying"), which redirects: the program itself must not.
# W001, W002, W003: what they miss of Django is there, in our own words (gateway/middleware.py, gateway/csrf.py).
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W001", "security.W002", "security.W003"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_HSTS_SECONDS = 0 if DEBUG else int(timedelta(days=365).total_seconds())
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# What its middleware has no setting for; a view may say otherwise. Scripts of other origins read the API by CORS alone.
BROWSER_HEADERS = {
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in ["camera", "display-capture", "geolocation", "microphone", "payment", "serial", "usb"]
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
# Whom to tell of a hole (RFC 9116), by an address that begins with mailto: or https:.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="") or ("mailto:security@localhost" if DEBUG else "")
# Where pictures of users and gigs may come from.
IMG_SRC = env.list("IMG_SRC", default=[]) or ["'self'", "data:", "blob:", "https:"]
# what answers JSON to programs: no page's policy, user or messages (gateway/middleware.py)
API_PREFIXES = ("/api/v1/", "/api/gateway/")
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": API_PREFIXES,
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": IMG_SRC,
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "manifest-src": ["'self'"],
        "frame-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}

# ------------------------------------------------------------------------------------------------------------- Logging

LOG_TO_ELASTICSEARCH = env.bool("LOG_TO_ELASTICSEARCH", default=False)
LOG_HANDLERS = ["console", "elasticsearch"] if LOG_TO_ELASTICSEARCH and ELASTIC_SEARCH_URL else ["console"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "jobber.logs.RequestIdFilter"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)-7s %(name)s [%(request_id).8s] %(message)s"},
        "ecs": {"()": "jobber.logs.ECSFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line" if DEBUG else "ecs",
            "filters": ["request_id"],
        },
        "elasticsearch": {
            "()": "jobber.log_shipping.ElasticsearchHandler",
            "url": ELASTIC_SEARCH_URL,
            "formatter": "ecs",
            "filters": ["request_id"],
        },
    },
    "root": {"handlers": LOG_HANDLERS, "level": "INFO"},
    "loggers": {
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
        "elastic_transport": {"level": "ERROR"},
        "elasticapm": {"level": "ERROR"},
        "pika": {"level": "CRITICAL"},
        "urllib3": {"level": "ERROR"},
    },
}
if "elasticsearch" not in LOG_HANDLERS:
    del LOGGING["handlers"]["elasticsearch"]  # type: ignore[attr-defined]

METRICS_ALLOW = env.list(
    "METRICS_ALLOW",
    default=["127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
)

if env.bool("ENABLE_APM", default=False):
    INSTALLED_APPS.append("elasticapm.contrib.django")
    ELASTIC_APM = {
        "SERVICE_NAME": "jobber-front-door",
        "SERVER_URL": env.str("ELASTIC_APM_SERVER_URL", default="http://localhost:8200"),
        "SECRET_TOKEN": env.str("ELASTIC_APM_SECRET_TOKEN", default=""),
        "DJANGO_TRANSACTION_NAME_FROM_ROUTE": True,
        "CAPTURE_BODY": "off",
        "CAPTURE_HEADERS": False,
        "COLLECT_LOCAL_VARIABLES": "off",
        "PROCESSORS": ["jobber.apm.without_addresses"],
    }
