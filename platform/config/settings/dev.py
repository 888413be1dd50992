"""Development: everything on one machine, embedded servers unless the environment names others."""

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import LOCAL, postgres, valkey_cache

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY", "development-only-never-in-production")
DEVELOPMENT_TOOLS = True
DATABASES = {"default": postgres(env.text("DATABASE_URL"))}
CACHES = {"default": valkey_cache(env.text("CACHE_URL"))}
CELERY_BROKER_URL = env.text("BROKER_URL")
OUTBOX_MAIL_BACKEND = "outbox.mail.FolderBackend"
MAIL_FOLDER = LOCAL / "mail"
SITE_PORT = env.integer("PORT", 8000)
SITE_SCHEME = "http"
