"""`make real`: cities on files that nobody here wrote."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas.models import Idea, LearntModel
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from control_plane.real import FilesMissing, provision_real
from control_plane.real.cities import REAL_CITIES
from tenants.context import for_city
from tenants.models import City
from tests.real_data import real_data  # noqa: F401 -- a fixture


def test_without_real_data_the_command_says_what_to_set_and_where_files_come_from(db, monkeypatch):
    monkeypatch.delenv("REAL_DATA", raising=False)

    with pytest.raises(CommandError) as refusal:
        call_command("provision_real")

    assert str(refusal.value).startswith("Set REAL_DATA to the folder with the real files")
    assert "github.com/bokyong-shin/mapping_citizen_voices" in str(refusal.value)


def test_a_folder_without_the_files_is_refused_before_anything_is_written(db, tmp_path):
    with pytest.raises(FilesMissing) as missing:
        provision_real(tmp_path, slugs=["lille"])

    assert missing.value.names == ("ideas/lille_decidim_export.csv",)
    assert not City.objects.filter(slug="lille").exists()


@pytest.mark.parametrize("profile", REAL_CITIES, ids=lambda profile: profile.wishes["slug"])
def test_every_text_of_a_real_city_stands_in_each_of_its_languages(profile):
    languages = set(profile.wishes["languages"])

    texts = [profile.wishes["branding"][name] for name in ("question", "promise", "about")]
    assert [set(text) for text in texts] == [languages] * 3
    assert [set(topic.names) for topic in profile.topics] == [languages] * len(profile.topics)


@pytest.mark.real
@pytest.mark.django_db(transaction=False)
def test_madrid_and_lille_are_set_up_once_and_found_the_second_time(real_data):  # noqa: F811
    out = StringIO()

    madrid, lille = provision_real(real_data, slugs=["madrid", "lille"])
    call_command("provision_real", "--data", str(real_data), "--city", "madrid", stdout=out)

    assert (madrid.ideas, madrid.new_comments, lille.ideas) == (80, 5633, 196)
    assert out.getvalue().startswith(
        "Madrid answers under madrid.localhost: 80 ideas (0 of them and 0 comments are new)"
    )
    with for_city(madrid.city):
        assert (Neighbourhood.objects.count(), Topic.objects.count()) == (21, 8)
        assert not Neighbourhood.objects.filter(geometry=None).exists()
        assert (Idea.objects.count(), Comment.objects.count()) == (80, 5633)
    with for_city(lille.city):
        assert {topic.slug for topic in Topic.objects.all()} == {
            "transition", "impots", "democratie", "organisation", "autre"
        }  # fmt: skip
        assert LearntModel.objects.filter(kind="similar").exists()
