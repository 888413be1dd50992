"""Finding ideas by words: in the city's languages, accents and endings forgiven, best hit first, matches marked."""

import re
import unicodedata
from collections.abc import Sequence

from django.db import connection
from django.db.models import BooleanField, F, FloatField, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.utils.safestring import SafeString

from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.search_column import SEARCH_LANGUAGES, configuration
from citizensourcing.ideas.selectors.cards import with_marks

# Ranking every idea that has a common word would take seconds in a large city: the ranks are computed inside this
# many, the ones that trend most. Rarer words never reach it.
CANDIDATES = 400
WORDS_AT_MOST = 12
# Characters that no text of ours can hold stand for the marks until everything else is escaped.
_START, _STOP = "\u0002", "\u0003"


def best_hits(ideas: QuerySet[Idea], q: str) -> tuple[list[int], bool]:
    """The ids of the best hits, best first, and whether only some of the words matched. One or two queries."""
    words = _words(q)
    if not words:
        return [], False
    hits = _ranked(ideas, words, " & ")
    if hits or len(words) == 1:
        return hits, False
    return _ranked(ideas, words, " | "), True


def marked(page: Sequence[Idea], q: str) -> dict[int, tuple[SafeString, SafeString]]:
    """Titles and excerpts of a page with the matches marked. One query for the whole page."""
    words = _words(q)
    if not page or not words:
        return {}
    case = " ".join(f"WHEN '{code}' THEN '{configuration(code)}'::regconfig" for code in SEARCH_LANGUAGES)
    config = f"(CASE language {case} ELSE '{configuration('')}'::regconfig END)"
    query = f"to_tsquery({config}, %(query)s)"
    marks = f"StartSel={_START}, StopSel={_STOP}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, ts_headline({config}, title, {query}, '{marks}, HighlightAll=true'), "  # noqa: S608 -- ours
            f"ts_headline({config}, text, {query}, '{marks}, MaxFragments=1, MinWords=18, MaxWords=30') "
            "FROM ideas_idea WHERE id = ANY(%(ids)s)",
            {"query": _expression(words, " | "), "ids": [idea.pk for idea in page]},
        )
        return {
            pk: (with_marks(title, _START, _STOP), with_marks(" ".join(text.split()), _START, _STOP))
            for pk, title, text in cursor.fetchall()
        }


def _ranked(ideas: QuerySet[Idea], words: list[str], glue: str) -> list[int]:
    query = _expression(words, glue)
    matches = Q()
    rank = []
    # Each idea is matched in its own language, whichever the city speaks: somebody may write in any of them.
    for language in (*SEARCH_LANGUAGES, "simple"):
        config = configuration(language)
        where = Q(language=language) if language in SEARCH_LANGUAGES else ~Q(language__in=SEARCH_LANGUAGES)
        matches |= where & Q(_Matches(query, config=config))
        rank.append((language, config))
    candidates = ideas.filter(matches).order_by("-trending_score", "-pk")[:CANDIDATES].values("pk")
    case = " ".join(f"WHEN '{language}' THEN to_tsquery('{config}', %s)" for language, config in rank)
    score = RawSQL(  # noqa: S611 -- languages are ours, the query is a parameter
        f"ts_rank_cd(search, CASE language {case} ELSE to_tsquery('{configuration('')}', %s) END)",
        [query] * (len(rank) + 1),
        output_field=FloatField(),
    )
    return list(
        Idea.objects.filter(pk__in=candidates)
        .annotate(score=score)
        .order_by("-score", "-trending_score", "-pk")
        .values_list("pk", flat=True)
    )


class _Matches(Func):
    """``search @@ to_tsquery(…)`` with a configuration that is a literal of ours, so that the index is used."""

    output_field = BooleanField()
    arg_joiner = " @@ "

    def __init__(self, query: str, *, config: str) -> None:
        super().__init__(F("search"), Func(Value(query), template=f"to_tsquery('{config}', %(expressions)s)"))
        self.template = "(%(expressions)s)"


def _words(q: str) -> list[str]:
    # Composed first: a letter and its accent typed as two characters are one word, not two.
    return re.findall(r"\w+", unicodedata.normalize("NFC", q).casefold())[:WORDS_AT_MOST]


def _expression(words: list[str], glue: str) -> str:
    """Each word may be the beginning of a longer one. Words hold nothing but letters and digits, so quotes suffice."""
    return glue.join(f"'{word}':*" for word in words)
