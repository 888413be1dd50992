"""The living page. Mounted in development only, never on a city's real address."""

from __future__ import annotations

from django.urls import path

from web import design_views

urlpatterns = [
<<<<<<< HEAD
    path("", design_views.design, name="design"),
    path("<slug:page>/", design_views.composition, name="design_page"),
=======
    path("", views.design, name="design"),
    path("support/", views.support, name="design_support"),
    path("<slug:page>/", views.composition, name="design_page"),
>>>>>>> look
]
