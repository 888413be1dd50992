"""Which address opens which door, on the platform's own host."""

from django.urls import URLPattern, URLResolver, include, path

from control_plane import development_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="platform_home"),
    # Development only: 404 unless DEVELOPMENT_TOOLS.
    path("mail/", development_views.mails, name="development_mails"),
    path("mail/<slug:name>/", development_views.mail, name="development_mail"),
    path("dev/", include("control_plane.development_urls")),
]
