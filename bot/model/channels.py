"""Who is told, what they are shown, and how it goes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2s

from bot.model.events import Kind
from bot.model.figures import Figure
from bot.model.hub import Grouping, Metric


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is to go: a channel or a person, by the platform's id."""

    id: str
    place: str = ""
    """Where that is, as a subscription has it; empty if not known."""


class DeliveryState(StrEnum):
    """The states of a post on its way out (SPEC 8)."""

    WAITING = "waiting"
    SENT = "sent"
    RETRYING = "retrying"
    IN_DOUBT = "in doubt"
    """It may have arrived: it is on its way, or its answer was lost."""
    PAUSED = "paused"
    EXPIRED = "expired"


class Rhythm(StrEnum):
    """How often a channel hears from us."""

    DAILY = "daily"
    WEEKLY = "weekly"
    """One digest a week, instead of a post a day."""


TOP_FAMILIES = "top20"
"""The default filter: the 20 first families by all-time downloads (SPEC 6)."""
FIRST_FAMILIES = {"top5": 5, "top10": 10, TOP_FAMILIES: 20}
"""How many of the first families by all-time downloads each such filter stands for."""
ALL_FAMILIES = "all"


@dataclass(frozen=True, slots=True)
class RaceCard:
    """Two groups, or two models, that a channel watches on one message, edited each good day."""

    grouping: Grouping | None
    """None for models."""
    a: str
    """A group's key, or a model's name as it was then."""
    b: str
    metric: Metric

    @property
    def name(self) -> str:
        """What its posts are known by; the same whichever of the two was named first."""
        first, second = sorted((self.a, self.b))
        kind = self.grouping or "model"
        return f"race:{kind}:{first}:{second}:{self.metric}"


@dataclass(frozen=True, slots=True)
class Subscription:
    """What one channel wants; the defaults are those of `/alerts on` alone (SPEC 6)."""

    channel: str
    """`platform:id`, e.g. `discord:123…` or `console`."""
    boards: tuple[str, ...] = ("trending", "llm")
    rules: tuple[Kind, ...] = (
        Kind.LEADER,
        Kind.ENTERED,
        Kind.SEATS,
        Kind.OVERTAKE,
        Kind.MILESTONE,
        Kind.RELEASED,
        Kind.FORECAST,
        Kind.DATA,
    )
    families: tuple[str, ...] = (TOP_FAMILIES,)
    """Family keys, or `top20`, or `all`: whose releases and milestones are wanted."""
    top: int = 10
    places: int = 20
    """Overtakes and forecasts are wanted between the first so many; 20 is all that are watched."""
    language: str = "en"
    rhythm: Rhythm = Rhythm.DAILY
    races: tuple[RaceCard, ...] = ()
    """The race cards of the channel."""
    paused: str | None = None
    """Why it is paused, or None."""
    refused: bool = False
    """Whether the platform's refusal paused it: then it resumes by itself once the door is open."""
    until: datetime | None = None
    """When a pause that somebody asked for ends by itself; None if it doesn't."""
    place: str = ""
    """Where the channel is, e.g. `discord:` and a server's number; empty if not known."""
    told_of: str = ""
    """The refusal that its owner was told of last; empty once a post was taken again."""
    owner: str = ""
    """Who turned it on, e.g. `discord:42`: is told when a refusal pauses it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text, perhaps a name and perhaps a link. Its text is plain: platforms escape it."""

    text: str
    url: str | None = None
    strong: bool = False
    at: datetime | None = None
    """The moment that the text says; a platform may show it in each reader's own time zone."""
    channel: bool = False
    """The text is a channel's name, as `platform:id`; its platform may show it as its own."""


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Next:
    """What a reader may ask next: a button or a choice, where the platform has such."""

    label: str
    command: str
    given: Mapping[str, str] = field(default_factory=dict)
    show: bool = False
    """The answer is for everyone in the channel."""
    form: bool = False
    """It opens a form, where the platform has such; elsewhere it is not offered."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a View."""

    line: Line
    kind: Kind | None = None
    """What sort of news it is: each platform has its own mark for it."""
    event: int | None = None
    """The event whose receipt this row can show."""
    next: tuple[Next, ...] = ()
    """What may be asked next about this row alone, where the platform has room for it."""
    corrected: bool = False
    """It says of itself that it was wrong."""


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in rows under a header; columns named in `numbers` are aligned right."""

    header: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class View:
    """A message or an answer, free of any platform: each renders it in its own way."""

    title: Line
    rows: tuple[Row, ...] = ()
    tables: tuple[Table, ...] = ()
    more: Line = ()
    """What was left out, and a link to the rest."""
    notes: tuple[Line, ...] = ()
    """Lines after the body: what the data are, and of which day."""
    url: str | None = None
    """Where the Hub shows the same."""
    private: bool = False
    """Only the asker should see it: settings and errors."""
    next: tuple[Next, ...] = ()
    choice: str = ""
    """What those of `next` that are sentences have in common."""
    figure: Figure | None = None
    """The chart that is shown with it, where the platform can."""


@dataclass(frozen=True, slots=True)
class Post:
    """One message for one channel on one day, holding all its events."""

    channel: str
    day: date
    view: View
    events: tuple[int, ...]
    written_at: datetime
    id: int = 0
    part: int = 1
    """2 and up only for what came after the day's post was sent; such a part waits to be folded."""
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    due_at: datetime | None = None
    """Not to be tried before."""
    note: str = ""
    """What the platform said last."""
    receipt: str = ""
    """The platform's own name for the message, once sent; a post that has one and is due again is
    changed in place."""
    card: str = ""
    """The name of the race that it is the card of; empty for the day's post."""

    @property
    def key(self) -> str:
        """What a platform can recognise a repeat by: the same for the same channel, day and part.

        It is no number of the database's, which an older copy, put back, would give out again.
        Discord's nonce has at most 25 characters (PLATFORMS).
        """
        what = " ".join(filter(None, (self.channel, f"{self.day}", f"{self.part}", self.card)))
        return f"overtake-{blake2s(what.encode(), digest_size=8).hexdigest()}"
