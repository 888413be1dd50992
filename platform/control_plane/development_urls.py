"""Doors for one's own machine, on every host."""

from django.urls import URLPattern, URLResolver, path

from control_plane import development_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", development_views.sign_in, name="development_sign_in"),
]
