"""What a city's ideas are about, and where."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from common.i18n import Picked, pick


class Topic(models.Model):
    """A theme of the city: Work, Urbanism, Healthcare. Named in each of its languages."""

    slug = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    # The name of a lucide icon.
    icon = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name.text

    @property
    def name(self) -> Picked:
        """Its name in the active language, or the nearest the city has."""
        return pick(self.names)


class Neighbourhood(models.Model):
    """A part of the city: a polygon where the city has one, else the cell computed around its centre."""

    slug = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    latitude = models.FloatField()
    longitude = models.FloatField()
    # GeoJSON geometry (Polygon or MultiPolygon), longitude first; the box around it is for quick look-ups.
    geometry = models.JSONField(null=True, blank=True)
    is_computed = models.BooleanField(default=False, help_text="The shape was computed from the centre points.")
    west = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)
    # Other names under which imports know it ("arr. 4", "1040").
    aliases = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name.text

    @property
    def name(self) -> Picked:
        """Its name in the active language, or the nearest the city has."""
        return pick(self.names)
