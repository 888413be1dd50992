"""The limit: a WSGI function that does nothing but the list's one query, with psycopg, and hands on what it brought."""

import os

import psycopg

QUERY = """
    SELECT json_agg(card)::text FROM (
        SELECT year || '-' || lpad(sequence::text, 5, '0') AS number, title, left(text, 330) AS text, language, status,
            support_total, comment_total, published_at, answer_owed_since, answered_at, project_id,
            latitude, longitude,
            ARRAY(SELECT topic_id FROM ideas_idea_topics AS t WHERE t.idea_id = idea.id) AS topics,
            ARRAY(SELECT neighbourhood_id FROM ideas_idea_neighbourhoods AS p WHERE p.idea_id = idea.id) AS places
        FROM ideas_idea AS idea WHERE visibility = 'published' ORDER BY trending_score DESC, id DESC LIMIT 20
    ) AS card
"""
_connection = None


def application(_environ, start_response):
    """Twenty ideas as JSON that PostgreSQL wrote; one connection and one prepared statement per worker."""
    global _connection  # noqa: PLW0603 -- one for the life of the worker, as Django keeps its own
    if _connection is None:
        _connection = psycopg.connect(
            os.environ["DATABASE_URL"], autocommit=True, options=f"-c search_path={os.environ['BENCH_SCHEMA']},public"
        )
    body = _connection.execute(QUERY, prepare=True).fetchone()[0].encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
