"""The dead man's ping: after each good day somebody else's alarm is told, and goes off otherwise.

A bot that has died can't say so. So it says that it lives, once a good day, to an address of the
operator's; whoever is there raises the alarm when that does not come.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

from bot.keeper import WAITS
from bot.model import Quality, Step
from bot.ports import Log, OvertakeError, Store

PINGED = "pinged"
"""Under this name the database remembers the last good day that was told."""
DAY = timedelta(days=1)


class Pinger:
    """A chore: tells of each good day until somebody was told, or the day after is over.

    It remembers only what arrived: after a crash in between it tells again.
    """

    def __init__(
        self,
        store: Store,
        ping: Callable[[], Awaitable[None]],
        is_done: Callable[[date], bool],
        log: Log,
    ) -> None:
        """Ping by `ping`, which may raise OvertakeError; `is_done` knows if more of today comes."""
        self.store, self.ping, self.is_done, self.log = store, ping, is_done, log
        self._told: date | None = None
        self._tries = 0
        self._again_at: datetime | None = None

    async def __call__(self, now: datetime) -> None:
        """Tell of a good day that nobody was told of, the next one at the next look.

        Raises OvertakeError.
        """
        if self._waits(now):
            return
        day = await self._good_day(now.date())
        if day is None:
            return
        try:
            await self.ping()
        except OvertakeError:
            self._again_at = now + WAITS[min(self._tries, len(WAITS) - 1)]
            self._tries += 1
            raise
        self._tries, self._again_at, self._told = 0, None, day
        self.log(Step.PINGED, day=day.isoformat())
        await self.store.remember(PINGED, day.isoformat())  # last: a crash in between pings again

    def _waits(self, now: datetime) -> bool:
        """Return whether the last try failed a short while ago; a clock may be set back since."""
        again = self._again_at
        return again is not None and timedelta() < again - now <= WAITS[-1]

    async def _good_day(self, today: date) -> date | None:
        """Return the first good day that nobody was told of, None if there is none.

        A day is good if a board of it is, and nothing of it is left to come: today's work is done,
        or the day is over. What is older than yesterday would quiet an alarm that is right.
        """
        if self._told is None:
            self._told = _day(await self.store.recall(PINGED))
        for day in (today - DAY, today):
            is_over = day != today or self.is_done(today)
            if self._told < day and is_over and await self._is_good(day):
                return day
        return None

    async def _is_good(self, day: date) -> bool:
        verdicts = await self.store.verdicts(day, day)
        return any(mark.quality is Quality.OK for _, mark in verdicts)


def _day(text: str) -> date:
    """Return a day that was remembered; the first there is where that was none."""
    return date.fromisoformat(text) if text else date.min
