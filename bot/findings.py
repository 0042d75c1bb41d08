"""What the questions find, as records: their `--json` forms, documented in `docs/reference.md`."""

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.diff.paces import Outlook


@dataclass(frozen=True, slots=True)
class BoardPlace:
    """Where a subject stands on a board."""

    board: str
    model: str
    rank: int
    day: date
    value: float | None
    change: dict[str, int | None]
    """Places gained over `1`, `7` and `30` days, positive is up; None if unknown."""


@dataclass(frozen=True, slots=True)
class BoardSeen:
    """Where a model stood on the last day that a board had it."""

    board: str
    day: date
    rank: int


@dataclass(frozen=True, slots=True)
class Total:
    """A subject's figure for a metric."""

    metric: str
    value: float
    place: int | None
    cohort: int
    complete: bool


@dataclass(frozen=True, slots=True)
class RankFacts:
    """`rank`."""

    query: str
    kind: str
    subject: str
    boards: tuple[BoardPlace, ...]
    totals: tuple[Total, ...]


@dataclass(frozen=True, slots=True)
class TopRow:
    """One row of a board; `change` is the places gained in a day."""

    rank: int
    model: str
    value: float | None
    change: int | None


@dataclass(frozen=True, slots=True)
class Seat:
    """How many of the rows an organisation holds."""

    organisation: str
    count: int


@dataclass(frozen=True, slots=True)
class TopFacts:
    """`top`."""

    board: str
    day: date
    quality: str
    rows: tuple[TopRow, ...]
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison; `pace` is the change a day over the last days with data."""

    kind: str
    subject: str
    value: float
    pace: float | None
    cohort: int
    complete: bool


@dataclass(frozen=True, slots=True)
class CompareFacts:
    """`compare`."""

    metric: str
    day: date
    a: Side
    b: Side
    gap: float
    days: int
    """The span that the pace was taken over."""
    forecast: Outlook | None = None
    """When the one behind passes the other, if that is near enough to say."""
    more: tuple[Side, ...] = ()
    """The third to the fifth, if more than two are compared."""
    forecast_of: tuple[str, ...] = ()
    """Of more than two, whom the forecast is about: who is behind, and who is ahead."""


@dataclass(frozen=True, slots=True)
class Mover:
    """A model that moved; `before` is None below the list, `change` then None."""

    model: str
    before: int | None
    after: int | None
    change: int | None


@dataclass(frozen=True, slots=True)
class MoversFacts:
    """`movers`."""

    board: str
    day: date
    since: date
    climbs: tuple[Mover, ...]
    falls: tuple[Mover, ...]


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """One release, as `releases` gives them, one object a line."""

    day: date
    family: str
    release: str
    models: tuple[str, ...]
    event: int


@dataclass(frozen=True, slots=True)
class EventFacts:
    """One event, as `events` gives them, one object a line."""

    id: int
    day: date
    board: str | None
    kind: str
    group: str | None
    top: int | None
    subject: str
    other: str | None
    metric: str | None
    before: float | str | None
    after: float | str | None
    state: str
    told_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A snapshot that an event rests on."""

    day: date
    taken_at: datetime | None
    quality: str | None
    value: float | str | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What decided on an event; each reason has its own, the rest is None."""

    how: str
    """`told`: the same was told; `shock`: counters jumped; `figures`, `rank`: no longer so."""
    day: date
    """On which it was decided, the counters jumped, or the same was told."""
    value: float | None = None
    """The figure of that day: of a group or model, or a rank."""
    other_value: float | None = None
    """...and of the group that was passed."""
    depth: int | None = None
    """How deep the list reached that a model is "below" then."""
    median: float | None = None
    """How far the counters jumped in the shock that held it."""
    board: str | None = None
    """The board that they jumped on."""
    jumped_on: date | None = None
    """When they jumped last before the event, where `day` is another."""
    event: int | None = None
    """The event that the same was told with, or that says that the shock opened."""


@dataclass(frozen=True, slots=True)
class HistoryFacts:
    """`why` by a name or a day: what was told, and what was not."""

    asked: str
    first: date
    last: date
    told: tuple[EventFacts, ...]
    """Newest first."""
    not_told: tuple[EventFacts, ...]
    in_digest: tuple[EventFacts, ...] = ()
    digest_on: date | None = None
    """What a day brought to a weekly channel, and the day of that digest; None for the next."""


@dataclass(frozen=True, slots=True)
class WhyFacts:
    """`why`."""

    event: EventFacts
    before: Seen | None
    after: Seen
    thresholds: str
    facts: dict[str, object] = field(default_factory=dict)
    because: str = ""
    """The reason as a sentence, with what decided."""
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class BoardStatus:
    """A board's last snapshot; `age_hours` since it was taken."""

    board: str
    day: date | None
    quality: str | None
    age_hours: int | None


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """`status`."""

    boards: tuple[BoardStatus, ...]
    next: datetime
    deliveries: dict[str, int]
    subscriptions: int


@dataclass(frozen=True, slots=True)
class RaceFacts:
    """A race card of a channel; `group` is None for models."""

    group: str | None
    a: str
    b: str
    metric: str


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """One subscription, as `alerts list` gives them, one object a line."""

    channel: str
    boards: tuple[str, ...]
    rules: tuple[str, ...]
    families: tuple[str, ...]
    top: int
    places: int
    language: str
    rhythm: str
    paused: str | None
    until: datetime | None
    races: tuple[RaceFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class PreviewPost:
    """A post of a preview; `event` is its most important one, None for a quiet week's digest."""

    day: date
    rows: int
    more: int
    event: int | None


@dataclass(frozen=True, slots=True)
class PreviewChange:
    """What the same days would have brought with other wishes."""

    given: dict[str, str]
    """The options of `alerts on`, by name."""
    posts: int
    rows: int


@dataclass(frozen=True, slots=True)
class PreviewFacts:
    """`alerts preview`."""

    channel: str
    first: date
    last: date
    days: int
    """Stored days that were looked at."""
    posts: tuple[PreviewPost, ...]
    """Oldest first."""
    rows: int
    kinds: dict[str, int]
    quieter: tuple[PreviewChange, ...]
    louder: tuple[PreviewChange, ...]


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """`alerts fewer` and `alerts more`: what was changed, and what it does to such rows."""

    channel: str
    threshold: str
    before: str
    after: str
    kinds: tuple[str, ...]
    days: int
    """Stored days that were looked at."""
    rows_before: int
    rows_after: int


@dataclass(frozen=True, slots=True)
class QualityFacts:
    """One verdict, as `quality` gives them, one object a line."""

    day: date
    board: str
    quality: str
    reason: str
    rows: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """An answer that has no facts, such as `help`."""


@dataclass(frozen=True, slots=True)
class FamilyFacts:
    """One family, as `families list` gives them, one object a line."""

    key: str
    label: str
    organisation: str
    country: str
    namespaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """One model seen in a family's namespaces, as `families explain` gives them."""

    model: str
    counted: bool
    why: str
    family: str | None


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A platform's connection."""

    platform: str
    ready: bool
    """Posts can go there."""
    hearing: bool
    """What people ask there is heard."""
    lost_at: datetime | None
    """Since when it is not both; None while it is."""


@dataclass(frozen=True, slots=True)
class HealthFacts:
    """`health`; with no sign of life there is nothing but the first two."""

    healthy: bool
    says: str
    at: datetime | None
    """When the bot gave its last sign of life."""
    pid: int | None
    version: str | None
    platforms: tuple[LinkFacts, ...]


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """`doctor`, a line."""

    group: str
    condition: str
    found: str
    facts: dict[str, object]
    """What the sentence is made of; sizes in bytes."""
    says: str
    advice: str | None
