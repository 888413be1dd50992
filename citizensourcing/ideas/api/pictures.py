"""Pictures of an idea: sent as they are, kept as we draw them."""

from collections.abc import Mapping
from typing import IO, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from citizensourcing.ideas import limits, services
from citizensourcing.ideas.api import bodies, lookup
from citizensourcing.ideas.services.pictures import LARGEST_FILE
from citizensourcing.participants.api.acting import acts
from citizensourcing.participants.models import Participant, Scope
from common.api import errors
from common.api.fields import NoBody, fields_called, read
from common.api.schema import operation, query
from common.api.views import ApiView, answer, nothing
from common.exceptions import RuleViolation
from common.ratelimit import take

_LONGEST_ALT = 300


class PictureParser(BaseParser):
    """The bytes of a picture; one more than fits is refused unread (``picture.too_big``)."""

    media_type = "image/*"

    def parse(  # type: ignore[override]  # bytes, where REST framework's types know only fields
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """At most 15 MB."""
        content: bytes = stream.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise RuleViolation(
                "picture.too_big",
                _("Pictures of up to %(limit)d MB fit. A smaller copy will do.") % {"limit": LARGEST_FILE // 1024**2},
            )
        return content


class Pictures(ApiView):
    """The pictures of an idea; it lists them itself."""

    parser_classes = [PictureParser]
    takes = {"POST": ("alt",)}

    def unread(self) -> HttpResponse:
        """415, with the types that are read here."""
        sentence = _("Send the picture itself here, as image/jpeg, image/png or image/webp.")
        return errors.refusal(415, "type.unsupported", sentence)

    @operation(
        "add_picture", "Add a picture to your idea", tag="Ideas", answer=bodies.PictureSaid, status=201,
        body={
            "image/jpeg": OpenApiTypes.BINARY, "image/png": OpenApiTypes.BINARY, "image/webp": OpenApiTypes.BINARY,
        },
        said="The body is the picture itself: JPEG, PNG or WebP, up to 15 MB. It is drawn anew, so that only what "
        "can be seen is kept. Five pictures to an idea.", gone=True,
        parameters=[query("alt", "What can be seen, for who cannot see it.", example="A tram stop without a tree")],
    )  # fmt: skip
    @acts(Scope.IDEAS_WRITE)
    def post(self, request: Request, *, person: Participant, number: str) -> HttpResponse:
        """Drawn anew while the sender waits."""
        alt = request.query_params.get("alt", "")
        if len(alt) > _LONGEST_ALT:
            raise ValidationError({"alt": [_("At most %(count)d characters fit here.") % {"count": _LONGEST_ALT}]})
        idea = lookup.idea_asked_for(request, number)
        take(purpose="picture", who=f"person:{person.pk}", limit=limits.PICTURES_PER_HOUR_AND_PERSON, seconds=3600)
        sent: Any = request.data  # an empty body never reaches the parser
        content = sent if isinstance(sent, bytes) else b""
        # The picture is the body itself: it is no field.
        with fields_called({"pictures": None}):
            picture = services.add_picture(
                idea=idea, by=person, upload=SimpleUploadedFile("picture", content), alt=alt, now=timezone.now()
            )
        return answer(
            {
                "id": picture.pk,
                "url": f"/files/{picture.file.name}",
                "thumbnail": f"/files/{picture.thumbnail.name}",
                "alt": picture.alt,
                "width": picture.width,
                "height": picture.height,
            },
            status=201,
        )


class OnePicture(ApiView):
    """One picture of an idea."""

    @operation(
        "delete_picture", "Take a picture off your idea", tag="Ideas", status=204, said="Its file goes too.", gone=True
    )
    @acts(Scope.IDEAS_WRITE)
    def delete(self, request: Request, *, person: Participant, number: str, pk: int) -> HttpResponse:
        """There is no way back."""
        read(NoBody, request.data)
        idea = lookup.idea_asked_for(request, number)
        if not services.take_picture_off(idea=idea, by=person, attachment_id=pk):
            raise Http404
        return nothing()
