"""The examples of the document as they are typed in one city: its own host, topic, neighbourhood and name."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from citizensourcing.taxonomy.models import Neighbourhood, Topic
from tenants.models import City

Words = Mapping[str, Any]
# What the document's examples call them; lists of languages and the names in them stand for the city's own too.
_TOPIC, _TOPIC_NAMES = "urbanism", {"en": "Urbanism", "fr": "Urbanisme"}
_PLACE, _PLACE_NAMES = "alfama", {"en": "Alfama"}
_CITY, _CITY_NAMES = "lisbon", {"en": "Lisbon", "pt": "Lisboa"}


def words_of(city: City) -> Words:
    """What stands for what in this city's examples; what it does not have stays as it is. Two queries."""
    names = {language: name for language, name in city.names.items() if name} or {city.default_language: city.name}
    found: dict[str, Any] = {_CITY: city.slug, json.dumps(_CITY_NAMES): names}
    topic = Topic.objects.filter(is_active=True).only("slug", "names").first()
    place = Neighbourhood.objects.only("slug", "names").first()
    for slug, called, one in ((_TOPIC, _TOPIC_NAMES, topic), (_PLACE, _PLACE_NAMES, place)):
        if one is not None:
            found |= {slug: one.slug, json.dumps(called): one.names}
    return found


def of_city(value: Any, words: Words) -> Any:
    """An example with this city's words in it."""
    if isinstance(value, dict):
        own = words.get(json.dumps(value))
        return own if own is not None else {name: of_city(one, words) for name, one in value.items()}
    if isinstance(value, list):
        return [of_city(one, words) for one in value]
    return words.get(value, value) if isinstance(value, str) else value


def address(path: str, asked: Sequence[tuple[str, str]], words: Words) -> str:
    """A path with its question, without the host."""
    question = "&".join(f"{name}={of_city(value, words)}" for name, value in asked)
    return f"{path}?{question}".replace(" ", "+") if question else path


def curl(method: str, where: str, *, who: str, kind: str, body: Any, words: Words, root: str) -> str:
    """A request as one types it. ``who`` is ``anybody``, ``key`` or ``session``; ``kind`` the body's media type."""
    parts = [f'curl "{root}{where}"']
    if method != "GET":
        parts.append(f"-X {method}")
    if who == "key":
        parts.append('-H "Authorization: Bearer $KEY"')
    elif who == "session":
        # The cookies of a browser that is signed in; what writes also shows that it comes from here.
        parts.append("-b cookies.txt")
        if method != "GET":
            parts += ['-H "X-CSRFToken: $CSRF_TOKEN"', f'-e "{root}/"']
    if kind == "application/json" and body is not None:
        typed = json.dumps(of_city(body, words), ensure_ascii=False).replace("'", "'\\''")
        parts += ['-H "Content-Type: application/json"', f"-d '{typed}'"]
    elif kind and kind != "application/json":
        parts += [f'-H "Content-Type: {kind}"', "--data-binary @picture.jpg"]
    return " \\\n  ".join(parts)
