"""Mail goes through the outbox: written with its cause, sent by a worker."""

import json
import re
from collections.abc import Sequence
from email.utils import formataddr, parseaddr
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from outbox import services
from outbox.models import OutboxEntry

# Headers that speak to the outbox alone and never leave: what the mail is for, and the key under which it is one mail.
_OURS = frozenset({"X-Purpose", "X-Outbox-Key"})


def sender(name: str) -> str:
    """The platform's address under a city's name: ``Brussels <wall@…>``."""
    return formataddr((" ".join(name.split()), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


class OutboxEmailBackend(BaseEmailBackend):
    """Django's mail backend of the whole project (allauth's mails too): it only writes the outbox."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store each message as an outbox entry, in the caller's transaction; with ``X-Outbox-Key`` only once."""
        for message in email_messages:
            html = next((str(a[0]) for a in getattr(message, "alternatives", [])), "")
            services.enqueue(
                str(message.extra_headers.get("X-Purpose", "mail")),
                {
                    "subject": str(message.subject),
                    "body": str(message.body),
                    "html": html,
                    "from": message.from_email,
                    "to": list(message.to),
                    "headers": {k: str(v) for k, v in message.extra_headers.items() if k not in _OURS},
                },
                kind=OutboxEntry.Kind.MAIL,
                key=message.extra_headers.get("X-Outbox-Key"),
            )
        return len(email_messages)


def send_stored(payload: dict[str, Any]) -> None:
    """Send one stored mail through the backend that really sends."""
    message = EmailMultiAlternatives(
        subject=payload["subject"],
        body=payload["body"],
        from_email=payload["from"],
        to=payload["to"],
        headers=payload.get("headers") or {},
        connection=get_connection(settings.OUTBOX_MAIL_BACKEND),
    )
    if payload.get("html"):
        message.attach_alternative(payload["html"], "text/html")
    message.send()


class FolderBackend(BaseEmailBackend):
    """Development's mail: each message a JSON file in a folder, read at /mail on the platform's home."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write one file per message, newest last by name."""
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        for number, message in enumerate(email_messages):
            stamp = timezone.now().strftime("%Y%m%dT%H%M%S%f")
            name = re.sub(r"[^a-z0-9]+", "-", message.to[0].lower())[:40] if message.to else "nobody"
            html = next((str(a[0]) for a in getattr(message, "alternatives", [])), "")
            (folder / f"{stamp}-{number}-{name}.json").write_text(
                json.dumps(
                    {
                        "at": timezone.now().isoformat(),
                        "to": list(message.to),
                        "from": message.from_email,
                        "subject": str(message.subject),
                        "body": str(message.body),
                        "html": html,
                        "headers": {k: str(v) for k, v in message.extra_headers.items()},
                    },
                    ensure_ascii=False,
                ),
                encoding="utf-8",
            )
        return len(email_messages)
