"""Asking a page as fast as it answers, with wrk."""

import http.client
import re
import shutil
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.local.process import CannotRunError

CONNECTIONS = 16
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_REFUSED = re.compile(r"Non-2xx or 3xx responses:\s+(\d+)")
_BROKEN = re.compile(r"Socket errors: (.+)")


def require_wrk() -> str:
    """Where wrk is. Raises CannotRunError with one sentence when it is not installed."""
    found = shutil.which("wrk")
    if found is None:
        raise CannotRunError(
            "`make bench` asks pages with wrk, which is missing: `apt-get install wrk`, then run again."
        )
    return found


@dataclass(frozen=True)
class Ask:
    """One request, as a browser or a program sends it. ``cookies``: each request takes the next one of these."""

    port: int
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Sequence[str] = ()
    tokens: Sequence[str] = ()

    def all_headers(self) -> dict[str, str]:
        """With those of the first person, where people take turns."""
        headers = dict(self.headers)
        if self.cookies:
            headers["Cookie"] = self.cookies[0]
        if self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens[0]}"
        return headers


@dataclass(frozen=True)
class Answer:
    """What one request brought."""

    status: int
    size: int
    headers: Mapping[str, str]
    body: bytes


def once(ask: Ask, method: str = "GET", body: str = "") -> Answer:
    """Ask once."""
    connection = http.client.HTTPConnection("127.0.0.1", ask.port, timeout=60)
    try:
        connection.request(method, ask.path, body=body or None, headers=ask.all_headers())
        answer = connection.getresponse()
        content = answer.read()
        return Answer(answer.status, len(content), {k.lower(): v for k, v in answer.getheaders()}, content)
    finally:
        connection.close()


def per_second(ask: Ask, seconds: int, *, folder: Path) -> float:
    """How many answers a second. Raises RuntimeError when one was refused or a connection broke."""
    command = [require_wrk(), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s"]
    for name, value in ask.headers.items():
        command += ["-H", f"{name}: {value}"]
    if ask.cookies or ask.tokens:
        command += ["-s", str(_turns(ask, folder))]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{ask.port}{ask.path}"], capture_output=True, text=True, check=True
    ).stdout
    if (wrong := _REFUSED.search(said) or _BROKEN.search(said)) is not None:
        msg = f"{ask.path}: {wrong[0]}"
        raise RuntimeError(msg)
    found = _RATE.search(said)
    if found is None:
        msg = f"wrk said nothing of a rate:\n{said}"
        raise RuntimeError(msg)
    return float(found[1])


def side_by_side(bare: Ask, ours: Ask, *, repeats: int, seconds: int, folder: Path) -> "Ratio":
    """Bare, ours, bare, ours …: each pair one ratio. Before it, both are asked for a second so that they are warm."""
    for ask in (bare, ours):
        per_second(ask, 1, folder=folder)
    pairs = [
        (per_second(bare, seconds, folder=folder), per_second(ours, seconds, folder=folder)) for _turn in range(repeats)
    ]
    return Ratio([pair[0] for pair in pairs], [pair[1] for pair in pairs])


@dataclass(frozen=True)
class Ratio:
    """Requests a second of both sides, pair by pair."""

    bare: list[float]
    ours: list[float]

    @property
    def each(self) -> list[float]:
        """Ours over bare, pair by pair."""
        return [ours / bare for bare, ours in zip(self.bare, self.ours, strict=True)]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.each)

    @property
    def spread(self) -> str:
        """The least and the most."""
        return f"{min(self.each):.2f}–{max(self.each):.2f}"


def _turns(ask: Ask, folder: Path) -> Path:
    """A script for wrk in which people take turns."""
    name, values = ("Cookie", ask.cookies) if ask.cookies else ("Authorization", [f"Bearer {t}" for t in ask.tokens])
    script = folder / "turns.lua"
    quoted = ",\n".join(f'"{value}"' for value in values)
    script.write_text(
        f"local values = {{\n{quoted}\n}}\nlocal at = 0\nfunction request()\n  at = at % #values + 1\n"
        f'  wrk.headers["{name}"] = values[at]\n  return wrk.format("GET", nil)\nend\n'
    )
    return script


def milliseconds(times: Sequence[float]) -> str:
    """Seconds as milliseconds: the median."""
    return f"{statistics.median(times) * 1000:.2f} ms"


Say = Callable[[str], None]
