"""Before Django: kept pages are handed out to visitors, and filled for residents, without a request object."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import DatabaseError, connection
from django.http import Http404
from django.http.cookie import parse_cookie
from django.middleware import csrf
from django.utils import timezone
from django.utils.text import compress_string

from citizensourcing.ideas.selectors import votes_among, with_supports
from citizensourcing.ideas.services.exposure import note_shown
from citizensourcing.participants.models import Scope
from citizensourcing.participants.services import holder_of
from citizensourcing.participants.sessions import SessionStore
from citizensourcing.wall import vote_door
from citizensourcing.wall.visitors import GZIP, has_it_already, not_modified_headers, place_for
from common.api.throttling import count_token
from common.exceptions import RuleViolation
from common.network import address_in
from common.schema import leave_to_public, stand_in
from tenants import lookup
from tenants.middleware import interface_languages
from tenants.models import City
from web import kept, programs, residents

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]

# What follows the language in the addresses of the pages that ``web.residents`` keeps.
_RESIDENTS_PAGES: Final = frozenset({"/", "/ideas/"})
# The address that the API keeps for programs.
_PROGRAMS_LIST: Final = "/api/v1/ideas/"
# As Django's own middleware: an answer's length says less of the secrets in it (decision 0010).
_PADDING: Final = 100


class FrontDoor:
    """Stands before Django and hands out kept pages itself.

    To visitors: one trip to the cache. To residents: one for who they are, one to the cache, one for their supports.
    Supports that programs give are counted here, too (``vote_door``).
    It knows only what is told from the request alone and from hosts that this process looked up a moment ago; whatever
    else comes, and whatever is in doubt, goes through Django, where ``KeptPagesMiddleware`` keeps what may be kept.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """A kept page, a 304, or what Django says."""
        city = lookup.known_at(lookup.hostname(environ))
        if city is None or not city.is_readable:
            return self.application(environ, start_response)
        if (number := vote_door.number_in(environ)) is not None:
            return self._vote(environ, start_response, city, number)
        found = _answer(environ, city)
        if found is None:
            return self.application(environ, start_response)
        status, headers, body = found
        start_response(status, headers)
        return [body]

    def _vote(self, environ: Environ, start_response: StartResponse, city: City, number: str) -> Iterable[bytes]:
        """A program's support, counted here; what is refused or seen for the first time goes through Django."""
        done = None
        with _inside(city):
            done = vote_door.support(environ, city, number)
        if done is not None:
            headers, body = done
            start_response("200 OK", headers)
            return [body]

        def learning(status: str, headers: Headers, *problem: Any) -> Any:
            vote_door.learn(environ, city, status, headers)
            return start_response(status, headers, *problem)

        return self.application(environ, learning)


def _answer(environ: Environ, city: City) -> tuple[str, Headers, bytes] | None:
    place = place_for(environ, city)
    if place is None:
        make = _to_program if "HTTP_AUTHORIZATION" in environ else _to_resident
        return make(environ, city)
    if not place.etag:
        return None
    if has_it_already(environ, place.etag):
        return "304 Not Modified", not_modified_headers(place), b""
    page = kept.page_at(place)
    if page is None:
        return None
    note_shown(page.shown, network=address_in(environ), schema=place.schema)
    return "200 OK", page.headers, page.body


def _to_resident(environ: Environ, city: City) -> tuple[str, Headers, bytes] | None:
    """A kept page filled for whoever is signed in; None for anybody else and any other page."""
    path: str = environ["PATH_INFO"]
    is_kept = path[3:] in _RESIDENTS_PAGES and path[1:3] in interface_languages(city)
    if not is_kept or environ["REQUEST_METHOD"] != "GET" or "HTTP_HX_REQUEST" in environ:
        return None
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    key = cookies.get(settings.SESSION_COOKIE_NAME, "")
    secret = cookies.get(settings.CSRF_COOKIE_NAME, "")
    if not key or not _is_secret(secret) or CookieStorage.cookie_name in cookies:
        return None
    with _inside(city):
        return _page_for(environ, city, key, secret)


def _to_program(environ: Environ, city: City) -> tuple[str, Headers, bytes] | None:
    """The kept list of ideas with the supports of a program's person; None when it may not be told, or in doubt."""
    if environ["PATH_INFO"] != _PROGRAMS_LIST or environ["REQUEST_METHOD"] != "GET":
        return None
    with _inside(city):
        token, _roles = holder_of(environ["HTTP_AUTHORIZATION"], now=timezone.now())
        page = kept.page_at(programs.place_for(environ, city)) if Scope.VOTES_READ in token.scopes else None
        if page is None or not page.headers:
            return None
        count_token(str(token.pk))
        return _answer_of(environ, page, with_supports(page.body, page.shown, votes_among(token.person, page.shown)))


@contextmanager
def _inside(city: City) -> Iterator[None]:
    """In the city, as a request would be. What goes wrong there is no answer: Django says what there is to say."""
    connection.close_if_unusable_or_obsolete()  # as Django does at the start of each request
    stand_in(city)
    try:
        with suppress(DatabaseError, RuleViolation, Http404):
            yield
    finally:
        leave_to_public()


def _page_for(environ: Environ, city: City, key: str, secret: str) -> tuple[str, Headers, bytes] | None:
    user = get_user(_Asked(SessionStore(key)))  # type: ignore[arg-type]  # it looks at the session alone
    person = getattr(user, "participant", None) if user.is_authenticated else None
    if person is None:
        return None
    place = residents.place_for(environ, city, user.city_roles)  # type: ignore[union-attr]  # see ``participants.known``
    page = kept.page_at(place)
    if page is None or not page.headers:
        return None
    body = residents.fill(
        page,
        votes_among(person, residents.ideas_on(page)),
        {
            "name": lambda: residents.name_of(person),
            "csrf": lambda: _masked(secret),
            "messages": str,
        },
    )
    note_shown(page.shown, network=address_in(environ), schema=place.schema)
    return _answer_of(environ, page, body)


def _answer_of(environ: Environ, page: kept.Page, body: bytes) -> tuple[str, Headers, bytes]:
    headers = list(page.headers)
    if GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")):
        body = compress_string(body, max_random_bytes=_PADDING)
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    return "200 OK", headers, body


class _Asked:
    """As much of a request as finding its user takes."""

    def __init__(self, session: SessionStore) -> None:
        self.session = session


def _is_secret(secret: str) -> bool:
    return len(secret) == csrf.CSRF_SECRET_LENGTH and set(secret) <= set(csrf.CSRF_ALLOWED_CHARS)


def _masked(secret: str) -> str:
    """A CSRF token for the secret in the browser's cookie: what Django's ``get_token`` gives for a request."""
    return str(csrf._mask_cipher_secret(secret))  # type: ignore[attr-defined]  # not in the types
