"""Addresses of the platform itself."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("control_plane.urls")),
    # Development only: 404 unless DEVELOPMENT_TOOLS.
    path("design/", include("web.urls")),
    path("account/", include("accounts.urls")),
]

handler404 = "web.views.not_found"
handler500 = "web.views.server_error"
