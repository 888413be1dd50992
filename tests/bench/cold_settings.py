"""As ``tests.bench.settings``, but nothing is ever found in the cache: every page is made from the database."""

from tests.bench.settings import *  # noqa: F403
from tests.bench.settings import CACHES

CACHES["default"] = {
    "BACKEND": "django.core.cache.backends.dummy.DummyCache",
    "LOCATION": CACHES["default"]["LOCATION"],
}
