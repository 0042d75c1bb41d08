"""Figures out of the stored days: what is asked of the database, and which days are to be shown.

An amount is shown of good days only; a rank also of days on which counters moved together, as
alerts about order are (SPEC 4). What is left out is a gap. None stands for a chart of fewer than
two days.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Protocol

from bot.crossings import Turn, turns
from bot.diff.overtakes import Pair, pair_of
from bot.directory import Directory
from bot.families import UNKNOWN, Families
from bot.memory import Memory, memory_of
from bot.model import (
    Curve,
    Event,
    Figure,
    Grouping,
    Kind,
    Metric,
    Quality,
    Snapshot,
    State,
)
from bot.ports import Filter, Store
from bot.standings import Groups
from bot.texts import Words
from bot.views import figures as drawn
from bot.views.figures import Seen
from bot.views.names import group_span, safe

RACE_DAYS = 60
MONTH = 30
FEWEST = 2
"""Days with a value that make a line."""
ORGANISATIONS = 5
"""Organisations with a colour of their own in a chart of seats; the rest are one (ours)."""
DEEPEST = 500
"""Rows of a list that a group's best-placed model is looked for in: the depth of the longest."""


class Desk(Protocol):
    """Where figures are made: a desk of questions is one, and so is `Sources`."""

    @property
    def store(self) -> Store:
        """The database."""

    @property
    def memory(self) -> Memory | None:
        """What was read before."""

    @property
    def families(self) -> Families:
        """Who belongs where."""

    @property
    def words(self) -> Words:
        """The reader's language."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where figures are made outside of questions."""

    store: Store
    families: Families
    words: Words
    memory: Memory | None = None
    """Several figures of the same days are made faster with one."""


@dataclass(frozen=True, slots=True)
class Racer:
    """Who takes part in a race: a group by its key, or a model by its name and number."""

    name: str
    grouping: Grouping | None = None
    model: int = 0


async def race_figure(
    desk: Desk, metric: Metric, racers: Sequence[Racer], until: date, days: int = RACE_DAYS
) -> Figure | None:
    """Return the amounts of two to five over so many days, and where one passed another."""
    memory = memory_of(desk)
    marks = await memory.of(desk.store.counter_marks, metric)
    good = {mark.day for mark in marks if mark.quality is Quality.OK}
    span = _days(until, days)
    runs = []
    for racer in racers:
        amounts = await _amounts(desk, memory, metric, racer, span[0])
        shown = [amounts.get(day, _NOTHING) if day in good else _NOTHING for day in span]
        runs.append(_Run(racer, shown))
    runs = [run for run in runs if _counts(run.curve(desk))]
    if len(runs) < FEWEST:
        return None
    first, lines = _from_first(span[0], [run.curve(desk) for run in runs])
    found = await _turns(desk, memory, metric, runs, span)
    skipped = (first - span[0]).days
    passed = [replace(turn, day=turn.day - skipped) for turn in found if turn.day >= skipped]
    seen = max(run.seen for run in runs)
    return drawn.race(desk.words, metric, first, lines, passed, seen)


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount on a day, whether it is over all of a group, and over how many models."""

    value: float | None
    is_whole: bool = True
    cohort: int = 1


_NOTHING = _Amount(None)


@dataclass(frozen=True, slots=True)
class _Run:
    """A racer, and its amounts on every day of a race."""

    racer: Racer
    amounts: Sequence[_Amount]

    def curve(self, desk: Desk) -> Curve:
        """Return its line, broken where a group was not added up over as many models."""
        values = tuple(its.value for its in self.amounts)
        return Curve(_label(desk, self.racer), values, breaks=tuple(self._breaks()))

    def _breaks(self) -> Iterator[int]:
        known = [(day, its) for day, its in enumerate(self.amounts) if its.value is not None]
        for (_, before), (day, its) in pairwise(known):
            if its.cohort != before.cohort and not (its.is_whole and before.is_whole):
                yield day

    def whole(self) -> tuple[float | None, ...]:
        """Return its amounts of the days on which it was seen whole."""
        return tuple(its.value if its.is_whole else None for its in self.amounts)

    @property
    def seen(self) -> Seen:
        """How much of it was seen."""
        known = [its for its in self.amounts if its.value is not None]
        if all(its.is_whole for its in known):
            return Seen.WHOLE
        return Seen.ALIKE if len({its.cohort for its in known}) == 1 else Seen.VARIED


async def _amounts(
    desk: Desk, memory: Memory, metric: Metric, racer: Racer, since: date
) -> Mapping[date, _Amount]:
    if racer.grouping is not None:
        history = await memory.of(desk.store.history, racer.grouping, racer.name, metric)
        return {day: _Amount(its.value, its.complete, its.cohort) for day, its in history}
    readings = await memory.of(desk.store.readings, racer.model, since)
    return {day: _Amount(counts.of(metric)) for day, counts in readings}


async def _turns(
    desk: Desk, memory: Memory, metric: Metric, runs: Sequence[_Run], span: Sequence[date]
) -> list[Turn]:
    """Return where one passed another, oldest first.

    Of two groups that are watched that is where an overtake was told: a total also changes with the
    models that a list holds. Of two that are not, only days on which both were seen whole count.
    """
    watched = {pair_of(lead) for lead in await memory.of(desk.store.leads)}
    wanted = Filter(last=span[-1], kind=Kind.OVERTAKE, state=State.TOLD)
    told = [
        event
        for event in await memory.of(desk.store.events, wanted)
        if event.metric is metric and event.day >= span[0] and event.facts.corrected_on is None
    ]
    found: list[Turn] = []
    for i, j in combinations(range(len(runs)), 2):
        one, two = runs[i], runs[j]
        if _pair(metric, one.racer, two.racer) in watched:
            found += _told(told, {runs[n].racer: n for n in (i, j)}, span)
        else:
            places = (i, j)
            found += [
                Turn(turn.day, places[turn.ahead], places[turn.behind])
                for turn in turns([one.whole(), two.whole()])
            ]
    return sorted(found, key=lambda turn: turn.day)


def _pair(metric: Metric, one: Racer, two: Racer) -> Pair | None:
    """Return what two are watched as, None of models and of groups of two kinds."""
    if one.grouping is None or one.grouping is not two.grouping:
        return None
    return one.grouping, metric, frozenset((one.name, two.name))


def _told(told: Sequence[Event], places: Mapping[Racer, int], span: Sequence[date]) -> list[Turn]:
    """Return the overtakes that were told of two groups."""
    named = {(racer.grouping, racer.name): n for racer, n in places.items()}
    return [
        Turn((event.day - span[0]).days, named[ahead], named[behind])
        for event in told
        if (ahead := (event.group, event.subject)) in named
        and (behind := (event.group, event.other or "")) in named
    ]


async def rank_figure(
    desk: Desk, board: str, racer: Racer, until: date, days: int = MONTH
) -> Figure | None:
    """Return the rank of a model on a board, or each day that of a group's best-placed one."""
    memory, span = memory_of(desk), _days(until, days)
    shown = await memory.of(desk.store.tops, board, span[0], until, DEEPEST)
    if not shown:
        return None
    if racer.grouping is None:
        ranks = _ranks(shown, racer.model)
    else:
        bests = await _bests(desk, memory, board, shown)
        ranks = {day: best.get((racer.grouping, racer.name)) for day, best in bests.items()}
    first, lines = _from_first(
        span[0], [Curve(_label(desk, racer), tuple(ranks.get(day) for day in span))]
    )
    if not lines or not _counts(lines[0]):
        return None
    depth, is_group = len(shown[-1].models), racer.grouping is not None
    return drawn.rank(desk.words, board, first, lines[0], depth, is_group=is_group)


def _ranks(shown: Sequence[Snapshot], model: int) -> Mapping[date, float | None]:
    return {
        snapshot.day: snapshot.models.index(model) + 1
        for snapshot in _fresh(shown)
        if model in snapshot.models
    }


async def _bests(
    desk: Desk, memory: Memory, board: str, shown: Sequence[Snapshot]
) -> Mapping[date, Mapping[tuple[Grouping, str], int]]:
    """Return each day's best rank of every group; once for each reading of the Hub."""

    async def read() -> Mapping[date, Mapping[tuple[Grouping, str], int]]:
        groups = Groups(desk.families, {}, (await memory.directory()).models)
        belongs = {key: groups.belongs(key) for day in shown for key in day.models}
        return {
            day.day: {
                group: rank
                for rank, key in reversed(tuple(enumerate(day.models, start=1)))
                for group in belongs[key]
            }
            for day in _fresh(shown)
        }

    return await memory.kept(("best ranks", board, shown[0].day, shown[-1].day), read)


async def seats_figure(
    desk: Desk, board: str, until: date, top: int = 10, days: int = MONTH
) -> Figure | None:
    """Return the seats in a top by organisation: the first five, all others, the unknown."""
    memory, span = memory_of(desk), _days(until, days)
    shown = _fresh(await memory.of(desk.store.tops, board, span[0], until, top))
    if len(shown) < FEWEST:
        return None
    directory = await memory.directory()
    held = {snapshot.day: _held(desk, directory, snapshot) for snapshot in shown}
    order = _most_first(held)
    named = [key for key in order if key != UNKNOWN][:ORGANISATIONS]
    lines = [_seats(desk, held, (key,), span) for key in named]
    others = tuple(key for key in order if key not in {UNKNOWN, *named})
    if others:
        words = desk.words.text("chart-others")
        lines.append(Curve(words, _seats(desk, held, others, span).values, muted=True))
    if UNKNOWN in order:
        lines.append(_seats(desk, held, (UNKNOWN,), span))
    first, lines = _from_first(span[0], lines)
    return drawn.seats(desk.words, board, first, lines, top)


def _held(desk: Desk, directory: Directory, snapshot: Snapshot) -> Counter[str]:
    names = (directory.models[key].name for key in snapshot.models)
    return Counter(desk.families.place(name).organisation for name in names)


def _most_first(held: Mapping[date, Counter[str]]) -> list[str]:
    """Return organisations by their seats on the last day, then over all of them."""
    whole: Counter[str] = sum(held.values(), Counter())
    last = held[max(held)]
    return sorted(whole, key=lambda key: (-last[key], -whole[key], key))


def _seats(
    desk: Desk, held: Mapping[date, Counter[str]], keys: Sequence[str], span: Sequence[date]
) -> Curve:
    label = group_span(desk.families, Grouping.ORGANISATION, keys[0], desk.words).text
    values = (float(sum(held[day][key] for key in keys)) if day in held else None for day in span)
    return Curve(label, tuple(values), muted=keys[0] == UNKNOWN)


async def flow_figure(
    desk: Desk, board: str, until: date, top: int = 10, days: int = MONTH
) -> Figure | None:
    """Return the ranks in a top day by day, a line for each model that was in it."""
    memory, span = memory_of(desk), _days(until, days)
    shown = _fresh(await memory.of(desk.store.tops, board, span[0], until, top))
    if len(shown) < FEWEST:
        return None
    models = (await memory.directory()).models
    last = shown[-1].models
    keys = list(dict.fromkeys((*last, *(key for day in shown for key in day.models))))
    ranks = {snapshot.day: snapshot.ranks() for snapshot in shown}
    full = [safe(models[key].name) for key in keys]
    own = [name.rpartition("/")[2] for name in full]
    lines = [
        Curve(
            name if own.count(own[n]) > 1 else own[n],
            tuple(ranks[day].get(key) if day in ranks else None for day in span),
            muted=key not in last,
        )
        for n, (key, name) in enumerate(zip(keys, full, strict=True))
    ]
    first, lines = _from_first(span[0], lines)
    return drawn.flow(desk.words, board, first, lines, full, top)


def _days(until: date, days: int) -> list[date]:
    return [until - timedelta(days=back) for back in reversed(range(days))]


def _fresh(shown: Sequence[Snapshot]) -> list[Snapshot]:
    """Return the days that are no copy of the day before."""
    return [snapshot for snapshot in shown if snapshot.quality is not Quality.STALE]


def _label(desk: Desk, racer: Racer) -> str:
    if racer.grouping is None:
        return safe(racer.name)
    return group_span(desk.families, racer.grouping, racer.name, desk.words).text


def _counts(line: Curve) -> bool:
    return sum(value is not None for value in line.values) >= FEWEST


def _from_first(first: date, lines: Sequence[Curve]) -> tuple[date, list[Curve]]:
    """Return lines without the days before the first one that any of them has a value of."""
    begins = [next((n for n, v in enumerate(line.values) if v is not None), 0) for line in lines]
    skipped = min(begins, default=0)
    cut = [
        replace(
            line,
            values=line.values[skipped:],
            breaks=tuple(day - skipped for day in line.breaks if day >= skipped),
        )
        for line in lines
    ]
    return first + timedelta(days=skipped), cut
