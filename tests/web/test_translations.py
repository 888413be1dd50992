"""Sentences are collected from code and templates, and every language says them all."""

import gettext
import os
from pathlib import Path

import pytest

from web.translations import collect, compile_catalogues, placeholders, problems, read_catalogue, update

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext

TITLE = gettext_lazy("How it works")
# Translators: stands on a button
BUTTON = _("Share an idea")
KEPT_TOGETHER = _("One sentence "
    "over two lines")
NOT_OURS = "Plain text"

def count(n):
    return ngettext("%(n)d idea", "%(n)d ideas", n) % {"n": n} + pgettext("the verb", "Support")
"""

TEMPLATE = """{% load i18n %}
  <h1 title="{% translate "Tell us" %}">{{ _("In a filter")|upper }}</h1>
      <c-button label="{% translate 'Follow' %}" :items="[1, 2]">
    {% blocktranslate trimmed with name=city.name %}
        Welcome to
        {{ name }}
    {% endblocktranslate %}
  {% blocktranslate count n=ideas|length %}One idea{% plural %}{{ n }} ideas here{% endblocktranslate %}
{# Translators: the month as a number #}
        {% translate "May" context "month" %}
</c-button> it's “an' unbalanced ( text
"""


@pytest.fixture
def project(tmp_path) -> Path:
    """A small project: one module, one page, and files that say nothing to residents."""
    templates = tmp_path / "platform" / "web" / "templates" / "web"
    templates.mkdir(parents=True)
    (tmp_path / "platform" / "web" / "words.py").write_text(PYTHON)
    (templates / "page.html").write_text(TEMPLATE)
    (templates / "design").mkdir()
    (templates / "design" / "samples.html").write_text('{% translate "A sample for developers" %}')
    tools = tmp_path / "platform" / "control_plane" / "templates" / "control_plane"
    tools.mkdir(parents=True)
    (tools / "mails.html").write_text('{% translate "A tool of developers" %}')
    commands = tmp_path / "platform" / "web" / "management" / "commands"
    commands.mkdir(parents=True)
    (commands / "count.py").write_text('_("Said on a console")')
    migrations = tmp_path / "platform" / "web" / "migrations"
    migrations.mkdir()
    (migrations / "0001_initial.py").write_text('_("Not for people")')
    return tmp_path


@pytest.fixture
def locale(project) -> Path:
    return project / "locale"


def po(locale: Path, language: str = "fr") -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def translate(locale: Path, **sentences: str | tuple[str, ...]) -> None:
    """Fill the French catalogue: each sentence with itself, but those given."""
    from babel.messages.pofile import write_po

    catalogue = read_catalogue("fr", locale)
    for message in catalogue:
        if message.id:
            first = message.id[0] if isinstance(message.id, tuple) else message.id
            message.string = sentences.get(first.replace(" ", "_"), message.id)
    with po(locale).open("wb") as file:
        write_po(file, catalogue)


def wrong(project: Path, locale: Path) -> list[tuple[str, str]]:
    return [(problem.sentence, problem.what) for problem in problems(("en", "fr"), project, locale)]


def test_sentences_are_collected_from_code_and_templates(project):
    found = {(message.context, message.id) for message in collect(project) if message.id}

    assert found == {
        (None, "How it works"),
        (None, "Share an idea"),
        (None, "One sentence over two lines"),
        (None, ("%(n)d idea", "%(n)d ideas")),
        ("the verb", "Support"),
        (None, "Tell us"),
        (None, "In a filter"),
        (None, "Follow"),
        (None, "Welcome to %(name)s"),
        (None, ("One idea", "%(n)s ideas here")),
        ("month", "May"),
    }


def test_a_sentence_knows_where_it_stands_and_what_to_tell_the_translator(project):
    catalogue = collect(project)

    assert catalogue.get("Follow").locations == [("platform/web/templates/web/page.html", 3)]
    assert catalogue.get("Share an idea").auto_comments == ["Translators: stands on a button"]


def test_catalogues_carry_no_dates_and_no_line_numbers_and_stay_the_same(project, locale):
    update(("en", "fr"), project, locale)
    first = po(locale).read_text()

    update(("en", "fr"), project, locale)

    assert po(locale).read_text() == first
    assert "Date" not in first
    assert "#:" not in first
    assert "fuzzy" not in first
    assert first.startswith("# French translation of Commonwall.\n")
    assert '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"' in first


def test_new_sentences_join_and_translations_stay(project, locale):
    update(("fr",), project, locale)
    translate(locale, Follow="Suivre")
    words = project / "platform" / "web" / "words.py"
    words.write_text(PYTHON.replace("How it works", "How all of this works"))

    waiting = update(("fr",), project, locale)

    catalogue = read_catalogue("fr", locale)
    assert waiting == {"fr": 1}
    assert catalogue.get("Follow").string == "Suivre"
    assert catalogue.get("How all of this works").string == ""
    assert not catalogue.get("How all of this works").fuzzy
    assert "How it works" not in po(locale).read_text()


def test_a_complete_catalogue_has_no_problems(project, locale):
    update(("fr",), project, locale)
    translate(locale)

    assert wrong(project, locale) == []


def test_a_sentence_that_is_in_no_catalogue_is_named_with_its_place(project, locale):
    update(("fr",), project, locale)
    translate(locale)
    (project / "platform" / "web" / "new.py").write_text('_("Brand new")')

    found = problems(("en", "fr"), project, locale)

    assert [str(problem) for problem in found] == [
        "fr: not in the catalogue (run manage.py extract_translations): “Brand new” (platform/web/new.py:1)"
    ]


def test_an_empty_translation_is_named(project, locale):
    update(("fr",), project, locale)
    translate(locale, Follow="")

    assert wrong(project, locale) == [("Follow", "not translated")]


def test_an_unsure_translation_is_named(project, locale):
    update(("fr",), project, locale)
    translate(locale)
    po(locale).write_text(po(locale).read_text().replace('msgid "Follow"', '#, fuzzy\nmsgid "Follow"'))

    assert wrong(project, locale) == [("Follow", "marked fuzzy")]


def test_a_lost_placeholder_is_named(project, locale):
    update(("fr",), project, locale)
    translate(locale, **{"Welcome_to_%(name)s": "Bienvenue à %(nom)s"})

    assert wrong(project, locale) == [
        ("Welcome to %(name)s", "placeholders differ (%(name)s became %(nom)s)"),
    ]


def test_the_form_for_one_may_leave_the_number_out(project, locale):
    update(("fr",), project, locale)
    translate(locale, **{"%(n)d_idea": ("une idée", "%(n)d idées"), "One_idea": ("%(n)s idée", "%(n)s idées ici")})

    assert wrong(project, locale) == []


def test_the_form_for_many_may_not(project, locale):
    update(("fr",), project, locale)
    translate(locale, **{"%(n)d_idea": ("une idée", "des idées")})

    assert wrong(project, locale) == [("%(n)d idea", "placeholders differ (%(n)d became none)")]


def test_a_missing_plural_form_is_named(project, locale):
    update(("fr",), project, locale)
    translate(locale, One_idea=("Une idée", ""))

    assert wrong(project, locale) == [("One idea", "a plural form is missing")]


def test_only_a_catalogue_that_changed_is_compiled(project, locale):
    update(("en", "fr"), project, locale)
    translate(locale, Follow="Suivre")

    assert compile_catalogues(("en", "fr"), locale) == ["en", "fr"]
    assert compile_catalogues(("en", "fr"), locale) == []

    later = po(locale).with_suffix(".mo").stat().st_mtime + 1
    os.utime(po(locale), (later, later))
    assert compile_catalogues(("en", "fr"), locale) == ["fr"]


def test_what_is_compiled_speaks(project, locale):
    update(("fr",), project, locale)
    translate(locale, Follow="Suivre", One_idea=("Une idée", "%(n)s idées ici"))
    compile_catalogues(("fr",), locale)

    french = gettext.translation("django", str(locale), ["fr"])
    assert french.gettext("Follow") == "Suivre"
    assert french.ngettext("One idea", "%(n)s ideas here", 0) == "Une idée"
    assert french.ngettext("One idea", "%(n)s ideas here", 2) == "%(n)s idées ici"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nothing", set()),
        ("100 %% of %(city)s", {"%(city)s"}),
        ("{name} and {count:d}", {"{name}", "{count:d}"}),
        ("{{ not a placeholder }}", set()),
        ("%s, %d", {"%s", "%d"}),
    ],
)
def test_placeholders_are_found(text, expected):
    assert placeholders(text) == expected
