"""``make run``: checks, servers, preparation, then web, worker and timetable until Ctrl-C."""

import fcntl
import http.client
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from config import env
from config.local.checks import check_folder, check_port, check_python, port_from
from config.local.ensure import ensure_servers, release_servers
from config.local.postgres import Postgres
from config.local.prepared import fingerprint, is_prepared, remember
from config.local.process import CannotRunError, open_lock, try_lock
from config.local.supervise import Part, Supervisor
from config.local.valkey import Valkey

ROOT = Path(__file__).resolve().parents[3]
HOST = "127.0.0.1"
WEB_WORKERS = 2
TASK_WORKERS = 2
READY_WITHIN = 60  # seconds for the first answer of the web
LIVEZ = "/livez"

# Where the code lives that a preparation depends on.
SOURCES = ("platform", "tenants", "citizensourcing", "billing")
# What is run to its end, in this order, before the web starts: `manage.py <command>`.
PREPARATION = (("prepare_local",),)
# A preparation command may leave lines here for people (addresses, demo sign-ins); they are printed when all is up.
WELCOME = "welcome.txt"


@dataclass(frozen=True)
class Plan:
    """What runs: ``once`` to its end and in order, then ``web``, and ``beside`` it once it answers on ``port``.

    ``once`` is left out while nothing below the folders ``sources`` has changed since it last ran to its end.
    """

    folder: Path
    local: Path
    port: int
    once: tuple[Part, ...]
    web: Part
    beside: tuple[Part, ...]
    sources: tuple[Path, ...] = ()


def everything(environment: Mapping[str, str], *, root: Path = ROOT) -> Plan:
    """Return the plan of the whole product on one machine."""
    port, local = port_from(environment), root / ".local"
    python = sys.executable
    celery = (python, "-m", "celery", "--quiet", "-A", "config.celery")
    web = f"--host {HOST} --port {port} --interface wsgi --workers {WEB_WORKERS} --blocking-threads 1 --no-ws"
    # One worker on one machine has nobody to gossip with.
    worker = f"--pool prefork --concurrency {TASK_WORKERS} --without-gossip --without-mingle --loglevel WARNING"
    return Plan(
        folder=root,
        local=local,
        port=port,
        once=tuple(Part("prepare", (python, "manage.py", *command)) for command in PREPARATION),
        web=Part(
            "web",
            (
                *(python, "-m", "config.serve", *web.split()),
                *("--respawn-failed-workers", "--workers-kill-timeout", "2", "--log-level", "warning"),
                "config.wsgi:application",
            ),
        ),
        beside=(
            Part("worker", (*celery, "worker", *worker.split())),
            Part(
                "timetable",
                (*celery, "beat", "--schedule", str(local / "timetable"), "--pidfile", "", "--loglevel", "WARNING"),
            ),
        ),
        sources=tuple(root / name for name in SOURCES),
    )


def run(plan: Plan, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Run a plan until Ctrl-C or SIGTERM. Raises CannotRunError with one sentence when something is in the way."""
    begun = time.monotonic()
    check_python()
    check_folder(plan.local)
    with open_lock(plan.local / "run.lock") as handle:
        if not try_lock(handle, fcntl.LOCK_EX):
            raise CannotRunError(
                "Commonwall already runs from this folder: use it, or stop it with Ctrl-C where it runs."
            )
        check_port(HOST, plan.port)
        addresses = ensure_servers(plan.local, given=environment)
        seen = {
            **environment,
            **addresses,
            "PORT": str(plan.port),
            "PYTHONPATH": os.pathsep.join((str(plan.folder), str(plan.folder / "platform"))),
            "PYTHONUNBUFFERED": "1",
        }
        seen.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
        supervisor = Supervisor(logs=plan.local / "logs", environment=seen, folder=plan.folder, say=say)
        supervisor.listen_to_signals()
        try:
            _start_all(plan, supervisor, mark=_mark(plan, environment, seen))
            if not supervisor.stopping.is_set():
                say(_welcome(plan) + f"\n\nReady in {time.monotonic() - begun:.1f} s. Ctrl-C stops everything.\n")
            supervisor.keep(lambda: _revive(plan, environment, addresses, say))
        finally:
            ended = time.monotonic()
            supervisor.stop()
            release_servers(plan.local)
            say(f"Stopped in {time.monotonic() - ended:.1f} s.")


def _mark(plan: Plan, environment: Mapping[str, str], seen: Mapping[str, str]) -> str:
    """What the preparation depends on; empty when that cannot be told, as with a database that is not ours."""
    if not plan.sources or env.text("DATABASE_URL", "", environment):
        return ""
    facts = {"database": seen["DATABASE_URL"], "port": str(plan.port), "python": sys.version}
    return fingerprint(plan.sources, facts=facts)


def _start_all(plan: Plan, supervisor: Supervisor, *, mark: str) -> None:
    if not (mark and is_prepared(plan.local, mark)):
        for part in plan.once:
            supervisor.run_once(part)
            if supervisor.stopping.is_set():
                return
        if mark:
            remember(plan.local, mark)
    supervisor.start(plan.web)
    latest = time.monotonic() + READY_WITHIN
    supervisor.keep(until=lambda: answers(plan.port) or time.monotonic() > latest)
    if not supervisor.stopping.is_set() and not answers(plan.port):
        raise CannotRunError(
            f"The web does not answer on port {plan.port} after {READY_WITHIN} seconds: "
            f"read {plan.local / 'logs' / 'web.log'}, mend what it names, then run again."
        )
    # Only now: until the first page is there, the whole machine belongs to the web.
    if not supervisor.stopping.is_set():
        for part in plan.beside:
            supervisor.start(part)


def answers(port: int) -> bool:
    """Return whether the web says that it lives."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", LIVEZ)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _revive(
    plan: Plan, environment: Mapping[str, str], addresses: Mapping[str, str], say: Callable[[str], None]
) -> None:
    """Start an embedded server again that died; raise CannotRunError when it does not come back the same."""
    dead = []
    if not env.text("DATABASE_URL", "", environment) and not Postgres(plan.local / "pg").is_running():
        dead.append("PostgreSQL")
    if not (env.text("BROKER_URL", "", environment) and env.text("CACHE_URL", "", environment)):
        dead += [] if Valkey(plan.local / "valkey").is_running() else ["Valkey"]
    if dead:
        say(f"The embedded {' and '.join(dead)} died; starting again.")
        if ensure_servers(plan.local, given=environment) != addresses:
            raise CannotRunError("The embedded servers came back under another address: run again.")


def _welcome(plan: Plan) -> str:
    try:
        left = (plan.local / WELCOME).read_text().strip()
    except OSError:
        left = ""
    return "\n" + (left or f"Commonwall is at http://localhost:{plan.port}")
