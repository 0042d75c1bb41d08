"""What decided that an event was told, held or dropped: the day and the figures, months later too.

Nothing of it is stored with the event: it is read from what came after, as far as that is kept.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.about import is_same_news
from bot.commands.ask import Desk
from bot.commands.rank import snapshot_on
from bot.findings import Decided
from bot.jumps import jumps, last_jump
from bot.memory import memory_of
from bot.model import Event, Kind, Mark, Quality, Reason, State
from bot.ports import Filter
from bot.rules.telling import RESTING
from bot.thresholds import REST_DAYS, SHOCK_GOOD_DAYS_AFTER, SHOCK_MAX_DAYS

ALL = 100_000
"""More verdicts than there can be days."""
LATER = 31
"""Stored days after an event that are looked at for what undid it (ours)."""
ORDERED = frozenset({Kind.LEADER, Kind.ENTERED})
"""The kinds that are held for an unknown publisher's sake."""


async def decided(desk: Desk, event: Event) -> Decided | None:
    """Return what decided on an event, None where its reason says it all, or it is kept no more."""
    look = LOOKS.get(event.reason)
    return await look(desk, event) if look else None


async def _told_before(desk: Desk, event: Event) -> Decided | None:
    """Return when the same was told, so that this was not: by then, or by when it was settled."""
    since = Filter(kind=event.kind, state=State.TOLD, told_from=event.day - timedelta(LATER))
    last = event.day if event.kind in RESTING else event.day + timedelta(LATER)
    told = [
        Decided("told", its.told_on, event=its.id)
        for its in await desk.store.events(since)
        if its.told_on and its.told_on <= last and its.id != event.id and is_same_news(its, event)
    ]
    return max(told, key=lambda its: its.day, default=None)


async def _next_good_day(desk: Desk, event: Event) -> Decided | None:
    """Return the figures of the next good day, which did not say the same."""
    days = await _good_days(desk, event, event.day)
    return await _figures(desk, event, days[0]) if days else None


async def _undone(desk: Desk, event: Event) -> Decided | None:
    """Return the day and the figures on which a held event was no longer true."""
    if event.kind in ORDERED:
        return await _rank_after(desk, event)
    shock = await _shock(desk, event)
    closed = [its for its in await _notes(desk, event, Quality.OK) if its.day >= event.day]
    days = await _good_days(desk, event, closed[0].day) if closed else []
    if shock is None or len(days) < SHOCK_GOOD_DAYS_AFTER:
        return shock
    then = await _figures(desk, event, days[SHOCK_GOOD_DAYS_AFTER - 1])
    if then is None:
        return shock
    return replace(
        then, jumped_on=shock.day, median=shock.median, board=shock.board, event=shock.event
    )


async def _shock(desk: Desk, event: Event) -> Decided | None:
    """Return the last jump before an event of the shock that held it; of its own board, if it can.

    The shock was open on the day of the event, or opened within the days that an event waits.
    """
    opened = await _notes(desk, event, Quality.SHOCK)
    closed = [its.day for its in await _notes(desk, event, Quality.OK)]
    span = timedelta(SHOCK_MAX_DAYS)
    days = sorted({its.day for its in opened if its.day <= event.day + span})
    held = [day for day in days if not _is_over(day, closed, event.day)]
    if not held:
        return None
    found = [
        jump
        for note in opened
        if note.day in held
        for jump in jumps(note, await _marks(desk, note))
    ]
    its = last_jump(found, max(event.day, held[0]), event.board)
    if its is None:
        return None
    return Decided("shock", its.day, median=its.median, board=its.board, event=its.note)


async def _marks(desk: Desk, note: Event) -> Sequence[Mark]:
    """Return the verdicts on what a data note speaks of: a board, or a counter without one."""
    memory = memory_of(desk)
    if note.board:
        return await memory.of(desk.store.board_marks, note.board, ALL)
    return await memory.of(desk.store.counter_marks, note.metric, ALL) if note.metric else ()


def _is_over(opened: date, closed: Sequence[date], day: date) -> bool:
    """Return whether a shock was over on a day: closed so long before that nothing waits for it."""
    ends = [end for end in closed if end > opened]
    return bool(ends) and (day - min(ends)).days > REST_DAYS


async def _notes(desk: Desk, event: Event, quality: Quality) -> list[Event]:
    """Return the data notes that say that this counter's shock opened, or closed."""
    notes = await desk.store.events(Filter(kind=Kind.DATA))
    return [
        its
        for its in notes
        if its.subject == "shock" and its.metric is event.metric and its.after == quality
    ]


async def _good_days(desk: Desk, event: Event, after: date) -> Sequence[date]:
    """Return the good days of an event's counter after a day, oldest first."""
    if event.metric is None:
        return ()
    marks = await memory_of(desk).of(desk.store.counter_marks, event.metric, ALL)
    return sorted(its.day for its in marks if its.day > after and its.quality is Quality.OK)


async def _figures(desk: Desk, event: Event, day: date) -> Decided | None:
    """Return an event's figures on a day, None where they are kept no more."""
    if event.metric is None:
        return None
    if event.group is None:
        readings = dict(await desk.store.readings(event.model or 0, day))
        value = readings[day].of(event.metric) if day in readings else None
        return None if value is None else Decided("figures", day, value)
    standings = await desk.store.standings(day, event.metric)
    totals = {its.group: its.value for its in standings if its.grouping is event.group}
    if event.subject not in totals:
        return None
    return Decided("figures", day, totals[event.subject], totals.get(event.other or ""))


async def _rank_after(desk: Desk, event: Event) -> Decided | None:
    """Return where a model stood when it was no longer in the top that it had been held for."""
    marks = await memory_of(desk).of(desk.store.board_marks, event.board or "", ALL)
    later = sorted(its.day for its in marks if its.day > event.day)
    for day in later[:LATER]:
        snapshot = await snapshot_on(desk, event.board or "", day)
        if snapshot is None or snapshot.quality is Quality.STALE:
            continue
        rank = snapshot.ranks().get(event.model or 0)
        if rank is None or rank > (event.top or 1):
            return Decided("rank", day, rank, depth=len(snapshot.models))
    return None


Look = Callable[[Desk, Event], Awaitable[Decided | None]]
LOOKS: Mapping[Reason, Look] = {
    Reason.RESTING: _told_before,
    Reason.SAME_RELEASE: _told_before,
    Reason.OUTDONE: _told_before,
    Reason.NOT_CONFIRMED: _next_good_day,
    Reason.UNDONE: _undone,
    Reason.SHOCK: _shock,
    Reason.JUDGED_AFRESH: _shock,
}
"""Where to look for what decided, by the reason."""
