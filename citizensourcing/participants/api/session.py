"""Who am I here, and by which means; and the keys that let programs be me."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from citizensourcing.participants import selectors, services
from citizensourcing.participants.api.acting import acts, asked, covers, reads, token_of
from citizensourcing.participants.api.authentication import is_signed_in
from citizensourcing.participants.models import ApiToken, Participant, Scope
from common.api.fields import Body, Choice, NoBody, Several, Text, Whole, read
from common.api.schema import example, operation
from common.api.views import ApiView, answer, nothing

TOKEN = {
    "id": 3,
    "name": "Archive of our street",
    "prefix": "7a3f09c1",
    "scopes": ["ideas:write", "votes:read"],
    "created_at": "2026-05-04T12:00:00Z",
    "expires_at": "2026-08-02T12:00:00Z",
    "last_used_on": None,
}
MADE = {**TOKEN, "token": "cw_7a3f09c1_" + "A" * 43}
SESSION = {
    "by": "token",
    "scopes": ["ideas:write", "me:read"],
    "person": {"id": 12, "name": "Ana", "roles": []},
    "token": {**TOKEN, "scopes": ["ideas:write", "me:read"]},
}


class PersonSaid(serializers.Serializer[Any]):
    """You, here."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    roles = serializers.ListField(child=serializers.CharField(), help_text="What you are for the city.")


@extend_schema_serializer(component_name="Token", examples=example(TOKEN))
class TokenSaid(serializers.Serializer[Any]):
    """A key, without its secret."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="It begins with `cw_` and this.")
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.values))
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    last_used_on = serializers.DateField(allow_null=True)


@extend_schema_serializer(component_name="NewToken", examples=example(MADE))
class MadeSaid(TokenSaid):
    """A new key. Its text comes this once."""

    token = serializers.CharField(help_text="Send it as `Authorization: Bearer …`.")


@extend_schema_serializer(component_name="Tokens", examples=example({"items": [TOKEN]}))
class TokensSaid(serializers.Serializer[Any]):
    """Your keys that work, newest first."""

    items = TokenSaid(many=True)


@extend_schema_serializer(component_name="Session", examples=example(SESSION))
class SessionSaid(serializers.Serializer[Any]):
    """Who asks."""

    by = serializers.ChoiceField(choices=["nobody", "session", "token"])
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.values))
    person = PersonSaid(allow_null=True, help_text="Null for a visitor, and for a key without `me:read`.")
    token = TokenSaid(allow_null=True)


@extend_schema_serializer(
    component_name="TokenToMake",
    examples=example({"name": "Archive of our street", "scopes": ["ideas:write", "votes:read"], "days": 90}),
)
class MakeBody(Body):
    """What a program may do, and for how long."""

    name = Text(is_line=True, max_length=60)
    scopes = Several(child=Choice(choices=Scope.values), max_length=len(Scope.values))
    days = Whole(min_value=1, max_value=365, required=False, default=90)


class Session(ApiView):
    """Who asks."""

    @operation("get_session", "Who am I here, by which means", tag="You", answer=SessionSaid)
    def get(self, request: Request) -> HttpResponse:
        """No query beyond knowing who asks."""
        who, token = asked(request), token_of(request)
        person = who.person if covers(request, Scope.ME_READ) else None
        by = "token" if token is not None else "session" if is_signed_in(who) else "nobody"
        scopes = token.scopes if token is not None else Scope.values if who.person is not None else []
        return answer(
            {
                "by": by,
                "scopes": scopes,
                "person": None
                if person is None
                else {"id": person.pk, "name": person.display_name, "roles": sorted(who.roles)},
                "token": None if token is None else _said(token),
            }
        )


class Tokens(ApiView):
    """The keys that let programs act for you."""

    @operation(
        "list_tokens", "Your keys", tag="You", answer=TokensSaid, said="By session only: a key does not see others."
    )
    @reads(None)
    def get(self, request: Request, *, person: Participant) -> HttpResponse:
        """One query."""
        return answer({"items": [_said(token) for token in selectors.tokens_of(person, now=timezone.now())]})

    @operation(
        "create_token", "Make a key", tag="You", body=MakeBody, answer=MadeSaid, status=201,
        said="By session only: keys make no keys. The text of the key is in this answer and nowhere else; a repeated "
        "`Idempotency-Key` makes no second one and does not show it again (409 `idempotency.shown_once`).",
    )  # fmt: skip
    @acts(None, is_secret=True)
    def post(self, request: Request, *, person: Participant) -> HttpResponse:
        """As on the page."""
        said = read(MakeBody, request.data)
        made = services.make_token(person=person, now=timezone.now(), **said)
        return answer({**_said(made.token), "token": made.text}, status=201)


class OneToken(ApiView):
    """One of your keys."""

    @operation(
        "revoke_token", "End a key at once", tag="You", status=204, said="By session only. What it did for you stays."
    )
    @acts(None)
    def delete(self, request: Request, *, person: Participant, pk: int) -> HttpResponse:
        """There is no way back."""
        read(NoBody, request.data)
        token = selectors.token_for(person, pk)
        if token is None:
            raise Http404
        services.revoke_token(token=token, by=person, now=timezone.now())
        return nothing()


def _said(token: ApiToken) -> dict[str, Any]:
    names = ("name", "prefix", "scopes", "created_at", "expires_at", "last_used_on")
    return {"id": token.pk, **{name: getattr(token, name) for name in names}}
