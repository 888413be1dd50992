"""The bench's own database and cache, as in production, in ``.local/bench``; the data stays there between runs."""

import json
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from config.local.postgres import APPLICATION, Postgres
from config.local.run import ROOT
from config.local.valkey import Valkey

FOLDER = ROOT / ".local" / "bench"
# What docs/self-hosting.md advises for a machine with 8 GB, and room for 60 connections and more.
PRODUCTION = {"shared_buffers": "2GB", "effective_cache_size": "4GB", "max_wal_size": "4GB", "max_connections": "100"}
# Nobody outside this machine's bench ever sees it.
SECRET = "only-for-measuring-on-a-machine-of-ones-own-0123456789"
HOST = "bench.localhost"
SLUG = "bench"


class Servers:
    """PostgreSQL and Valkey, running. ``environment`` is what a program needs to run as in production."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.postgres = Postgres(folder / "pg", more=PRODUCTION)
        self.valkey = Valkey(folder / "valkey")
        self.url = ""
        self.environment: dict[str, str] = {}

    def __enter__(self) -> "Servers":
        """Start both; CannotRunError says in one sentence what is in the way."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.url = self.postgres.start()
        addresses = self.valkey.start()
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "platform"))),
            "PYTHONUNBUFFERED": "1",
            "SECRET_KEY": SECRET,
            "DATABASE_URL": self.url,
            "CACHE_URL": addresses.cache,
            "BROKER_URL": addresses.broker,
            "CITY_HOST_SUFFIX": "localhost",
            "PLATFORM_HOSTS": "localhost",
            "MEDIA_ROOT": str(self.folder / "media"),
            "STATIC_ROOT": str(self.folder / "static"),
            "SCHEMA_POOL_SIZE": "0",
        }
        return self

    def __exit__(self, *_problem: object) -> None:
        """Stop both; what they hold stays."""
        self.valkey.stop()
        self.postgres.stop()

    def settle(self) -> None:
        """Let this process, too, run with production's settings on these servers."""
        os.environ.update(self.environment)
        sys.path[:0] = [path for path in (str(ROOT), str(ROOT / "platform")) if path not in sys.path]

    def database(self, name: str) -> str:
        """The address of another database of this server, for the application."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def above(self, database: str = "postgres") -> str:
        """The same for the superuser: who makes databases, and reads what other connections use."""
        password = json.loads((self.postgres.folder.resolve() / "passwords.json").read_text())["superuser"]
        where = urlsplit(self.url)
        host = where.netloc.rpartition("@")[2]
        return urlunsplit(where._replace(netloc=f"postgres:{password}@{host}", path=f"/{database}"))

    def begin_anew(self, name: str = APPLICATION) -> None:
        """An empty database of this name, in place of one that may be there."""
        with psycopg.connect(self.above(), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(APPLICATION))
            )

    def has(self, name: str) -> bool:
        """Whether there is a database of this name."""
        with psycopg.connect(self.above()) as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None
