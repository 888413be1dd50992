"""Which address opens which door."""

from django.urls import URLPattern, URLResolver

app_name = "ideas"

urlpatterns: list[URLPattern | URLResolver] = []

# Outside the language prefix: what machines and other pages point at.
plain_urlpatterns: list[URLPattern | URLResolver] = []
