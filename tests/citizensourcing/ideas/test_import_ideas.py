"""A manager brings ideas from an earlier platform, looks first, and can take them back."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEntry
from citizensourcing.discussions.models import Comment, Discussion
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Idea, ImportBatch, StatusChange
from citizensourcing.ideas.services.importing import FileProblem, Wishes, carry_out, prepare, undo
from citizensourcing.participants.models import Participant
from citizensourcing.projects.models import Project
from citizensourcing.taxonomy.models import Topic
from common.exceptions import RuleViolation
from tests import factories
from tests.real_data import real_data  # noqa: F401 -- a fixture

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)

# ruff: noqa: E501 -- exports have long lines

OWN = """Titre;Description;Date;Thème;Quartier;Soutiens;Commentaires;Statut;Motif;Langue
Des bancs au soleil;Les gens âgés s'y posent.;2025-05-02 10:30;Urbanism;ALFAMA;12;3;;;en
Un marché le soir;<p>Après <b>le travail</b>.</p><script>x()</script>;14/06/2025;Fêtes;Nulle part;0;;declined;Trop cher.;
;Sans titre;;;;;;;;
Une fontaine;;;;;beaucoup;;;;
"""

DECIDIM = """id;category/name/en;category/name/fr;scope/name/en;title/en;title/fr;body/en;state;answer/en;supports;comments;latitude;longitude;published_at;url;is_amend
7;Urbanism;Urbanisme;Baixa;A lift to the castle;;"<p>Steep &amp; slippery.</p><ul><li>one</li><li>two</li></ul>";accepted;;41;2;38.71;-9.13;2024-02-03 10:20:30 +0100;https://decidim.example/7;false
8;;;;No cars on Sundays;;Quiet.;rejected;The buses need the street.;3;0;;;2024-02-04 08:00:00 UTC;https://decidim.example/8;false
9;;;;Changed words;;Amended.;;;0;0;;;2024-02-04 08:00:00 UTC;https://decidim.example/9;true
10;;;;Taken back;;Never mind.;withdrawn;;0;0;;;2024-02-05 08:00:00 UTC;https://decidim.example/10;false
"""

DECIDIM_COMMENTS = """id,created_at,body,locale,author/id,author/name,alignment,depth,commentable_id,commentable_type,root_commentable_url
1,2024-02-03 11:00:00 +0100,Yes please,en,5,Rosa,1,0,7,Decidim::Proposals::Proposal,https://decidim.example/7
2,2024-02-03 12:00:00 +0100,Too dear,en,6,Paulo,-1,1,1,Decidim::Comments::Comment,https://decidim.example/7
3,2024-02-03 13:00:00 +0100,Elsewhere,en,6,Paulo,0,0,99,Decidim::Meetings::Meeting,https://decidim.example/m
"""

CONSUL = """"id";"title";"description";"cached_votes_up";"comments_count";"created_at";"summary";"retired_at";"hidden_at"
"3";"Água pública";"<p>Para todos.</p>";"120";"4";"2016-03-01 18";"Fontes.";"";""
"4";"Escondida";"x";"0";"0";"2016-03-01 18";"";"";"2016-04-01"
"""

CONSUL_COMMENTS = """"id";"commentable_id";"commentable_type";"body";"created_at";"ancestry";"cached_votes_up";"cached_votes_down"
"20";"3";"Proposal";"Sim.";"2016-03-02 10";"";"5";"1"
"21";"3";"Proposal";"";"2016-03-02 11";"20";"0";"0"
"22";"3";"Proposal";"E a Baixa?";"2016-03-02 12";"20/21";"2";"0"
"23";"3";"Debate";"Outra coisa.";"2016-03-02 12";"";"0";"0"
"""

OMASTADI = """id,round,title,texts,areaScope,latitude,longitude,state,total_comments_count,selected,link_plans,district
1,2,Uimapaikka,Laituri.,Kaakkoinen,38.71,-9.13,accepted,33.0,Selected,786.0,Laajasalo
1,2,Uimapaikka,Laituri.,Kaakkoinen,38.71,-9.13,accepted,33.0,Not selected,624.0,Laajasalo
2,1,Katos,,Itäinen,60.19,25.05,rejected,2.0,Not selected,,Kampinmalmi
3,1,Koko kaupunki,Kaikille.,Helsingin yhteinen,,,withdrawn,0.0,Not selected,,Vironniemi
4,9,Outo,Kierros.,,,,accepted,0.0,Not selected,,
"""


@pytest.fixture
def file(tmp_path):
    """Writes a file and hands on its path."""

    def write(text: str | bytes, name: str = "export.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def run(path: Path, form: str, **wishes):
    """Prepare and carry out."""
    return carry_out(prepare(Wishes(file=path, format=form, **wishes), now=NOW))


def command(*arguments: str) -> tuple[str, str]:
    """What ``manage.py import_ideas`` writes for Lisbon."""
    out, err = StringIO(), StringIO()
    call_command("import_ideas", "--city", "lisbon", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def everything() -> tuple[int, ...]:
    """How many rows there are of all that an import writes."""
    kinds = (Idea, Discussion, Comment, Participant, Topic, Project, ImportBatch, StatusChange, AuditEntry)
    return tuple(kind.objects.count() for kind in kinds)


def test_a_table_of_ones_own_is_read_by_its_french_headers(lisbon, topics, neighbourhoods, file):
    lisbon.time_zone = "Europe/Paris"

    done = run(file(OWN), "csv")

    bench, market = Idea.objects.order_by("published_at")
    assert (done.created, done.refused, done.topics) == (2, 2, 1)
    assert (bench.number, bench.title, bench.language) == ("2025-00001", "Des bancs au soleil", "en")
    assert bench.published_at == datetime(2025, 5, 2, 8, 30, tzinfo=UTC)
    assert (bench.earlier_supports, bench.earlier_comments, bench.support_total, bench.support_count) == (12, 3, 12, 0)
    assert bench.discussion.earlier_comment_count == 3
    assert [topic.slug for topic in bench.topics.all()] == ["urbanism"]
    assert [place.slug for place in bench.neighbourhoods.all()] == ["alfama"]
    assert market.text == "Après le travail."
    assert (market.status, market.status_changes.get().reason) == ("declined", "Trop cher.")
    assert [topic.names for topic in market.topics.all()] == [{"en": "Fêtes"}]
    assert list(market.neighbourhoods.all()) == []
    assert "bancs" in bench.words


def test_rows_that_cannot_be_read_are_named_by_number_and_reason(lisbon, file):
    plan = prepare(Wishes(file=file(OWN), format="csv"), now=NOW)

    assert [(refused.row, refused.reason) for refused in plan.refused] == [
        (4, "It has no title."),
        (5, "“beaucoup” is no count (supports)."),
    ]


def test_a_preview_says_what_would_happen_to_each_row_and_writes_nothing(lisbon, topics, neighbourhoods, file):
    path = file(OWN)
    before = everything()

    out, _err = command(str(path), "--format", "csv", "--preview")

    lines = out.splitlines()
    assert lines[:4] == [
        "row 2  new        Des bancs au soleil",
        "row 3  new        Un marché le soir",
        "row 4  refused    It has no title.",
        "row 5  refused    “beaucoup” is no count (supports).",
    ]
    assert "New topics: Fêtes." in lines
    assert "Neighbourhoods that this city does not have, left out: Nulle part (1)." in lines
    assert lines[-1] == "Nothing was written."
    assert everything() == before


def test_importing_again_doubles_nothing_and_brings_what_changed(lisbon, file):
    run(file(OWN), "csv")
    table = "id,title,text,supports\na,One,First.,1\nb,Two,Second.,2\n"
    run(file(table), "csv")
    before = everything()

    again = run(file(table), "csv")
    newer = run(file(table.replace("Second.,2", "Better.,5")), "csv")

    assert (again.batch, again.unchanged, again.created) == (None, 2, 0)
    assert (newer.created, newer.updated, newer.unchanged) == (0, 1, 1)
    assert everything() == (*before[:6], before[6] + 1, before[7], before[8] + 1)
    two = Idea.objects.get(external_ref="csv:b")
    assert (two.text, two.earlier_supports, two.words) == ("Better.", 5, ["two", "better"])


def test_what_was_edited_here_is_not_overwritten(lisbon, file):
    run(file("id,title,text\na,One,First.\n"), "csv")
    Idea.objects.update(text="Ours.", edited_at=NOW)

    done = run(file("id,title,text,supports\na,One,Theirs.,7\n"), "csv")

    idea = Idea.objects.get()
    assert done.updated == 1
    assert (idea.text, idea.earlier_supports) == ("Ours.", 7)


def test_numbers_continue_where_the_year_stands(lisbon, file):
    factories.an_idea(now=datetime(2025, 1, 1, tzinfo=UTC))

    run(file("title,date\nLater,2025-05-01\nEarlier,2025-02-01\nOld,2019-02-01\n"), "csv")
    following = factories.an_idea("After", now=datetime(2025, 6, 1, tzinfo=UTC))

    numbers = {idea.title: idea.number for idea in Idea.objects.all()}
    assert (numbers["Earlier"], numbers["Later"], numbers["Old"]) == ("2025-00002", "2025-00003", "2019-00001")
    assert following.number == "2025-00004"


def test_long_titles_are_cut_at_a_word_and_stand_whole_in_the_text(lisbon, file):
    title = "A very long title that goes on " * 5
    text = "word " * 2_500

    done = run(file(f"title,text\n{title},Short.\nLong text,{text}\n"), "csv")

    cut, long = Idea.objects.order_by("sequence")
    assert done.created == 2
    assert cut.title.endswith("that goes on A very long title that…")
    assert len(cut.title) <= 120
    assert cut.text == f"{title.strip()}\n\nShort."
    assert (len(long.text), long.text[-6:]) == (10_000, " word…")


def test_decidims_own_export_with_nested_headers_states_and_a_zone(lisbon, topics, neighbourhoods, file):
    done = run(file(DECIDIM), "decidim")

    lift, sundays, back = Idea.objects.order_by("published_at")
    assert (done.created, done.refused) == (3, 1)
    assert (lift.title, lift.text) == ("A lift to the castle", "Steep & slippery.\n\n– one\n– two")
    assert lift.published_at == datetime(2024, 2, 3, 9, 20, 30, tzinfo=UTC)
    assert (lift.status, lift.earlier_supports, lift.external_url) == ("planned", 41, "https://decidim.example/7")
    assert [place.slug for place in lift.neighbourhoods.all()] == ["baixa"]
    assert [topic.slug for topic in lift.topics.all()] == ["urbanism"]
    assert (sundays.status, sundays.status_changes.get().reason) == ("declined", "The buses need the street.")
    assert back.visibility == "withdrawn"


def test_decidims_comments_keep_their_threads_and_their_side(lisbon, file):
    done = run(file(DECIDIM), "decidim", comments=file(DECIDIM_COMMENTS, "comments.csv"))

    yes, dear = Comment.objects.order_by("created_at")
    idea = Idea.objects.get(external_ref="decidim:7")
    assert done.comments == 2
    assert (yes.stance, yes.author.display_name, yes.reply_count) == ("for", "Rosa", 1)
    assert (dear.stance, dear.parent_id, dear.root_id) == ("against", yes.pk, yes.pk)
    assert (idea.comment_count, idea.earlier_comments, idea.comment_total) == (2, 0, 2)
    assert (idea.discussion.for_count, idea.discussion.against_count) == (1, 1)


def test_an_older_decidim_names_votes_and_lists_taxonomies(lisbon, file):
    text = (
        'id,taxonomies/name,title,body,votes,created_at\n1,"{""en""=>""Parks""}, {""en""=>""Play""}",Swings,High.,4,'
        "2019-01-24 22:29:15 +0100\n"
    )

    run(file(text), "decidim")

    idea = Idea.objects.get()
    assert (idea.earlier_supports, sorted(topic.slug for topic in idea.topics.all())) == (4, ["parks", "play"])


def test_consuls_open_data_in_latin_letters_with_threads(lisbon, file):
    proposals = file(CONSUL.encode("cp1252"))
    comments = file(CONSUL_COMMENTS.encode("cp1252"), "comments.csv")

    plan = prepare(Wishes(file=proposals, format="consul", comments=comments), now=NOW)
    done = carry_out(plan)

    idea = Idea.objects.get()
    yes, gone, answer = Comment.objects.order_by("created_at")
    assert plan.notes[0] == (
        "export.csv is not UTF-8; it was read as Windows-1252. Look at its accents in the preview."
    )
    assert (done.created, done.refused, done.comments) == (1, 1, 3)
    assert (idea.title, idea.text, idea.earlier_supports) == ("Água pública", "Fontes.\n\nPara todos.", 120)
    assert (yes.earlier_likes, yes.earlier_dislikes, yes.like_count) == (5, 1, 0)
    assert (gone.visibility, gone.parent_id) == ("deleted", yes.pk)
    assert (answer.parent_id, answer.root_id) == (gone.pk, yes.pk)
    assert (idea.comment_count, idea.earlier_comments) == (2, 1)
    assert [refused.reason for refused in plan.refused_comments] == [
        "It is a comment on something that is no proposal."
    ]


def test_decide_madrids_annotated_export(lisbon, file):
    lisbon.time_zone = "Europe/Madrid"
    proposals = (
        ",id,url,code,title,userId,date,summary,text,numComments,status,numSupports,isAssociation\n"
        "0,7,/proposals/7-x,MAD-2015-09-7,Calles,9884,2015-09-15,Limpiar.,,2,archived,6560,0\n"
    )
    comments = (
        ",id,parentId,proposalId,page,userId,userType,date,time,text,numVotes,numPositiveVotes,numNegativeVotes\n"
        "0,17092,-1,7,3,2780,,2015-09-15,0 days 10:50:19,Ya.,1,1,0\n"
        "1,17107,5,7,3,9884,Autor,2015-09-15,0 days 11:07:10,No.,3,1,2\n"
    )

    run(file(proposals), "consul", comments=file(comments, "comments.csv"))

    idea = Idea.objects.get()
    first, stray = Comment.objects.order_by("created_at")
    assert (idea.author.display_name, idea.author.external_ref) == ("Resident 9884", "consul:9884")
    assert idea.external_url == "https://decide.madrid.es/proposals/7-x"
    assert idea.published_at == datetime(2015, 9, 14, 22, 0, tzinfo=UTC)
    assert (idea.status, idea.status_changed_at) == ("declined", datetime(2016, 9, 13, 22, 0, tzinfo=UTC))
    assert first.created_at == datetime(2015, 9, 15, 8, 50, 19, tzinfo=UTC)
    # What it answered is not in the export: it begins a thread.
    assert (stray.parent, stray.author, stray.earlier_dislikes) == (None, idea.author, 2)


def test_two_imports_at_once_never_double(lisbon, file):
    wishes = Wishes(file=file(OWN), format="csv")
    first, second = prepare(wishes, now=NOW), prepare(wishes, now=NOW)
    carry_out(first)

    with pytest.raises(RuleViolation) as refusal:
        carry_out(second)

    assert refusal.value.code == "import.meanwhile"
    assert Idea.objects.count() == 2


def test_comments_that_come_later_are_taken_off_the_total(lisbon, file):
    run(file(CONSUL), "consul")

    done = run(file(CONSUL), "consul", comments=file(CONSUL_COMMENTS, "comments.csv"))
    again = run(file(CONSUL), "consul", comments=file(CONSUL_COMMENTS, "comments.csv"))

    idea = Idea.objects.get()
    assert (done.created, done.comments, again.batch) == (0, 3, None)
    assert (idea.comment_count, idea.earlier_comments, idea.discussion.earlier_comment_count) == (2, 1, 1)


def test_an_address_is_never_a_name(lisbon, file):
    run(file("ID,Title,Author,Summary\n1,One,ana@example.org,Text.\n2,Two,Ana M.,Text.\n"), "consul")

    assert [person.display_name for person in Participant.objects.all()] == ["Ana M."]


def test_omastadi_rows_of_one_idea_are_one_and_rounds_are_projects(lisbon, file):
    place = factories.a_neighbourhood("laajasalo", "Laajasalo")

    plan = prepare(Wishes(file=file(OMASTADI), format="omastadi"), now=NOW)
    done = carry_out(plan)

    swim = Idea.objects.get(external_ref="omastadi:2:1")
    shelter = Idea.objects.get(external_ref="omastadi:1:2")
    assert (done.created, done.refused, plan.same) == (3, 1, {3: 2})
    assert (swim.project.slug, swim.year, swim.earlier_comments) == ("omastadi-2", 2020, 33)
    assert (swim.status, swim.status_changes.get().reason) == (
        "planned",
        "It is part of a plan that residents chose in the vote of OmaStadi, round 2.",
    )
    assert (swim.latitude, swim.longitude, list(swim.neighbourhoods.all())) == (38.71, -9.13, [place])
    assert (shelter.status, shelter.text) == ("declined", "")
    # Its pin lies in Finland, far from every neighbourhood of this city.
    assert shelter.latitude is None
    assert Idea.objects.get(external_ref="omastadi:1:3").visibility == "withdrawn"
    assert [(phase.actions) for phase in swim.project.phases.all()] == [
        ["post", "vote", "comment"],
        ["vote", "comment"],
    ]


def test_a_batch_is_undone_but_not_what_residents_acted_on(lisbon, file):
    before = everything()
    batch = run(file(DECIDIM), "decidim", comments=file(DECIDIM_COMMENTS, "comments.csv")).batch
    liked = Idea.objects.get(external_ref="decidim:8")
    ideas.vote_for(idea=liked, voter=factories.a_resident(now=NOW), now=NOW)

    undone = undo(batch.pk, now=NOW)
    again = undo(batch.pk, now=NOW)

    assert (undone.removed, undone.kept) == (2, (liked.number,))
    assert (again.removed, again.kept) == (0, (liked.number,))
    assert list(Idea.objects.all()) == [liked]
    assert Comment.objects.count() == 0
    assert not Participant.objects.filter(external_ref__isnull=False).exists()
    assert Topic.objects.count() == before[4]
    assert list(AuditEntry.objects.filter(action="ideas.import_undone").values_list("data", flat=True)) == [
        {"removed": 2, "kept": [liked.number]}
    ]


def test_what_was_undone_can_be_imported_again(lisbon, file):
    batch = run(file(OMASTADI), "omastadi").batch
    undo(batch.pk, now=NOW)

    done = run(file(OMASTADI), "omastadi")

    assert done.created == 3
    assert Project.objects.count() == 3


def test_undoing_what_is_not_there_is_refused(lisbon):
    with pytest.raises(RuleViolation) as refusal:
        undo(77, now=NOW)

    assert refusal.value.sentence == "There is no batch 77 here. There is: –."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "export.csv is empty."),
        (b"PK\x03\x04rest", "export.csv is no text but xlsx, ods, zip. Open it in a spreadsheet and save it as CSV (UTF-8)."),
        (b"\xd0\xcf\x11\xe0", "export.csv is no text but xls. Open it in a spreadsheet and save it as CSV (UTF-8)."),
        (b"a\x00b", "export.csv is no text. Open it where it came from and save it as CSV (UTF-8)."),
        (b"<html></html>", "export.csv looks like a web page or JSON, not like a table. Export it as CSV."),
        (b"id,title\n", "export.csv has a header but no rows."),
        (b"number,text\n1,x\n", "A column is missing: title. There is: number, text."),
        (b"title:text\nx:y\n", "The header has one column only. Separate columns by comma, semicolon or tab; needed are: title."),
        (b"title,title\nx,y\n", "The header names a column twice: title."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_one_sentence(lisbon, file, content, sentence):
    with pytest.raises(FileProblem) as problem:
        prepare(Wishes(file=file(content), format="csv"), now=NOW)

    assert problem.value.sentence == sentence


def test_a_file_that_is_not_there_is_a_sentence_and_an_exit_code(lisbon, tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        command(str(tmp_path / "nowhere.csv"), "--format", "csv")


def test_a_broken_row_does_not_stop_the_rows_after_it(lisbon, file):
    text = 'id,title,text\n1,One,Fine.\n2,"Open,quote\n3,Three,Fine.\n4,Too,many,columns\n5,Five,Fine.\n'

    plan = prepare(Wishes(file=file(text), format="csv"), now=NOW)

    assert [one.idea.title for one in plan.new] == ["One", "Three", "Five"]
    assert [(refused.row, refused.reason) for refused in plan.refused] == [
        (3, "Its quotation marks do not match."),
        (5, "It has 4 columns where the header has 3."),
    ]


def test_a_mark_at_the_beginning_and_tabs_are_read_like_any_file(lisbon, file):
    done = run(file("\ufefftitle\ttext\nOne\tFirst, and second.\n".encode()), "csv")

    assert (done.created, Idea.objects.get().text) == (1, "First, and second.")


def test_names_can_be_mapped_to_what_the_city_has(lisbon, topics, neighbourhoods, file):
    path = file("title,topic,district\nOne,Jobs,12\nTwo,Unheard,13\n")

    out, _err = command(
        str(path), "--format", "csv", "--topics", "Jobs=work", "--districts", "12=belem", "--unknown-topics", "leave"
    )

    one = Idea.objects.get(title="One")
    assert [topic.slug for topic in one.topics.all()] == ["work"]
    assert [place.slug for place in one.neighbourhoods.all()] == ["belem"]
    assert "Topics that this city does not have, left out: Unheard (1)." in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--topics", "Jobs=nowhere"], "“nowhere” is not here. There is: –."),
        (["--project", "nowhere"], "There is no project “nowhere”. There is: open-wall."),
        (["--language", "fi"], "This city does not write in “fi”. Its languages: en."),
    ],
)
def test_a_wish_that_cannot_be_met_is_one_sentence(lisbon, file, arguments, sentence):
    with pytest.raises(CommandError) as refusal:
        command(str(file("title\nOne\n")), "--format", "csv", *arguments)

    assert str(refusal.value) == sentence


def test_a_city_that_is_not_there_is_named(lisbon, file):
    with pytest.raises(CommandError) as refusal:
        call_command("import_ideas", "--city", "atlantis", str(file("title\nOne\n")), "--format", "csv")

    assert str(refusal.value) == "There is no city “atlantis”. There is: lisbon, porto."


@pytest.mark.real
def test_madrids_proposals_come_with_all_their_comments(lisbon, real_data):  # noqa: F811
    lisbon.languages, lisbon.default_language, lisbon.time_zone = ["es"], "es", "Europe/Madrid"
    folder = real_data / "ideas"

    done = run(folder / "madrid_proposals.csv", "consul", comments=folder / "madrid_comments.csv")
    again = run(folder / "madrid_proposals.csv", "consul", comments=folder / "madrid_comments.csv")

    assert (done.created, done.refused, done.comments) == (80, 0, 5633)
    assert again.batch is None
    assert Comment.objects.filter(parent=None).count() == 2931
    assert Comment.objects.filter(visibility="deleted").count() == 62
    assert max(Idea.objects.values_list("earlier_supports", flat=True)) == 20604
    first = Comment.objects.get(external_ref="consul:comment:17092")
    assert first.created_at == datetime(2015, 9, 15, 8, 50, 19, tzinfo=UTC)
    assert first.author.external_ref == "consul:2780"


@pytest.mark.real
def test_lilles_decidim_export_is_read_whole(lisbon, real_data):  # noqa: F811
    lisbon.languages, lisbon.default_language, lisbon.time_zone = ["fr"], "fr", "Europe/Paris"

    done = run(real_data / "ideas" / "lille_decidim_export.csv", "decidim")

    assert (done.created, done.refused, done.topics) == (196, 0, 5)
    idea = Idea.objects.get(external_ref="decidim:457")
    assert idea.published_at == datetime(2019, 1, 24, 21, 29, 15, tzinfo=UTC)
    assert (idea.earlier_supports, idea.language) == (2, "fr")
