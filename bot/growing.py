"""What groups grew by between the last good days: read of the stored days once, then remembered.

A forecast goes by the pace of 14 good days. Adding all of those up again each day would cost more
than the day itself, so each day leaves what its groups grew by to the next one.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date

from bot.diff.paces import growth, latest
from bot.model import COUNTERS, Growth, Metric
from bot.ports import Store
from bot.quality import settled_days
from bot.standings import Groups, Tallies
from bot.thresholds import FORECAST_GOOD_DAYS, FULL_DAYS

Growths = Mapping[Metric, Sequence[Growth]]


async def read_growths(store: Store, groups: Groups, day: date) -> Growths:
    """Return what a pace on `day` rests on, of each counter: growths of good days, oldest first.

    Each stored day is read once, whatever counters it was good for.
    """
    good = {metric: await _good_days(store, metric, day) for metric in COUNTERS}
    growths: dict[Metric, list[Growth]] = {metric: [] for metric in COUNTERS}
    before: dict[Metric, tuple[date, Tallies]] = {}
    for stored in sorted({each for days in good.values() for each in days}):
        picture = await store.picture(stored)
        if picture is None:
            continue
        for metric in (metric for metric in COUNTERS if stored in good[metric]):
            tallies = await asyncio.to_thread(groups.tally, picture, metric)
            if metric in before:
                base, were = before[metric]
                growths[metric].append(growth(metric, base, stored, (were, tallies), groups.models))
            before[metric] = stored, tallies
    return growths


async def _good_days(store: Store, metric: Metric, day: date) -> tuple[date, ...]:
    """Return the last days whose amounts were believed, as far back as a pace reaches."""
    good = settled_days(await store.counter_marks(metric))[:FORECAST_GOOD_DAYS]
    return tuple(its for its in good if (day - its).days < FULL_DAYS)


def lengthened(growths: Growths, new: Sequence[Growth], day: date) -> Growths:
    """Return the growths with a day's own, as far as tomorrow needs them."""
    grown = {
        metric: (*known, *(g for g in new if g.metric is metric))
        for metric, known in growths.items()
    }
    return {metric: latest(its, day) for metric, its in grown.items()}
