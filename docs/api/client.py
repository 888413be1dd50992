"""A small client for a Commonwall city, written from openapi.yaml alone. Standard library only; copy it and change it.

wall = Wall("https://lisbon.example", token="cw_…")
for idea in wall.ideas(sort="newest", topic="urbanism"):
    print(idea["number"], idea["title"], idea["supports"])
mine = wall.share("Trees along the tram", "Shade makes waiting bearable in July.", topics=["urbanism"])
wall.support(mine["number"])
wall.comment(mine["number"], "Limes grow fast.", stance="for")
"""

import json
import time
import uuid
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

TRIES = 3
LONGEST_WAIT = 60  # seconds

Json = dict[str, Any]


class RefusedError(Exception):
    """The wall said no. ``code`` is stable; ``message`` is for people; ``fields`` says what to mend where."""

    def __init__(self, status: int, said: Json) -> None:
        super().__init__(f"{status} {said.get('code')}: {said.get('message')}")
        self.status = status
        self.code: str = said.get("code", "")
        self.message: str = said.get("message", "")
        self.fields: Json = said.get("fields", {})


class Wall:
    """One city's idea wall. Without a token it reads; with one it acts for the person who made the token."""

    def __init__(self, address: str, *, token: str = "", language: str = "en") -> None:
        """``address`` is the city's own, such as ``https://lisbon.example``; ``language`` that of its refusals."""
        if not address.startswith(("https://", "http://")):
            raise ValueError("Name the city's address, such as https://lisbon.example.")
        self.address = address.rstrip("/")
        self.headers = {"Accept": "application/json", "Accept-Language": language}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def city(self) -> Json:
        """The city: its names, languages and rules."""
        return self.ask("GET", "/api/v1/")

    def topics(self) -> list[Json]:
        """Its topics."""
        return list(self.ask("GET", "/api/v1/topics/")["items"])

    def ideas(self, **wish: str | int) -> Iterator[Json]:
        """Ideas, page after page; ``wish`` holds ``q``, ``sort``, ``topic``, ``where``, ``status``, ``language`` …"""
        return self.pages("/api/v1/ideas/", wish)

    def idea(self, number: str) -> Json:
        """One idea whole."""
        return self.ask("GET", f"/api/v1/ideas/{number}/")

    def comments(self, number: str, **wish: str | int) -> Iterator[Json]:
        """The top of an idea's discussion, page after page, each comment with its first answers."""
        return self.pages(f"/api/v1/ideas/{number}/comments/", wish)

    def share(self, title: str, text: str, *, topics: Sequence[str] = (), **more: Any) -> Json:
        """Put an idea on the wall; ``more`` holds ``neighbourhoods``, ``pin``, ``language``, ``project``."""
        return self.ask("POST", "/api/v1/ideas/", {"title": title, "text": text, "topics": list(topics), **more})

    def support(self, number: str) -> Json:
        """Support an idea; done twice, it counts once."""
        return self.ask("PUT", f"/api/v1/ideas/{number}/vote/")

    def comment(self, number: str, text: str, **more: Any) -> Json:
        """Say something about an idea; ``more`` holds ``stance``, or the ``parent`` that is answered."""
        return self.ask("POST", f"/api/v1/ideas/{number}/comments/", {"text": text, **more})

    def pages(self, path: str, wish: dict[str, str | int]) -> Iterator[Json]:
        """Every item of a list, as long as there is a next page."""
        following: str | None = f"{path}?{urlencode(wish)}" if wish else path
        while following:
            page = self.ask("GET", following)
            yield from page["items"]
            following = page["next"]

    def ask(self, method: str, path: str, body: Json | None = None) -> Json:
        """One request, tried again when the network fails or the wall is busy. Raises ``RefusedError``, ``URLError``.

        A write carries an ``Idempotency-Key``: however often it has to be sent, it is done once.
        """
        headers = dict(self.headers)
        if method != "GET":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = Request(self.address + path, data=data, headers=headers, method=method)  # noqa: S310 -- of the web, see above
        for left in reversed(range(TRIES)):
            try:
                with urlopen(request, timeout=30) as response:  # noqa: S310 -- as above
                    raw = response.read()
                    return json.loads(raw) if raw else {}
            except HTTPError as no:
                if no.code != 429 or not left:
                    raise RefusedError(no.code, _said(no)) from no
                time.sleep(min(int(no.headers.get("Retry-After", "1")), LONGEST_WAIT))
            except URLError:
                if not left:
                    raise
                time.sleep(1)
        raise AssertionError("The last try returns or raises.")


def _said(no: HTTPError) -> Json:
    """What came with a refusal; something on the way may have answered without JSON."""
    try:
        found = json.loads(no.read())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
