"""What is asked of the database."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.model import (
    Counts,
    Decision,
    DeliveryState,
    Event,
    Fetch,
    Grouping,
    Kind,
    Lead,
    Mark,
    Metric,
    Model,
    Picture,
    Post,
    Snapshot,
    Standing,
    State,
    Subscription,
    Vitals,
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which events are asked for; None asks for all."""

    first: date | None = None
    """By the day it happened."""
    last: date | None = None
    kind: Kind | None = None
    state: State | None = None
    told_from: date | None = None
    """Told on this day or later."""
    board: str | None = None

    def takes(self, event: Event) -> bool:
        """Return whether an event is one of those that are asked for."""
        return (
            self.kind in (None, event.kind)
            and self.state in (None, event.state)
            and self.board in (None, event.board)
            and (self.first is None or event.day >= self.first)
            and (self.last is None or event.day <= self.last)
            and (self.told_from is None or (event.told_on or date.min) >= self.told_from)
        )


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a model did on a board before a day."""

    good: int
    """Good snapshots it stood in."""
    last_in: Mapping[int, date] = field(default_factory=dict)
    """By top (3, 10, 50), the last day it was in it."""


@dataclass(frozen=True, slots=True)
class Ages:
    """How old what is not sent may get before it expires."""

    post: timedelta
    change: timedelta
    """A change of a post that is out."""


MARKS = 120
"""Verdicts that are looked back on: a shock and what follows it are over long before."""


@dataclass(frozen=True, slots=True)
class Told:
    """When something that rests was told last."""

    board: str | None
    kind: Kind
    top: int | None
    model: int | None
    group: Grouping | None
    subject: str
    told_on: date


@dataclass(frozen=True, slots=True)
class ToldMilestone:
    """A round number that was told, once and for ever."""

    model: int | None
    group: Grouping | None
    subject: str
    metric: Metric
    threshold: int


class Store(Protocol):
    """Everything that is asked of the database; every method is one transaction."""

    # --- what the next day's decision depends on
    async def models(self) -> tuple[Model, ...]:
        """Return every model ever seen."""

    async def names(self) -> tuple[tuple[str, str, int], ...]:
        """Return every kind, name and model key there ever was, the oldest first."""

    async def board_marks(self, board: str, count: int = MARKS) -> tuple[Mark, ...]:
        """Return the verdicts of a board's last stored days, newest first."""

    async def board_names(self) -> tuple[str, ...]:
        """Return the names of all boards that have a stored day."""

    async def rejected(self, board: str, day: date) -> tuple[Snapshot, ...]:
        """Return the lists of a board that were rejected on a day."""

    async def lengths(self, board: str, before: date, count: int) -> tuple[int, ...]:
        """Return the rows of the last non-empty lists fetched before a day, good or not."""

    async def snapshot(self, board: str, day: date) -> Snapshot | None:
        """Return a board as stored on a day."""

    async def best_places(self, board: str, first: date, before: date) -> Mapping[int, int]:
        """Return the best rank that every model had on a board, from a day to before another."""

    async def sighting(self, board: str, model: int, before: date) -> Sighting:
        """Return what a model did on a board before a day."""

    async def counter_marks(self, metric: Metric, count: int = MARKS) -> tuple[Mark, ...]:
        """Return the last verdicts on a counter, newest first."""

    async def picture(self, day: date) -> Picture | None:
        """Return all that is known of a stored day."""

    async def standings(self, day: date, metric: Metric) -> tuple[Standing, ...]:
        """Return the standings of a day."""

    async def days(self) -> tuple[date, ...]:
        """Return the stored days, oldest first."""

    async def listed(self, before: date) -> frozenset[str]:
        """Return the namespaces that were listed in full before a day."""

    async def leads(self) -> tuple[Lead, ...]:
        """Return who is ahead in every watched pair."""

    async def events(self, wanted: Filter = Filter()) -> tuple[Event, ...]:
        """Return events by id."""

    async def event(self, number: int) -> Event | None:
        """Return one event."""

    async def last_overtakes(self) -> tuple[Event, ...]:
        """Return the overtake of each pair that was told last."""

    async def told_since(self, day: date) -> tuple[Told, ...]:
        """Return what was told of `entered`, `left` and `moved` since a day, each the last time."""

    async def told_milestones(self) -> tuple[ToldMilestone, ...]:
        """Return every milestone ever told, but for those that were corrected."""

    async def led_since(self, board: str) -> tuple[date, bool] | None:
        """Return since when the leader that was told last has led, and whether we saw it begin.

        A leader that was corrected never led.
        """

    async def next_event(self) -> int:
        """Return the number of the next new event."""

    async def next_post(self) -> int:
        """Return the number of the next new post."""

    async def derivatives(self, after: date) -> Mapping[str, int]:
        """Return the counts of derivatives, by model name, that were read after a day."""

    async def note_derivatives(self, name: str, day: date, count: int) -> None:
        """Keep a count of derivatives until a fetch takes it: they are read over a week."""

    async def derivatives_since(self, after: date) -> date | None:
        """Return the first day after `after` on which such a count was read."""

    # --- a day, whole or not at all
    async def save(self, decision: Decision) -> None:
        """Write a decision in one transaction."""

    # --- what is kept for how long
    async def lighten(self, day: date) -> None:
        """Forget the counters, on a day, of models that stood on no board then."""

    async def settle_posts(self, day: date) -> None:
        """Forget what the posts of a day showed that are not to be sent any more."""

    async def drop(self, day: date) -> None:
        """Forget a day but for its events and posts; days are dropped in their order."""

    # --- questions
    async def ranks(self, model: int) -> Mapping[str, Mapping[date, int]]:
        """Return a model's rank on every board and stored day it stood on."""

    async def readings(self, model: int, since: date) -> tuple[tuple[date, Counts], ...]:
        """Return a model's counters by day, oldest first."""

    async def history(
        self, grouping: Grouping, group: str, metric: Metric
    ) -> tuple[tuple[date, Standing], ...]:
        """Return a group's standings by day, oldest first."""

    async def tops(self, board: str, first: date, last: date, top: int) -> tuple[Snapshot, ...]:
        """Return a board's stored days from `first` to `last`, its first `top` rows of each."""

    async def verdicts(
        self, first: date = date.min, last: date = date.max
    ) -> tuple[tuple[str, Mark], ...]:
        """Return the last verdict on every board and day, rejected ones too, oldest first."""

    async def last_reading(self) -> int:
        """Return the number of the last reading of the Hub, 0 before the first."""

    async def fetches(self) -> Sequence[datetime]:
        """Return when the Hub was read, oldest first."""

    async def fetch(self, taken_at: datetime) -> Fetch:
        """Return a reading as it was taken, rejected lists included."""

    # --- who is told
    async def subscriptions(self) -> tuple[Subscription, ...]:
        """Return every channel's subscription."""

    async def subscription(self, channel: str) -> Subscription | None:
        """Return a channel's subscription, None if it has none."""

    async def subscribe(self, subscription: Subscription) -> None:
        """Add or replace a channel's subscription."""

    async def change_subscription(
        self, channel: str, change: Callable[[Subscription], Subscription]
    ) -> Subscription | None:
        """Change a channel's subscription as it is then; return it changed, None if it has none."""

    async def move_channel(self, channel: str, to: str) -> None:
        """Give a channel's subscription and posts its new name, unless that has its own."""

    async def unsubscribe(self, channel: str) -> bool:
        """Remove a channel's subscription; return whether there was one.

        Of its race cards nothing more is sent.
        """

    async def posts(
        self, state: DeliveryState | None = None, day: date | None = None
    ) -> tuple[Post, ...]:
        """Return posts in a state, or of a day, or all; oldest first, folded ones left out."""

    async def told_in(self, since: date) -> Mapping[str, frozenset[int]]:
        """Return, by channel, the events in its posts since a day, unless they were not sent."""

    async def cards(self, card: str) -> tuple[Post, ...]:
        """Return the posts of a race card, in all channels, oldest first."""

    async def end_card(self, channel: str, card: str) -> None:
        """Send nothing more of a race card in a channel: what is there stays as it is."""

    async def post_counts(self) -> Mapping[DeliveryState, int]:
        """Return how many posts are in each state, folded ones left out."""

    async def take_due(
        self, now: datetime, ages: Ages, listening: Container[str], busy: Container[str]
    ) -> tuple[Post, ...]:
        """Return what is due in listening channels, a try counted for each; expire what is older.

        What is busy is left as it is. Each is stored as in doubt until it is noted what became of
        it, and returned in the state it was in.
        """

    async def add_post(self, post: Post) -> None:
        """Write a post that belongs to no new day, under the next number."""

    async def note_posts(self, posts: Sequence[Post]) -> None:
        """Write what became of posts: their state, not what they show."""

    async def vitals(self, platforms: Container[str]) -> Vitals:
        """Return what there is to say of how the bot is, the last write included.

        A post waits for a platform only if that is one of these, and its channel's alerts are on.
        """

    # --- what a platform must not forget
    async def recall(self, name: str) -> str:
        """Return what was remembered under a name, or nothing."""

    async def remembered(self, prefix: str) -> Mapping[str, str]:
        """Return all that was remembered under names that begin so."""

    async def remember(self, name: str, value: str) -> None:
        """Keep a value under a name, in place of the one before; an empty one is forgotten."""
