"""When a day's snapshot is due. SPEC 3: the Hub's counters change between 07:00 and 12:30 UTC.

A cron expression is read in local time, where every day has every hour once; only then does each
time become a moment. So a change of summer time neither skips a run nor makes two: a time that the
clocks jump over comes as it would have before the change, one that comes twice comes the first
time.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.ports import OvertakeError

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger

CRON = "30 13 * * *"
ZONE = "UTC"
DAY = timedelta(days=1)
LOOK_BACK = 40
"""Days in which a snapshot that was due is looked for; a schedule may be monthly (ours)."""
LONGEST_DAY = timedelta(hours=26)
"""Two daily runs are never further apart: the largest change of a clock by law is two hours."""


class ScheduleError(OvertakeError):
    """A cron expression or time zone is wrong: which, and how to write it."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A cron expression of five fields (minute, hour, day, month, weekday) in a time zone."""

    cron: str = CRON
    zone: str = ZONE
    jitter: timedelta = timedelta()
    """How much later a run may start, by chance: not every bot comes at the same moment."""

    def check(self) -> None:
        """Raise ScheduleError if it can't be read."""
        _zone(self.zone)
        self._after(datetime(2026, 1, 1))  # noqa: DTZ001 - a local time

    def next_due(self, now: datetime) -> datetime:
        """Return the first moment after `now`, in UTC. Raises ScheduleError."""
        zone = _zone(self.zone)
        local = now.astimezone(zone).replace(tzinfo=None) - LONGEST_DAY
        moment = now
        while moment <= now:
            local = self._after(local)
            moment = local.replace(tzinfo=zone).astimezone(UTC)
        return moment

    def due_on(self, day: date) -> datetime | None:
        """Return when the snapshot of a UTC day is due, in UTC; None if that day has none.

        The first run within the day. Where a change of summer time pushed a daily run over midnight
        UTC, so that the day would have none, it is a day after the one before.
        """
        start = datetime.combine(day, datetime.min.time(), UTC)
        due = self.next_due(start - timedelta(microseconds=1))
        if due.date() == day:
            return due
        before = self.next_due(start - LONGEST_DAY)
        while (following := self.next_due(before)) < due:
            before = following
        if before < start and due - before <= LONGEST_DAY:
            return before + DAY
        return None

    def last_due(self, now: datetime) -> datetime | None:
        """Return when the last day that has a snapshot was due, in UTC; None if none was for long.

        Raises ScheduleError.
        """
        today = now.astimezone(UTC).date()
        dues = (self.due_on(today - DAY * back) for back in range(LOOK_BACK))
        return next((due for due in dues if due and due <= now), None)

    def _after(self, local: datetime) -> datetime:
        """Return the first run after a local time, as a local time."""
        later = local.replace(tzinfo=UTC) + timedelta(microseconds=1)
        found: datetime | None = _trigger(self.cron).get_next_fire_time(None, later)
        if found is None:
            raise ScheduleError(f"schedule: `{self.cron}` never comes; write e.g. `{CRON}`")
        return found.replace(tzinfo=None)


DAILY = Schedule()
"""What is not set otherwise."""


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ScheduleError(
            f"time_zone: there is no zone `{name[:80]}`; write e.g. `Europe/Madrid` or `UTC`"
        ) from error


@cache
def _trigger(cron: str) -> "CronTrigger":
    """Return APScheduler's reading of an expression, in a zone without summer time."""
    # Loading it takes a tenth of a second, which a question in the terminal need not wait for.
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415

    if re.search(r"\d", cron.rsplit(maxsplit=1)[-1] if cron.split() else ""):
        raise ScheduleError(  # cron has 0 for Sunday, APScheduler for Monday
            f"schedule: write the weekdays of `{cron}` by name, e.g. `30 13 * * mon-fri`"
        )
    try:
        return CronTrigger.from_crontab(cron, timezone=UTC)
    except ValueError as error:
        raise ScheduleError(
            f"schedule: `{cron[:80]}` is no cron expression ({error}); write e.g. `{CRON}`"
        ) from error
