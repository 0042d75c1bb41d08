"""`compare`: two to five subjects side by side, the gap, the pace and the forecast."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from bot.commands.ask import Answer, AskError, Command, Desk, Subject
from bot.commands.find import find, find_metric, no_data
from bot.commands.rank import racer_of, total_of
from bot.diff.paces import Outlook
from bot.directory import Directory
from bot.figures import race_figure
from bot.findings import CompareFacts, Side
from bot.memory import memory_of
from bot.model import COUNTERS, Ask, Mark, Metric, Option, Quality, Span, Takes
from bot.passing import forecast, pace
from bot.texts import plain
from bot.thresholds import FORECAST_GOOD_DAYS
from bot.views.answers import compare_view, subject_label

FIRST = Option("a", Takes.NAME, required=True)
SECOND = Option("b", Takes.NAME, required=True)
MORE = tuple(Option(name, Takes.NAME) for name in "cde")
METRIC = Option("metric", Takes.METRIC, choices=tuple(metric.value for metric in COUNTERS))

BETWEEN = frozenset({"vs", "vs.", "versus", "and", "with", "y", "e", "con", "contra", "&"})
"""Words between two names, in either language."""


def between_names(words: Sequence[str]) -> list[str]:
    """Return words without those, and without commas, that only join names: `qwen vs llama`."""
    left: list[str] = []
    is_name = False
    for word in (word.rstrip(",") or word for word in words[:-1]):
        is_name = not (is_name and word.casefold() in BETWEEN)
        left += [word] if is_name else []
    return [*left, *words[-1:]]


async def compare(desk: Desk, ask: Ask) -> Answer:
    """Answer with every side of a metric; by default the first one that all of them have."""
    subjects = _subjects(desk, await desk.directory(), ask)
    asked = ask.given.get(METRIC.name)
    metrics = (find_metric(desk, asked),) if asked else COUNTERS
    for metric in metrics:
        facts = await _facts(desk, metric, subjects)
        if facts:
            quality = await _quality(desk, metric)
            view = compare_view(desk.words, desk.families, facts, quality)
            racers = [racer_of(subject) for subject in dict.fromkeys(subjects)]
            figure = await race_figure(desk, metric, racers, facts.day)
            return Answer(replace(view, figure=figure), facts)
    raise await lacking(desk, metrics, subjects)


def _subjects(desk: Desk, directory: Directory, ask: Ask) -> list[Subject]:
    """Return who is compared, each of more than two once. Raises AskError."""
    two = [find(desk, directory, ask.given[option.name]) for option in (FIRST, SECOND)]
    names = [ask.given[option.name] for option in MORE if option.name in ask.given]
    more = [find(desk, directory, name) for name in names[:-1]]
    if names:
        more.append(_last(desk, directory, names[-1], ask.given.get(METRIC.name)))
    return [*two, *(its for its in dict.fromkeys(more) if its not in two)]


def _last(desk: Desk, directory: Directory, name: str, metric: str | None) -> Subject:
    """Return whom the last name means; of one that is not known, it may be a metric that is meant.

    Raises AskError.
    """
    try:
        return find(desk, directory, name)
    except AskError as error:
        if metric is not None:
            raise
        if not error.instead:
            find_metric(desk, name)
        names = plain(desk.words.listed(METRIC.choices))
        hint = desk.words.say("metrics-are", names=names)
        raise AskError((*error.line, Span(" "), *hint), error.asked, error.instead) from error


async def lacking(desk: Desk, metrics: Sequence[Metric], subjects: Sequence[Subject]) -> AskError:
    """Return who has none of the metrics; if each has one, that none is shared."""
    days = await desk.store.days()
    if not days:
        return no_data(desk)
    without = [its for its in subjects if not await _has_one(desk, metrics, its)]
    labels = [
        subject_label(desk.words, desk.families, its.kind, its.name).text
        for its in dict.fromkeys(without or subjects)
    ]
    names, date_ = plain(desk.words.listed(tuple(labels))), desk.words.date(days[-1])
    if not without:
        return desk.error("nothing-shared", names=names, date=date_)
    metric = desk.words.text(f"metric-{metrics[0]}") if len(metrics) == 1 else ""
    key = "lacks-metric" if metric else "lacks-all"
    return desk.error(key, names=names, count=len(labels), metric=metric, date=date_)


async def _has_one(desk: Desk, metrics: Sequence[Metric], subject: Subject) -> bool:
    for metric in metrics:
        if await total_of(desk, subject, metric) is not None:
            return True
    return False


async def _quality(desk: Desk, metric: Metric) -> Quality:
    marks = await memory_of(desk).of(desk.store.counter_marks, metric, 1)
    return marks[0].quality if marks else Quality.OK


async def _facts(desk: Desk, metric: Metric, subjects: Sequence[Subject]) -> CompareFacts | None:
    """Return what the metric says of all of them, None if one of them lacks it."""
    marks = await memory_of(desk).of(desk.store.counter_marks, metric)
    good = [mark.day for mark in marks if mark.quality is Quality.OK][:FORECAST_GOOD_DAYS]
    sides = []
    for subject in subjects:
        side = await _side(desk, metric, subject, good)
        if side is None:
            return None
        sides.append((side, subject))
    (a, b, *more) = (side for side, _ in sides)
    order = [subject for _, subject in sorted(sides, key=lambda its: -its[0].value)]
    passing, about = await _forecast(desk, metric, marks, order)
    return CompareFacts(
        metric=metric.value,
        day=marks[0].day,
        a=a,
        b=b,
        gap=a.value - b.value,
        days=len(good),
        forecast=passing,
        more=tuple(more),
        forecast_of=about if more else (),
    )


async def _forecast(
    desk: Desk, metric: Metric, marks: Sequence[Mark], order: Sequence[Subject]
) -> tuple[Outlook | None, tuple[str, ...]]:
    """Return when one passes the next, and who: the first two neighbours of whom it can be said."""
    for ahead, behind in pairwise(order):
        its = await forecast(desk, metric, marks, racer_of(behind), racer_of(ahead))
        if its:
            return its, (behind.name, ahead.name)
    return None, ()


async def _side(desk: Desk, metric: Metric, subject: Subject, good: Sequence[date]) -> Side | None:
    total = await total_of(desk, subject, metric)
    if total is None:
        return None
    each_day = await pace(desk, metric, racer_of(subject), good)
    return Side(subject.kind, subject.name, total.value, each_day, total.cohort, total.complete)


COMPARE = Command("compare", (FIRST, SECOND, *MORE, METRIC), compare)
