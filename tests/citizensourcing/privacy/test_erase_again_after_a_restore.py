"""A backup brings back who has left since; the list in ``public`` sends them away again."""

import shutil
from dataclasses import replace
from datetime import timedelta

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from citizensourcing.participants.models import Participant
from citizensourcing.privacy.services import erasing
from citizensourcing.privacy.services.replaying import Line, listed, replay
from common.schema import in_public
from tenants.models import Erasure
from tests.citizensourcing.privacy.somebody import NUMBERS_STAY_IN
from tests.leftovers import leftovers


def leave_and_restore(zelda, committing, files) -> Line:
    """She leaves, and a backup of the city from before is put back: its rows and its files. ``public`` stays."""
    backup = files.with_name(f"{files.name}-backup")
    shutil.copytree(files, backup)
    before = transaction.savepoint()
    committing(erasing.erase, person=zelda.person, keeps_texts=False, now=timezone.now())
    with in_public():
        (line,) = listed()
    transaction.savepoint_rollback(before)
    shutil.rmtree(files)
    shutil.copytree(backup, files)
    with in_public():
        Erasure.objects.create(
            city=zelda.browser.city,
            participant=line.participant,
            joined_at=line.joined_at,
            keeps_texts=line.keeps_texts,
            erased_at=line.erased_at,
        )
    return line


def test_who_left_is_erased_again_and_nothing_is_left(zelda, lisbon, committing, files):
    leave_and_restore(zelda, committing, files)
    came_back = leftovers(zelda.words(texts_go=True))

    committing(call_command, "replay_erasures", "--city", "lisbon")
    connection.set_tenant(lisbon)

    assert len(came_back) > 20
    assert leftovers(zelda.words(texts_go=True), but=NUMBERS_STAY_IN) == []
    assert Erasure.objects.count() == 1


def test_replayed_twice_nothing_happens(zelda, lisbon, committing, files):
    line = leave_and_restore(zelda, committing, files)

    first = committing(replay, lisbon, [line])
    rows = Participant.objects.count()
    second = committing(replay, lisbon, [line])

    assert (first, second, Participant.objects.count()) == (1, 0, rows)


def test_who_has_the_number_now_but_is_somebody_else_stays(zelda, lisbon, committing):
    line = Line("lisbon", zelda.person.pk, zelda.person.created_at - timedelta(days=90), True, timezone.now())

    done = committing(replay, lisbon, [line])

    assert done == 0
    assert Participant.objects.filter(pk=zelda.person.pk).exists()


def test_another_citys_line_is_none_of_this_citys_business(zelda, lisbon, porto, committing):
    line = Line("porto", zelda.person.pk, zelda.person.created_at, True, timezone.now())

    assert committing(replay, lisbon, [line]) == 0
    assert committing(replay, porto, [line]) == 0
    assert Participant.objects.filter(pk=zelda.person.pk).exists()


def test_the_list_survives_a_restore_of_the_whole_database(zelda, lisbon, committing, files, tmp_path_factory):
    saved = tmp_path_factory.mktemp("outside") / "erasures.jsonl"
    line = leave_and_restore(zelda, committing, files)
    call_command("replay_erasures", "--save", str(saved))
    with in_public():
        Erasure.objects.all().delete()  # as old as the backup, which knew nothing of it

    committing(call_command, "replay_erasures", "--list", str(saved))
    with in_public():
        again = listed()
    connection.set_tenant(lisbon)

    assert leftovers(zelda.words(texts_go=True), but=NUMBERS_STAY_IN) == []
    assert again == [replace(line, erased_at=again[0].erased_at)]
