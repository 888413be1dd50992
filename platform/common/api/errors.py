"""Every no of the API in one shape: ``{"code", "message"}``, with ``field`` or ``fields`` where they are known."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from rest_framework import exceptions

from common.exceptions import RuleViolation, TooManyViolation

JSON_TYPE: Final = "application/json"
CHALLENGE: Final = 'Bearer realm="Commonwall"'


def refusal(
    status: int,
    code: str,
    message: str | Promise,
    *,
    field: str | None = None,
    fields: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """An answer that says no. ``code`` is stable and for programs; ``message`` is for people, in their language."""
    body: dict[str, Any] = {"code": code, "message": str(message)}
    if field is not None:
        body["field"] = field
    if fields is not None:
        body["fields"] = fields
    response = HttpResponse(json.dumps(body, ensure_ascii=False), content_type=JSON_TYPE, status=status)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = CHALLENGE
    response.headers["Cache-Control"] = "no-store"
    return response


def handle(problem: Exception, _context: Any) -> HttpResponse | None:  # noqa: PLR0911 -- one line per kind
    """REST framework's one exception handler. What it does not know is a mistake of ours, and is raised again."""
    match problem:
        case RuleViolation():
            return _of_violation(problem)
        case exceptions.ValidationError():
            return invalid(_plain(problem.detail))
        case ModelValidationError():
            return invalid(_of_model(problem))
        case Http404() | exceptions.NotFound():
            return not_found()
        case SuspiciousOperation():
            return too_much(problem)
        case PermissionDenied() | exceptions.PermissionDenied():
            return refusal(403, "not_allowed", _("That is not yours to do here."))
        case exceptions.APIException():
            return _of_framework(problem)
    return None


def invalid(fields: Mapping[str, Any]) -> HttpResponse:
    """What was sent cannot be used; ``fields`` says why, field by field."""
    return refusal(400, "invalid", _("Something in there needs another look."), fields=fields)


def not_found() -> HttpResponse:
    """Nothing stands at this address, or not for whoever asks."""
    return refusal(404, "not_found", _("There is nothing at this address, or not for you. Addresses end with a slash."))


def failed() -> HttpResponse:
    """Something broke on our side. Asks neither the database nor the session."""
    return refusal(500, "failed", _("Something broke on our side. We have been told; try again in a while."))


def too_much(problem: Exception) -> HttpResponse:
    """More fields than a request may have; or a request that was taken apart on its way."""
    if type(problem).__name__ == "RequestDataTooBig":
        return refusal(413, "body.too_large", _("That is more than fits in one request. Send less."))
    if type(problem).__name__ == "TooManyFieldsSent":
        return refusal(400, "parameters.too_many", _("Those are more parameters than any question needs."))
    return refusal(400, "unreadable", _("That request cannot be read. Build it once more."))


def is_api(request: HttpRequest) -> bool:
    """True for an address of the API, whose every answer is JSON."""
    return request.path.startswith("/api/")


def _of_violation(violation: RuleViolation) -> HttpResponse:
    status = settings.API_STATUS_OF_REFUSAL.get(violation.code, HTTPStatus.CONFLICT)
    response = refusal(status, violation.code, violation.sentence, field=violation.field)
    if isinstance(violation, TooManyViolation):
        response.headers["Retry-After"] = str(violation.retry_after)
    return response


def _of_framework(problem: exceptions.APIException) -> HttpResponse:
    match problem:
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return refusal(401, "participation.sign_in", _("Sign in, or send a key, to do this."))
        case exceptions.MethodNotAllowed():
            return refusal(405, "method.not_allowed", _("This address does not take that method."))
        case exceptions.NotAcceptable():
            return refusal(406, "type.not_offered", _("Answers here are application/json. Ask for that."))
    return refusal(problem.status_code, "unreadable", _("That request cannot be read. Build it once more."))


def _plain(detail: Any) -> dict[str, Any]:
    """REST framework's error details as plain text: a list of sentences per field, nested where fields are."""
    if isinstance(detail, Mapping):
        return {str(name): _of_field(value) for name, value in detail.items()}
    return {"body": _of_field(detail)}


def _of_field(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _of_field(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_of_field(one) if isinstance(one, Mapping | list) else str(one) for one in value]
    return [str(value)]


def _of_model(problem: ModelValidationError) -> dict[str, Any]:
    by_field = problem.message_dict if hasattr(problem, "error_dict") else {"body": problem.messages}
    return {("body" if name == NON_FIELD_ERRORS else name): list(said) for name, said in by_field.items()}
