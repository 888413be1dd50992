"""Tests: like development, with fast hashing and mail kept in memory."""

import os
from pathlib import Path

from config import env
from config.local.ensure import ensure_servers
from config.local.process import CannotRunError

# Servers of their own, which may lose everything: before development's settings would start theirs.
try:
    os.environ |= ensure_servers(Path(__file__).resolve().parents[3] / ".local" / "test", fast=True)
except CannotRunError as refusal:
    raise env.SettingError(str(refusal)) from refusal

from config.settings.dev import *  # noqa: F403
from config.settings.dev import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
OUTBOX_MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
CELERY_TASK_ALWAYS_EAGER = False
