"""What the last days told, and which families were the first then: what a preview is made of."""

from datetime import date

from bot.digest import week_before
from bot.families import Families
from bot.model import Event, State
from bot.ports import Filter, Store
from bot.posts.outbox import circle_on
from bot.thresholds import PREVIEW_DAYS
from bot.wishes.replay import Replay


async def replay(store: Store, families: Families) -> Replay:
    """Return what the last `PREVIEW_DAYS` stored days told; all of it is empty before the first."""
    stored = await store.days()
    days = stored[-PREVIEW_DAYS:]
    if not days:
        return Replay(())
    weeks = {day: week.days for day in days if (week := week_before(day, stored))}
    since = min([days[0], *(week[0] for week in weeks.values())])
    told: dict[date, list[Event]] = {}
    for event in await store.events(Filter(state=State.TOLD, told_from=since)):
        if event.told_on is not None:
            told.setdefault(event.told_on, []).append(event)
    circles = {day: await circle_on(store, families, day) for day in days}
    return Replay(days, told, circles, weeks)
