"""Production: every secret comes from outside, cookies are locked to their host, development tools are refused."""

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import CITY_HOST_SUFFIX, LOGGING, postgres, valkey_cache

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
if len(SECRET_KEY) < 40 or SECRET_KEY.startswith("development"):
    raise env.SettingError("SECRET_KEY must be a random string of at least 40 characters.")
if env.flag("DEVELOPMENT_TOOLS", default=False):
    raise env.SettingError("DEVELOPMENT_TOOLS sign anybody in as anybody; they are for development only. Unset them.")
DATABASES = {"default": postgres(env.text("DATABASE_URL"))}
CACHES = {"default": valkey_cache(env.text("CACHE_URL"))}
CELERY_BROKER_URL = env.text("BROKER_URL")
PLATFORM_HOSTS = env.text("PLATFORM_HOSTS", CITY_HOST_SUFFIX).split(",")
SITE_PORT = None
SITE_SCHEME = "https"
LOGGING["handlers"]["console"]["formatter"] = "json"

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.integer("SECURE_HSTS_SECONDS", 31536000)
# __Host- cookies belong to exactly one host and path: no city can set a cookie for another.
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
