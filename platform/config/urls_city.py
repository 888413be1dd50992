"""Addresses of a city's wall. What machines ask for stands outside the language prefix."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from citizensourcing.ideas.urls import plain_urlpatterns as ideas_plain
from citizensourcing.notifications.urls import plain_urlpatterns as notifications_plain
from citizensourcing.wall.urls import plain_urlpatterns as wall_plain

urlpatterns: list[URLPattern | URLResolver] = [
    # Outside the language prefix: stylesheet, files, robots, link-preview pictures, one-click unsubscribe.
    *wall_plain,
    *ideas_plain,
    *notifications_plain,
    path("api/", include("config.api")),
    path("dev/", include("control_plane.development_urls")),  # 404 unless DEVELOPMENT_TOOLS
    *i18n_patterns(
        path("", include("citizensourcing.wall.urls")),
        path("ideas/", include("citizensourcing.ideas.urls")),
        path("account/", include("accounts.urls")),
        path("me/", include("citizensourcing.participants.urls")),
        path("me/", include("citizensourcing.notifications.urls")),
        path("", include("citizensourcing.privacy.urls")),
        path("desk/", include("citizensourcing.desk.urls")),
    ),
]

handler404 = "web.views.not_found"
handler500 = "web.views.server_error"
