"""A chore: of days that are old enough less is kept. What and how long is `bot/retention.py`."""

from datetime import date, datetime

from bot.model import Step
from bot.ports import Log, Store
from bot.retention import thin

LIGHTENED = "lightened"
"""Under this name the store remembers the last day that was lightened."""


class Thinner:
    """Forgets what is old, once after each new day; one day a transaction."""

    def __init__(self, store: Store, log: Log) -> None:
        """Forget in a store."""
        self.store, self.log = store, log
        self._seen: date | None = None
        """The newest day after which it was done."""

    async def __call__(self, now: datetime) -> None:  # noqa: ARG002 - it asks the database
        """Forget what is due."""
        days = await self.store.days()
        if not days or days[-1] == self._seen:
            return
        noted = await self.store.recall(LIGHTENED)
        due = thin(days, date.fromisoformat(noted) if noted else date.min)
        for day in due.settle:
            await self.store.settle_posts(day)
            if day in due.lighten:
                await self.store.lighten(day)
            await self.store.remember(LIGHTENED, day.isoformat())
        for day in due.drop:
            await self.store.drop(day)
        self._seen = days[-1]
        if due.lighten or due.drop:
            self.log(Step.THINNED, lightened=len(due.lighten), dropped=len(due.drop))
