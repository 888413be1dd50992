"""Searching everything that is kept for words: every table of a city and of ``public``, every file, the whole cache.

A database keeps text in many clothes: text, JSON, arrays, search words, bytes, sessions (signed and compressed). All
are looked into; a word is found in any case, and in its forms as JSON writes it.
"""

import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import connection
from redis import Redis

from common.schema import current_schema, in_public


def leftovers(words: Iterable[str], *, but: Iterable[str] = ()) -> list[str]:
    """Where in the city we are in (and in ``public``) one of the words still stands, as "place: word".

    ``but`` are places where it may, such as "audit_auditentry.actor_ref".
    """
    wanted = [word.lower() for word in words if word]
    schema = current_schema()
    found = [*_in_tables(schema, wanted), *_in_sessions(wanted)]
    with in_public():
        found += [*_in_tables("public", wanted), *_in_sessions(wanted)]
    found += [*_in_files(wanted), *_in_cache(wanted)]
    return sorted({line for line in found if line.split(": ")[0] not in set(but)})


def _in_tables(schema: str, words: list[str]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT t.relname, c.attname, y.typname FROM pg_attribute AS c
            JOIN pg_class AS t ON t.oid = c.attrelid JOIN pg_namespace AS n ON n.oid = t.relnamespace
            JOIN pg_type AS y ON y.oid = c.atttypid
            WHERE n.nspname = %s AND t.relkind IN ('r', 'p') AND c.attnum > 0 AND NOT c.attisdropped
            """,
            [schema],
        )
        for table, column, kind in cursor.fetchall():
            # Whatever it is, PostgreSQL writes it as text; bytes as what they look like.
            text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            for word in words:
                # A number is found as a whole, or every "7" would be everybody's.
                same = "= %s" if word.lstrip("-").isdigit() and kind in {"int2", "int4", "int8"} else "LIKE %s"
                asked = word if same == "= %s" else f"%{word}%"
                cursor.execute(f'SELECT 1 FROM "{schema}"."{table}" WHERE lower({text}) {same} LIMIT 1', [asked])
                if cursor.fetchone():
                    yield f"{table}.{column}: {word}"


def _in_sessions(words: list[str]) -> Iterator[str]:
    for session in Session.objects.all():
        said = json.dumps(session.get_decoded(), ensure_ascii=False, default=str).lower()
        yield from (f"session: {word}" for word in words if word in said)


def _in_files(words: list[str]) -> Iterator[str]:
    home = Path(default_storage.path(""))
    for path in sorted(home.rglob("*")):
        name = str(path.relative_to(home))
        yield from (f"file name {name}: {word}" for word in words if word in name.lower())
        if path.is_file():
            yield from _in_bytes(name, path.read_bytes(), words)


def _in_bytes(name: str, content: bytes, words: list[str]) -> Iterator[str]:
    yield from (f"file {name}: {word}" for word in words if word.encode() in content.lower())
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from _in_bytes(f"{name}/{inner}", archive.read(inner), words)


def _in_cache(words: list[str]) -> Iterator[str]:
    client = Redis.from_url(settings.CACHES["default"]["LOCATION"])
    for key in client.scan_iter(count=1000):
        kind = client.type(key)
        value = client.get(key) if kind == b"string" else repr(client.hgetall(key)).encode()
        held = key.lower() + b" " + _unpacked(value or b"").lower()
        yield from (f"cache {key.decode(errors='replace')}: {word}" for word in words if word.encode() in held)


def _unpacked(value: bytes) -> bytes:
    """A value as it is, and the page in it when it is a compressed one (headers, newline, body)."""
    head, newline, body = value.partition(b"\n")
    return value + (head + gzip.decompress(body) if newline and body[:2] == b"\x1f\x8b" else b"")
