"""Errors are told to a Sentry server, if one is named; who was hit is not."""

from typing import Any

from common.scrub import scrub, scrub_all

# What holds words; the rest of an event (times, ids, file names) is looked for by machines.
_WORDS = ("message", "logentry", "breadcrumbs", "extra")
_OF_A_REQUEST = ("url", "method", "query_string")


def options(dsn: str) -> dict[str, Any]:
    """How the client is set up: no addresses, cookies, bodies or variables leave, and texts are scrubbed."""
    # Here, not above: they bring Celery's worker with them, which a web worker that tells nobody does without.
    from sentry_sdk.integrations.celery import CeleryIntegration
    from sentry_sdk.integrations.django import DjangoIntegration

    return {
        "dsn": dsn,
        "integrations": [DjangoIntegration(), CeleryIntegration()],
        "send_default_pii": False,
        "max_request_body_size": "never",
        "include_local_variables": False,
        "before_send": scrubbed,
    }


def start(dsn: str) -> None:
    """Begin to tell of errors; nothing at all happens without ``dsn``."""
    if dsn:
        import sentry_sdk  # three megabytes that a process which tells nobody does without

        sentry_sdk.init(**options(dsn))


def scrubbed(event: Any, _hint: Any) -> Any:
    """The event without e-mail addresses, phone numbers and IBANs in its texts, and without who asked."""
    for part in _WORDS:
        if part in event:
            event[part] = scrub_all(event[part])
    for problem in (event.get("exception") or {}).get("values") or []:
        if problem.get("value"):
            problem["value"] = scrub(str(problem["value"]))
    if "request" in event:
        event["request"] = {key: scrub_all(event["request"][key]) for key in _OF_A_REQUEST if key in event["request"]}
    event.pop("user", None)
    return event
