"""Which address opens which door."""

from django.urls import URLPattern, URLResolver

# Outside the language prefix: links in mails.
plain_urlpatterns: list[URLPattern | URLResolver] = []
