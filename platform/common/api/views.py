"""The base of every endpoint: strict about what it is asked, and careful with who may keep the answer."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework.exceptions import UnsupportedMediaType, ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from common.api import errors, throttling
from common.exceptions import RuleViolation
from common.instants import written

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Bytes. Beyond 64 KiB the web server itself says no, without a word.
LONGEST_ADDRESS = 16_000
# What a page of another site may read of an answer besides its body.
_EXPOSED = "ETag, Retry-After, Content-Language"


class ApiView(APIView):
    """An endpoint.

    ``takes`` names the query parameters of each method (GET stands for HEAD too); any other is refused by name. A
    method answers with ``answer(…)``; a refusal is raised as ``RuleViolation`` or ``ValidationError``.
    """

    takes: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    request: Request

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Before the method: who asks, what they may ask for, and how often."""
        if "HTTP_TRANSFER_ENCODING" in request.META:
            # WSGI reads as much as Content-Length says: without it the body would be taken for an empty one.
            raise RuleViolation(
                "body.length", _("Say how long the body is (Content-Length); pieces are not read here.")
            )
        if request.headers.get("Content-Encoding", "").strip().lower() not in {"", "identity"}:
            raise RuleViolation("body.encoded", _("Send the body as it is: what is compressed is not read here."))
        super().initial(request, *args, **kwargs)
        method = str(request.method)
        self._refuse_unknown(request, self.takes.get("GET" if method == "HEAD" else method, ()))
        if method in SAFE:
            throttling.count_read(request)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]  # plain
        """What this address takes. A browser asks so before another site's page may read it."""
        response = nothing()
        response.headers["Allow"] = ", ".join(self.allowed_methods)
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match, Accept-Language"
        response.headers["Access-Control-Max-Age"] = "86400"
        return response

    def unread(self) -> HttpResponse:
        """415, with the types that are read here."""
        return errors.refusal(415, "type.unsupported", _("Send JSON here, as application/json."))

    def http_method_not_allowed(  # type: ignore[override]  # plain answers, not DRF's
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """405, with what would be allowed."""
        response = errors.refusal(405, "method.not_allowed", _("This address does not take that method."))
        response.headers["Allow"] = ", ".join(self.allowed_methods)
        return response

    def handle_exception(self, exc: Exception) -> HttpResponse:  # type: ignore[override]  # plain answers, not DRF's
        """Every refusal through the one handler."""
        if isinstance(exc, UnsupportedMediaType):
            return self.unread()
        response = errors.handle(exc, None)
        if response is None:
            raise exc
        return response

    def finalize_response(  # type: ignore[override]  # plain answers, not DRF's
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Who may keep the answer: visitors' answers anybody who asks again, everybody else's nobody."""
        django_request = getattr(request, "_request", request)
        patch_vary_headers(response, ("Accept-Language", "Authorization", "Cookie"))
        if is_anonymous(django_request) and request.method in SAFE:
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = _EXPOSED
            if response.status_code == 200 and isinstance(response, HttpResponse):
                return _conditional(django_request, response)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    @staticmethod
    def _refuse_unknown(request: Request, known: tuple[str, ...]) -> None:
        given = request.query_params
        if len(request.path) + len(request.META.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
            raise RuleViolation(
                "address.too_long", _("That address is too long. Send what is long in the body of a POST.")
            )
        wrong = {name[:80]: [_("There is no parameter of this name here.")] for name in given if name not in known}
        for name in known:
            values = given.getlist(name)
            if len(values) > 1:
                wrong[name] = [_("Say this once.")]
            elif values and not all(map(_is_readable, values[0])):
                wrong[name] = [_("This holds characters that nobody can read.")]
        if wrong:
            raise ValidationError(wrong)


def _is_readable(character: str) -> bool:
    """U+FFFD is what bytes become that are no UTF-8."""
    return character != "\ufffd" and (character.isprintable() or character.isspace())


def is_anonymous(request: HttpRequest) -> bool:
    """True when nothing in the request could say who asks: no token, no session."""
    return "HTTP_AUTHORIZATION" not in request.META and settings.SESSION_COOKIE_NAME not in request.COOKIES


def answer(body: Any, *, status: int = 200, location: str = "") -> HttpResponse:
    """An answer. ``body`` is JSON as bytes, or something that can be written as JSON."""
    raw = body if isinstance(body, bytes) else as_json(body)
    response = HttpResponse(raw, content_type=errors.JSON_TYPE, status=status)
    if location:
        response.headers["Location"] = location
    return response


def as_json(value: Any) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), cls=_Encoder).encode()


class _Encoder(DjangoJSONEncoder):
    """Instants as everywhere in the API."""

    def default(self, o: Any) -> Any:
        """What JSON has no word for."""
        return written(o) if isinstance(o, datetime) else super().default(o)


def nothing() -> HttpResponse:
    """Done, and there is nothing to say about it."""
    response = HttpResponse(status=204)
    del response.headers["Content-Type"]
    return response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    etag = f'"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"'
    response.headers["ETag"] = etag
    response.headers.setdefault("Cache-Control", "no-cache")
    return get_conditional_response(request, etag=etag, response=response) or response
