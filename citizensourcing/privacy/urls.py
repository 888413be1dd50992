"""Which address opens which door."""

from django.urls import URLPattern, URLResolver, path

from citizensourcing.privacy import views

app_name = "privacy"

urlpatterns: list[URLPattern | URLResolver] = [
    path("privacy/", views.notice, name="notice"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("house-rules/", views.rules, name="rules"),
]
