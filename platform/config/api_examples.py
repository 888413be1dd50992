"""The examples of the document as they are typed in one city: its own host, names, languages and places."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.urls import reverse

from citizensourcing.participants.api.profile import ME
from citizensourcing.privacy.api import AGREEMENT
from citizensourcing.projects.api import PROJECT
from citizensourcing.projects.selectors import project_bodies
from citizensourcing.taxonomy.api import PLACE, TOPIC
from citizensourcing.taxonomy.selectors import neighbourhood_bodies, topic_bodies
from citizensourcing.wall.api import CITY, city_said
from tenants.models import City

Words = Mapping[str, Any]
# Fields that hold one of the city's languages.
_IN_A_LANGUAGE: Final = frozenset({"language", "default_language"})
_LANGUAGES: Final = "languages"


def words_of(city: City) -> Words:
    """What stands for what in this city's examples: a whole example by its JSON, a word by itself.

    What the city does not have stays as it is. Three queries.
    """
    found: dict[str, Any] = {_key(CITY): city_said(city), CITY["slug"]: city.slug, _LANGUAGES: city.languages}
    found[_key(ME["languages"])] = city.languages
    found[AGREEMENT["page"]] = reverse("privacy:rules")
    lists = ((TOPIC, topic_bodies()), (PLACE, neighbourhood_bodies(with_shapes=False)), (PROJECT, project_bodies()))
    for example, own in lists:
        for one in json.loads(own)[:1]:
            found |= {_key(example): one, example["slug"]: one["slug"]}
    return found


def of_city(value: Any, words: Words) -> Any:
    """An example with this city's words in it."""
    if isinstance(value, dict | list) and (own := words.get(_key(value))) is not None:
        return own
    if isinstance(value, dict):
        return {
            name: language(one, words) if name in _IN_A_LANGUAGE else of_city(one, words) for name, one in value.items()
        }
    if isinstance(value, list):
        return [of_city(one, words) for one in value]
    return words.get(value, value) if isinstance(value, str) else value


def language(value: Any, words: Words) -> Any:
    """This language, where the city has it; else the city's first."""
    own = words[_LANGUAGES]
    return value if value in own or not own else own[0]


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def address(path: str, asked: Sequence[tuple[str, str]], words: Words) -> str:
    """A path with its question, without the host."""
    said = (
        (name, language(value, words) if name in _IN_A_LANGUAGE else of_city(value, words)) for name, value in asked
    )
    question = "&".join(f"{name}={value}" for name, value in said)
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
