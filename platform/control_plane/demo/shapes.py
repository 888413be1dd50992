"""The shapes of a demo city. Each reads itself from a `Record`; what must fit together is checked in `checks`."""

from dataclasses import dataclass
from typing import Literal, Self, cast, get_args

from control_plane.demo.reading import Record

Stack = Literal["humanist", "geometric", "serif"]
Stance = Literal["for", "against", "neutral"]
StatusCode = Literal["proposed", "under_review", "planned", "in_progress", "implemented", "declined", "merged"]
OutcomeKind = Literal["built", "service_changed", "policy_adopted", "money_granted", "tried_and_stopped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    primary: str  # as #RRGGBB
    accent: str
    radius: int  # px
    stack: Stack

    @classmethod
    def read(cls, record: Record) -> Self:
        return cls(
            primary=record.text("primary"),
            accent=record.text("accent"),
            radius=record.whole("radius"),
            stack=cast("Stack", record.one_of("stack", get_args(Stack))),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    minimum_age: int
    answer_threshold: int  # supports at which the city owes an answer
    answer_working_days: int
    read_within_days: int
    half_life_days: float
    edit_minutes: int
    privacy_contact: str  # whom residents write to about their data

    @classmethod
    def read(cls, record: Record) -> Self:
        return cls(
            minimum_age=record.whole("minimum_age"),
            answer_threshold=record.whole("answer_threshold"),
            answer_working_days=record.whole("answer_working_days"),
            read_within_days=record.whole("read_within_days"),
            half_life_days=record.days("half_life_days"),
            edit_minutes=record.whole("edit_minutes"),
            privacy_contact=record.text("privacy_contact"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    code: StatusCode
    names: dict[str, str]
    meaning: dict[str, str]  # one sentence for residents

    @classmethod
    def read(cls, record: Record, languages: tuple[str, ...]) -> Self:
        return cls(
            code=cast("StatusCode", record.one_of("code", get_args(StatusCode))),
            names=record.translated("names", languages),
            meaning=record.translated("meaning", languages),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    slug: str
    name: str
    names: dict[str, str]
    country: str  # ISO 3166
    time_zone: str
    currency: str  # ISO 4217, of every outcome's cost
    languages: tuple[str, ...]
    default_language: str
    population: int
    question: dict[str, str]
    promise: dict[str, str]
    about: dict[str, str]
    brand: Brand
    rules: Rules
    statuses: tuple[Status, ...]

    @classmethod
    def read(cls, record: Record) -> Self:
        languages = record.texts("languages")
        return cls(
            slug=record.text("slug"),
            name=record.text("name"),
            names=record.translated("names", languages),
            country=record.text("country"),
            time_zone=record.text("time_zone"),
            currency=record.text("currency"),
            languages=languages,
            default_language=record.one_of("default_language", languages),
            population=record.whole("population"),
            question=record.translated("question", languages),
            promise=record.translated("promise", languages),
            about=record.translated("about", languages),
            brand=Brand.read(record.record("brand")),
            rules=Rules.read(record.record("rules")),
            statuses=tuple(Status.read(entry, languages) for entry in record.records("statuses")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    slug: str
    names: dict[str, str]
    icon: str  # a lucide icon
    position: int

    @classmethod
    def read(cls, record: Record, languages: tuple[str, ...]) -> Self:
        return cls(
            slug=record.text("slug"),
            names=record.translated("names", languages),
            icon=record.text("icon"),
            position=record.whole("position"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    lat: float  # WGS 84 degrees
    lon: float

    @classmethod
    def read(cls, record: Record) -> Self:
        return cls(lat=record.number("lat"), lon=record.number("lon"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    slug: str
    names: dict[str, str]
    centre: Pin
    population: int

    @classmethod
    def read(cls, record: Record, languages: tuple[str, ...]) -> Self:
        return cls(
            slug=record.text("slug"),
            names=record.translated("names", languages),
            centre=Pin.read(record),
            population=record.whole("population"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    key: str
    names: dict[str, str]
    staff: str  # who signs its answers

    @classmethod
    def read(cls, record: Record, languages: tuple[str, ...]) -> Self:
        return cls(key=record.text("key"), names=record.translated("names", languages), staff=record.text("staff"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    key: str
    display_name: str
    neighbourhood: str  # slug
    language: str

    @classmethod
    def read(cls, record: Record) -> Self:
        return cls(
            key=record.text("key"),
            display_name=record.text("display_name"),
            neighbourhood=record.text("neighbourhood"),
            language=record.text("language"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    code: StatusCode
    days_ago: float
    reason: str  # empty unless declined

    @classmethod
    def read(cls, record: Record) -> Self:
        return cls(
            code=cast("StatusCode", record.one_of("code", get_args(StatusCode))),
            days_ago=record.days("days_ago"),
            reason=record.text("reason") if record.has("reason") else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    kind: OutcomeKind
    cost_cents: int  # in the city's currency
    done_days_ago: float

    @classmethod
    def read(cls, record: Record) -> Self:
        return cls(
            kind=cast("OutcomeKind", record.one_of("kind", get_args(OutcomeKind))),
            cost_cents=record.whole("cost_cents"),
            done_days_ago=record.days("done_days_ago"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    department: str  # key
    language: str
    text: str
    days_ago: float
    outcome: Outcome | None

    @classmethod
    def read(cls, record: Record) -> Self:
        return cls(
            department=record.text("department"),
            language=record.text("language"),
            text=record.text("text"),
            days_ago=record.days("days_ago"),
            outcome=Outcome.read(record.record("outcome")) if record.has("outcome") else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    author: str  # a person's key
    stance: Stance
    text: str
    language: str
    days_ago: float
    likes: int

    @classmethod
    def read(cls, record: Record) -> Self:
        return cls(
            author=record.text("author"),
            stance=cast("Stance", record.one_of("stance", get_args(Stance))),
            text=record.text("text"),
            language=record.text("language"),
            days_ago=record.days("days_ago"),
            likes=record.whole("likes"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment and the replies beneath it, one level deep."""

    said: Reply
    replies: tuple[Reply, ...]

    @classmethod
    def read(cls, record: Record) -> Self:
        return cls(said=Reply.read(record), replies=tuple(Reply.read(entry) for entry in record.records("replies")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    key: str
    title: str
    text: str  # plain paragraphs, an empty line between them
    language: str
    topics: tuple[str, ...]  # slugs, 1 to 3
    neighbourhoods: tuple[str, ...]  # slugs, none for the whole city, at most 3
    pin: Pin | None
    author: str  # a person's key
    days_ago: float
    supports: int  # how many votes to cast
    support_days: float  # over how many days from posting they came in
    statuses: tuple[StatusChange, ...]  # oldest first, without the first "proposed"
    feedback: tuple[Feedback, ...]  # oldest first
    comments: tuple[Comment, ...]

    @classmethod
    def read(cls, record: Record) -> Self:
        return cls(
            key=record.text("key"),
            title=record.text("title"),
            text=record.text("text"),
            language=record.text("language"),
            topics=record.texts("topics"),
            neighbourhoods=record.texts("neighbourhoods"),
            pin=Pin.read(record.record("pin")) if record.has("pin") else None,
            author=record.text("author"),
            days_ago=record.days("days_ago"),
            supports=record.whole("supports"),
            support_days=record.days("support_days"),
            statuses=tuple(StatusChange.read(entry) for entry in record.records("statuses")),
            feedback=tuple(Feedback.read(entry) for entry in record.records("feedback")),
            comments=tuple(Comment.read(entry) for entry in record.records("comments")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCity:
    profile: Profile
    topics: tuple[Topic, ...]
    neighbourhoods: tuple[Neighbourhood, ...]
    departments: tuple[Department, ...]
    people: tuple[Person, ...]
    ideas: tuple[Idea, ...]
