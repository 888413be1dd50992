"""The environment is made once, installed when its lock changes, and every refusal is one sentence."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "platform" / "config" / "local" / "make_venv.py"


@pytest.fixture
def folder(tmp_path) -> Path:
    """A project whose lock asks for nothing, so that no network is needed."""
    (tmp_path / "requirements.txt").write_text("# nothing yet\n")
    return tmp_path


def make(folder: Path, *, before: str = "") -> subprocess.CompletedProcess:
    program = f"import runpy, sys; sys.argv = ['make_venv', 'requirements.txt']; {before}\n"
    program += f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    return subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)


def test_an_environment_that_does_not_start_is_made_again_once_and_installed_when_its_lock_changes(folder):
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").write_text("no program")

    first, second = make(folder), make(folder)

    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("Making .venv with Python ")
    assert first.stdout.splitlines()[-1].startswith("Installing requirements.txt")
    assert (folder / ".venv" / "bin" / "python").exists()
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")

    (folder / "requirements.txt").write_text("no-hash-here==1.0\n")
    changed = make(folder)

    assert changed.returncode == 1
    assert changed.stderr.startswith("requirements.txt could not be installed (ERROR: ")
    assert changed.stderr.endswith("read .venv/install.log, see that a package index can be reached, then try again.\n")


def test_without_ensurepip_the_package_to_install_is_named(folder):
    hide = "import importlib.util as u; real = u.find_spec; "
    hide += "u.find_spec = lambda name: None if name == 'ensurepip' else real(name)"

    done = make(folder, before=hide)

    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert done.returncode == 1
    assert done.stderr == (
        f"This Python cannot make a virtual environment: install its package with `apt-get install {package}` "
        "(as root or with sudo; it may also be called python3-venv), then try again.\n"
    )


def test_make_without_any_fitting_python_says_so(folder):
    shutil.copy(ROOT / "Makefile", folder / "Makefile")
    tools = folder / "tools"
    tools.mkdir()
    for name in ("sh", "make"):
        (tools / name).symlink_to(shutil.which(name))

    done = subprocess.run(
        [str(tools / "make"), "run"], cwd=folder, env={"PATH": str(tools)}, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == (
        "Commonwall needs Python 3.11, 3.12 or 3.13: install one "
        "(Debian: apt-get install python3 python3-venv), then try again."
    )
