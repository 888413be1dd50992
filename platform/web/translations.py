"""Our catalogues of translations: collected from code and templates, compared, compiled. gettext is not needed.

One catalogue per language holds the whole project's sentences, in ``web/locale/<language>/LC_MESSAGES/django.po``.
"""

import io
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LOCALE = Path(__file__).resolve().parent / "locale"
SOURCES = ("platform", "tenants", "citizensourcing", "billing")
SOURCE_LANGUAGE = "en"  # its catalogue is empty: sentences are written in it
LANGUAGES = ("en", "fr", "nl", "es")

# What no resident and no city reads: what commands say on a console, samples of the design system, development tools.
LEFT_OUT_FOLDERS = {"migrations", "locale", "management", "__pycache__"}
DEVELOPERS_FOLDERS = {"design"}  # below a folder of templates
DEVELOPERS_PAGES = ("control_plane/development_sign_in.html", "control_plane/mail.html", "control_plane/mails.html")

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# %(name)s, %s, %d and {name}, {}; a doubled sign is a sign, not a placeholder.
PLACEHOLDER = re.compile(
    r"%%|\{\{|\}\}|(%(?:\([^)]*\))?[-+0 #]*\d*(?:\.\d+)?[a-zA-Z]|\{[\w.\[\]]*(?:![rsa])?(?::[^{}]*)?\})"
)
# Babel writes when and by whom; the history of the repository knows better, and files change only with their sentences.
UNWANTED_HEADERS = re.compile(
    rb'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By'
    rb"|Project-Id-Version|Report-Msgid-Bugs-To):.*\n",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one sentence in one language, and where that sentence stands in the code."""

    language: str
    sentence: str
    what: str
    where: str

    def __str__(self) -> str:
        """Return one line for the console."""
        return f"{self.language}: {self.what}: “{self.sentence}” ({self.where})"


def collect(root: Path = ROOT, sources: Iterable[str] = SOURCES) -> Catalog:
    """Return every translatable sentence of the code and templates below ``root``, with where it stands."""
    found = Catalog(charset="utf-8")
    for path in sorted(_files(root, sources)):
        name = path.relative_to(root).as_posix()
        for line, message, comments, context in _sentences(path):
            found.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return found


def _files(root: Path, sources: Iterable[str]) -> Iterator[Path]:
    for source in sources:
        for folder, subfolders, names in os.walk(root / source):
            parts = Path(folder).relative_to(root).parts
            is_template_folder = "templates" in parts
            left_out = LEFT_OUT_FOLDERS | (DEVELOPERS_FOLDERS if is_template_folder else set())
            subfolders[:] = [name for name in subfolders if name not in left_out]
            for name in names:
                path = Path(folder) / name
                is_page = is_template_folder and name.endswith((".html", ".txt", ".svg", ".xml"))
                if name.endswith(".py") or (is_page and not path.as_posix().endswith(DEVELOPERS_PAGES)):
                    yield path


def _sentences(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """Yield (line, sentence or (singular, plural), translators' comments, context) of one file."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django turns a template into calls of gettext between X's, on the same lines. In brackets, the leftover
        # indentation means nothing to Python.
        source = "(" + templatize(source, origin=str(path)) + "\n)"
    yield from extract(
        "python",
        io.BytesIO(source.encode()),
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        options={"encoding": "utf-8"},
    )


def read_catalogue(language: str, locale: Path = LOCALE) -> Catalog:
    """Return a language's catalogue; an empty one when it has no file yet."""
    path = _po(language, locale)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def update(languages: Iterable[str] = LANGUAGES, root: Path = ROOT, locale: Path = LOCALE) -> dict[str, int]:
    """Write new sentences into every catalogue, keep translations, drop what is no longer said.

    Returns per language how many sentences wait for a translation. The files are sorted and carry neither dates nor
    line numbers: they change only when sentences do.
    """
    found, waiting = collect(root), {}
    for language in languages:
        catalogue = read_catalogue(language, locale)
        # A guess from a similar sentence would be a mistake nobody reads: new sentences start empty.
        catalogue.update(found, no_fuzzy_matching=True, update_creation_date=False, keep_user_comments=True)
        catalogue.header_comment = f"# {Locale.parse(language).english_name} translation of Commonwall."
        catalogue.fuzzy = False  # Babel takes a new template's header for a guess
        output = io.BytesIO()
        write_po(output, catalogue, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
        _write(_po(language, locale), UNWANTED_HEADERS.sub(b"", output.getvalue()))
        waiting[language] = sum(not _is_translated(message) for message in catalogue if message.id)
    return waiting


def compile_catalogues(languages: Iterable[str] = LANGUAGES, locale: Path = LOCALE, *, anew: bool = False) -> list[str]:
    """Compile each .po whose .mo is older or missing (every one when ``anew``); return the languages compiled."""
    compiled = []
    for language in languages:
        source = _po(language, locale)
        target = source.with_suffix(".mo")
        if not source.exists():
            continue
        if anew or not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            output = io.BytesIO()
            write_mo(output, read_catalogue(language, locale))
            _write(target, output.getvalue())
            compiled.append(language)
    return compiled


def problems(languages: Iterable[str] = LANGUAGES, root: Path = ROOT, locale: Path = LOCALE) -> list[Problem]:
    """Return what is missing, unsure or broken in the catalogues of every language but the source's."""
    found = collect(root)
    return [
        Problem(language, _first(message), what, ", ".join(f"{name}:{line}" for name, line in message.locations[:2]))
        for language in languages
        if language != SOURCE_LANGUAGE
        for catalogue in [read_catalogue(language, locale)]
        for message in found
        if message.id
        for what in _wrong(message, catalogue)
    ]


def _wrong(wanted: Message, catalogue: Catalog) -> Iterator[str]:
    """Yield what is wrong with the translation of one sentence."""
    translated = catalogue.get(wanted.id, wanted.context)
    if translated is None:
        yield "not in the catalogue (run manage.py extract_translations)"
        return
    if translated.fuzzy:
        yield "marked fuzzy"
    if isinstance(wanted.id, (tuple, list)) != isinstance(translated.id, (tuple, list)):
        yield "one form in the catalogue, several in the code (run manage.py extract_translations)"
        return
    forms = _forms(translated)
    if not any(forms):
        yield "not translated"
        return
    if len(forms) > 1 and (len(forms) != catalogue.num_plurals or not all(forms)):
        yield "a plural form is missing"
        return
    yield from _wrong_placeholders(wanted, forms)


def _wrong_placeholders(wanted: Message, forms: list[str]) -> Iterator[str]:
    ids = list(wanted.id) if isinstance(wanted.id, (tuple, list)) else [wanted.id]
    known = [placeholders(text) for text in ids]
    # The form for one may say "one idea" without a number; the form for many must say all that the plural says.
    may, must = sorted(set().union(*known)), known[-1]
    for number, text in enumerate(forms):
        has = placeholders(text)
        is_last = number == len(forms) - 1
        if (is_last and sorted(has) != sorted(must)) or not set(has) <= set(may):
            yield f"placeholders differ ({', '.join(sorted(must)) or 'none'} became {', '.join(sorted(has)) or 'none'})"


def placeholders(text: str) -> set[str]:
    """Return the placeholders of a sentence: ``{"%(name)s"}`` for "Hello %(name)s"."""
    return {match[1] for match in PLACEHOLDER.finditer(text) if match[1]}


def _forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, (tuple, list)) else [message.string or ""]


def _is_translated(message: Message) -> bool:
    return all(_forms(message))


def _first(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (tuple, list)) else message.id


def _po(language: str, locale: Path) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def _write(path: Path, content: bytes) -> None:
    """Write a file at once or not at all, and not when it says the same already."""
    if path.exists() and path.read_bytes() == content:
        path.touch()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.write_bytes(content)
    new.replace(path)
