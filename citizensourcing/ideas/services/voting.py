"""Supporting an idea, and taking it back."""

from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from citizensourcing.ideas import permissions, trending
from citizensourcing.ideas.models import NO_SCORE, Idea, Vote
from citizensourcing.participants.models import Participant
from citizensourcing.projects import participation
from citizensourcing.projects.models import Action
from common.exceptions import RuleViolation
from common.schema import rows_by_name
from tenants.context import require_city


def vote_for(*, idea: Idea, voter: Participant | None, now: datetime) -> bool:
    """Give the voter's one vote to an idea; True if it is new. Voting twice is not an error: the first vote stands.

    ``idea.support_count`` is then what it came to. Raises ``RuleViolation`` with the reason from
    ``participation.why_not``, ``idea.texts_gone`` or ``vote.idea_closed``.
    """
    voter = participation.require(voter, Action.VOTE, idea.project, now)
    if refusal := permissions.why_nothing_new(idea):
        raise RuleViolation(refusal.code, refusal.sentence)
    if idea.visibility != Idea.Visibility.PUBLISHED:
        raise RuleViolation("vote.idea_closed", _("This idea is not on the wall now, so it cannot be supported."))
    # No audit entry: who supports what is theirs alone. No transaction: it is one statement.
    return _insert_and_count(idea, voter_id=voter.pk, now=now)


@transaction.atomic
def take_back_vote(*, idea: Idea, voter: Participant | None, now: datetime) -> bool:
    """Undo a vote by deleting its row; True if there was one. The score is computed anew from the votes that stay.

    ``idea.support_count`` is then what it came to. Raises ``RuleViolation`` with the reason from
    ``participation.why_not_take_back``.
    """
    voter = participation.require_to_take_back(voter, Action.VOTE, idea.project, now)
    # Lock the idea first: two undos at once must both see the votes that stay.
    Idea.objects.select_for_update().only("pk").get(pk=idea.pk)
    deleted, _kinds = Vote.objects.filter(idea_id=idea.pk, voter_id=voter.pk).delete()
    if deleted:
        recompute_support([idea.pk])
    idea.support_count = Idea.objects.values_list("support_count", flat=True).get(pk=idea.pk)
    return bool(deleted)


_HOUR: Final = "CASE WHEN idea.trending_hour = %(hour)s THEN idea.trending_hour_count ELSE 0 END"
_SCORE: Final = trending.INCREMENT_SQL % {
    "score": f"nullif(idea.trending_score, {NO_SCORE})",
    "at": "%(now)s",
    "in_hour": _HOUR,
    "half_life_days": "%(half_life_days)s",
}
# Inserts and, only if a row came, counts it and moves the score. Two people voting at once must both be counted, and
# nobody twice. Says whether the vote is new, and the count.
_VOTE: Final = f"""
    WITH given AS (
        INSERT INTO {{schema}}.ideas_vote (idea_id, voter_id, created_at) VALUES (%(idea)s, %(voter)s, %(now)s)
        ON CONFLICT (idea_id, voter_id) DO NOTHING RETURNING idea_id
    ), counted AS (
        UPDATE {{schema}}.ideas_idea AS idea SET
            support_count = idea.support_count + 1,
            trending_score = {_SCORE},
            trending_hour_count = ({_HOUR}) + 1,
            trending_hour = %(hour)s,
            answer_owed_since = coalesce(
                idea.answer_owed_since,
                CASE WHEN idea.answered_at IS NULL AND idea.support_count + 1 >= %(threshold)s
                THEN %(now)s::timestamptz END
            )
        FROM given WHERE idea.id = given.idea_id
        RETURNING idea.support_count
    )
    SELECT true, support_count FROM counted
    UNION ALL
    SELECT false, support_count FROM {{schema}}.ideas_idea WHERE id = %(idea)s AND NOT EXISTS (SELECT 1 FROM given)
"""  # noqa: S608 -- made of this module's own constants; every value is a parameter


def _insert_and_count(idea: Idea, *, voter_id: int, now: datetime) -> bool:
    rules = require_city().rules
    values = {
        "idea": idea.pk,
        "voter": voter_id,
        "now": now,
        "hour": int(now.timestamp() // 3600),
        "threshold": rules.answer_threshold,
        "half_life_days": rules.half_life_hours / 24,
    }
    ((is_new, idea.support_count),) = rows_by_name(_VOTE, values)
    return bool(is_new)


def recompute_support(idea_ids: list[int] | None = None) -> int:
    """Set support counts and scores from the votes, of these ideas or of all; how many rows were wrong.

    The truth is the votes: what an undo, an import, another half-life and the nightly recount need. One statement.
    """
    half_life = require_city().rules.half_life_hours / 24
    score = trending.RECOMPUTE_SQL % {
        "votes": "SELECT created_at AS at FROM ideas_vote WHERE idea_id = idea.id",
        "half_life_days": "%(half_life_days)s",
    }
    chosen = "" if idea_ids is None else "WHERE idea.id = ANY(%(ids)s)"
    statement = f"""
        UPDATE ideas_idea AS target SET
            support_count = truth.supports, trending_score = truth.score,
            trending_hour = truth.hour, trending_hour_count = truth.in_hour
        FROM (
            SELECT idea.id, coalesce(counted.supports, 0) AS supports, coalesce(counted.hour, 0) AS hour,
                coalesce(counted.in_hour, 0) AS in_hour, coalesce({score}, {NO_SCORE}) AS score
            FROM ideas_idea AS idea
            LEFT JOIN LATERAL (
                SELECT count(*) AS supports, floor(extract(epoch FROM max(created_at)) / 3600)::bigint AS hour,
                    count(*) FILTER (WHERE date_trunc('hour', created_at, 'UTC') = (
                        SELECT date_trunc('hour', max(latest.created_at), 'UTC') FROM ideas_vote AS latest
                        WHERE latest.idea_id = idea.id)) AS in_hour
                FROM ideas_vote WHERE idea_id = idea.id
            ) AS counted ON true
            {chosen}
        ) AS truth
        WHERE target.id = truth.id AND (
            target.support_count <> truth.supports OR abs(target.trending_score - truth.score) > 1e-6
            OR target.trending_hour <> truth.hour OR target.trending_hour_count <> truth.in_hour
        )
    """  # noqa: S608 -- made of this module's own constants; every value is a parameter
    with connection.cursor() as cursor:
        cursor.execute(statement, {"half_life_days": half_life, "ids": idea_ids})
        return int(cursor.rowcount)


def recompute_owed() -> int:
    """Find, from the votes, since when the city owes answers that nobody noticed yet; how many. One statement.

    What an import or a demo needs, whose votes never went through ``vote_for``: an answer is owed since the vote that
    reached the threshold, unless the city had answered by then. What is owed already stays owed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE ideas_idea AS idea SET answer_owed_since = reached.at
            FROM (
                SELECT idea_id, created_at AS at,
                    row_number() OVER (PARTITION BY idea_id ORDER BY created_at, id) AS nth
                FROM ideas_vote
            ) AS reached
            WHERE reached.idea_id = idea.id AND reached.nth = %s AND idea.answer_owed_since IS NULL
                AND idea.visibility <> 'emptied'
                AND (idea.answered_at IS NULL OR idea.answered_at > reached.at)
            """,
            [require_city().rules.answer_threshold],
        )
        return int(cursor.rowcount)
