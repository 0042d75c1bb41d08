"""The watch over the bot: it notes each look in a sign of life, and gathers how the bot is."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.faults import fault
from bot.health import LATE, look
from bot.model import Health, Pulse, Step, Vitals
from bot.ports import Log, OvertakeError, Platform, Store
from bot.schedule import Schedule

PATIENCE = 5.0
"""Seconds that the database has for an answer (ours)."""


class Tally:
    """A log that counts what it is told."""

    def __init__(self, log: Log) -> None:
        """Tell another log everything."""
        self.log = log
        self.steps: Counter[Step] = Counter()

    def __call__(self, step: Step, **facts: str | float | None) -> None:
        """Note a step and its facts."""
        self.steps[step] += 1
        self.log(step, **facts)


class Watch:
    """Sees how the bot is: its platforms, its database, and what it logged."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        tally: Tally,
        clock: Callable[[], datetime],
        schedule: Schedule,
        me: Pulse,
    ) -> None:
        """Watch over these; `me` is who lives, at whatever time."""
        self.store, self.platforms, self.tally, self.clock = store, platforms, tally, clock
        self.schedule = schedule
        self._me = me
        self._last: Pulse | None = None

    def look(self, now: datetime) -> Pulse:
        """Return the sign of life of this moment."""
        pulse = replace(self._me, at=now)
        states = {name: (its.is_ready, its.is_hearing) for name, its in self.platforms.items()}
        self._last = replace(pulse, links=look(self._last, pulse, states))
        return self._last

    async def health(self) -> Health:
        """Return how the bot is; never raises."""
        vitals, trouble = await self._ask()
        now = self.clock()
        due = self.schedule.last_due(now - LATE)
        return Health(self.look(now), vitals, trouble, due, dict(self.tally.steps))

    async def _ask(self) -> tuple[Vitals | None, str]:
        """Return what the database says, or why it says nothing."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.store.vitals(self.platforms.keys()), ""
        except TimeoutError:
            return None, f"it took longer than {PATIENCE:.0f} s"
        except OvertakeError as error:
            return None, str(error)
        except Exception as error:  # noqa: BLE001 - whoever asks is told, whatever it is
            return None, fault(error)
