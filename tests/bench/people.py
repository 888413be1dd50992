"""Residents of the bench's city who are signed in: their cookies, made in the database as signing in makes them."""

import hashlib
from datetime import timedelta
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import User


def cookies_of(people: list[int]) -> list[str]:
    """The session cookie of each of these users, in the city we are in."""
    engine = import_module(settings.SESSION_ENGINE)
    users = User.objects.in_bulk(people)
    made = []
    for pk in people:
        store = engine.SessionStore()
        key = f"bench{pk:010d}session"
        given = {
            SESSION_KEY: str(pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: users[pk].get_session_auth_hash(),
        }
        expires = timezone.now() + timedelta(days=30)
        made.append(Session(session_key=key, session_data=store.encode(given), expire_date=expires))
    Session.objects.bulk_create(
        made, batch_size=2000, update_conflicts=True, unique_fields=["session_key"],
        update_fields=["session_data", "expire_date"],
    )  # fmt: skip
    # As a browser that has seen a page before: with the cookie that Django gave it for its forms.
    secret = get_random_string(CSRF_SECRET_LENGTH, CSRF_ALLOWED_CHARS)
    return [
        f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={secret}"
        for session in made
    ]


def tokens_of(people: list[int]) -> list[str]:
    """An API token of each of these participants that may do everything; none while there are no tokens."""
    try:
        token = apps.get_model("participants", "ApiToken")
    except LookupError:
        return []
    now = timezone.now()
    texts = [f"cw_{pk:08x}_{hashlib.sha256(str(pk).encode()).hexdigest()[:43]}" for pk in people]
    token.objects.bulk_create(
        [
            token(
                person_id=pk,
                name="bench",
                prefix=f"{pk:08x}",
                digest=hashlib.sha256(text.encode()).hexdigest(),
                scopes=[code for code, _name in token._meta.get_field("scopes").base_field.choices],
                created_at=now,
                expires_at=now + timedelta(days=365),
            )
            for pk, text in zip(people, texts, strict=True)
        ],
        batch_size=2000,
        ignore_conflicts=True,
    )
    return texts
