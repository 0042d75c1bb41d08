"""What a week's digest is made of, and what it finds. Pure; SPEC 6."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.findings import Mover
from bot.model import Event, Grouping, Metric, Reason, Snapshot, Standing


@dataclass(frozen=True, slots=True)
class Week:
    """A calendar week (ISO 8601: from Monday), as far as it was seen."""

    days: tuple[date, ...]
    """Its stored days, oldest first; at least one."""
    base: date | None = None
    """The last stored day before it."""

    @property
    def first(self) -> date:
        """Its Monday."""
        return monday_of(self.days[0])

    @property
    def last(self) -> date:
        """The last day of it that was seen: what the digest's figures are of."""
        return self.days[-1]


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_before(day: date, stored: Iterable[date]) -> Week | None:
    """Return the week whose digest is due with a day, None if none is.

    It is due with the first stored day of the next week: on Monday, or once the bot is awake again.
    By then all days of the week are closed, so that a digest is the same whenever it is written.
    """
    earlier = sorted(its for its in stored if its < day)
    if not earlier or earlier[-1] >= monday_of(day):
        return None
    first = monday_of(earlier[-1])
    before = [its for its in earlier if its < first]
    return Week(tuple(its for its in earlier if its >= first), before[-1] if before else None)


@dataclass(frozen=True, slots=True)
class BoardWeek:
    """A board's week, and what it is compared with."""

    board: str
    snapshots: tuple[Snapshot, ...]
    """Of the days of the week that were not stale, oldest first; at least one."""
    base: Snapshot | None
    """The last one before the week."""
    led_since: tuple[date, bool] | None = None
    """Since when the leader that was told last has led, and whether we saw it begin."""
    bests: Mapping[int, int] | None = None
    """The best rank before the week of every model, None where too few days were stored."""
    since: date | None = None
    """The first day that `bests` looked at."""
    doubted: frozenset[date] = frozenset()
    """Days on which its list had lost models, so that what was told of it was corrected."""

    @property
    def whole(self) -> tuple[Snapshot, ...]:
        """The days of the week whose order stands, oldest first."""
        return tuple(its for its in self.snapshots if its.day not in self.doubted)

    @property
    def before(self) -> Snapshot:
        """What its last day is compared with; in the first week of all its own first day."""
        return self.base or self.snapshots[0]

    @property
    def after(self) -> Snapshot:
        """Its last day."""
        return self.snapshots[-1]


# --- what is found


@dataclass(frozen=True, slots=True)
class Leader:
    """Who is #1 of a board at the week's end."""

    board: str
    model: str
    days: int
    """Days of the week on which it was."""
    seen: int
    """Days of the week on which anyone was seen to be, and rightly."""
    since: date | None = None
    """Since when, if it was #1 before the week and all through it."""
    at_least: bool = False
    """Whether it was when we first looked."""
    others: tuple[tuple[str, int], ...] = ()
    """Who else was, on how many days, the most first."""


@dataclass(frozen=True, slots=True)
class Moves:
    """The biggest climbs and falls of a board between two days."""

    board: str
    since: date
    climbs: tuple[Mover, ...]
    falls: tuple[Mover, ...]
    depth: int
    """How deep the earlier list reached."""
    depth_now: int


@dataclass(frozen=True, slots=True)
class Seats:
    """Who holds how many of a board's top: the organisation, how many now, how many before."""

    board: str
    top: int
    since: date | None
    """The day that `before` is of; None where there is none."""
    holders: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A place that a group never had on a board, as far back as the days are stored."""

    board: str
    day: date
    model: str
    grouping: Grouping
    group: str
    rank: int
    top: int
    since: date
    before: int | None = None
    """Its best rank before; None if it never had a model in the top."""


@dataclass(frozen=True, slots=True)
class Standings:
    """The first families in a metric on the week's last good day, and their places before."""

    metric: Metric
    day: date
    since: date | None
    """The last good day before the week; None where there is none."""
    first: tuple[tuple[Standing, int | None], ...]
    """Each with the places it gained, None where it had none."""


@dataclass(frozen=True, slots=True)
class Held:
    """Alerts that are held at the week's end, or were dropped in it, for one reason."""

    reason: Reason | None
    """None: they were told, and a later snapshot showed that they rested on wrong data."""
    count: int
    is_held: bool
    metric: Metric | None = None
    """Of a shock: the counter, the day of its jump, and how far it moved in the median."""
    day: date | None = None
    median: float | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one subscription's digest has to say; what it did not ask for is empty."""

    week: Week
    board: str = ""
    """The first board of it that has data."""
    leaders: tuple[Leader, ...] = ()
    events: tuple[Event, ...] = ()
    """What was told in the week, the most important first."""
    inside: frozenset[tuple[str, str]] = frozenset()
    """Boards and models of their top, at the week's end."""
    records: tuple[Record, ...] = ()
    seats: tuple[Seats, ...] = ()
    moves: tuple[Moves, ...] = ()
    standings: tuple[Standings, ...] = ()
    held: tuple[Held, ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened that the channel asked for."""
        return not (self.events or self.records or self.held)
