"""What tasks have learnt from a city's texts, as compact arrays that web workers apply."""

from django.db import models


class LearntModel(models.Model):
    """One learnt model of a kind; a new training replaces it. ``version`` is part of every cache key."""

    class Kind(models.TextChoices):
        SIMILAR = "similar"
        TOPICS = "topics"

    kind = models.CharField(max_length=12, choices=Kind.choices, unique=True)
    version = models.PositiveIntegerField(default=1)
    data = models.BinaryField()
    rows = models.PositiveIntegerField()
    trained_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"
