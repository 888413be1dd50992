"""Addresses of the API, version 1. They stand outside the language prefix: ``Accept-Language`` says the language."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt

from citizensourcing.ideas.api import detail, listing
from common.api import errors

app_name = "api"


@csrf_exempt
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever else begins with /api/ is not there, and says so in JSON."""
    return errors.not_found()


urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/ideas/", listing.Ideas.as_view(), name="ideas"),
    path("v1/ideas/<idea_number:number>/", detail.OneIdea.as_view(), name="idea"),
    path("v1/ideas/<idea_number:number>/withdrawal/", detail.Withdrawal.as_view(), name="idea_withdrawal"),
    path("v1/ideas/<idea_number:number>/vote/", detail.Support.as_view(), name="idea_vote"),
    path("", unknown, name="root"),
    path("<path:rest>", unknown, name="unknown"),
]
