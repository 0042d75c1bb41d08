"""The weekly digests: one for each channel that wants one, written with a day. SPEC 6.

What they are made of is read once for all channels; a view is made once for all that want the same.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.digest.boards import Finder, may_have_records
from bot.digest.facts import BoardWeek, Standings, Week, week_before
from bot.digest.scene import Scene, compared
from bot.figures import Sources, flow_figure
from bot.jumps import Jump, jumps
from bot.memory import Memory
from bot.model import (
    Decision,
    DeliveryState,
    Event,
    Figure,
    Kind,
    Mark,
    Metric,
    Post,
    Quality,
    Rhythm,
    Snapshot,
    State,
    Subscription,
    View,
)
from bot.noise import choose
from bot.ports import Filter, Store
from bot.rules.wanted import Circle
from bot.texts import words
from bot.thresholds import DAILY_DAYS, DIGEST_FOLD_DAYS, SHOCK_MAX_DAYS
from bot.views.digest import digest_of

SHOCKS_SINCE = timedelta(days=4 * SHOCK_MAX_DAYS)
"""What holds an alert at a week's end opened within this: a shock and all that follows it."""
STANDINGS = (Metric.ALL_TIME, Metric.DOWNLOADS)
"""The metrics whose first families a digest names."""
FLOW_TOP = 10
"""Lines of the chart at most: of a top 50 nobody could follow one."""


async def write_digests(
    store: Store, decision: Decision, circle: Circle, now: datetime, number: int
) -> tuple[Post, ...]:
    """Return the digests that are due with a day, numbered from `number` on.

    A channel that has a post of this day already gets none; neither does one that is paused. What
    an earlier post of its own told is not told again, what could not be sent in time is.
    """
    wanted = [its for its in await store.subscriptions() if _is_weekly(its)]
    if not (wanted and _is_stored(decision)):
        return ()
    week = week_before(decision.day, await store.days())
    if week is None:
        return ()
    has_one = {post.channel for post in await store.posts(day=decision.day) if not post.card}
    due = [its for its in wanted if its.channel not in has_one]
    boards = {board for its in due for board in its.boards}
    corrected = {its.id: its for its in decision.settled if its.facts.corrected_on}
    digests = await _gather(store, circle, week, boards, corrected)
    told = await store.told_in(week.first)
    overdue = await _overdue(store, decision.day)
    posts = []
    for post_id, its in enumerate(due, start=number):
        known = told.get(its.channel, frozenset())
        written = await digests.write(its, known, overdue.get(its.channel, ()))
        post = Post(its.channel, decision.day, written.view, written.events, now, id=post_id)
        posts.append(post)
    return tuple(posts)


def _is_weekly(its: Subscription) -> bool:
    """Return whether a channel wants a digest: one that has races alone does not."""
    return its.rhythm is Rhythm.WEEKLY and bool(its.rules) and not its.paused


def _is_stored(decision: Decision) -> bool:
    """Return whether a decision makes its day a stored one."""
    believed = any(its.verdict.quality is not Quality.REJECTED for its in decision.judged)
    return believed or bool(decision.complete or decision.believed)


async def _overdue(store: Store, day: date) -> Mapping[str, Sequence[int]]:
    """Return, by channel, the events of posts that could not be sent in time."""
    events: dict[str, list[int]] = defaultdict(list)
    for state in (DeliveryState.EXPIRED, DeliveryState.PAUSED):
        for post in await store.posts(state):
            is_young = (day - post.day).days <= DIGEST_FOLD_DAYS
            if is_young and not (post.card or post.receipt):
                events[post.channel].extend(post.events)
    return events


# --- what is read once


@dataclass(frozen=True, slots=True)
class Written:
    """A digest, and the events it tells."""

    view: View
    events: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a subscription wants of a week."""

    told: tuple[Event, ...]
    ids: frozenset[int]
    held: tuple[Event, ...]


@dataclass(slots=True)
class Digests:
    """Writes the digests of one week, each view once."""

    store: Store
    circle: Circle
    scene: Scene
    told: Sequence[Event]
    wrong: frozenset[int]
    """What this very day corrects."""
    memory: Memory
    _chosen: dict[Hashable, Chosen] = field(default_factory=dict)
    _written: dict[Hashable, Written] = field(default_factory=dict)
    _figures: dict[Hashable, Figure | None] = field(default_factory=dict)

    async def write(
        self, subscription: Subscription, known: frozenset[int], overdue: Iterable[int]
    ) -> Written:
        """Return a channel's digest, without the events it knows, with those that are overdue."""
        wishes = replace(subscription, channel="", owner="", place="", told_of="", races=())
        if wishes not in self._chosen:
            self._chosen[wishes] = self._choose(wishes)
        chosen = self._chosen[wishes]
        late = frozenset(overdue) - known - chosen.ids - self.wrong
        known &= chosen.ids
        key = wishes, known, late
        if key not in self._written:
            news = [event for event in chosen.told if event.id not in known]
            if late:
                found = [await self.store.event(number) for number in sorted(late)]
                right = [its for its in found if its and not its.facts.corrected_on]
                news = [*choose([*right, *news], wishes, self.circle)]
            self._written[key] = await self._write(wishes, news, chosen.held)
        return self._written[key]

    def _choose(self, wishes: Subscription) -> Chosen:
        told = choose(self.told, wishes, self.circle)
        held = choose(self.scene.held, wishes, self.circle)
        return Chosen(told, frozenset(event.id for event in told), held)

    async def _write(
        self, wishes: Subscription, news: Sequence[Event], held: Collection[Event]
    ) -> Written:
        digest = self.scene.digest(wishes, news, held)
        view = digest_of(digest, words(wishes.language), self.circle.families)
        view = replace(view, figure=await self._figure(wishes))
        return Written(view, tuple(event.id for event in news))

    async def _figure(self, wishes: Subscription) -> Figure | None:
        """Return the month of the first board there is: who stood where in its top."""
        board = next((name for name in wishes.boards if name in self.scene.boards), None)
        if board is None:
            return None
        top = min(wishes.top, FLOW_TOP)
        key = board, top, wishes.language
        if key not in self._figures:
            desk = Sources(self.store, self.circle.families, words(wishes.language), self.memory)
            self._figures[key] = await flow_figure(desk, board, self.scene.week.last, top)
        return self._figures[key]


async def _gather(
    store: Store,
    circle: Circle,
    week: Week,
    boards: Iterable[str],
    corrected: Mapping[int, Event],
) -> Digests:
    """Read all that the digests of a week are made of; `corrected` is what the day corrects."""
    there = set(await store.board_names())
    places = [await _standings(store, metric, week) for metric in STANDINGS]
    known = await store.events(Filter(told_from=week.first, state=State.TOLD))
    told = [
        corrected.get(event.id, event)
        for event in known
        if event.told_on and event.told_on <= week.last
    ]
    right = [event for event in told if event.facts.corrected_on is None]
    wrong = [event for event in told if event.facts.corrected_on is not None]
    doubted = {(event.board, event.day) for event in wrong}
    found = [await _board_week(store, name, week, doubted) for name in sorted({*boards} & there)]
    held = await store.events(Filter(last=week.last, state=State.HELD))
    dropped = await store.events(Filter(first=week.first, last=week.last, state=State.DROPPED))
    scene = Scene(
        week=week,
        boards={its.board: its for its in found if its},
        finder=Finder({model.key: model for model in await store.models()}, circle.families),
        standings=tuple(filter(None, places)),
        held=(*held, *dropped, *wrong),
        shocks=await _jumps(store, week),
    )
    return Digests(store, circle, scene, right, frozenset(corrected), Memory(store))


async def _jumps(store: Store, week: Week) -> tuple[Jump, ...]:
    """Return when counters jumped in the shocks that may hold an alert at the week's end."""
    since = week.first - SHOCKS_SINCE
    notes = await store.events(Filter(first=since, last=week.last, kind=Kind.DATA))
    found: list[Jump] = []
    for note in notes:
        if note.after == Quality.SHOCK and note.metric:
            marks = (
                await store.board_marks(note.board, DAILY_DAYS)
                if note.board
                else await store.counter_marks(note.metric)
            )
            found += jumps(note, marks)
    return tuple(found)


async def _standings(store: Store, metric: Metric, week: Week) -> Standings | None:
    """Return the first families of the week's last good day, None if it had none."""
    marks = await store.counter_marks(metric)
    good = [mark.day for mark in marks if mark.quality is Quality.OK and mark.day <= week.last]
    if not good or good[0] < week.first:
        return None
    since = next((day for day in good if day < week.first), None)
    before = await store.standings(since, metric) if since else ()
    return compared(metric, good[0], since, await store.standings(good[0], metric), before)


async def _board_week(
    store: Store, board: str, week: Week, doubted: Collection[tuple[str | None, date]]
) -> BoardWeek | None:
    """Return a board's week, None if none of its days can be told of."""
    marks = await store.board_marks(board, DAILY_DAYS)
    fresh = [mark.day for mark in marks if mark.quality is not Quality.STALE]
    days = sorted(day for day in fresh if week.first <= day <= week.last)
    before = [day for day in fresh if day < week.first]
    snapshots = tuple([found for day in days if (found := await store.snapshot(board, day))])
    if not snapshots:
        return None
    since = _records_since(marks, week)
    return BoardWeek(
        board=board,
        snapshots=snapshots,
        base=await _base(store, board, before),
        led_since=await store.led_since(board),
        bests=await store.best_places(board, since, week.first) if since else None,
        since=since,
        doubted=frozenset(day for name, day in doubted if name == board),
    )


async def _base(store: Store, board: str, before: Sequence[date]) -> Snapshot | None:
    return await store.snapshot(board, before[0]) if before else None


def _records_since(marks: Sequence[Mark], week: Week) -> date | None:
    """Return the first day that records look back to, None where too few days are stored."""
    before = [mark.day for mark in marks if mark.day < week.first]
    return before[-1] if may_have_records(len(before)) else None
