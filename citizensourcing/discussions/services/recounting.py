"""Every counter of a thread has a recount that must agree with it."""

from django.db import connection, transaction


@transaction.atomic
def recount() -> int:
    """Set every counter of every thread and comment from the rows; how many threads were wrong."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE discussions_comment AS target SET like_count = truth.likes, reply_count = truth.replies
            FROM (
                SELECT comment.id,
                    (SELECT count(*) FROM discussions_commentlike AS l WHERE l.comment_id = comment.id) AS likes,
                    (SELECT count(*) FROM discussions_comment AS reply
                        WHERE reply.root_id = comment.id AND reply.visibility = 'published') AS replies
                FROM discussions_comment AS comment
            ) AS truth
            WHERE target.id = truth.id AND (target.like_count <> truth.likes OR target.reply_count <> truth.replies)
            """
        )
        cursor.execute(
            """
            UPDATE discussions_discussion AS target
            SET comment_count = truth.comments, for_count = truth.pro, against_count = truth.contra
            FROM (
                SELECT thread.id, count(comment.id) AS comments,
                    count(comment.id) FILTER (WHERE comment.stance = 'for') AS pro,
                    count(comment.id) FILTER (WHERE comment.stance = 'against') AS contra
                FROM discussions_discussion AS thread
                LEFT JOIN discussions_comment AS comment
                    ON comment.discussion_id = thread.id AND comment.visibility = 'published'
                GROUP BY thread.id
            ) AS truth
            WHERE target.id = truth.id AND (target.comment_count, target.for_count, target.against_count)
                <> (truth.comments, truth.pro, truth.contra)
            """
        )
        return int(cursor.rowcount)
