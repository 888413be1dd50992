"""Making a demo city out of its content, through the same services that residents and staff use."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from citizensourcing.discussions.models import Comment as StoredComment
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Idea as StoredIdea
from citizensourcing.ideas.models import OfficialFeedback, StatusLabel
from citizensourcing.ideas.services.submitting import Pin
from citizensourcing.moderation.models import Report
from citizensourcing.participants.models import Participant, StaffRole
from citizensourcing.participants.services import grant_role
from citizensourcing.projects.selectors import open_wall
from citizensourcing.taxonomy.models import Neighbourhood as StoredNeighbourhood
from citizensourcing.taxonomy.services import add_neighbourhood, add_topic, compute_cells
from common.exceptions import RuleViolation
from control_plane.demo import DemoCity, Feedback, Idea, Person, Profile, Reply, StatusChange, load
from control_plane.demo.crowd import make_crowd, support_all
from control_plane.demo_accounts import ensure_demo_accounts
from control_plane.services import provision_city
from tenants import template_schema
from tenants.context import for_city
from tenants.models import City

MARK = "demo:"  # how everybody who was seeded is known: Participant.external_ref begins so


@dataclass(frozen=True, slots=True)
class Seeded:
    """What became of it; ``is_new`` is False when the city had its content already, and nothing was done."""

    city: City
    is_new: bool
    ideas: int
    comments: int
    supports: int


def seed_demo(slug: str, *, now: datetime | None = None, again: bool = False) -> Seeded:
    """A demo city with everything in ``control_plane.demo``; asked a second time, nothing changes.

    ``again`` throws away the city's whole schema first, with all that people tried out in it. The same content and the
    same ``now`` give the same city. No mail leaves: nobody who is seeded can sign in. Raises ``DemoContentError`` for
    an unknown slug, ``RuleViolation`` (``demo.is_real``) for a city of that name that was not made here.
    """
    content = load(slug)
    now = now or timezone.now()
    if again:
        _throw_away(slug)
    city = _provision(content.profile)
    with for_city(city), transaction.atomic():
        City.objects.select_for_update().get(pk=city.pk)  # two at once: the second finds it done
        is_new = not _is_seeded()
        if is_new:
            _refuse_a_real_city()
            _Seeder(content, city, now).run()
        seeded = Seeded(
            city=city,
            is_new=is_new,
            ideas=StoredIdea.objects.count(),
            comments=StoredComment.objects.count(),
            supports=sum(StoredIdea.objects.values_list("support_count", flat=True)),
        )
    ensure_demo_accounts(city)
    return seeded


def _is_seeded() -> bool:
    return Participant.objects.filter(external_ref__startswith=MARK).exists()


def _refuse_a_real_city() -> None:
    if StoredIdea.objects.exists():
        raise RuleViolation("demo.is_real", "A city of this name has ideas of its own: it stays as it is.")


def _throw_away(slug: str) -> None:
    city = City.objects.filter(slug=slug).first()
    if city is None or city.state == City.State.PROVISIONING:
        return
    with for_city(city):
        if not _is_seeded():
            _refuse_a_real_city()
    with transaction.atomic(), connection.cursor() as cursor:
        # What a surrounding transaction has still to check would keep the tables from going.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        template_schema.drop_schema(city.schema_name)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        City.objects.filter(pk=city.pk).update(state=City.State.PROVISIONING, schema_version="")


def _provision(profile: Profile) -> City:
    return provision_city(
        slug=profile.slug,
        name=profile.name,
        names=profile.names,
        country=profile.country,
        time_zone=profile.time_zone,
        languages=profile.languages,
        default_language=profile.default_language,
        population=profile.population,
        branding={
            "primary": profile.brand.primary.lower(),
            "accent": profile.brand.accent.lower(),
            "radius": profile.brand.radius,
            "stack": profile.brand.stack,
            "question": profile.question,
            "promise": profile.promise,
            "about": profile.about,
        },
        rules={
            "minimum_age": profile.rules.minimum_age,
            "answer_threshold": profile.rules.answer_threshold,
            "answer_working_days": profile.rules.answer_working_days,
            "read_within_days": profile.rules.read_within_days,
            "half_life_hours": round(profile.rules.half_life_days * 24),
            "edit_minutes": profile.rules.edit_minutes,
            "privacy_contact": profile.rules.privacy_contact,
        },
    )


@dataclass(frozen=True, slots=True)
class _Event:
    """One thing that happened to an idea; ``answers`` is the position of the event it replies to."""

    at: datetime
    idea: Idea
    what: StatusChange | Feedback | Reply | None  # None: it was posted
    answers: int | None = None


class _Seeder:
    """Fills one empty city, in the city's context and in one transaction."""

    def __init__(self, content: DemoCity, city: City, now: datetime) -> None:
        self.content, self.city, self.now = content, city, now
        self.chance = random.Random(f"commonwall {content.profile.slug}")  # noqa: S311 -- the same city every time

    def run(self) -> None:
        content = self.content
        self.topics = {
            topic.slug: add_topic(slug=topic.slug, names=topic.names, icon=topic.icon, position=topic.position)
            for topic in content.topics
        }
        self.places = self._places()
        StatusLabel.objects.bulk_create(
            StatusLabel(code=status.code, names=status.names, meanings=status.meaning)
            for status in content.profile.statuses
        )
        self.people = self._people()
        self.staff = {
            department.key: self._staff(department.staff, department.names) for department in content.departments
        }
        self.wall = open_wall()
        self.ideas: dict[str, StoredIdea] = {}
        self.said: dict[tuple[str, int], StoredComment] = {}
        self.likes: list[tuple[StoredComment, int]] = []
        for position, event in self._history():
            self._happen(position, event)
        self._close()
        self._report()

    def _places(self) -> dict[str, StoredNeighbourhood]:
        for position, place in enumerate(self.content.neighbourhoods, start=1):
            add_neighbourhood(
                slug=place.slug,
                names=place.names,
                latitude=place.centre.lat,
                longitude=place.centre.lon,
                population=place.population,
                position=position,
            )
        compute_cells()
        return {place.slug: place for place in StoredNeighbourhood.objects.defer("geometry")}

    def _people(self) -> dict[str, Participant]:
        made = Participant.objects.bulk_create(
            self._participant(person, is_public=position % 3 == 0)
            for position, person in enumerate(self.content.people)
        )
        return {person.key: stored for person, stored in zip(self.content.people, made, strict=True)}

    def _participant(self, person: Person, *, is_public: bool) -> Participant:
        joined = self.now - timedelta(days=240)
        return Participant(
            display_name=person.display_name,
            neighbourhood=self.places[person.neighbourhood],
            language=person.language,
            languages=[person.language],
            is_public=is_public,
            age_confirmed_at=joined,
            rules_version=1,
            external_ref=f"{MARK}{person.key}",
        )

    def _staff(self, name: str, department: dict[str, str]) -> Participant:
        """Somebody who signs for a department. Their account is closed: nobody signs in with it, no mail goes to it."""
        user = User.objects.create_user(f"{slugify(name)}@{self.city.slug}.example", is_active=False)
        language = self.city.default_language
        grant_role(user=user, role=StaffRole.Role.MANAGER, by=None, department=department[language])
        return Participant.objects.create(
            user=user, display_name=name, language=language, languages=[language], external_ref=f"{MARK}{user.email}"
        )

    def _history(self) -> list[tuple[int, _Event]]:
        """Everything that happened in the city, oldest first, each with its position in its idea's story."""
        told = [pair for idea in self.content.ideas for pair in enumerate(self._story(idea))]
        return sorted(told, key=lambda pair: pair[1].at)

    def _story(self, idea: Idea) -> Iterator[_Event]:
        """What happened to one idea, in order, no two at the same minute: days alone would leave ties."""
        told: list[tuple[float, StatusChange | Feedback | Reply | None, int | None]] = [(idea.days_ago, None, None)]
        told += [(change.days_ago, change, None) for change in idea.statuses]
        told += [(answer.days_ago, answer, None) for answer in idea.feedback]
        for number, comment in enumerate(idea.comments):
            told.append((comment.said.days_ago, comment.said, None))
            told += [(reply.days_ago, reply, number) for reply in comment.replies]
        told.sort(key=lambda one: -one[0])
        where = {id(what): at for at, (_days, what, _number) in enumerate(told)}
        for at, (days, what, under) in enumerate(told):
            minutes = (len(told) - at) * 7 - self.chance.randrange(7)
            answers = None if under is None else where[id(idea.comments[under].said)]
            yield _Event(self.now - timedelta(days=days, minutes=minutes), idea, what, answers)

    def _happen(self, position: int, event: _Event) -> None:
        if event.what is None:
            self.ideas[event.idea.key] = self._post(event.idea, event.at)
            return
        idea = self.ideas[event.idea.key]
        if isinstance(event.what, StatusChange):
            ideas.change_status(
                idea=idea, status=event.what.code, by=self._desk(event.idea), reason=event.what.reason, now=event.at
            )
        elif isinstance(event.what, Feedback):
            self._answer(idea, event.what, event.at)
        else:
            comment = ideas.comment_on(
                with_contacts=True,
                idea=idea,
                author=self.people[event.what.author],
                text=event.what.text,
                stance=event.what.stance,
                language=event.what.language,
                parent=None if event.answers is None else self.said[event.idea.key, event.answers],
                now=event.at,
            )
            self.said[event.idea.key, position] = comment
            self.likes.append((comment, event.what.likes))

    def _post(self, idea: Idea, at: datetime) -> StoredIdea:
        pin = Pin(idea.pin.lat, idea.pin.lon) if idea.pin else None
        return ideas.submit_idea(
            author=self.people[idea.author],
            project=self.wall,
            title=idea.title,
            text=idea.text,
            language=idea.language,
            topics=[self.topics[slug] for slug in idea.topics],
            neighbourhoods=[self.places[slug] for slug in idea.neighbourhoods],
            pin=pin,
            now=at,
        )

    def _desk(self, idea: Idea) -> Participant:
        """Who handles an idea: the department that answers it, else the first one."""
        key = idea.feedback[0].department if idea.feedback else self.content.departments[0].key
        return self.staff[key]

    def _answer(self, idea: StoredIdea, answer: Feedback, at: datetime) -> OfficialFeedback:
        department = next(one for one in self.content.departments if one.key == answer.department)
        zone, outcome = ZoneInfo(self.city.time_zone), answer.outcome
        return ideas.write_feedback(
            idea=idea,
            by=self.staff[department.key],
            text=answer.text,
            language=answer.language,
            signed_name=department.staff,
            signed_department=department.names[answer.language],
            outcome=outcome.kind if outcome else "",
            cost_cents=outcome.cost_cents if outcome else None,
            outcome_on=(self.now - timedelta(days=outcome.done_days_ago)).astimezone(zone).date() if outcome else None,
            now=at,
        )

    def _close(self) -> None:
        """Cast the votes, then let every counter be counted from them."""
        most = max(idea.supports for idea in self.content.ideas)
        residents = make_crowd(self.content, self.places, count=most, now=self.now, chance=self.chance, mark=MARK)
        crowd = [*self.people.values(), *residents]
        support_all(
            ideas=[(self.ideas[idea.key], idea) for idea in self.content.ideas],
            likes=self.likes,
            crowd=crowd,
            chance=self.chance,
        )
        ideas.recount()
        ideas.recompute_owed()
        for stored in StoredIdea.objects.only("support_count", "comment_count", "published_at"):
            looks = stored.support_count * self.chance.uniform(5, 9) + stored.comment_count * 6
            fresh = (self.now - stored.published_at) / timedelta(days=1)
            StoredIdea.objects.filter(pk=stored.pk).update(
                view_count=round(looks + min(fresh, 30) * self.chance.uniform(1, 4)) + 3
            )
        StoredIdea.objects.update(created_at=F("published_at"))

    def _report(self) -> None:
        """Three things wait at the moderators' desk, so that it can be tried out."""
        reporters = list(self.people.values())[-3:]
        latest = sorted(self.said.values(), key=lambda comment: comment.created_at)[-40::20]
        reasons = (Report.Reason.OFF_TOPIC, Report.Reason.INSULT)
        for comment, reporter, reason in zip(latest, reporters, reasons, strict=False):
            idea = StoredIdea.objects.select_related("project").get(discussion_id=comment.discussion_id)
            ideas.report_comment(idea=idea, comment=comment, reporter=reporter, reason=reason, text="", now=self.now)
        newest = StoredIdea.objects.select_related("project").order_by("-published_at")[3]
        ideas.report_idea(idea=newest, reporter=reporters[-1], reason=Report.Reason.SPAM, text="", now=self.now)
