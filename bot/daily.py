"""A day, end to end: fetch -> quality -> diff -> rules -> noise -> outbox, in one transaction.

All the thinking is in `decide` and `noise`; this only asks the store for the past and hands it what
was decided.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.automated import mark_automated
from bot.decide import decide
from bot.diff.board import Career
from bot.diff.overtakes import Pair, pair_of, pair_of_event
from bot.directory import Census, Directory, take_census
from bot.families import Families
from bot.growing import Growths, lengthened, read_growths
from bot.memory import load_directory
from bot.model import (
    COUNTERS,
    Board,
    Decision,
    Event,
    Fetch,
    Kind,
    Lead,
    Mark,
    Metric,
    Picture,
    Quality,
    Snapshot,
    State,
)
from bot.past import MetricPast, Past
from bot.ports import Filter, OvertakeError, Store
from bot.posts.corrections import write_corrections
from bot.posts.illustrations import illustrate
from bot.posts.outbox import write_posts
from bot.posts.races import write_cards
from bot.quality import BoardPast, Shock, days_of, settled_days
from bot.rules.telling import Heard
from bot.standings import Groups
from bot.thresholds import (
    AUTOMATED_DAYS,
    CORRECTED_DAYS,
    COUNTER_BOARD_DAYS,
    FORECAST_RANGE,
    FORECAST_REST_DAYS,
    LOST_PAGE_BASE_DAYS,
    REST_DAYS,
    SAME_RELEASE_DAYS,
    TOPS,
    USUAL_LISTS,
)


class Outcome(StrEnum):
    """What became of a fetch."""

    STORED = "stored"
    REJECTED = "rejected"
    UNCHANGED = "unchanged"


class TooLateError(OvertakeError):
    """A day that is older than the last one stored, and not stored itself."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a fetch, and what was decided."""

    outcome: Outcome
    decision: Decision


class Daily:
    """Takes fetches in, one after the other; the only writer of days."""

    def __init__(self, store: Store, boards: Sequence[Board], families: Families) -> None:
        """Keep what every day needs: the store, the configured boards and the families."""
        self.store = store
        self.configured = {board.name: board for board in boards}
        self.families = families
        self._directory: Directory | None = None
        self._leads: dict[Pair, Lead] | None = None
        self._growths: Growths | None = None

    async def take(self, fetch: Fetch, *, now: datetime, post: bool) -> Taken:
        """Take one fetch in: whole, or not at all.

        With `post` the day's posts are written with it. A fetch that brings nothing new changes
        nothing. Raises TooLateError for a day before the last stored one that is not stored itself.
        """
        if await self._is_known(fetch):
            return Taken(Outcome.UNCHANGED, Decision(fetch.taken_at))
        directory = await self._known_models()
        census = await asyncio.to_thread(take_census, directory, fetch)
        past = await self._past(directory, census, fetch)
        # On 25,000 models this takes a second, in which questions are to be answered too.
        decision = await asyncio.to_thread(
            decide, past, census, fetch, self._boards(fetch), self.families
        )
        if not (decision.judged or decision.complete or decision.believed or decision.marks):
            return Taken(Outcome.UNCHANGED, decision)
        decision = await self._with_automated(decision)
        if post:
            for write in (write_posts, illustrate, write_corrections, write_cards):
                decision = await write(self.store, decision, self.families, now)
        await self._save(decision, directory, past)
        rejected = decision.judged and all(
            judged.verdict.quality is Quality.REJECTED for judged in decision.judged
        )
        return Taken(Outcome.REJECTED if rejected else Outcome.STORED, decision)

    async def _save(self, decision: Decision, directory: Directory, past: Past) -> None:
        """Write the decision; what is kept in memory is read again should that fail."""
        self._directory, self._leads, self._growths = None, None, None
        await self.store.save(decision)
        directory.learn(decision.models)
        self._directory = directory
        self._leads = {**past.leads, **{pair_of(lead): lead for lead in decision.leads}}
        self._growths = lengthened(past.growths, decision.growths, decision.day)

    async def _is_known(self, fetch: Fetch) -> bool:
        """Return whether this fetch, or its whole day, can't bring anything new."""
        if fetch.taken_at in await self.store.fetches():
            return True
        days = await self.store.days()
        if not days or fetch.day >= days[-1]:
            return False
        if fetch.day in days:
            return True
        raise TooLateError(
            f"{fetch.day} is older than the last stored day ({days[-1]}) and can't be added"
        )

    def _boards(self, fetch: Fetch) -> dict[str, Board]:
        """Return the configured boards, and one of unknown metric for any other list."""
        unknown = {name: Board(name) for name in fetch.lists if name not in self.configured}
        return {**self.configured, **unknown}

    async def _known_models(self) -> Directory:
        if self._directory is None:
            self._directory = await load_directory(self.store)
        return self._directory

    async def _known_leads(self) -> Mapping[Pair, Lead]:
        if self._leads is None:
            self._leads = {pair_of(lead): lead for lead in await self.store.leads()}
        return self._leads

    async def _known_growths(self, directory: Directory, fetch: Fetch) -> Growths:
        if self._growths is None:
            groups = Groups(self.families, self._boards(fetch), directory.models)
            self._growths = await read_growths(self.store, groups, fetch.day)
        return self._growths

    # --- the past

    async def _past(self, directory: Directory, census: Census, fetch: Fetch) -> Past:
        boards, day = self._boards(fetch), fetch.day
        days = await self.store.days()
        verdicts = await self.store.verdicts(day, day)
        held = await self.store.events(Filter(state=State.HELD))
        pasts = {name: await self._board_past(boards[name], day) for name in fetch.lists}
        if verdicts:
            pasts = {
                name: await self._with_refused(past, name, day) for name, past in pasts.items()
            }
        return Past(
            directory=directory,
            boards=pasts,
            careers={
                name: await self._careers(name, pasts[name], census.ranked(names), day, held)
                for name, names in fetch.lists.items()
            },
            led_since={
                name: since
                for name, past in pasts.items()
                if past.base and (since := await self.store.led_since(name))
            },
            today={board: mark.quality for board, mark in verdicts},
            absent=await self._absent(day, {*fetch.lists, *(board for board, _ in verdicts)}),
            picture=await self.store.picture(day) if day in days else None,
            metrics={
                metric: past
                for metric in COUNTERS
                if (past := await self._metric_past(metric, fetch.day)) is not None
            },
            held=held,
            told=await self._told(fetch.day),
            origins=await self._origins(pasts),
            heard=await self._heard(fetch.day),
            leads=await self._known_leads(),
            growths=await self._known_growths(directory, fetch),
            listed_before=await self.store.listed(fetch.day),
            last_day=max((its for its in days if its < day), default=None),
            next_event=await self.store.next_event(),
        )

    async def _board_past(self, board: Board, today: date) -> BoardPast:
        marks = await self.store.board_marks(board.name)
        days = days_of(marks)
        return BoardPast(
            metric=board.metric,
            lengths=await self.store.lengths(board.name, today, USUAL_LISTS),
            last=await self._snapshot(board.name, days.last),
            base=await self._snapshot(board.name, days.base),
            stale_days=days.stale_days,
            shock=await self._shock(board.name, marks),
        )

    async def _absent(self, today: date, fetched: Collection[str]) -> dict[str, bool]:
        """Return the boards stored lately that no fetch of today has, and if a shock is open."""
        absent = {}
        for name, board in self.configured.items():
            if name in fetched or board.metric not in COUNTERS:
                continue
            days = days_of(await self.store.board_marks(name))
            if days.last and (today - days.last).days <= COUNTER_BOARD_DAYS:
                absent[name] = days.opened_on is not None
        return absent

    async def _with_refused(self, past: BoardPast, board: str, today: date) -> BoardPast:
        return replace(past, refused=await self.store.rejected(board, today))

    async def _snapshot(self, board: str, day: date | None) -> Snapshot | None:
        return await self.store.snapshot(board, day) if day else None

    async def _picture(self, day: date | None) -> Picture | None:
        return await self.store.picture(day) if day else None

    async def _shock(self, board: str, marks: Sequence[Mark]) -> Shock | None:
        days = days_of(marks)
        if days.opened_on is None:
            return None
        before = await self._snapshot(board, days.level)
        level = before.counters() if before else {}
        return Shock(days.opened_on, days.jumped_on or days.opened_on, level)

    async def _careers(
        self,
        board: str,
        past: BoardPast,
        today: Sequence[int],
        day: date,
        held: Sequence[Event],
    ) -> Mapping[int, Career]:
        """Return the careers of the models that may have entered a watched top, or left one."""
        deepest = max(TOPS)
        before = past.base.models if past.base else ()
        was = {key: rank for rank, key in enumerate(before, start=1)}
        careers = {}
        for rank, key in enumerate(today[:deepest], start=1):
            if any(rank <= top < was.get(key, deepest + 1) for top in TOPS) or rank == 1:
                careers[key] = await self._career(board, key, day)
        for event in held:
            if event.model is not None and event.board == board:
                careers[event.model] = await self._career(board, event.model, day)
        return careers

    async def _career(self, board: str, key: int, day: date) -> Career:
        sighting = await self.store.sighting(board, key, day)
        return Career(sighting.good, sighting.last_in)

    async def _metric_past(self, metric: Metric, today: date) -> MetricPast | None:
        """Return a counter's earlier days, None if today's verdict on it is in already."""
        marks = await self.store.counter_marks(metric)
        if marks and marks[0].day == today:
            return None
        days, settled = days_of(marks), settled_days(marks)
        good = next((mark.day for mark in marks if mark.quality is Quality.OK), None)
        base = settled[0] if settled else None
        standings = await self.store.standings(good, metric) if good and good != base else None
        return MetricPast(
            marks=marks,
            base=await self._picture(base),
            last=await self._picture(days.last),
            unstale=await self._picture(days.base),
            previous=None
            if standings is None
            else {(its.grouping, its.group): its.value for its in standings},
        )

    async def _told(self, today: date) -> tuple[Event, ...]:
        """Return what was told lately, and is not corrected."""
        since = today - timedelta(days=CORRECTED_DAYS)
        told = await self.store.events(Filter(state=State.TOLD, told_from=since))
        return tuple(event for event in told if event.facts.corrected_on is None)

    async def _origins(self, pasts: Mapping[str, BoardPast]) -> Mapping[str, Snapshot]:
        """Return what each board's base was itself compared with, if that was lately."""
        origins = {}
        for name, past in pasts.items():
            marks = await self.store.board_marks(name) if past.base else ()
            days = [mark.day for mark in marks if mark.quality is not Quality.STALE][:2]
            if len(days) > 1 and (days[0] - days[1]).days <= LOST_PAGE_BASE_DAYS:
                before = await self.store.snapshot(name, days[1])
                origins.update({name: before} if before else {})
        return origins

    async def _heard(self, today: date) -> Heard:
        week = await self.store.told_since(today - timedelta(days=REST_DAYS))
        month = today - timedelta(days=SAME_RELEASE_DAYS)
        releases = await self.store.events(Filter(kind=Kind.RELEASED, told_from=month))
        overtakes = await self.store.last_overtakes()
        resting = today - timedelta(days=FORECAST_RANGE + FORECAST_REST_DAYS)
        forecasts = await self.store.events(Filter(kind=Kind.FORECAST, told_from=resting))
        return Heard(
            rests={
                (its.board, its.kind, its.top, its.model or (its.group, its.subject)): its.told_on
                for its in sorted(week, key=lambda its: its.told_on)
            },
            overtakes={pair_of_event(event): event for event in overtakes},
            forecasts={(pair_of_event(its), its.subject): its for its in _by_telling(forecasts)},
            milestones=frozenset(
                (its.model or (its.group, its.subject), its.metric, its.threshold)
                for its in await self.store.told_milestones()
            ),
            releases={
                (event.facts.family, event.facts.release): event.told_on
                for event in _by_telling(releases)
                if event.told_on
            },
        )

    # --- what was decided

    async def _with_automated(self, decision: Decision) -> Decision:
        """Mark what may be automated traffic, from each model's last month."""
        since = decision.day - timedelta(days=AUTOMATED_DAYS)
        marked = []
        for event in decision.events:
            if event.metric is Metric.DOWNLOADS and event.model is not None:
                month = await self.store.readings(event.model, since)
                today = decision.counts.get(event.model)
                marked.append(mark_automated(event, [counts for _, counts in month], today))
            else:
                marked.append(event)
        return replace(decision, events=tuple(marked))


def _by_telling(events: Collection[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.told_on or date.min, event.id))
