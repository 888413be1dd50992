"""What is kept of a page or a city must not outlive a test."""

import pytest
from django.core.cache import cache

from tenants import lookup


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()
    lookup.forget()
    yield
    cache.clear()
    lookup.forget()
