"""Which HTTP status each refusal gets: one table. 401 sign in, 403 not you, 404 not there, 409 not now, 400 not so.

A code that is missing here is a mistake (tests/test_openapi.py).
"""

_BY_STATUS: dict[int, tuple[str, ...]] = {
    400: (
        # What stands in a field.
        "block.reason", "body.length", "city.country", "city.domain", "city.languages", "city.name", "city.names",
        "city.population", "city.time_zone",
        "comment.empty", "comment.hide_reason", "comment.long", "comment.stance", "text.contacts",
        "feedback.name", "feedback.text", "idea.hide_reason", "idea.language", "idea.topics", "idea.where",
        "idea.where_outside", "idea.words", "join.name", "join.rules", "join.too_young", "leave.code",
        "leave.word", "picture.broken",
        "picture.empty", "picture.kind", "picture.too_many_pixels", "program.expiry", "program.name", "program.scopes",
        "report.note", "report.reason", "rules.unknown",
        "slug.length", "slug.letters", "slug.lookalike", "slug.reserved",
        "status.reason", "status.unknown",
        # How it is written.
        "cursor.stale", "cursor.unreadable", "idempotency.key", "json.deep", "json.duplicate", "json.encoding",
        "json.nul", "json.number", "json.object", "json.surrogate", "json.unreadable",
    ),
    401: ("participation.sign_in", "token.expired", "token.revoked", "token.unknown"),
    403: (
        "block.nobody", "block.staff", "comment.not_yours", "comment.own_like", "csrf", "demo.is_real",
        "idea.not_yours", "participation.blocked", "participation.rules_changed", "program.by_session",
        "report.own",
        "staff.not_allowed", "token.scope",
    ),
    409: (
        "city.is_open", "comment.edit_over", "comment.gone", "comment.idea_closed", "comment.not_hidden",
        "comment.parent_gone", "discussion.closed", "draft.published", "draft.unfinished", "idea.not_hidden",
        "idea.not_on_the_wall", "idea.texts_gone", "idea.too_many", "idea.withdrawn", "idempotency.other_body",
        "idempotency.shown_once", "import.meanwhile", "import.unknown", "participation.not_in_this_phase",
        "participation.not_yet",
        "participation.over", "participation.project_closed", "participation.read_only", "picture.too_many",
        "program.too_many", "report.decided", "rules.changed", "slug.taken", "vote.idea_closed",
        # What is copied, and leaving.
        "copy.too_soon", "leave.begun", "leave.last_admin", "leave.late",
    ),
    410: ("idea.hidden",),
    413: ("body.too_large", "picture.too_big"),
    414: ("address.too_long",),
    415: ("body.encoded", "type.charset"),
    429: ("too_many",),
}  # fmt: skip

STATUS_OF: dict[str, int] = {code: status for status, codes in _BY_STATUS.items() for code in codes}
