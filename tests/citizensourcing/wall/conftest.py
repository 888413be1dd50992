"""What is kept of a page must not outlive a test; what a test decides for a city holds at once."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import models

from tenants import lookup
from tenants.models import City


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def decide(lisbon):
    """Change what Lisbon has decided: ``decide(Rules, minimum_age=16)``."""

    def change(model: type[models.Model], **fields: Any) -> None:
        key = {"pk": lisbon.pk} if model is City else {"city": lisbon}
        model.objects.filter(**key).update(**fields)
        lookup.forget()

    return change
