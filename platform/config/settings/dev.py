"""Development: everything on one machine, embedded servers unless the environment names others."""

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import LOCAL
from config.settings.servers import servers

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY", "development-only-never-in-production")
DEVELOPMENT_TOOLS = True
_SERVERS = servers(LOCAL)
DATABASES = _SERVERS["DATABASES"]
CACHES = _SERVERS["CACHES"]
CELERY_BROKER_URL = _SERVERS["CELERY_BROKER_URL"]
OUTBOX_MAIL_BACKEND = "outbox.mail.FolderBackend"
MAIL_FOLDER = LOCAL / "mail"
SITE_PORT = env.integer("PORT", 8000)
SITE_SCHEME = "http"
