"""Web servers as production runs them, on free ports: ours, ours without its cache, and the bare program."""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass

from config.local.process import CannotRunError, wait_until
from config.local.run import ROOT, everything
from config.local.supervise import Part, Supervisor
from tests.bench.load import Ask, once
from tests.bench.servers import FOLDER, HOST

READY_WITHIN = 60  # seconds
# What the proxy in front would say, and for whom.
PROXIED = {"Host": HOST, "X-Forwarded-Proto": "https"}


@dataclass
class Web:
    """One server. ``command`` differs from production's in its port, its workers and what it serves."""

    name: str
    serves: str
    environment: Mapping[str, str]
    workers: int = 2
    port: int = 0
    _supervisor: Supervisor | None = None

    def __enter__(self) -> "Web":
        """Start it and wait for its first answer."""
        with socket.socket() as ours:
            ours.bind(("127.0.0.1", 0))
            self.port = int(ours.getsockname()[1])
        # From the same plan as `make run`: what is measured is what runs.
        words = list(everything({"PORT": str(self.port)}).web.command)
        words[words.index("--workers") + 1] = str(self.workers)
        words[-1] = self.serves
        self._supervisor = Supervisor(logs=FOLDER / "logs", environment=self.environment, folder=ROOT, say=_quietly)
        self._supervisor.start(Part(self.name, tuple(words)))
        if not wait_until(self._answers, seconds=READY_WITHIN, every=0.1):
            self.__exit__()
            raise CannotRunError(f"The {self.name} did not answer: read {FOLDER / 'logs' / self.name}.log.")
        return self

    def __exit__(self, *_problem: object) -> None:
        """Stop it."""
        if self._supervisor is not None:
            self._supervisor.stop()

    def processes(self) -> list[int]:
        """The process ids of its workers: those that have no children of their own."""
        assert self._supervisor is not None
        (running,) = self._supervisor._running
        children = _children(running.process.pid)
        return children or [running.process.pid]

    def ask(self, path: str, **given) -> Ask:
        """A request for one of our pages."""
        return Ask(self.port, path, PROXIED | given.pop("headers", {}), **given)

    def _answers(self) -> bool:
        try:
            return once(Ask(self.port, "/livez")).status == 200
        except OSError:
            return False


def _children(pid: int) -> list[int]:
    found = []
    for path in (ROOT.__class__("/proc")).glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(path.parent.name))
    return found


def _quietly(line: str) -> None:
    """A worker that dies is said by the figures; nothing else is worth a line between them."""
    if "ended" in line:
        time.sleep(0)
        print(line, flush=True)
