"""How fast one group closes in on another, over good days, and when it would pass. Pure; SPEC 5.

The gap is taken to go on as it did: by its mean change a day, give or take what its days differed
by. What is told of that, and what is not, was chosen by playing recorded days (`docs/why.md`,
"Forecasts, back-tested").
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from math import ceil, sqrt
from statistics import stdev

from bot.model import Grouping, Growth, Metric, Model
from bot.standings import Tallies, like_for_like
from bot.thresholds import (
    AHEAD,
    FORECAST_GOOD_DAYS,
    FORECAST_IN_FULL,
    FORECAST_LEAST_DAYS,
    FORECAST_RANGE,
    FORECAST_SPREAD,
    FORECAST_TAILS,
    FORECAST_WITHIN,
    FULL_DAYS,
)

Group = tuple[Grouping, str]


@dataclass(frozen=True, slots=True)
class Outlook:
    """In how many days a group would pass another, counted from the last day known."""

    days: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Two figures on the last good days, oldest first: of who is behind, and of who is ahead."""

    days: tuple[date, ...]
    behind: tuple[float, ...]
    ahead: tuple[float, ...]


def growth(
    metric: Metric,
    base: date,
    day: date,
    tallies: tuple[Tallies, Tallies],
    models: Mapping[int, Model],
) -> Growth:
    """Return what each group grew by from a good day to the next, like for like.

    `tallies` are those of `base` and of `day`.
    """
    before, after = tallies
    pairs = {
        (grouping, group): (before[grouping][group], tally)
        for grouping, groups in after.items()
        for group, tally in groups.items()
        if group in before.get(grouping, {})
    }
    alike = {key: like_for_like(was, now, base, models) for key, (was, now) in pairs.items()}
    return Growth(
        metric=metric,
        base=base,
        day=day,
        by_group={key: now - was for key, (was, now) in alike.items()},
        complete=frozenset(k for k, (was, now) in pairs.items() if was.complete and now.complete),
    )


def latest(growths: Sequence[Growth], day: date) -> tuple[Growth, ...]:
    """Return what a pace on `day` rests on: growths, oldest first, of the last good days.

    Older than `FULL_DAYS` they are left out: models may have been thinned out of such days.
    """
    recent = [its for its in growths if (day - its.base).days < FULL_DAYS]
    return tuple(recent[1 - FORECAST_GOOD_DAYS :])


@dataclass(frozen=True, slots=True)
class Traces:
    """Every group's figure on the last good days, traced back from today's like for like."""

    growths: Sequence[Growth]
    """Those that a pace rests on today, oldest first, today's the last."""
    totals: Mapping[Group, float]
    """Today's."""
    _known: dict[Group, tuple[float, ...]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, group: Group) -> tuple[float, ...]:
        """Return a group's figures, today's first, as far back as they can be traced.

        That is as far as it was seen, or by some counters as far as it was listed in full.
        """
        known = self._known.get(group)
        if known is None:
            known = self._known[group] = tuple(self._traced(group))
        return known

    def _traced(self, group: Group) -> Iterator[float]:
        figure = self.totals[group]
        yield figure
        for its in reversed(self.growths):
            if group not in (its.complete if its.metric in FORECAST_IN_FULL else its.by_group):
                return
            figure -= its.by_group[group]
            yield figure

    def pace(self, behind: Group, ahead: Group) -> Pace | None:
        """Return the pace of two groups, as far back as both can be traced; None if none closes."""
        mine, theirs = self.of(behind), self.of(ahead)
        good = min(len(mine), len(theirs))
        if mine[0] - mine[good - 1] <= theirs[0] - theirs[good - 1]:
            return None  # so it is with most pairs, and there are thousands
        days = (self.growths[-1].day, *(its.base for its in reversed(self.growths)))
        return Pace(days[:good][::-1], mine[:good][::-1], theirs[:good][::-1])


def outlook(pace: Pace) -> Outlook | None:
    """Return when who is behind passes by half a per cent, None if that is not to be told.

    It is not where the good days are too few, where it is too far off, where the pace slackens, or
    where the range has no near end.
    """
    if len(pace.days) < FORECAST_LEAST_DAYS or pace.behind[-1] >= pace.ahead[-1]:
        return None
    short = [mine - AHEAD * theirs for mine, theirs in zip(pace.behind, pace.ahead, strict=True)]
    if short[-1] <= short[0]:
        return None
    ages = [(day - pace.days[-1]).days for day in pace.days]
    drift = _drift(short, ages, len(ages) - 1)
    if any(_drift(short, ages, tail) < drift for tail in FORECAST_TAILS):
        return None
    days = ceil(-short[-1] / drift)
    if days > FORECAST_WITHIN:
        return None
    points = list(zip(ages, short, strict=True))
    spread = FORECAST_SPREAD * stdev(_changes(points))
    low = _crossing(short[-1], drift, spread, len(points) - 1)
    high = _crossing(short[-1], drift, -spread, len(points) - 1)
    return Outlook(days, low, high) if low and high else None


def _drift(values: Sequence[float], ages: Sequence[int], steps: int) -> float:
    """Return the mean change a day over the last so many steps, or over all if there are fewer."""
    first = max(0, len(values) - 1 - steps)
    return (values[-1] - values[first]) / (ages[-1] - ages[first])


def _changes(points: Sequence[tuple[int, float]]) -> list[float]:
    """Return the change a day of each step."""
    return [(now - was) / (later - sooner) for (sooner, was), (later, now) in pairwise(points)]


def _crossing(short: float, drift: float, spread: float, steps: int) -> int | None:
    """Return the first day on which what is short is made up, `spread` better than expected.

    A sum of days spreads by the root of their number, and the drift itself is known from `steps`
    days only, which spreads the sum by their number (the prediction interval of a random walk).
    """
    for days in range(1, FORECAST_RANGE + 1):
        if short + days * drift + spread * sqrt(days + days * days / steps) >= 0:
            return days
    return None
