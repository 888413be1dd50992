"""The living page. Mounted in development only, never on a city's real address."""

from django.urls import path

from web import design_views

urlpatterns = [
    path("", design_views.design, name="design"),
    path("support/", design_views.support, name="design_support"),
    path("<slug:page>/", design_views.composition, name="design_page"),
]
