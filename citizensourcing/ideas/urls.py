"""Which address opens which door."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from citizensourcing.ideas.views import files, places, publishing, sharing

app_name = "ideas"

# Outside the language prefix: what machines and other pages point at.
plain_urlpatterns: list[URLPattern | URLResolver] = [
    path("files/<path:path>", files.picture_file, name="idea_picture"),
]

share_urlpatterns: list[URLPattern | URLResolver] = [
    path("share/", sharing.share, name="share"),
    path("share/similar/", sharing.share_similar, name="share_similar"),
    path("share/shapes.json", places.share_shapes, name="share_shapes"),
    path("share/place-name/", places.share_place_name, name="share_place_name"),
    path("share/<uuid:key>/<int:step>/", sharing.share_step, name="share_step"),
    path("share/<uuid:key>/pictures/<int:picture>/remove/", sharing.share_picture_remove, name="share_picture_remove"),
    path("share/<uuid:key>/preview/", publishing.share_preview, name="share_preview"),
    path("share/<uuid:key>/publish/", publishing.share_publish, name="share_publish"),
    path("share/<uuid:key>/discard/", sharing.share_discard, name="share_discard"),
]


def _stand_in(request: HttpRequest, number: str) -> HttpResponse:
    """Stand-in for the idea page until it is merged."""
    from django.shortcuts import render

    return render(request, "web/base.html", {"number": number})


urlpatterns: list[URLPattern | URLResolver] = [
    *share_urlpatterns,
    path("<str:number>/", _stand_in, name="detail"),
]
