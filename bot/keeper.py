"""What keeps the bot going by itself: today's snapshot taken once, posts sent, closed doors tried.

It looks at the wall clock and into the database again and again, and trusts no memory of a timer: a
machine that slept, a program that died, or a Hub that failed are all the same to it. SPEC 3 and 8.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time

from bot.collect import Collected, Collector, Plan
from bot.daily import Daily, Outcome, Taken
from bot.delivery import ENDING, Postman, check_refused
from bot.faults import fault
from bot.model import Event, Quality, State, Step
from bot.ports import Log, OvertakeError, Platform, Reception, Store, StoreLostError
from bot.schedule import Schedule

WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 20, 40, 60))
"""What a day still misses is asked again after these; then each hour (ours)."""
PATIENCE = timedelta(hours=4)
"""So long the day's counters wait for a namespace that does not answer (ours)."""
LAST_HOUR = clock_time(23, 0, tzinfo=UTC)
"""...and not into the last hour of a day."""
LOOK_SECONDS = 20.0
"""Between two looks at the wall clock, which a timer would sleep through (PLATFORMS)."""
DELIVER_SECONDS = 5.0
Chore = Callable[[datetime], Awaitable[None]]
"""Something else that is seen to at each look: it looks itself whether it is due."""
DEAF = timedelta(minutes=2)
"""After so long without hearing anybody it is said that a platform is deaf (ours)."""
LEAVING = 1.0
"""Seconds that a platform has to say goodbye."""
CHECK = timedelta(days=1)
"""Between two tries of the doors that a platform's refusal closed (SPEC 8)."""


@dataclass(frozen=True, slots=True)
class Today:
    """What is remembered of the day: never more than saves a question."""

    day: date
    jitter: timedelta = timedelta()
    tries: int = 0
    first_try: datetime | None = None
    again_at: datetime | None = None
    left: tuple[str, ...] = ()
    """What the day still lacks."""
    done: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """What one collection came to."""

    taken: Taken
    collected: Collected
    left: Plan
    """What is still missing of the day."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left that could still come today."""
        lasting = {failure.part for failure in self.collected.failures if failure.lasting}
        boards = [board for board in self.left.boards if board.name not in lasting]
        return not boards and not self.left.unsettled

    @property
    def lacks(self) -> tuple[str, ...]:
        """What the day lacks, for now or for good."""
        lasting = (failure.part for failure in self.collected.failures if failure.lasting)
        return tuple(dict.fromkeys((*self.left.parts, *lasting)))


class StaleReadingError(OvertakeError):
    """A collection that is no reading of one moment of its day: it is thrown away."""


@dataclass(frozen=True, slots=True)
class Taker:
    """Takes snapshots: what a plan asks for, collected and taken in."""

    collector: Collector
    daily: Daily
    clock: Callable[[], datetime]
    """Gives the time in UTC."""
    log: Log
    longest: timedelta
    """A collection that took longer by the wall clock was asleep in between."""

    async def take(self, plan: Plan, *, last: bool = False) -> Stored:
        """Collect what a plan asks for and take it in, with its posts; whole or not at all.

        Raises StaleReadingError where the machine slept, or the clock was set, meanwhile.
        """
        begun = self.clock()
        if begun.date() != plan.day:
            raise StaleReadingError(f"{plan.day} is over")
        collected = await self.collector.collect(plan, begun, last=last)
        now = self.clock()
        if not timedelta() <= now - begun <= self.longest:
            raise StaleReadingError(
                f"the collection of {_minute(begun)} ended at {_minute(now)}, as the machine slept "
                "or the clock was set: it is not kept"
            )
        taken = await self.daily.take(collected.fetch, now=now, post=True)
        self._say(taken, collected, plan.day)
        return Stored(taken, collected, await self.collector.plan(plan.day))

    def _say(self, taken: Taken, collected: Collected, day: date) -> None:
        decision = taken.decision
        for judged in decision.judged:
            if judged.verdict.quality is Quality.REJECTED:
                self.log(Step.REJECTED, part=judged.snapshot.board, reason=judged.verdict.why)
        if taken.outcome is Outcome.STORED:
            changed: tuple[Event, ...] = (*decision.events, *decision.settled)
            self.log(
                Step.STORED,
                day=day.isoformat(),
                boards=sum(its.verdict.quality is not Quality.REJECTED for its in decision.judged),
                models=len(decision.counts),
                events=len(decision.events),
                told=sum(event.state is State.TOLD for event in changed),
                posts=len(decision.posts),
            )
        elif taken.outcome is Outcome.UNCHANGED and not collected.failures:
            self.log(Step.UNCHANGED, day=day.isoformat())


class Keeper:
    """Runs the bot: the platforms and three loops, which never end by themselves."""

    def __init__(
        self,
        taker: Taker,
        platforms: Mapping[str, Platform],
        schedule: Schedule,
        reception: Reception | None = None,
        chores: Sequence[Chore] = (),
    ) -> None:
        """Keep the parts; without a reception no platform is connected."""
        self.chores = chores
        self.taker, self.platforms, self.schedule = taker, platforms, schedule
        self.clock, self.log = taker.clock, taker.log
        self.reception = reception
        self.postman = Postman(taker.daily.store, platforms, taker.log, taker.clock)
        self._rounds: set[asyncio.Task[None]] = set()
        self._lost: StoreLostError | None = None
        self.today = Today(date.min)
        self.checked_at = datetime.min.replace(tzinfo=UTC)
        self._next: datetime | None = None
        self._posts = asyncio.Event()
        self._deaf: dict[str, datetime] = {}
        """Since when what people ask does not reach a platform, by name."""
        self._said_deaf: set[str] = set()

    @property
    def store(self) -> Store:
        """The database."""
        return self.taker.daily.store

    async def run(self) -> None:
        """Connect, look, deliver and check until cancelled.

        Raises StoreLostError where the database was taken away: nothing more can be kept.
        """
        await self._learn()
        connections = [
            asyncio.create_task(self._connect(platform, self.reception))
            for platform in self.platforms.values()
            if self.reception
        ]
        try:
            async with asyncio.TaskGroup() as loops:
                loops.create_task(self._again(self.look, lambda: asyncio.sleep(LOOK_SECONDS)))
                loops.create_task(self._again(self.deliver, self._until_posts))
                for chore in (self.check, *self.chores):
                    loops.create_task(self._again(chore, lambda: asyncio.sleep(LOOK_SECONDS)))
        except ExceptionGroup:
            if self._lost is None:
                raise
            raise self._lost from None
        finally:  # what is being posted has its end before the platforms are left
            await _end(self._rounds, ENDING)
            await _end(connections, LEAVING)

    async def _connect(self, platform: Platform, reception: Reception) -> None:
        """Keep a platform connected, whatever fails in it."""

        async def run(_: datetime) -> None:
            await platform.run(reception)

        await self._again(run, lambda: asyncio.sleep(LOOK_SECONDS))

    async def _again(
        self, work: Callable[[datetime], Awaitable[None]], pause: Callable[[], Awaitable[None]]
    ) -> None:
        """Do a piece of work for ever; what fails in it is said, once while it stays the same."""
        said = ""
        while True:
            trouble = ""
            try:
                await work(self.clock())
            except StoreLostError as error:
                self._lost = error
                raise
            except OvertakeError as error:
                trouble = str(error)
            except Exception as error:  # noqa: BLE001 - a fault of ours must not silence the bot
                trouble = fault(error)
            if trouble and trouble != said:
                self.log(Step.TROUBLE, reason=trouble)
            said = trouble
            await pause()

    async def _until_posts(self) -> None:
        """Wait for the next pass, or until a day has written posts."""
        self._posts.clear()
        try:
            async with asyncio.timeout(DELIVER_SECONDS):
                await self._posts.wait()
        except TimeoutError:
            return

    # --- the snapshot

    async def look(self, now: datetime) -> None:
        """Take today's snapshot if it is due and not there, whole; else note when it will be."""
        due = self.schedule.due_on(now.date())
        if self.today.day != now.date():
            self._begin(now.date(), due)
        today = self.today
        if today.done or due is None or now < (today.again_at or due + today.jitter):
            if not today.tries:
                self._say_next(now)
            return
        plan = await self._plan(today.day)
        if plan is None:
            self._done(now)
            return
        await self._take(plan, now)

    async def _plan(self, day: date) -> Plan | None:
        """Return what is to be taken now, None if nothing is."""
        days = await self.store.days()
        if days and days[-1] > day:
            self.log(Step.CLOCK_BEHIND, day=day.isoformat(), last=days[-1].isoformat())
            return None
        plan = await self.taker.collector.plan(day)
        return None if plan.is_empty else plan

    def _begin(self, day: date, due: datetime | None) -> None:
        """Begin a day: say what the one before lacks for good, and draw the jitter."""
        if self.today.left:
            before = self.today.day.isoformat()
            self.log(Step.DAY_LACKS, day=before, parts=", ".join(self.today.left))
        jitter = timedelta()
        if due is not None:  # the day's run stays within the day
            end = datetime.combine(day, clock_time.max, UTC) - timedelta(minutes=1)
            jitter = max(min(self.schedule.jitter, end - due), timedelta())
        self.today = Today(day, jitter=random.random() * jitter)  # noqa: S311 - no secret

    async def _take(self, plan: Plan, now: datetime) -> None:
        tries = self.today.tries
        first = self.today.first_try or now
        again = now + WAITS[min(tries, len(WAITS) - 1)]
        # Noted first: whatever happens in between, it is not tried again at once.
        self.today = replace(
            self.today, tries=tries + 1, first_try=first, again_at=again, left=plan.parts
        )
        last = now >= first + PATIENCE or now.timetz() >= LAST_HOUR
        try:
            stored = await self.taker.take(plan, last=last)
        except StaleReadingError:
            self.today = replace(self.today, again_at=now)
            raise
        except Exception:
            self._say_again(plan.day, again)
            raise
        self._posts.set()
        await self._learn()
        self.today = replace(self.today, left=stored.lacks)
        if stored.is_whole:
            self._done(self.clock())
        else:
            self._say_again(plan.day, again)

    async def _learn(self) -> None:
        """Let the reception know what can be asked for by now."""
        if self.reception:
            await self.reception.refresh()

    def _say_again(self, day: date, again: datetime) -> None:
        if again.date() == day:
            self.log(Step.AGAIN, day=day.isoformat(), due=_minute(again))

    def _done(self, now: datetime) -> None:
        self.today = replace(self.today, done=True)
        self._say_next(now)

    def _say_next(self, now: datetime) -> None:
        due = self.schedule.next_due(now)
        if due != self._next:
            self.log(Step.NEXT, due=_minute(due))
        self._next = due

    # --- posts

    async def deliver(self, now: datetime) -> None:
        """Send what is due; a round that takes long is not waited for."""
        self.listen(now)
        ended = {task for task in self._rounds if task.done()}
        self._rounds -= ended
        task = asyncio.create_task(self._round(now))
        self._rounds.add(task)
        await asyncio.wait([task], timeout=DELIVER_SECONDS)
        for error in _errors((*ended, *([task] if task.done() else []))):
            raise error

    async def _round(self, now: datetime) -> None:
        sent = await self.postman.round(now)
        if sent:
            self.log(Step.SENT, posts=sent)

    def listen(self, now: datetime) -> None:
        """Say once of a platform that has been deaf for long; it says when it hears again."""
        for name, platform in self.platforms.items():
            if platform.is_hearing:
                self._deaf.pop(name, None)
                continue
            since = self._deaf.setdefault(name, now)
            if now - since >= DEAF and name not in self._said_deaf:
                self.log(Step.DEAF, platform=name, since=_minute(since))
                self._said_deaf.add(name)
        self._said_deaf &= self._deaf.keys()

    async def check(self, now: datetime) -> None:
        """Once a day, try the channels that a platform's refusal paused."""
        if CHECK > now - self.checked_at >= timedelta():
            return
        for channel in await check_refused(self.store, self.platforms):
            self.log(Step.RESUMED, channel=channel)
        self.checked_at = now


async def _end(tasks: Iterable[asyncio.Task[None]], within: float) -> None:
    """Cancel tasks and wait so many seconds for their ends."""
    every = list(tasks)
    left = [task for task in every if task.cancel()]
    if left:
        await asyncio.wait(left, timeout=within)
    _errors(task for task in every if task.done())


def _errors(ended: Iterable[asyncio.Task[None]]) -> list[BaseException]:
    """Return what ended tasks failed with: each is asked, else asyncio prints a traceback."""
    found = [task.exception() for task in ended if not task.cancelled()]
    return [error for error in found if error]


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
