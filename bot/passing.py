"""Paces, and when one of two passes the other, out of the stored days: for questions and cards."""

from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from bot.diff.paces import Outlook, Pace, outlook
from bot.figures import Desk, Racer
from bot.memory import memory_of
from bot.model import Mark, Metric, Standing
from bot.quality import settled_days
from bot.racing import Amount, pace_of
from bot.thresholds import FORECAST_GOOD_DAYS, FULL_DAYS


async def forecast(
    desk: Desk, metric: Metric, marks: Sequence[Mark], behind: Racer, ahead: Racer
) -> Outlook | None:
    """Return when one passes the other, by the rule of forecasts; `marks` are the metric's.

    On totals alone, so of groups only while they are listed in full; and never from a day whose
    amounts are not believed.
    """
    last = marks[0].day
    good = [day for day in settled_days(marks) if (last - day).days < FULL_DAYS]
    if good[:1] != [last]:
        return None
    whole = [await _whole(desk, metric, its, good[:FORECAST_GOOD_DAYS]) for its in (behind, ahead)]
    days = tuple(takewhile(lambda day: all(day in its for its in whole), good))[::-1]
    mine, theirs = (tuple(its[day] for day in days) for its in whole)
    return outlook(Pace(days, mine, theirs))


async def _whole(desk: Desk, metric: Metric, its: Racer, days: Sequence[date]) -> dict[date, float]:
    """Return a figure on those of the days on which its subject was seen whole."""
    if its.grouping is None:
        return await _of_model(desk, metric, its, days)
    seen = await _seen(desk, metric, its, days)
    return {day: standing.value for day, standing in seen.items() if standing.complete}


async def pace(desk: Desk, metric: Metric, racer: Racer, days: Sequence[date]) -> float | None:
    """Return a subject's pace over those of the days on which it is known: `pace_of` it."""
    if racer.grouping is None:
        values = await _of_model(desk, metric, racer, days)
        return pace_of({day: Amount(value) for day, value in values.items()})
    seen = await _seen(desk, metric, racer, days)
    return pace_of({day: Amount(on.value, on.cohort, on.complete) for day, on in seen.items()})


async def _seen(
    desk: Desk, metric: Metric, its: Racer, days: Sequence[date]
) -> dict[date, Standing]:
    """Return a group's standing on those of the days on which it had one."""
    if its.grouping is None:
        return {}
    history = await memory_of(desk).of(desk.store.history, its.grouping, its.name, metric)
    return {day: standing for day, standing in history if day in days}


async def _of_model(
    desk: Desk, metric: Metric, its: Racer, days: Sequence[date]
) -> dict[date, float]:
    """Return a model's figure on those of the days on which it is known."""
    if not days:
        return {}
    readings = await memory_of(desk).of(desk.store.readings, its.model, min(days))
    known = ((day, counts.of(metric)) for day, counts in readings if day in days)
    return {day: value for day, value in known if value is not None}
