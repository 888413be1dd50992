"""Which address opens which door."""

from django.urls import URLPattern, URLResolver, path, register_converter

from citizensourcing.ideas import desk_views
from citizensourcing.ideas.views import detail, listing
from citizensourcing.ideas.views.lookup import IdeaNumberConverter

register_converter(IdeaNumberConverter, "idea_number")

app_name = "ideas"

# /ideas/
urlpatterns: list[URLPattern | URLResolver] = [
    path("", listing.idea_list, name="list"),
    # /ideas/2026-00042/
    path("<idea_number:number>/", detail.idea_detail, name="detail"),
    path("<idea_number:number>/support/", detail.vote, name="vote"),
    path("<idea_number:number>/follow/", detail.follow, name="follow"),
    path("<idea_number:number>/edit/", detail.edit, name="edit"),
    path("<idea_number:number>/withdraw/", detail.withdraw, name="withdraw"),
    # What staff do there.
    path("<idea_number:number>/status/", desk_views.change_status, name="change_status"),
    path("<idea_number:number>/answer/", desk_views.write_feedback, name="write_feedback"),
    path("<idea_number:number>/hide/", desk_views.hide, name="hide"),
]

# Outside the language prefix: what machines and other pages point at.
plain_urlpatterns: list[URLPattern | URLResolver] = []
