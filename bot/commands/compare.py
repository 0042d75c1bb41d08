"""`compare`: two subjects side by side, the gap, the pace and the forecast."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.commands.ask import Answer, Command, Desk, Subject
from bot.commands.find import find, find_metric, no_data
from bot.commands.rank import racer_of, total_of
from bot.figures import race_figure
from bot.findings import CompareFacts, Side
from bot.memory import memory_of
from bot.model import COUNTERS, Ask, Metric, Option, Quality, Takes
from bot.passing import forecast, pace_of
from bot.thresholds import FORECAST_GOOD_DAYS
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
        forecast=await forecast(desk, metric, marks, racer_of(behind), racer_of(ahead)),
    )


async def _side(desk: Desk, metric: Metric, subject: Subject, good: Sequence[date]) -> Side | None:
    total = await total_of(desk, subject, metric)
    if total is None:
        return None
    pace = await pace_of(desk, metric, racer_of(subject), good)
    return Side(subject.kind, subject.name, total.value, pace, total.cohort, total.complete)


COMPARE = Command("compare", (FIRST, SECOND, METRIC), compare)
