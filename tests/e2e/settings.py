"""The settings of the server that browsers test: as in development, with data of its own and doors to set the scene."""

from config.settings.dev import *  # noqa: F403
from config.settings.dev import LOCAL as HOME

LOCAL = HOME / "e2e"
MAIL_FOLDER = LOCAL / "mail"
MEDIA_ROOT = LOCAL / "media"
STATIC_ROOT = LOCAL / "static"
ROOT_URLCONF = "tests.e2e.doors"
# Every browser of a test run comes from one network, and a run has many people signing in.
ACCOUNT_RATE_LIMITS = {"request_login_code": "600/m/ip,3/m/key,10/h/key,30/d/key"}
# A worker that makes spare schemas would only slow the browsers down.
SCHEMA_POOL_SIZE = 0
