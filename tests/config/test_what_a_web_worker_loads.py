"""A web worker starts without what only tasks, commands or rare requests need: it weighs 90 MB at most."""

import os
import subprocess
import sys

from config.local.run import ROOT

NOT_AT_START = (
    "scipy",
    "sklearn",
    "shapely.geometry",
    "typst",
    "py3langid",
    "celery.app.trace",
    "stripe",
    "babel",
    "lucide",
    "rich",
    "pygments",
    "requests",
    "markdown",
    "sentry_sdk",
    "drf_spectacular.plumbing",
    "django.test",
    "config.readable_yaml",
)
_PROGRAM = """
import sys
import config.wsgi
from django.urls import get_resolver

get_resolver("config.urls_city").url_patterns
print(*sorted(set(sys.argv[1:]) & set(sys.modules)))
"""


def test_a_web_worker_starts_without_what_few_requests_need(db):
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }

    loaded = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _PROGRAM, *NOT_AT_START],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip

    assert loaded == ""
