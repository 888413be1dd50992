"""What is written about the code is true of it: settings, apps, commands, targets, links and floors are named."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from citizensourcing.participants.permissions import ROLE_MAY

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
OURS = ("platform", "tenants", "citizensourcing", "billing")
READERS = {"text", "flag", "integer"}
PAGES = sorted(
    [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(page for folder in OURS for page in (ROOT / folder).rglob("*.md"))]
)
# [words](target "title"), also of a picture; what stands between backticks is code.
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)[^)]*\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
# `make run`, and lines of code that begin with it, perhaps behind variables.
TARGET = re.compile(r"(?:`|^ {4})(?:[A-Z_]+=\S+ )*make ([a-z][a-z0-9]*)", re.MULTILINE)
COMMAND = re.compile(r"manage\.py ([a-z][a-z_]+)")
DJANGOS = {"migrate_schemas", "collectstatic", "makemigrations", "shell"}
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def named(*names: str) -> str:
    """The text of pages, in one."""
    return "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)


def settings_read() -> set[str]:
    """Every variable that is read through ``config.env``."""
    return {
        call.args[0].value
        for path in (ROOT / "platform" / "config").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in READERS
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and isinstance(call.args[0], ast.Constant)
    }


def commands() -> set[str]:
    """Every management command of ours."""
    return {
        path.stem
        for folder in OURS
        for path in (ROOT / folder).rglob("management/commands/*.py")
        if path.stem != "__init__"
    }


def targets() -> set[str]:
    """Every target of the Makefile."""
    return set(re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def floors(contract: dict) -> list[list[str]]:
    """The packages of a layers contract, floor by floor; those without a package yet are left out."""
    container = contract.get("containers", [""])[0]
    found = [
        [
            name
            for name in re.findall(r"[a-z_]+", layer)
            if not container or (ROOT / container / name / "__init__.py").exists()
        ]
        for layer in contract["layers"]
    ]
    return [floor for floor in found if floor]


def pictures() -> list[list[list[str]]]:
    """The pictures in architecture.md, each floor by floor: what stands before the explanation."""
    blocks = re.findall(r"```\n(.*?)```", named("docs/architecture.md"), re.DOTALL)
    return [
        [re.findall(r"[a-z_]+", re.split(r"(?<=[a-z_]) {3,}(?![ |])", line.strip())[0]) for line in block.splitlines()]
        for block in blocks
    ]


def links(page: Path) -> Iterator[str]:
    """Relative links of a page, without what follows ``#``."""
    for target in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        if not re.match(r"[a-z]+:|#", target):
            yield target.split("#")[0]


def test_every_setting_is_described_and_in_the_example():
    described, example = named("docs/self-hosting.md"), named(".env.example")

    assert len(settings_read()) > 15
    assert {name for name in settings_read() if f"`{name}`" not in described} == set()
    assert {name for name in settings_read() if not re.search(rf"^(# )?{name}=", example, re.MULTILINE)} == set()


def test_the_example_names_nothing_that_is_not_described():
    written = set(re.findall(r"^(?:# )?([A-Z_]+)=", named(".env.example"), re.MULTILINE))

    assert {name for name in written if f"`{name}`" not in named("docs/self-hosting.md")} == set()


def test_every_app_is_in_the_picture():
    drawn = {name for picture in pictures() for floor in picture for name in floor}
    apps = {app.split(".")[-1] for app in settings.INSTALLED_APPS if (ROOT / app.replace(".", "/")).is_dir()}
    apps |= {app for app in settings.INSTALLED_APPS if (ROOT / "platform" / app).is_dir()}

    assert len(apps) > 15
    assert apps - drawn == set()


@pytest.mark.parametrize("number", [0, 1], ids=["the house", "citizensourcing"])
def test_the_picture_shows_the_floors_that_are_checked(number):
    assert pictures()[number] == floors(LAYERS[number])


def test_every_command_is_listed_and_no_other():
    listed = set(re.findall(r"^\| `([a-z_]+)`", named("docs/commands.md"), re.MULTILINE))

    assert listed == commands()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_tells_to_run_exists(page):
    text = page.read_text(encoding="utf-8")

    assert set(TARGET.findall(text)) - targets() == set()
    assert set(COMMAND.findall(text)) - commands() - DJANGOS == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    assert [target for target in links(page) if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_page_names_exists(page):
    named_files = re.findall(
        r"`((?:platform|tenants|citizensourcing|billing|tests|docs)/[\w./-]+\.(?:py|md|html|css|js|json))`",
        page.read_text(encoding="utf-8"),
    )

    assert [name for name in named_files if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("action", ROLE_MAY, ids=str)
def test_the_guide_for_staff_says_what_each_role_may_do(action):
    row = re.search(rf"^\| `{action.value}`[^|]*\|(.*?)\|(.*?)\|(.*?)\|", named("docs/city.md"), re.MULTILINE)

    assert row is not None
    roles = ("moderator", "manager", "city_admin")
    assert {role for role, said in zip(roles, row.groups(), strict=True) if said.strip() == "yes"} == ROLE_MAY[action]


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").glob("*.md")), ids=lambda page: page.stem)
def test_a_decision_fits_on_a_screen_and_its_number_is_its_own(page):
    number = page.name[:4]

    assert page.read_text(encoding="utf-8").startswith(f"# {number}: ")
    assert len(page.read_text(encoding="utf-8").splitlines()) <= 40
    assert len(list(page.parent.glob(f"{number}-*.md"))) == 1
