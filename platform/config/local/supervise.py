"""Keeps a handful of programs running beside each other, and takes all of them down together."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.local.process import CannotRunError, wait_until

QUICK = 10.0  # seconds; a program that ends sooner after its start than this did not really run
TRIES = 5  # quick deaths in a row before giving up
PATIENCE = 3.0  # seconds the programs have to end by themselves when asked
KEPT_LOG = 5_000_000  # bytes; a longer log is set aside at the next start


@dataclass(frozen=True)
class Part:
    """A program to keep running: its short name (also its log's) and its command."""

    name: str
    command: tuple[str, ...]


@dataclass
class _Running:
    part: Part
    process: "subprocess.Popen[bytes]"
    started: float
    deaths: int = 0
    again_at: float | None = None  # when to start it again; None while it runs
    reader: threading.Thread | None = field(default=None, repr=False)


class Stop:
    """Whether somebody asked to stop. A signal may ask at any moment, so asking takes no lock, as an Event would.

    The handler of a signal runs inside whatever the main thread was doing: had that been an Event's ``wait``, which
    holds the Event's lock, its ``set`` would wait for that lock for ever.
    """

    def __init__(self) -> None:
        self._asked = False

    def set(self) -> None:
        """Ask to stop; for good."""
        self._asked = True

    def is_set(self) -> bool:
        """Return whether somebody asked."""
        return self._asked

    def wait(self, seconds: float) -> bool:
        """Rest for ``seconds``; return whether somebody asked. A signal cuts no rest short, so rest little."""
        if not self._asked:
            time.sleep(seconds)
        return self._asked


class Supervisor:
    """Starts parts, restarts those that die, and stops them in reverse order.

    ``environment`` is what the programs see, ``logs`` the folder of their logs, ``say`` prints a line for a person,
    ``pause`` the seconds before the first restart (doubled each time).
    """

    def __init__(
        self,
        *,
        logs: Path,
        environment: Mapping[str, str],
        folder: Path,
        say: Callable[[str], None],
        pause: float = 0.5,
    ) -> None:
        self._logs, self._environment, self._folder, self._say = logs, dict(environment), folder, say
        self._pause = pause
        self._running: list[_Running] = []
        self.stopping = Stop()

    def listen_to_signals(self) -> None:
        """Ctrl-C, a closed terminal and a polite kill all mean: stop. A second one does not wait any longer."""

        def stop(_number: int, _frame: object) -> None:
            if self.stopping.is_set():
                self._signal_all(signal.SIGKILL)
            self.stopping.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)

    def start(self, part: Part) -> None:
        """Start a part and keep it running from now on."""
        running = _Running(part, self._spawn(part), time.monotonic())
        self._follow(running)
        self._running.append(running)

    def run_once(self, part: Part) -> None:
        """Run a program to its end; raise CannotRunError when it does not end well. A signal ends it early."""
        running = _Running(part, self._spawn(part), time.monotonic())
        self._follow(running)
        while running.process.poll() is None:
            if self.stopping.wait(0.05):
                self._end([running])
                return
        if running.reader:
            running.reader.join(2)
        if running.process.returncode != 0:
            raise CannotRunError(
                f"“{' '.join(part.command[-2:])}” did not finish: "
                f"read {self._log_of(part)}, mend what it names, then run again."
            )

    def keep(self, also: Callable[[], None] = lambda: None, *, until: Callable[[], bool] = lambda: False) -> None:
        """Keep the parts running until a signal comes or ``until`` holds; call ``also`` about once a second.

        Raises CannotRunError when a part will not stay up.
        """
        beat = time.monotonic()
        while not self.stopping.is_set() and not until():
            for running in self._running:
                self._look_after(running)
            if time.monotonic() - beat > 1:
                beat = time.monotonic()
                also()
            self.stopping.wait(0.05)

    def stop(self) -> None:
        """Stop every part, last started first, and whatever they had started themselves."""
        self.stopping.set()
        self._end(list(reversed(self._running)))
        self._running.clear()

    def _look_after(self, running: _Running) -> None:
        now = time.monotonic()
        if running.again_at is not None:
            if now >= running.again_at:
                running.process, running.started, running.again_at = self._spawn(running.part), now, None
                self._follow(running)
            return
        if running.process.poll() is None:
            return
        _kill_group(running.process)
        running.deaths = running.deaths + 1 if now - running.started < QUICK else 1
        if running.deaths >= TRIES:
            raise CannotRunError(
                f"The {running.part.name} ended {TRIES} times in a row right after its start: "
                f"read {self._log_of(running.part)}, mend what it names, then run again."
            )
        pause = self._pause * 2 ** (running.deaths - 1)
        running.again_at = now + pause
        self._say(
            f"The {running.part.name} ended ({_how(running.process.returncode)}); it starts again in {pause:g} s."
        )

    def _log_of(self, part: Part) -> Path:
        return self._logs / f"{part.name}.log"

    def _spawn(self, part: Part) -> "subprocess.Popen[bytes]":
        self._logs.mkdir(parents=True, exist_ok=True)
        log = self._log_of(part)
        if log.exists() and log.stat().st_size > KEPT_LOG:
            log.replace(log.with_suffix(".log.1"))
        # A session of its own: Ctrl-C reaches only the supervisor, and its whole family can be ended at once.
        return subprocess.Popen(  # noqa: S603 - our own commands
            part.command,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - only a system call, and no thread of ours holds its locks
        )

    def _follow(self, running: _Running) -> None:
        output = running.process.stdout
        if output is not None:
            running.reader = threading.Thread(target=self._copy_lines, args=(running.part, output), daemon=True)
            running.reader.start()

    def _copy_lines(self, part: Part, output: IO[bytes]) -> None:
        with self._log_of(part).open("ab") as log:
            for line in output:
                log.write(line)
                log.flush()
                text = line.decode(errors="replace").rstrip()
                if text:
                    self._say(f"{part.name:<9}│ {text}")

    def _end(self, parts: list[_Running]) -> None:
        living = [running for running in parts if running.process.poll() is None]
        for running in living:
            with suppress(ProcessLookupError):
                running.process.terminate()
        wait_until(lambda: all(running.process.poll() is not None for running in living), seconds=PATIENCE)
        for running in parts:
            _kill_group(running.process)
        for running in parts:
            running.process.wait()
            if running.reader:
                running.reader.join(1)

    def _signal_all(self, number: signal.Signals) -> None:
        for running in self._running:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(running.process.pid, number)


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    """End what a program started and left behind: all of them share its session's group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit {code}"


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _end_with_parent() -> None:
    """Ask the kernel to end this program when the supervisor dies, even by kill -9 (Linux only)."""
    if _LIBC is not None:
        _LIBC.prctl(1, int(signal.SIGTERM))  # 1 is PR_SET_PDEATHSIG
