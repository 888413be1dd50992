"""The whole product on a free port, on data of its own, for browsers: web and worker as ``make run`` starts them.

The seeded database is kept as a template while the content stays the same; each stage plays on a fresh copy of it.
"""

import hashlib
import os
import socket
import sys
import time
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from config.local.ensure import ensure_servers, release_servers
from config.local.process import CannotRunError, file_lock
from config.local.run import ROOT, answers, everything
from config.local.supervise import Part, Supervisor
from config.local.valkey import Valkey

FOLDER = ROOT / ".local" / "e2e"
SERVERS = ROOT / ".local" / "test"
CITIES = ("brussels", "medellin")
READY_WITHIN = 90  # seconds
TEMPLATE = "commonwall_stage"


class Stage:
    """A running wall. ``name`` is its database's; two stages at once need two names."""

    def __init__(self, name: str) -> None:
        self.database = f"{TEMPLATE}_{name}"
        self.port = _free_port()
        self.mail = FOLDER / "mail"
        self.said: list[str] = []
        self._valkey = Valkey(FOLDER / f"valkey_{name}")
        self._supervisor: Supervisor | None = None

    def __enter__(self) -> "Stage":
        """Provision, seed and start everything; CannotRunError says in one sentence what is in the way."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        server = ensure_servers(SERVERS, fast=True, in_memory=True)["DATABASE_URL"]
        valkey = self._valkey.start()
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.e2e.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "platform"))),
            "PYTHONUNBUFFERED": "1",
            "PORT": str(self.port),
            "BROKER_URL": valkey.broker,
            "CACHE_URL": valkey.cache,
        }
        try:
            with file_lock(FOLDER / "seeding.lock"):  # a second stage finds the template made
                self._seed(server, environment)
                _copy(server, TEMPLATE, self.database)
            self._start(environment | {"DATABASE_URL": _named(server, self.database)})
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_problem: object) -> None:
        """Stop all that was started here."""
        if self._supervisor is not None:
            self._supervisor.stop()
        self._valkey.stop()
        server = ensure_servers(SERVERS, fast=True, in_memory=True)["DATABASE_URL"]
        _drop(server, self.database)
        if "django" not in sys.modules:  # with Django, the settings count this process in until its end
            release_servers(SERVERS)

    def city(self, slug: str = "brussels") -> str:
        """The address of a demo city's wall, without a trailing slash."""
        return f"http://{slug}.localhost:{self.port}"

    def _seed(self, server: str, environment: dict[str, str]) -> None:
        """Fill the template once per state of the content."""
        kept, marks = FOLDER / "seeded.txt", _content()
        if not (kept.exists() and kept.read_text() == marks and _exists(server, TEMPLATE)):
            kept.unlink(missing_ok=True)
            (FOLDER / "prepared.json").unlink(missing_ok=True)
            _drop(server, TEMPLATE)
            _create(server, TEMPLATE)
        environment = environment | {"DATABASE_URL": _named(server, TEMPLATE)}
        supervisor = Supervisor(logs=FOLDER / "logs", environment=environment, folder=ROOT, say=self.said.append)
        supervisor.run_once(Part("prepare", (sys.executable, "manage.py", "prepare_local")))
        kept.write_text(marks)

    def _start(self, environment: dict[str, str]) -> None:
        plan = everything(environment)
        worker = next(part for part in plan.beside if part.name == "worker")
        self._supervisor = Supervisor(logs=FOLDER / "logs", environment=environment, folder=ROOT, say=self.said.append)
        self._supervisor.start(plan.web)
        self._supervisor.start(worker)
        latest = time.monotonic() + READY_WITHIN
        self._supervisor.keep(until=lambda: answers(self.port) or time.monotonic() > latest)
        if not answers(self.port):
            raise CannotRunError(f"The web did not answer: read {FOLDER / 'logs' / 'web.log'}, then run again.")


def _free_port() -> int:
    with socket.socket() as ours:
        ours.bind(("127.0.0.1", 0))
        return int(ours.getsockname()[1])


def _content() -> str:
    """A fingerprint of what a seeded database is made of."""
    marks = hashlib.sha256()
    for folder in ("platform/control_plane/demo", "platform/control_plane/demo_accounts.py"):
        for path in sorted([ROOT / folder, *(ROOT / folder).rglob("*.*")]):
            if path.is_file() and "__pycache__" not in path.parts:
                marks.update(path.read_bytes())
    for path in sorted(ROOT.glob("**/migrations/*.py")):
        if ".venv" not in path.parts:
            marks.update(path.read_bytes())
    return marks.hexdigest()


def _named(server: str, database: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{database}"))


def _ask(server: str, statement: sql.Composed, *, answer: bool = False) -> bool:
    with psycopg.connect(server, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return bool(answer and cursor.fetchone())


def _exists(server: str, database: str) -> bool:
    return _ask(
        server, sql.SQL("SELECT 1 FROM pg_database WHERE datname = {}").format(sql.Literal(database)), answer=True
    )


def _create(server: str, database: str) -> None:
    _ask(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))


def _drop(server: str, database: str) -> None:
    _ask(server, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def _copy(server: str, template: str, database: str) -> None:
    _drop(server, database)
    _ask(
        server,
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), sql.Identifier(template)),
    )
