"""Which address opens which door."""

from django.urls import URLPattern, URLResolver, path, register_converter

from citizensourcing.ideas.views import (
    detail,
    discussing,
    files,
    listing,
    places,
    preview,
    publishing,
    reporting,
    sharing,
    staff,
)
from citizensourcing.ideas.views.lookup import IdeaNumberConverter

register_converter(IdeaNumberConverter, "idea_number")

app_name = "ideas"

# A thread's doors stand under one address, with the tails that discussions.selectors.ThreadOwner names.
discussion_urlpatterns: list[URLPattern | URLResolver] = [
    path("<idea_number:number>/report/", reporting.report, name="report"),
    path("<idea_number:number>/discussion/", discussing.thread, name="thread"),
    path("<idea_number:number>/discussion/say/", discussing.comment, name="comment"),
    path("<idea_number:number>/discussion/<int:pk>/reply/", discussing.comment_reply, name="comment_reply"),
    path("<idea_number:number>/discussion/<int:pk>/replies/", discussing.comment_replies, name="comment_replies"),
    path("<idea_number:number>/discussion/<int:pk>/edit/", discussing.comment_edit, name="comment_edit"),
    path("<idea_number:number>/discussion/<int:pk>/remove/", discussing.comment_remove, name="comment_delete"),
    path("<idea_number:number>/discussion/<int:pk>/like/", discussing.comment_like, name="comment_like"),
    path("<idea_number:number>/discussion/<int:pk>/report/", reporting.comment_report, name="comment_report"),
    path("<idea_number:number>/discussion/<int:pk>/hide/", discussing.comment_hide, name="comment_hide"),
    path("<idea_number:number>/discussion/<int:pk>/show/", discussing.comment_show, name="comment_show"),
]

# /ideas/share/…: four steps, a preview, the wall.
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

# /ideas/
urlpatterns: list[URLPattern | URLResolver] = [
    path("", listing.idea_list, name="list"),
    # /ideas/2026-00042/
    path("<idea_number:number>/", detail.idea_detail, name="detail"),
    path("<idea_number:number>/support/", detail.vote, name="vote"),
    path("<idea_number:number>/follow/", detail.follow, name="follow"),
    path("<idea_number:number>/edit/", detail.edit, name="edit"),
    path("<idea_number:number>/withdraw/", detail.withdraw, name="withdraw"),
    *discussion_urlpatterns,
    *share_urlpatterns,
    # What staff do there.
    path("<idea_number:number>/status/", staff.change_status, name="change_status"),
    path("<idea_number:number>/answer/", staff.write_feedback, name="write_feedback"),
    path("<idea_number:number>/hide/", staff.hide, name="hide"),
]

# Outside the language prefix: what machines and other pages point at.
plain_urlpatterns: list[URLPattern | URLResolver] = [
    path("files/<path:path>", files.picture_file, name="idea_file"),
    path(
        "ideas/<idea_number:number>/preview.<str:language>.<str:digest>.png", preview.idea_preview, name="ideas_preview"
    ),
]
