"""The store as it will be once a decision is written, for what is written with it.

A card, a post's chart and a digest tell of the day that is just being decided.
"""

from datetime import date
from typing import Any, cast

from bot.model import Counts, Decision, Event, Grouping, Mark, Metric, Quality, Snapshot, Standing
from bot.ports import MARKS, Filter, Store

ALL = Filter()
"""Every event."""


def ahead(store: Store, decision: Decision) -> Store:
    """Return a store that also knows a decision's boards, counters and standings."""
    return cast("Store", _Ahead(store, decision))


class _Ahead:
    """Answers with the day that is not stored yet; whatever else is asked, the store answers."""

    def __init__(self, store: Store, decision: Decision) -> None:
        self._store, self._its = store, decision
        self._boards = {
            judged.snapshot.board: judged
            for judged in decision.judged
            if judged.verdict.quality is not Quality.REJECTED
        }

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as the store has it
        return getattr(self._store, name)

    async def counter_marks(self, metric: Metric, count: int = MARKS) -> tuple[Mark, ...]:
        """Return the last verdicts on a counter, newest first."""
        known = await self._store.counter_marks(metric, count)
        today = self._its.marks.get(metric)
        return (today, *known)[:count] if today else known

    async def board_marks(self, board: str, count: int = MARKS) -> tuple[Mark, ...]:
        """Return the verdicts of a board's last days, newest first."""
        known = await self._store.board_marks(board, count)
        if board not in self._boards:
            return known
        snapshot, verdict = self._boards[board].snapshot, self._boards[board].verdict
        rows = len(snapshot.models)
        today = Mark(snapshot.day, verdict.quality, verdict.jumped, rows, verdict.why)
        return (today, *known)[:count]

    async def snapshot(self, board: str, day: date) -> Snapshot | None:
        """Return a board as it stood on a day."""
        if board in self._boards and day == self._its.day:
            return self._boards[board].snapshot
        return await self._store.snapshot(board, day)

    async def tops(self, board: str, first: date, last: date, top: int) -> tuple[Snapshot, ...]:
        """Return a board's days from `first` to `last`, its first `top` rows of each."""
        known = await self._store.tops(board, first, last, top)
        if board not in self._boards or not first <= self._its.day <= last:
            return known
        its = self._boards[board].snapshot
        cut = Snapshot(board, its.taken_at, its.models[:top], its.values[:top], its.quality)
        return (*known, cut)

    async def events(self, wanted: Filter = ALL) -> tuple[Event, ...]:
        """Return events by id, those of the decision among them."""
        known = {event.id: event for event in await self._store.events(wanted)}
        decided = (*self._its.settled, *self._its.events)
        known.update({event.id: event for event in decided if wanted.takes(event)})
        return tuple(known[number] for number in sorted(known))

    async def standings(self, day: date, metric: Metric) -> tuple[Standing, ...]:
        """Return the standings of a day."""
        if day != self._its.day or metric not in self._its.marks:
            return await self._store.standings(day, metric)
        return tuple(its for its in self._its.standings if its.metric is metric)

    async def readings(self, model: int, since: date) -> tuple[tuple[date, Counts], ...]:
        """Return a model's counters by day, oldest first."""
        known = await self._store.readings(model, since)
        if model not in self._its.believed:
            return known
        return (*known, (self._its.day, self._its.counts[model]))

    async def history(
        self, grouping: Grouping, group: str, metric: Metric
    ) -> tuple[tuple[date, Standing], ...]:
        """Return a group's standings by day, oldest first."""
        known = await self._store.history(grouping, group, metric)
        today = [
            (self._its.day, its)
            for its in self._its.standings
            if (its.grouping, its.group, its.metric) == (grouping, group, metric)
        ]
        return (*known, *today)
