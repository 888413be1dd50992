"""What every table of ours shares."""

from django.db import models


class TimeStampedModel(models.Model):
    """When a row came to be, and when a service last changed it."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
