"""Is this snapshot to be believed? Pure; SPEC 4."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
from statistics import median

from bot import thresholds as at
from bot.model import Mark, Metric, Quality, Snapshot, Verdict


@dataclass(frozen=True, slots=True)
class Shock:
    """A shock that is open: the level before it, and when its counters last jumped."""

    opened_on: date
    jumped_on: date
    level: Mapping[int, float]
    """The counters on the last day before it; for all-time counters their running maxima."""


@dataclass(frozen=True, slots=True)
class CounterPast:
    """What the verdict on a day's counters depends on."""

    base_day: date | None = None
    """The last day that was stored and not stale."""
    base: Mapping[int, float] = field(default_factory=dict)
    last: Mapping[int, float] = field(default_factory=dict)
    """The counters of the last stored day, stale or not."""
    stale_days: int = 0
    """Stale days stored since the base; they don't break a row of days, a missing one does."""
    shock: Shock | None = None


@dataclass(frozen=True, slots=True)
class BoardPast:
    """What the verdict on a board's next fetch depends on."""

    metric: Metric | None = None
    lengths: tuple[int, ...] = ()
    """Rows of the last non-empty lists fetched on earlier days, good or not, newest first."""
    last: Snapshot | None = None
    """The last stored day."""
    base: Snapshot | None = None
    """The last stored day that was not stale: what the next day is compared with."""
    stale_days: int = 0
    shock: Shock | None = None
    refused: tuple[Snapshot, ...] = ()
    """Lists of this very day that were rejected."""

    def counters(self) -> CounterPast:
        """Return the part that concerns the board's own counter."""
        return CounterPast(
            base_day=self.base.day if self.base else None,
            base=self.base.counters() if self.base else {},
            last=self.last.counters() if self.last else {},
            stale_days=self.stale_days,
            shock=self.shock,
        )


def judge(past: BoardPast, today: Snapshot) -> Verdict:
    """Return the verdict on a list: rejected, stale, shock or ok, and the figures behind it."""
    reason = _rejection(past, today)
    if reason and not any(agree(today, refused) for refused in past.refused):
        return Verdict(Quality.REJECTED, reason)
    if past.metric is None:
        return Verdict(Quality.OK)
    if past.metric is Metric.TRENDING:
        return _judge_scores(past.last, today)
    return judge_counters(past.metric, past.counters(), today.day, today.counters())


# --- rejected


def _rejection(past: BoardPast, today: Snapshot) -> str:
    """Return why the list can't be a whole board, or `""`."""
    rows = len(today.models)
    if not rows:
        return "fetched empty"
    usual = median(past.lengths[: at.USUAL_LISTS]) if past.lengths else 0
    if is_cut_short(rows, usual):
        return f"{rows} rows where {usual:g} are usual"
    lost = _lost_of_the_top(past.base, today)
    if lost >= at.LOST_PAGE_GONE:
        return f"{lost} of the last top {at.LOST_PAGE_TOP} are nowhere in the list"
    return ""


def is_cut_short(rows: int, usual: float) -> bool:
    """Return whether a list has too few rows to be whole."""
    return rows < at.SHORT_LIST * usual


def _lost_of_the_top(base: Snapshot | None, today: Snapshot) -> int:
    """Return how many of a recent base's top ten are not in `today` at all."""
    if base is None or (today.day - base.day).days > at.LOST_PAGE_BASE_DAYS:
        return 0
    return len(set(base.models[: at.LOST_PAGE_TOP]).difference(today.models))


def agree(one: Snapshot, other: Snapshot) -> bool:
    """Return whether two lists of a day have nearly the same top ten (9 of 10)."""
    depth = min(at.LOST_PAGE_TOP, max(len(one.models), len(other.models)))
    shared = set(one.models[:depth]) & set(other.models[:depth])
    return depth > 0 and len(shared) >= at.AGREES * depth


# --- stale


def _judge_scores(last: Snapshot | None, today: Snapshot) -> Verdict:
    """Return the verdict on trending scores, which are stale only when all is equal."""
    scored = any(value is not None for value in today.values)
    if last and scored and (last.models, last.values) == (today.models, today.values):
        return Verdict(Quality.STALE, "order and scores all equal to the last stored day's")
    return Verdict(Quality.OK)


def _equal_part(last: Mapping[int, float], today: Mapping[int, float]) -> float:
    """Return the part of the counters known on both days that did not move, 0 if there is none."""
    both = last.keys() & today.keys()
    return sum(last[key] == today[key] for key in both) / len(both) if both else 0.0


# --- shock


def judge_counters(
    metric: Metric, past: CounterPast, day: date, today: Mapping[int, float]
) -> Verdict:
    """Return the verdict on a day's counters alone: stale, shock or ok."""
    equal = _equal_part(past.last, today)
    if equal >= at.STALE_EQUAL:
        return Verdict(Quality.STALE, f"{equal:.0%} of the counters equal to the last stored day's")
    changes = _changes(past, day, today)
    moved = median(changes) if changes else None
    jumped = len(changes) >= at.SHOCK_MIN_CHANGED and _is_jump(metric, changes)
    opens = jumped if past.shock is None else not _closes(metric, past.shock, day, today, jumped)
    if not opens:
        return Verdict(Quality.OK, jumped=jumped, median=moved)
    why = f"{len(changes)} counters moved by {moved:+.1%} in the median" if moved else "not back"
    return Verdict(Quality.SHOCK, why, jumped=jumped, median=moved)


def _changes(past: CounterPast, day: date, today: Mapping[int, float]) -> list[float]:
    """Return the relative changes since the day before of the counters that changed.

    Stale days in between don't count; a missing day makes no jump, so then there are none.
    """
    if past.base_day is None or (day - past.base_day).days != past.stale_days + 1:
        return []
    return [
        today[key] / before - 1
        for key, before in past.base.items()
        if before >= at.SHOCK_MIN_COUNTER and key in today and today[key] != before
    ]


def _is_jump(metric: Metric, changes: list[float]) -> bool:
    fell = sum(change < 0 for change in changes) / len(changes)
    if metric is Metric.ALL_TIME:
        return fell > at.ALL_TIME_FALL
    together, by = max(fell, 1 - fell), abs(median(changes))
    return any(together >= part and by >= least for part, least in at.SHOCK_JUMPS)


def _closes(
    metric: Metric,
    shock: Shock,
    day: date,
    today: Mapping[int, float],
    jumped: bool,  # noqa: FBT001 - one fact of the day among others
) -> bool:
    """Return whether the shock ends today: the level is back, or it has lasted long enough."""
    if not jumped and (day - shock.jumped_on).days >= at.SHOCK_MAX_DAYS:
        return True
    levels = [
        today[key] / before - 1
        for key, before in shock.level.items()
        if before >= at.SHOCK_MIN_COUNTER and key in today
    ]
    if not levels:
        return False
    if metric is Metric.ALL_TIME:
        return sum(level < 0 for level in levels) <= at.ALL_TIME_FALL * len(levels)
    return abs(median(levels)) <= at.SHOCK_LEVEL


# --- what earlier verdicts say

MOVED = re.compile(r"counters moved by ([+-][\d.]+)% in the median")
"""What the verdict on a day of a shock says of its size."""


def median_of(mark: Mark) -> float | None:
    """Return how far the counters moved in the median on a day of a shock, None if not known."""
    found = MOVED.search(mark.why)
    return float(found[1]) / 100 if found else None


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a board or a counter that later ones refer to; None where there is none."""

    last: date | None = None
    """The last stored day."""
    base: date | None = None
    """The last stored day that was not stale."""
    stale_days: int = 0
    """Stale days stored since the base."""
    opened_on: date | None = None
    """The first day of the shock that is open."""
    jumped_on: date | None = None
    level: date | None = None
    """The last day before it."""


def days_of(marks: Sequence[Mark]) -> Days:
    """Return which days count, from the marks of stored days, newest first."""
    if not marks:
        return Days()
    stale_days = next((n for n, mark in enumerate(marks) if not _stale(mark)), len(marks))
    run = tuple(takewhile(lambda mark: mark.quality is not Quality.OK, marks))
    shocks = [mark for mark in run if mark.quality is Quality.SHOCK]
    return Days(
        last=marks[0].day,
        base=marks[stale_days].day if stale_days < len(marks) else None,
        stale_days=stale_days,
        opened_on=shocks[-1].day if shocks else None,
        jumped_on=next((mark.day for mark in shocks if mark.jumped), None),
        level=marks[len(run)].day if shocks and len(run) < len(marks) else None,
    )


def _stale(mark: Mark) -> bool:
    return mark.quality is Quality.STALE


def settled_days(marks: Sequence[Mark]) -> tuple[date, ...]:
    """Return the days whose amounts were believed, newest first, from marks newest first.

    Those are good days, but for a shock's closing day and the first good one after it.
    """
    days: list[date] = []
    good = at.SHOCK_GOOD_DAYS_AFTER + 1
    for mark in reversed(marks):
        if mark.quality is Quality.SHOCK:
            good = 0
        elif mark.quality is Quality.OK:
            good += 1
            if good > at.SHOCK_GOOD_DAYS_AFTER:
                days.append(mark.day)
    return tuple(reversed(days))
