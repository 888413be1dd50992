"""Ideas that came from elsewhere, batch by batch, so that a batch can be undone."""

from django.db import models


class ImportBatch(models.Model):
    """One run of an import over one file."""

    format = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    # {"created": 4289, "unchanged": 0, "refused": 3}
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "import batches"

    def __str__(self) -> str:
        return f"batch {self.pk} ({self.format})"
