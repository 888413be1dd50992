"""``make run``: the whole supervisor with small stand-ins for Django's programs, and every sentence it stops with."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local.checks import check_folder, check_port, check_python, port_from
from config.local.process import CannotRunError, runs_program, wait_until
from config.local.run import everything
from config.local.supervise import Part, Supervisor

ROOT = Path(__file__).resolve().parents[2]

# A web that answers on its port, and has a child of its own as a real web server has workers.
WEB = """
import http.server, os, subprocess, sys
subprocess.Popen(["sleep", "{nap}"])
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(os.environ["DATABASE_URL"].encode())
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
"""

PROGRAM = """
import os, sys
from pathlib import Path
from config.local.__main__ import say
from config.local.process import CannotRunError
from config.local.run import Plan, run
from config.local.supervise import Part

folder, port, web, once, beside = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5]
plan = Plan(
    folder=folder, local=folder / ".local", port=port,
    once=(Part("prepare", (sys.executable, "-c", once)),),
    web=Part("web", (sys.executable, "-c", web, str(port))),
    beside=(Part("worker", (sys.executable, "-c", beside)),),
)
try:
    run(plan, {name: value for name, value in os.environ.items() if not name.endswith("_URL")}, say)
except CannotRunError as refusal:
    sys.exit(str(refusal))
"""


class Running:
    """A supervisor in a process of its own, and what it printed."""

    def __init__(self, folder: Path, port: int, *, web: str, once: str, beside: str) -> None:
        self.port, self.folder = port, folder
        # Each its own: two in one folder must not write over each other.
        self.output = folder / f"printed-{len(list(folder.glob('printed-*')))}"
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(folder), str(port), web, once, beside],
            stdout=self.output.open("w"),
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'platform'}"},
        )

    def printed(self) -> str:
        return self.output.read_text()

    def wait_for(self, words: str, seconds: float = 20) -> None:
        assert wait_until(lambda: words in self.printed(), seconds=seconds), self.printed()

    def end(self, number: signal.Signals = signal.SIGINT) -> float:
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(15)
        return time.monotonic() - begun

    def pids_of(self, words: str) -> list[int]:
        numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return [number for number in numbers if runs_program(number, (words,))]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def start(fresh, put_data, free_port) -> Iterator:
    put_data(fresh / ".local")
    started = []

    def begin(*, web: str = WEB.format(nap=600), once: str = "print('prepared')", beside: str = "input()") -> Running:
        started.append(Running(fresh, free_port, web=web, once=once, beside=beside))
        return started[-1]

    yield begin
    for running in started:
        running.process.kill()
        running.process.wait()


SLEEP = "import time; print('awake', flush=True); time.sleep(600)"


def test_everything_comes_up_prints_where_it_is_and_stops_clean(start):
    nap = 600 + os.getpid()
    running = start(web=WEB.format(nap=nap), beside=SLEEP)
    running.wait_for("awake")

    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=5)
    connection.request("GET", "/")
    assert connection.getresponse().read().startswith(b"postgresql://commonwall:")
    assert len(running.pids_of(f"sleep {nap}")) == 1
    assert f"Commonwall is at http://localhost:{running.port}" in running.printed()
    assert "prepare  │ prepared\n" in running.printed()
    assert (running.folder / ".local" / "logs" / "worker.log").read_text() == "awake\n"

    assert running.end() < 5

    assert running.process.returncode == 0
    assert running.pids_of(f"sleep {nap}") == []
    assert running.pids_of(str(running.folder)) == []


def test_what_preparation_left_for_people_is_printed(start):
    once = "from pathlib import Path; Path('.local/welcome.txt').write_text('Sign in as Ana')"
    running = start(once=once, beside=SLEEP)

    running.wait_for("Ready in ")

    assert "Sign in as Ana\n\nReady in " in running.printed()
    running.end()


def test_a_part_that_dies_is_started_again(start):
    once_only = """
        import pathlib, sys, time
        mark = pathlib.Path('seen'); first = not mark.exists(); mark.touch()
        sys.exit(3) if first else (print('back', flush=True), time.sleep(600))
    """
    running = start(beside=textwrap.dedent(once_only))

    running.wait_for("worker   │ back")

    assert "The worker ended (exit 3); it starts again in 0.5 s." in running.printed()
    running.end()


def test_a_part_that_never_stays_up_ends_everything_with_one_sentence(fresh):
    said: list[str] = []
    supervisor = Supervisor(logs=fresh / "logs", environment=os.environ, folder=fresh, say=said.append, pause=0.01)
    supervisor.start(Part("worker", ("false",)))

    with pytest.raises(CannotRunError) as refusal:
        supervisor.keep()

    assert str(refusal.value) == (
        f"The worker ended 5 times in a row right after its start: read {fresh / 'logs' / 'worker.log'}, "
        "mend what it names, then run again."
    )
    assert said[-1] == "The worker ended (exit 1); it starts again in 0.08 s."
    supervisor.stop()


def test_a_preparation_that_fails_starts_nothing(start):
    running = start(once="raise SystemExit('no city today')")

    assert running.process.wait(20) == 1
    assert "did not finish: read " in running.printed()
    assert "prepare  │ no city today" in running.printed()
    assert running.pids_of(str(running.folder)) == []


def test_ctrl_c_while_preparing_stops_at_once(start):
    running = start(once=SLEEP)
    running.wait_for("awake")

    assert running.end() < 5

    assert running.process.returncode == 0


# A signal runs its handler inside whatever the main thread was doing; here at each line of every wait.
ASKED_AT_EVERY_LINE = """
import signal, sys
from pathlib import Path
from config.local.supervise import Part, Supervisor

def ask(frame, event, _argument):
    if frame.f_code.co_name == "wait":
        signal.raise_signal(signal.SIGTERM)
        return ask

supervisor = Supervisor(logs=Path(sys.argv[1]), environment={}, folder=Path(sys.argv[1]), say=print)
supervisor.listen_to_signals()
sys.settrace(ask)
supervisor.keep()
sys.settrace(None)
print("stopped")
"""


def test_a_signal_in_the_middle_of_waiting_stops_too(fresh):
    ended = subprocess.run(
        [sys.executable, "-c", ASKED_AT_EVERY_LINE, str(fresh)],
        env={"PYTHONPATH": f"{ROOT / 'platform'}"},
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )

    assert (ended.stdout, ended.stderr, ended.returncode) == ("stopped\n", "", 0)


def test_a_polite_kill_stops_everything_in_time(start):
    running = start(beside=SLEEP)
    running.wait_for("awake")

    assert running.end(signal.SIGTERM) < 5

    assert running.process.returncode == 0


def test_a_killed_database_comes_back_while_all_goes_on(start):
    running = start(beside=SLEEP)
    running.wait_for("awake")
    pid_file = (running.folder / ".local" / "pg").resolve() / "data" / "postmaster.pid"

    os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)

    running.wait_for("The embedded PostgreSQL died; starting again.")
    running.end()
    assert running.process.returncode == 0


def test_when_the_supervisor_is_killed_its_programs_end_and_a_new_one_starts(start):
    running = start(beside=SLEEP)
    running.wait_for("awake")
    running.process.kill()
    running.process.wait()

    again = start(beside=SLEEP)

    again.wait_for("awake")
    again.end()
    assert again.process.returncode == 0


def test_a_second_supervisor_in_one_folder_is_refused(start):
    running = start(beside=SLEEP)
    running.wait_for("awake")

    second = start()

    assert second.process.wait(20) == 1
    assert second.printed().endswith(
        "Commonwall already runs from this folder: use it, or stop it with Ctrl-C where it runs.\n"
    )
    running.end()


def test_a_part_that_ignores_the_polite_signal_is_ended_in_time(start):
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEP
    running = start(beside=stubborn)
    running.wait_for("awake")

    assert running.end() < 5

    assert running.process.returncode == 0


def test_a_taken_port_is_refused_with_a_way_out(free_port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()

        with pytest.raises(CannotRunError) as refusal:
            check_port("127.0.0.1", free_port)

    assert str(refusal.value) == (
        f"Port {free_port} is taken by another program: stop that program, "
        "or choose another port, as in `make run PORT=8000`."
    )


def test_a_free_port_is_fine(free_port):
    check_port("127.0.0.1", free_port)


@pytest.mark.parametrize("said", ["http", "0", "65536", "-1", "８０"])
def test_a_port_that_is_none_is_refused(said):
    with pytest.raises(CannotRunError, match="set it to a number from 1 to 65535"):
        port_from({"PORT": said})


def test_without_a_port_it_is_8000():
    assert port_from({}) == 8000
    assert port_from({"PORT": ""}) == 8000
    assert port_from({"PORT": "8123"}) == 8123


@pytest.mark.parametrize("version", [(3, 10), (3, 14)])
def test_a_python_that_the_locks_do_not_cover_is_refused(version):
    with pytest.raises(CannotRunError) as refusal:
        check_python(version)

    assert str(refusal.value) == (
        f"Commonwall runs on Python 3.11 to 3.13, and this is {version[0]}.{version[1]}: "
        "install one of those, remove .venv, then run again."
    )


def test_a_folder_that_cannot_be_made_is_refused(fresh):
    (fresh / "file").touch()

    with pytest.raises(CannotRunError, match="give yourself the right to write to that folder"):
        check_folder(fresh / "file" / ".local")


def test_only_the_web_is_given_a_port():
    plan = everything({"PORT": "8123"})

    assert "8123" in plan.web.command
    assert "127.0.0.1" in plan.web.command
    assert [part.name for part in plan.beside] == ["worker", "timetable"]
    assert not [word for part in plan.beside for word in part.command if "port" in word or "8123" in word]
