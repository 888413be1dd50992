"""Staff see the names that stand on the wall anyway: no address, no list of people, nobody's supports."""

import pytest

from citizensourcing.ideas import services as ideas
from citizensourcing.moderation.services import file_report
from tests import factories
from tests.helpers import signed_in_client


@pytest.mark.parametrize("role", ["moderator", "manager", "city_admin"])
def test_no_page_of_the_desk_shows_an_address_or_who_supports(lisbon, topics, role):
    author = factories.a_resident("Ana", email="ana@example.org")
    reporter = factories.a_resident("Rui", email="rui@example.org")
    supporter = factories.a_resident("Quiet Supporter", email="quiet@example.org")
    idea = factories.an_idea("Trees", author=author)
    ideas.vote_for(idea=idea, voter=supporter, now=idea.published_at)
    report = file_report(target=idea, author_id=idea.author_id, reporter=reporter, reason="spam", text="Look.")
    desk = signed_in_client(factories.staff(role))

    addresses = ("/en/desk/", "/en/desk/reports/", f"/en/desk/reports/{report.pk}/", f"/en/ideas/{idea.number}/")
    pages = [desk.get(address, follow=True).content.decode() for address in addresses]

    assert [page for page in pages if "example.org" in page or "Quiet Supporter" in page] == []
