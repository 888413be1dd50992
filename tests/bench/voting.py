"""Thirty-two clients support one idea at once, each person once: how many a second, and whether all are counted."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass

from django.db import connection

from citizensourcing.ideas.models import Idea, Vote
from citizensourcing.ideas.services.voting import recompute_support
from tenants.context import for_city
from tests.bench.context import Bench
from tests.bench.load import Ask, once, require_wrk
from tests.bench.table import Row
from tests.bench.web import HOST, Web

CLIENTS = 32
VOTES = 6000
LEAST = 500
_PATIENCE = 120  # seconds for all of them
# Any 32 letters and digits: a program that has no page to copy them from may choose them itself.
_CSRF = "a1" * 16
# Each connection takes the next person; when all have voted the rest sleeps, and the last answer ends the clock.
_SCRIPT = """
local ffi = require("ffi")
ffi.cdef[[ typedef struct {{ long s; long us; }} moment; int gettimeofday(moment *at, void *zone); ]]
local function now()
  local at = ffi.new("moment"); ffi.C.gettimeofday(at, nil)
  return tonumber(at.s) + tonumber(at.us) / 1e6
end
local values = {{
{values}
}}
local planned, at, answered, counted, began = 0, 0, 0, 0, nil
function delay() planned = planned + 1; if planned > #values then return 600000 end; return 0 end
function request()
  began = began or now()
  at = at + 1
  wrk.headers["{header}"] = values[at] or values[1]
  return wrk.format("{method}", nil, wrk.headers, "{body}")
end
function response(status)
  answered = answered + 1
  if status >= 200 and status < 400 then counted = counted + 1 end
  if answered == #values then
    local file = io.open("{answer}.new", "w")
    file:write(string.format("%d %.6f", counted, now() - began)); file:close()
    os.rename("{answer}.new", "{answer}")
  end
end
"""


@dataclass(frozen=True)
class Way:
    """How a vote is sent."""

    what: str
    method: str
    path: str
    header: str
    values: list[str]
    more: dict[str, str]
    body: str = ""


def measure(bench: Bench) -> list[Row]:
    """Through the page's own form, and through the API."""
    if not bench.wants("vote"):
        return []
    with Web("bench-web", "config.wsgi:application", bench.environment, bench.workers) as web:
        return [bench.tell(_measure(bench, web, way)) for way in _ways(bench)]


def _ways(bench: Bench) -> list[Way]:
    with for_city(bench.city()):
        number = _target().number
    cookies = [f"{cookie}; __Host-csrf={_CSRF}" for cookie in bench.cookies_of(_voters(bench))]
    form = {
        "X-CSRFToken": _CSRF,
        "Origin": f"https://{HOST}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    tokens = [f"Bearer {token}" for token in bench.tokens_of(_voters(bench))]
    page = Way("form", "POST", f"/en/ideas/{number}/support/", "Cookie", cookies, form, "support=1")
    program = Way("API", "PUT", f"/api/v1/ideas/{number}/vote/", "Authorization", tokens, {})
    return [program, page]


def _target() -> Idea:
    """The newest idea of the open wall that nobody has hidden."""
    return Idea.objects.published().filter(project__is_open_wall=True).order_by("-pk")[0]


def _voters(bench: Bench) -> list[int]:
    """So many people who do not support it yet."""
    with for_city(bench.city()), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM participants_participant AS person WHERE user_id IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM ideas_vote WHERE idea_id = %s AND voter_id = person.id) ORDER BY id LIMIT %s",
            [_target().pk, VOTES],
        )
        return [row[0] for row in cursor.fetchall()]


def _measure(bench: Bench, web: Web, way: Way) -> Row:
    what = f"vote over HTTP ({way.what}) on one hot idea, {CLIENTS} clients"
    target = f"≥ {LEAST}/s, exact, 0 lost"
    ask = web.ask(way.path, headers=way.more)
    if once(ask).status == 404 or not way.values:
        return Row(what, target, "not there yet")
    with for_city(bench.city()):
        idea, latest = _target(), Vote.objects.order_by("-pk")[0].pk
        before = Vote.objects.filter(idea=idea).count()
        try:
            counted, seconds = _all_at_once(bench, ask, way)
        except RuntimeError as problem:
            return Row(what, target, str(problem), met=False)
        idea.refresh_from_db()
        stored = Vote.objects.filter(idea=idea).count() - before
        is_exact = idea.support_count == before + stored and recompute_support([idea.pk]) == 0
        # The city is kept: the next run begins with the same votes.
        Vote.objects.filter(pk__gt=latest, idea=idea).delete()
        recompute_support([idea.pk])
    rate = counted / seconds
    lost = counted - stored
    said = (
        f"{rate:,.0f}/s; {counted:,} answered, {stored:,} stored, {lost} lost, total {'exact' if is_exact else 'WRONG'}"
    )
    return Row(what, target, said, met=rate >= LEAST and is_exact and lost == 0 and stored >= 4000)


def _all_at_once(bench: Bench, ask: Ask, way: Way) -> tuple[int, float]:
    """How many votes were answered well, and how many seconds all of them took."""
    script, answer = bench.folder / "vote.lua", bench.folder / "vote.txt"
    answer.unlink(missing_ok=True)
    values = ",\n".join(f'"{value}"' for value in way.values)
    script.write_text(_SCRIPT.format(values=values, header=way.header, method=way.method, body=way.body, answer=answer))
    command = [require_wrk(), "-t1", f"-c{CLIENTS}", f"-d{_PATIENCE}s", "--timeout", "30s", "-s", str(script)]
    for name, value in ask.headers.items():
        command += ["-H", f"{name}: {value}"]
    command.append(f"http://127.0.0.1:{ask.port}{ask.path}")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as wrk:
        until = time.monotonic() + _PATIENCE
        while not answer.exists() and wrk.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        with suppress(ProcessLookupError):
            os.kill(wrk.pid, signal.SIGINT)
        wrk.communicate()
    if not answer.exists():
        msg = f"{ask.path}: not every vote was answered within {_PATIENCE} seconds."
        raise RuntimeError(msg)
    counted, seconds = answer.read_text().split()
    return int(counted), float(seconds)
