"""A week's digest as facts: what stood where, what changed, what was held back. Pure; SPEC 6."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from bot.families import UNKNOWN, Families
from bot.findings import Mover
from bot.model import (
    Event,
    Grouping,
    Kind,
    Metric,
    Model,
    Quality,
    Reason,
    Snapshot,
    State,
    Subscription,
)
from bot.thresholds import DIGEST_MOVERS, GOOD_SIGHTINGS, RECORD_DAYS, TOPS

T = TypeVar("T")


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
    """Days of the week on which anyone was seen to be."""
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
class Held:
    """Alerts that are held at the week's end, or were dropped in it, for one reason."""

    reason: Reason
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
    leaders: tuple[Leader, ...] = ()
    events: tuple[Event, ...] = ()
    """What was told in the week, the most important first."""
    inside: frozenset[tuple[str, str]] = frozenset()
    """Boards and models of their top, at the week's end."""
    records: tuple[Record, ...] = ()
    seats: tuple[Seats, ...] = ()
    moves: tuple[Moves, ...] = ()
    held: tuple[Held, ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened that the channel asked for."""
        return not (self.events or self.records or self.held)


ORDERED = frozenset({Kind.ENTERED, Kind.LEFT, Kind.MOVED})
"""Who asks for any of these is shown climbs and falls."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What every digest of a week is made of."""

    week: Week
    boards: Mapping[str, BoardWeek]
    models: Mapping[int, Model]
    families: Families
    held: tuple[Event, ...] = ()
    """Events that are held now, and those of the week that were dropped."""
    shocks: tuple[Event, ...] = ()
    """Data notes that a shock opened, oldest first."""

    def digest(
        self, subscription: Subscription, events: Sequence[Event], held: Collection[Event]
    ) -> Digest:
        """Return a subscription's digest, given what it wants of what was told and held."""
        rules, top = set(subscription.rules), subscription.top
        boards = [self.boards[name] for name in subscription.boards if name in self.boards]
        return Digest(
            week=self.week,
            leaders=_each(boards, self.leader) if Kind.LEADER in rules else (),
            events=tuple(events),
            inside=frozenset(
                (its.board, self.models[key].name)
                for its in boards
                for key in its.after.models[:top]
            ),
            records=tuple(record for its in boards for record in self.records(its, top))
            if Kind.ENTERED in rules
            else (),
            seats=_each(boards, lambda its: self.seats(its, top)) if Kind.SEATS in rules else (),
            moves=_each(boards, self.moves) if ORDERED & rules else (),
            held=held_back(held, self.shocks) if Kind.DATA in rules else (),
        )

    # --- one board

    def _is_news(self, its: BoardWeek) -> Callable[[int], bool]:
        """Return what says whether a model may be spoken of yet.

        That is one whose publisher we know, or that stood in two good snapshots (SPEC 4).
        """
        seen = Counter(
            key
            for snapshot in (*((its.base,) if its.base else ()), *its.snapshots)
            if snapshot.quality is Quality.OK
            for key in snapshot.models
        )

        def is_news(key: int) -> bool:
            known = self.families.place(self.models[key].name).known
            return known or seen[key] >= GOOD_SIGHTINGS

        return is_news

    def leader(self, its: BoardWeek) -> Leader | None:
        """Return who is #1; a model that is no news yet is skipped over, as in the posts."""
        is_news = self._is_news(its)
        firsts = [next(filter(is_news, snapshot.models), None) for snapshot in its.snapshots]
        now = firsts[-1]
        if now is None:
            return None
        days = Counter(key for key in firsts if key is not None)
        others = [(self.models[key].name, n) for key, n in days.most_common() if key != now]
        since, seen = its.led_since or (date.max, True)
        is_older = not others and since < its.snapshots[0].day
        return Leader(
            board=its.board,
            model=self.models[now].name,
            days=days[now],
            seen=len(its.snapshots),
            since=since if is_older else None,
            at_least=is_older and not seen,
            others=tuple(others),
        )

    def moves(self, its: BoardWeek) -> Moves | None:
        """Return the biggest climbs into the deepest watched top, and falls out of or within it."""
        if its.before is its.after:
            return None
        deepest, is_news = max(TOPS), self._is_news(its)
        was, now = its.before.ranks(), its.after.ranks()
        here = [key for key in its.after.models[:deepest] if is_news(key)]
        there = [key for key in its.before.models[:deepest] if is_news(key)]
        below, below_now = len(was) + 1, len(now) + 1
        up = {key: was.get(key, below) - now[key] for key in here}
        down = {key: now.get(key, below_now) - was[key] for key in there}
        climbs, falls = _most(up), _most(down)
        if not (climbs or falls):
            return None
        return Moves(
            board=its.board,
            since=its.before.day,
            climbs=tuple(self._mover(key, was, now) for key in climbs),
            falls=tuple(self._mover(key, was, now) for key in falls),
            depth=len(was),
            depth_now=len(now),
        )

    def _mover(self, key: int, was: Mapping[int, int], now: Mapping[int, int]) -> Mover:
        before, after = was.get(key), now.get(key)
        change = before - after if before is not None and after is not None else None
        return Mover(self.models[key].name, before, after, change)

    def seats(self, its: BoardWeek, top: int) -> Seats | None:
        """Return the organisations in a top, those of no known one last."""
        if len(its.after.models) < top:
            return None
        now, before = self._held(its.after, top), self._held(its.before, top)
        order = sorted({*now, *before}, key=lambda key: (key == UNKNOWN, -now[key], key))
        return Seats(
            board=its.board,
            top=top,
            since=None if its.before is its.after else its.before.day,
            holders=tuple((key, now[key], before[key]) for key in order),
        )

    def _held(self, snapshot: Snapshot, top: int) -> Counter[str]:
        names = (self.models[key].name for key in snapshot.models[:top])
        return Counter(self.families.place(name).organisation for name in names)

    # --- records

    def records(self, its: BoardWeek, top: int) -> Iterator[Record]:
        """Give the places in a top that no model of a group had before, the widest group first.

        A group's first model there, or a family's best place; a model's first place is told once.
        """
        if its.bests is None or its.since is None or len(its.after.models) < top:
            return
        told: set[int] = set()
        best = self._best(its.bests.items())
        for group, (rank, key, day) in sorted(
            self._reached(its, top).items(), key=lambda item: (GROUPINGS.index(item[0][0]), item[1])
        ):
            before = best.get(group)
            is_first = before is None or before > top
            is_higher = group[0] is Grouping.FAMILY and before is not None and rank < before
            if key in told or not (is_first or is_higher):
                continue
            told.add(key)
            yield Record(
                board=its.board,
                day=day,
                model=self.models[key].name,
                grouping=group[0],
                group=group[1],
                rank=rank,
                top=top,
                since=its.since,
                before=None if is_first else before,
            )

    def _reached(self, its: BoardWeek, top: int) -> dict[tuple[Grouping, str], "Place"]:
        """Return the best place of each group in the week: the rank, the model, the first day."""
        reached: dict[tuple[Grouping, str], Place] = {}
        for snapshot in its.snapshots:
            for rank, key in enumerate(snapshot.models[:top], start=1):
                for group in self._groups(key):
                    if group not in reached or rank < reached[group][0]:
                        reached[group] = (rank, key, snapshot.day)
        return reached

    def _best(self, bests: Iterable[tuple[int, int]]) -> dict[tuple[Grouping, str], int]:
        best: dict[tuple[Grouping, str], int] = {}
        for key, rank in bests:
            for group in self._groups(key):
                best[group] = min(rank, best.get(group, rank))
        return best

    def _groups(self, key: int) -> Iterator[tuple[Grouping, str]]:
        model = self.models[key]
        placed = self.families.place(model.name, model.pipeline_tag, model.library)
        for grouping in Grouping:
            if group := placed.group(grouping):
                yield grouping, group


Place = tuple[int, int, date]
GROUPINGS = (Grouping.COUNTRY, Grouping.ORGANISATION, Grouping.FAMILY)
"""The widest first."""


def _each(boards: Iterable[BoardWeek], find: Callable[[BoardWeek], T | None]) -> tuple[T, ...]:
    return tuple(found for its in boards if (found := find(its)) is not None)


def _most(places: Mapping[int, int]) -> list[int]:
    """Return the models that moved most, and at all."""
    order = sorted(places, key=lambda key: (-places[key], key))
    return [key for key in order if places[key] > 0][:DIGEST_MOVERS]


def may_have_records(days: int) -> bool:
    """Return whether so many stored days before a week are enough to speak of records."""
    return days >= RECORD_DAYS


# --- what was not told


def held_back(events: Iterable[Event], shocks: Sequence[Event]) -> tuple[Held, ...]:
    """Return how many alerts are held or were dropped, by reason; the most first, held before.

    What a shock holds is counted by counter, with the jump that opened it.
    """
    groups = Counter(
        (event.state is State.HELD, event.reason, _jump(event, shocks)) for event in events
    )
    return tuple(
        Held(
            reason=reason,
            count=count,
            is_held=is_held,
            metric=jump.metric if jump else None,
            day=jump.day if jump else None,
            median=jump.facts.median if jump else None,
        )
        for (is_held, reason, jump), count in sorted(
            groups.items(), key=lambda item: (not item[0][0], -item[1], item[0][1])
        )
    )


def _jump(event: Event, shocks: Sequence[Event]) -> Event | None:
    """Return the jump that an event is held for: the last of its counter up to its day."""
    if event.reason is not Reason.SHOCK:
        return None
    own = [its for its in shocks if its.metric is event.metric and its.day <= event.day]
    return own[-1] if own else None
