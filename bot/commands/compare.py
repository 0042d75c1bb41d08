"""`compare`: two subjects side by side, the gap, the pace and the forecast."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile

from bot.commands.ask import Answer, Command, Desk, Subject
from bot.commands.find import find, find_metric, no_data
from bot.commands.rank import racer_of, total_of
from bot.diff.paces import Outlook, Pace, outlook
from bot.figures import race_figure
from bot.findings import CompareFacts, Side
from bot.memory import memory_of
from bot.model import COUNTERS, Ask, Mark, Metric, Option, Quality, Takes
from bot.quality import settled_days
from bot.thresholds import FORECAST_GOOD_DAYS, FULL_DAYS
from bot.views.answers import compare_view, subject_label

FIRST = Option("a", Takes.NAME, required=True)
SECOND = Option("b", Takes.NAME, required=True)
METRIC = Option("metric", Takes.METRIC, choices=tuple(metric.value for metric in COUNTERS))


async def compare(desk: Desk, ask: Ask) -> Answer:
    """Answer with both sides of a metric; by default the first one that both have."""
    directory = await desk.directory()
    one = find(desk, directory, ask.given[FIRST.name])
    two = find(desk, directory, ask.given[SECOND.name])
    asked = ask.given.get(METRIC.name)
    for metric in (find_metric(desk, asked),) if asked else COUNTERS:
        facts = await _facts(desk, metric, one, two)
        if facts:
            quality = await _quality(desk, metric)
            view = compare_view(desk.words, desk.families, facts, quality)
            racers = [racer_of(subject) for subject in dict.fromkeys((one, two))]
            figure = await race_figure(desk, metric, racers, facts.day)
            return Answer(replace(view, figure=figure), facts)
    days = await desk.store.days()
    if not days:
        raise no_data(desk)
    raise desk.error(
        "no-shared-metric",
        a=subject_label(desk.words, desk.families, one.kind, one.name).text,
        b=subject_label(desk.words, desk.families, two.kind, two.name).text,
        metric=desk.words.text(f"metric-{asked or Metric.ALL_TIME}"),
        date=desk.words.date(days[-1]),
    )


async def _quality(desk: Desk, metric: Metric) -> Quality:
    marks = await memory_of(desk).of(desk.store.counter_marks, metric, 1)
    return marks[0].quality if marks else Quality.OK


async def _facts(desk: Desk, metric: Metric, one: Subject, two: Subject) -> CompareFacts | None:
    marks = await memory_of(desk).of(desk.store.counter_marks, metric)
    good = [mark.day for mark in marks if mark.quality is Quality.OK][:FORECAST_GOOD_DAYS]
    first = await _side(desk, metric, one, good)
    second = await _side(desk, metric, two, good)
    if first is None or second is None:
        return None
    behind, ahead = (one, two) if first.value < second.value else (two, one)
    return CompareFacts(
        metric=metric.value,
        day=marks[0].day,
        a=first,
        b=second,
        gap=first.value - second.value,
        days=len(good),
        forecast=await _forecast(desk, metric, marks, behind, ahead),
    )


async def _forecast(
    desk: Desk, metric: Metric, marks: Sequence[Mark], behind: Subject, ahead: Subject
) -> Outlook | None:
    """Return when one subject passes the other, by the rule of forecasts.

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
    return outlook(metric, Pace(days, mine, theirs))


async def _whole(
    desk: Desk, metric: Metric, subject: Subject, days: Sequence[date]
) -> dict[date, float]:
    """Return a subject's figure on those of the days on which it was seen whole."""
    if subject.grouping is None:
        return await values_by_day(desk, metric, subject, days)
    history = await desk.store.history(subject.grouping, subject.name, metric)
    return {day: its.value for day, its in history if day in days and its.complete}


async def _side(desk: Desk, metric: Metric, subject: Subject, good: Sequence[date]) -> Side | None:
    total = await total_of(desk, subject, metric)
    if total is None:
        return None
    values = await values_by_day(desk, metric, subject, good)
    return Side(
        subject.kind, subject.name, total.value, _pace(values), total.cohort, total.complete
    )


async def values_by_day(
    desk: Desk, metric: Metric, subject: Subject, days: Sequence[date]
) -> dict[date, float]:
    """Return a subject's figure on those of the days on which it is known."""
    if subject.grouping is not None:
        history = await desk.store.history(subject.grouping, subject.name, metric)
        return {day: standing.value for day, standing in history if day in days}
    since = min(days, default=desk.now.date() - timedelta(days=FORECAST_GOOD_DAYS))
    readings = await desk.store.readings(subject.model or 0, since)
    known = ((day, counts.of(metric)) for day, counts in readings if day in days)
    return {day: value for day, value in known if value is not None}


def _pace(values: dict[date, float]) -> float | None:
    """Return the change a day from the first of the days to the last, None if there is one."""
    first, last = min(values, default=None), max(values, default=None)
    if first is None or last is None or first == last:
        return None
    return (values[last] - values[first]) / (last - first).days


COMPARE = Command("compare", (FIRST, SECOND, METRIC), compare)
