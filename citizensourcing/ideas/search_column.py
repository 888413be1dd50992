"""The generated text search column: each idea is indexed in its own language."""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

# Languages with a text search configuration ``public.cw_<code>`` (made in a migration of ``tenants``).
# Every other language is indexed word by word, accents removed, as ``public.cw_simple``.
SEARCH_LANGUAGES = ("en", "fr", "nl", "es", "fi", "sv", "de", "it", "pt")


def configuration(language: str) -> str:
    """The text search configuration of a language, with its schema."""
    return f"public.cw_{language if language in SEARCH_LANGUAGES else 'simple'}"


class IdeaSearchVector(models.Func):
    """``title`` (weight A) and ``text`` (weight B), by the stemmer of ``language``.

    The configurations stand as literals, never in a column: only so is the expression immutable, and only so can a
    schema be copied and moved by itself.
    """

    output_field = SearchVectorField()

    def as_sql(  # type: ignore[override]  # no function name, no template: the expression is ours alone
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """One CASE over the languages; its parts never carry parameters."""
        title, text, language = (compiler.compile(part)[0] for part in self.get_source_expressions())

        def vector(config: str) -> str:
            return (
                f"setweight(to_tsvector('{config}', {title}), 'A') || setweight(to_tsvector('{config}', {text}), 'B')"
            )

        branches = " ".join(f"WHEN '{code}' THEN {vector(configuration(code))}" for code in SEARCH_LANGUAGES)
        return f"CASE {language} {branches} ELSE {vector('public.cw_simple')} END", ()
