"""Every no of the API is on the list of codes, with the sentence that is really said."""

import re

import pytest

from config.api_codes import CODES
from config.api_schema import document
from tests import reachable
from tests.helpers import visitor_client

DOORS = [
    path
    for pattern in ("citizensourcing/*/api.py", "citizensourcing/*/api/*.py", "platform/common/api/*.py",
                    "platform/config/api*.py", "platform/common/ratelimit.py")
    for path in sorted(reachable.ROOT.glob(pattern))
]  # fmt: skip
# What the way there makes impossible, so that only pages answer it: a draft that was made in the same request is not
# published yet, and what the fields of a body refuse (``invalid``) never reaches the service that would.
NEVER = {
    "draft.published", "draft.unfinished", "idea.words", "idea.where", "comment.empty", "comment.long",
    "comment.stance", "report.reason", "program.name", "program.scopes", "program.expiry",
}  # fmt: skip
LISTED = {one.code: one for one in CODES}


def said() -> dict[str, set[str]]:
    """Every text that stands in the source beside a code."""
    found: dict[str, set[str]] = {}
    for path in reachable.sources():
        for code, texts in reachable.refusals_in(path, reachable.sources()[path]):
            found.setdefault(code, set()).update(texts)
    return found


def test_no_door_can_answer_a_code_that_is_not_listed():
    found = reachable.reachable(DOORS)

    assert len(found) > 70
    assert {code: chain for code, chain in found.items() if code not in {*LISTED, *NEVER}} == {}


def test_nothing_is_listed_that_no_door_answers():
    assert set(LISTED) - set(reachable.reachable(DOORS)) == set()
    assert set(LISTED) & NEVER == set()


@pytest.mark.parametrize("one", [one for one in CODES if one.code != "too_many"], ids=lambda one: one.code)
def test_the_sentence_on_the_list_is_one_that_is_said(one):
    patterns = [re.sub(r"%\\\(\w+\\\)[ds]", ".+", re.escape(text)) for text in said()[one.code]]

    assert [text for text in patterns if re.fullmatch(text, one.message)] != []


def test_each_code_has_the_status_under_which_the_document_answers_it():
    document_statuses = {
        int(status)
        for methods in document()["paths"].values()
        for operation in methods.values()
        for status in operation["responses"]
        if status >= "400"
    }

    assert {one.status for one in CODES} - document_statuses == {405, 500}
    assert [one for one in CODES if not (one.when.endswith(".") and one.remedy.endswith("."))] == []
    assert [one["code"] for one in document()["x-refusals"]] == [one.code for one in CODES]


def test_the_page_lists_every_code_with_what_to_do(lisbon):
    html = visitor_client().get("/api/v1/docs/", headers={"accept-language": "en"}).content.decode()

    assert [one.code for one in CODES if f'id="code-{one.code}"' not in html] == []
    assert "Take it out, or ask the person and send <code>with_contacts: true</code>." in html
