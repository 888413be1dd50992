"""What holds everywhere. The environment decides the rest; docs/self-hosting.md lists every variable."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from config import env
from config.api_refusals import STATUS_OF

REPO = Path(__file__).resolve().parents[3]
LOCAL = REPO / ".local"

# --- Applications ------------------------------------------------------------------------------------------------
# In both lists: what operators need in public and residents need in their city. Everything else stands in one list
# only, because a table missing in a city would silently resolve to public's.
_IN_BOTH = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "accounts",
    "allauth",
    "allauth.account",
    "audit",
    "outbox",
]
SHARED_APPS = [
    "django_tenants",
    "tenants",
    "config",
    "control_plane",
    *_IN_BOTH,
    # Without tables: templates, components, commands.
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # its widgets' templates, which FORM_RENDERER looks for among the apps
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "leaflet",
    "common",
    "web",
]
TENANT_APPS = [
    *_IN_BOTH,
    "citizensourcing.taxonomy",
    "citizensourcing.participants",
    "citizensourcing.moderation",
    "citizensourcing.notifications",
    "citizensourcing.discussions",
    "citizensourcing.projects",
    "citizensourcing.ideas",
    "citizensourcing.wall",
    "citizensourcing.privacy",
    "citizensourcing.desk",
]
INSTALLED_APPS = [*SHARED_APPS, *(app for app in TENANT_APPS if app not in SHARED_APPS)]

TENANT_MODEL = "tenants.City"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANT_LIMIT_SET_CALLS = True  # 20 statements became 11; needs django-tenants >= 4.0
PUBLIC_SCHEMA_NAME = "public"
# Schemas made before a city asks for one; 0 makes each when it is asked for.
SCHEMA_POOL_SIZE = env.integer("SCHEMA_POOL_SIZE", 3)

# --- Web ---------------------------------------------------------------------------------------------------------
ROOT_URLCONF = "config.urls_city"
PUBLIC_SCHEMA_URLCONF = "config.urls_public"
WSGI_APPLICATION = "config.wsgi.application"
MIDDLEWARE = [
    "tenants.middleware.CityMiddleware",
    "citizensourcing.wall.middleware.KeptPagesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "common.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "common.middleware.CompressedPagesMiddleware",
    "common.middleware.VisitorPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tenants.middleware.CityLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "citizensourcing.participants.middleware.PersonMiddleware",
    "citizensourcing.privacy.middleware.RulesMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "web.context_processors.shell",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
        },
    }
]
COTTON_DIR = "components"
COTTON_ISOLATE_BY_DEFAULT = True  # a page's variable called `title` must not leak into a component
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data --------------------------------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_ROUTERS = ("django_tenants.routers.TenantSyncRouter",)


def postgres(url: str) -> dict[str, Any]:
    """The default database: prepared statements, health checks, and a limit on waiting."""
    settings = env.database(url)
    # Prepared statements follow search_path. Without health checks and a limit on connecting, threads hang for 30 s
    # while PostgreSQL is down; connections are recycled because the catalogue cache grows with each city visited.
    settings["OPTIONS"] |= {"prepare_threshold": 1, "server_side_binding": True, "connect_timeout": 5}
    settings |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "DISABLE_SERVER_SIDE_CURSORS": False}
    return settings


def valkey_cache(url: str) -> dict[str, Any]:
    """The shared cache; every key carries the city. When it is down, pages do without."""
    return {
        "BACKEND": "common.cache.ForgivingCache",
        "LOCATION": url,
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
    }


# Tables of which no visitor sees a row. A write to any other makes what was kept of the city's pages old.
QUIET_TABLES = frozenset(
    {
        "account_emailaddress",
        "account_emailconfirmation",
        "accounts_user",
        "audit_auditentry",
        "django_migrations",
        "django_session",
        "discussions_follow",
        "ideas_draft",
        "moderation_report",
        "notifications_delivery",
        "notifications_preference",
        "outbox_outboxentry",
        "participants_apitoken",
        "participants_keptreply",
        "privacy_datacopy",
        "privacy_departure",
        "participants_agreement",
    }
)
# Impressions are gathered so long before the cache hears of them.
IMPRESSIONS_GATHERED_SECONDS = 5.0
# How often an idea's being shown counts in a minute, per network address and web process; 0: every time.
IMPRESSIONS_PER_NETWORK = 3

MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(LOCAL / "media")))
MEDIA_URL = "/files/"
MULTITENANT_RELATIVE_MEDIA_ROOT = "%s"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(LOCAL / "static")))
STORAGES = {
    "default": {"BACKEND": "tenants.storage.CityFileStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31536000
# Pictures arrive one request at a time; a whole share step with five of them stays below this.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# More than fit on an idea, so that somebody who picks a dozen reads a sentence, not a refusal by the server.
DATA_UPLOAD_MAX_NUMBER_FILES = 40
FILE_UPLOAD_PERMISSIONS = 0o640

# --- People ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["citizensourcing.participants.backends.ResidentBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# Who signed in on a city's host goes through this door; it asks newcomers who they are and lets everybody else pass.
CITY_ARRIVAL = "me:welcome"
# Where somebody reads house rules that are newer than their yes, on arriving or before they act.
CITY_RULES = "privacy:agree"
# The front page of a wall, in the language of the page that leads there.
CITY_FRONT = "wall:front"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
# Six digits, five tries each: at most 150 guesses a day per address, so one in 6,000 days' worth of guessing gets in.
# The network limit leaves room for a hall full of people signing in at an event.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "60/m/ip,3/m/key,10/h/key,30/d/key",
    "request_login_code_to_mailbox": "6/m/key,20/h/key,60/d/key",
}
# Every sign-in is by a mailed code, which confirms the address each time: a second confirmation would only annoy.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
# Sessions live in the city's own schema: a cookie of one city is anonymous in another.
SESSION_ENGINE = "citizensourcing.participants.sessions"
SESSION_COOKIE_AGE = 60 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "web.views.csrf_failure"

# Messages travel in a cookie: reading them touches no session, so anonymous pages stay free of one.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# --- API ---------------------------------------------------------------------------------------------------------
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["citizensourcing.participants.api.authentication.ByTokenOrSession"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.api.parsing.StrictJsonParser"],
    "DEFAULT_SCHEMA_CLASS": "common.api.describing.Schema",
    "EXCEPTION_HANDLER": "common.api.errors.handle",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": ["common.api.describing.add_shared"],
}
API_STATUS_OF_REFUSAL = STATUS_OF
# How often programs may ask in a minute; 0: as often as they like. Reads without a token, per network address and web
# process; calls per token; writes per person.
API_READS_PER_MINUTE = env.integer("API_READS_PER_MINUTE", 1200)
API_CALLS_PER_MINUTE = env.integer("API_CALLS_PER_MINUTE", 600)
API_WRITES_PER_MINUTE = env.integer("API_WRITES_PER_MINUTE", 60)

# --- Words -------------------------------------------------------------------------------------------------------
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = ["common.formats"]
LANGUAGES = [("en", "English"), ("fr", "Français"), ("nl", "Nederlands"), ("es", "Español")]
LOCALE_PATHS = [REPO / "platform" / "web" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Mail, tasks, cache ------------------------------------------------------------------------------------------
# Mail is written to the outbox in the same transaction as its cause; the outbox delivers it through this backend.
EMAIL_BACKEND = "outbox.mail.OutboxEmailBackend"
OUTBOX_MAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Commonwall <wall@localhost>")

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 55
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
# The default recovery of a lost task takes up to an hour; these bring it back within a minute.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 60,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
}

# --- Security ----------------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
# What the privacy notice says of servers and backups: who runs them, and for how long they hold what was removed.
HOSTED_BY = env.text("HOSTED_BY", "")
BACKUPS_KEPT_DAYS = env.integer("BACKUPS_KEPT_DAYS", 30)
# Map tiles behind the pin ("https://tiles.example/{z}/{x}/{y}.png"), and whom to thank for them. Without them the map
# is drawn from the city's own shapes, and nothing is asked of anybody outside.
MAP_TILES = env.text("MAP_TILES", "")
MAP_TILES_CREDIT = env.text("MAP_TILES_CREDIT", "")
# Tools that only a machine of one's own may have: sign in as anybody, read the mail. Production refuses them.
DEVELOPMENT_TOOLS = False
# The platform's own addresses; every other host is looked up among the cities' domains.
PLATFORM_HOSTS = ["localhost", "127.0.0.1"]
# How many proxies stand in front, each adding to X-Forwarded-For the address that reached it (common.network).
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0)
ALLOWED_HOSTS = ["*"]  # the city middleware knows every host and answers unknown ones itself
# Seconds for which a process may go on with what it knew of a host. Short, because other processes change it too.
CITY_LOOKUP_SECONDS = 5.0
# Under this name cities get their first address (<slug>.<suffix>).
CITY_HOST_SUFFIX = env.text("CITY_HOST_SUFFIX", "localhost")

# --- Errors ------------------------------------------------------------------------------------------------------
# The Sentry server that hears of errors (config.sentry); nobody does without it.
SENTRY_DSN = env.text("SENTRY_DSN", "")

# --- Words of the platform ---------------------------------------------------------------------------------------
ROLE_WORDS = {
    "visitor": _("visitor"),
    "resident": _("resident"),
    "moderator": _("moderator"),
    "manager": _("manager"),
    "city_admin": _("city admin"),
    "operator": _("operator"),
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "common.logs.LineFormatter"},
        "json": {"()": "common.logs.JsonFormatter"},  # production's
    },
    "filters": {"city": {"()": "common.logs.CityFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["city"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.server": {"level": "WARNING"}, "celery": {"level": "INFO"}},
}
