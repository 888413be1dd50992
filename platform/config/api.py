"""Addresses of the API, version 1. They stand outside the language prefix: ``Accept-Language`` says the language."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt

import citizensourcing.ideas.urls  # noqa: F401 -- registers the converter of idea numbers
from citizensourcing.ideas.api import comments, detail, listing, personal, pictures, reacting, similar
from citizensourcing.notifications.api import Preferences
from citizensourcing.participants.api import profile, session
from citizensourcing.privacy.api import Agreements
from citizensourcing.projects.api import Projects
from citizensourcing.taxonomy.api import Neighbourhoods, Topics
from citizensourcing.wall.api import CityEndpoint
from common.api import errors
from config.api_docs import docs
from config.api_schema import SchemaAsJson, SchemaAsYaml

app_name = "api"


@csrf_exempt
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever else begins with /api/ is not there, and says so in JSON."""
    return errors.not_found()


# What the schema describes.
described: list[URLPattern | URLResolver] = [
    path("v1/", CityEndpoint.as_view(), name="city"),
    path("v1/topics/", Topics.as_view(), name="topics"),
    path("v1/neighbourhoods/", Neighbourhoods.as_view(), name="neighbourhoods"),
    path("v1/projects/", Projects.as_view(), name="projects"),
    path("v1/ideas/", listing.Ideas.as_view(), name="ideas"),
    path("v1/ideas/similar/", similar.Similar.as_view(), name="ideas_similar"),
    path("v1/ideas/<idea_number:number>/", detail.OneIdea.as_view(), name="idea"),
    path("v1/ideas/<idea_number:number>/withdrawal/", detail.Withdrawal.as_view(), name="idea_withdrawal"),
    path("v1/ideas/<idea_number:number>/vote/", detail.Support.as_view(), name="idea_vote"),
    path("v1/ideas/<idea_number:number>/pictures/", pictures.Pictures.as_view(), name="idea_pictures"),
    path("v1/ideas/<idea_number:number>/pictures/<int:pk>/", pictures.OnePicture.as_view(), name="idea_picture"),
    path("v1/ideas/<idea_number:number>/comments/", comments.Comments.as_view(), name="comments"),
    path("v1/ideas/<idea_number:number>/comments/<int:pk>/", comments.OneComment.as_view(), name="comment"),
    path("v1/ideas/<idea_number:number>/comments/<int:pk>/replies/", comments.Replies.as_view(), name="replies"),
    path("v1/ideas/<idea_number:number>/comments/<int:pk>/like/", reacting.Like.as_view(), name="comment_like"),
    path(
        "v1/ideas/<idea_number:number>/comments/<int:pk>/report/",
        reacting.ReportComment.as_view(),
        name="comment_report",
    ),
    path("v1/ideas/<idea_number:number>/report/", reacting.ReportIdea.as_view(), name="idea_report"),
    path("v1/ideas/<idea_number:number>/follow/", reacting.Following.as_view(), name="idea_follow"),
    path("v1/session/", session.Session.as_view(), name="session"),
    path("v1/me/", profile.Me.as_view(), name="me"),
    path("v1/me/ideas/", personal.MyIdeas.as_view(), name="my_ideas"),
    path("v1/me/comments/", personal.MyComments.as_view(), name="my_comments"),
    path("v1/me/votes/", personal.MySupports.as_view(), name="my_votes"),
    path("v1/me/preferences/", Preferences.as_view(), name="preferences"),
    path("v1/me/agreements/", Agreements.as_view(), name="agreements"),
    path("v1/people/<int:pk>/", profile.PublicPerson.as_view(), name="person"),
    path("v1/people/<int:pk>/ideas/", personal.TheirIdeas.as_view(), name="person_ideas"),
    path("v1/people/<int:pk>/comments/", personal.TheirComments.as_view(), name="person_comments"),
    path("v1/me/tokens/", session.Tokens.as_view(), name="tokens"),
    path("v1/me/tokens/<int:pk>/", session.OneToken.as_view(), name="token"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *described,
    path("v1/schema/", SchemaAsYaml.as_view(), name="schema"),
    path("v1/schema/openapi.json", SchemaAsJson.as_view(), name="schema_json"),
    path("v1/docs/", docs, name="docs"),
    path("", unknown, name="root"),
    path("<path:rest>", unknown, name="unknown"),
]
