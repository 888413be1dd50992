"""A city with somebody in it who did everything, files and cache of its own."""

import pytest
from django.core.cache import cache

from tests.citizensourcing.privacy.somebody import Somebody, somebody_with_everything


@pytest.fixture
def files(settings, tmp_path):
    """A folder of their own for files."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """Do something, and what waits for its commit too."""

    def do(work, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return work(*args, **kwargs)

    return do


@pytest.fixture
def zelda(lisbon, files, topics, committing) -> Somebody:
    cache.clear()
    return committing(somebody_with_everything)
