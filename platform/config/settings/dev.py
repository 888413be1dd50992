"""Development: everything on one machine, embedded servers unless the environment names others."""

import os

from config import env
from config.local.ensure import ensure_servers
from config.local.process import CannotRunError
from config.settings.base import *  # noqa: F403
from config.settings.base import LOCAL, postgres, valkey_cache

# What the environment does not name is started here, and stops with the last process that uses it.
try:
    os.environ |= ensure_servers(LOCAL)
except CannotRunError as refusal:
    raise env.SettingError(str(refusal)) from refusal

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
