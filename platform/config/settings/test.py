"""Tests: real servers that forget quickly, fast hashing, mail kept in memory."""

import os
import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403
from config.settings.base import LOCAL, STORAGES
from config.settings.servers import servers

DEBUG = False
SECRET_KEY = "tests-only"  # noqa: S105 -- signs nothing outside tests
DEVELOPMENT_TOOLS = True
SENTRY_DSN = ""  # whatever the environment says: tests tell nobody
_SERVERS = servers(LOCAL / "test", fast=True, in_memory=True)
DATABASES = _SERVERS["DATABASES"]
CACHES = _SERVERS["CACHES"]
if _worker := os.environ.get("PYTEST_XDIST_WORKER"):  # a cache per worker: one's `cache.clear()` empties no other's
    _address, _mark, _number = CACHES["default"]["LOCATION"].partition("?db=")
    CACHES["default"]["LOCATION"] = f"{_address}?db={(int(_number or 0) + 1 + int(_worker.removeprefix('gw'))) % 16}"
CELERY_BROKER_URL = _SERVERS["CELERY_BROKER_URL"]
MAIL_FOLDER = LOCAL / "test" / "mail"
MEDIA_ROOT = Path(tempfile.gettempdir()) / "commonwall-test-media"
STATIC_ROOT = LOCAL / "test" / "static"  # an empty one: WhiteNoise reads it anew for each test's browser
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
SITE_PORT = 8000
SITE_SCHEME = "http"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
OUTBOX_MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
SCHEMA_POOL_SIZE = 0
CITY_LOOKUP_SECONDS = 600.0  # each test begins anew (conftest); none counts a look-up because the machine was slow
IMPRESSIONS_GATHERED_SECONDS = 0.0  # told at once, so that a test can look
IMPRESSIONS_PER_NETWORK = 0
# Tests ask faster than anybody; those about limits set their own.
API_READS_PER_MINUTE = API_CALLS_PER_MINUTE = API_WRITES_PER_MINUTE = 0
