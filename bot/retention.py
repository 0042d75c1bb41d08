"""How long what is kept: pure. Every day of every board for two years, then one day a week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.thresholds import DAILY_DAYS, FULL_DAYS


@dataclass(frozen=True, slots=True)
class Thinning:
    """What less is to be kept of; the oldest days first."""

    lighten: tuple[date, ...] = ()
    """Days that lose the counters of models that stood on no board."""
    drop: tuple[date, ...] = ()
    """Days of which only events and posts are kept."""
    settle: tuple[date, ...] = ()
    """Days whose posts lose what they showed; what they told of stays."""


def thin(days: Sequence[date], lightened: date = date.min) -> Thinning:
    """Return what is due, given all stored days, oldest first, and the last that was lightened.

    The newest stored days are counted, not dates: a clock that was wrong once, or a bot that was
    off for a year, costs no day. The first stored day of each week is kept as it is.
    """
    weekly = _first_of_each_week(days)
    old = [day for day in days[:-DAILY_DAYS] if day not in weekly]
    due = [day for day in days[:-FULL_DAYS] if day > lightened]
    light = [day for day in due if day not in weekly and day not in old]
    return Thinning(tuple(light), tuple(old), tuple(due))


def _first_of_each_week(days: Sequence[date]) -> frozenset[date]:
    firsts: dict[tuple[int, int], date] = {}
    for day in days:
        firsts.setdefault(day.isocalendar()[:2], day)
    return frozenset(firsts.values())
