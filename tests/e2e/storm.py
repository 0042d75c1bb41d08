"""A storm over a region: faults at the bot's calls while people ask and a day comes to its time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

from tests.discord_server import NoAnswer as NoneOnDiscord
from tests.e2e.drills import Drills
from tests.e2e.faulty import Request
from tests.e2e.region import (
    Region,
    ends_the_boards,
    ends_the_namespaces,
    of_discord,
    of_slack,
    of_the_hub,
)
from tests.e2e.relay import Strike
from tests.e2e.wrong import Kind
from tests.slack_server import NoAnswer as NoneOnSlack

NOBODY = (NoneOnDiscord, NoneOnSlack, TimeoutError)
"""What comes of a question that nobody answers."""
LONGEST = 100.0
"""Seconds that a storm lasts at most; what did not happen by then is left for the next one."""
SLOW = 3.0
"""Seconds that whatever is slow is so for, once nothing else goes wrong."""
PATIENCE = 150.0
"""Seconds after a storm until the bot counts as lost."""
ASKING = 1.0
"""Seconds between two questions on a platform."""
LOOK = 0.05
ON_AGAIN = 7
"""Minutes: past the bot's first wait for a Hub that failed."""
A_WHILE, TURNS = 20, 9
"""Minutes that the clock is moved, and how often, while posts fail: an outage of hours."""
LINES: Mapping[str, tuple[str, ...]] = {
    "discord": ("Discord", "gateway"),
    "slack": ("Slack", "socket", "response_url"),
}
"""The doors of each platform."""
POST, LOOK_UP = "chat.postMessage", "conversations.history"
NOTED = {
    ("Discord", "post"): "retrying",
    ("Slack", POST): "retrying",
    ("Slack", LOOK_UP): "in doubt",
}
"""The state of a post that such a call is made for; who was refused shows in its note."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is to happen to a call, and at which door."""

    door: str
    call: str
    kind: Kind

    @property
    def at(self) -> tuple[str, str]:
        return self.door, self.call


@dataclass(frozen=True, slots=True)
class Recovery:
    """When all was as before on a platform, in seconds after the last fault's end."""

    platform: str
    answered: float
    told: float


@dataclass
class Came:
    """What came of a storm."""

    strikes: list[tuple[str, Strike]] = field(default_factory=list)
    """By door."""
    left: list[Fault] = field(default_factory=list)
    """What did not happen."""
    recoveries: list[Recovery] = field(default_factory=list)
    waits: int = 0
    """How often the clock was moved past the bot's own wait for the Hub."""


class Storm:
    """One day of a region, and what goes wrong in it."""

    def __init__(self, region: Region, faults: Sequence[Fault]) -> None:
        """Let these happen."""
        self.its, self.faults = region, faults
        self.doors = region.doors
        self.came, self.drills = Came(), Drills(region)
        self.refusals = {its.at for its in faults if its.kind is Kind.REFUSED}
        """Where somebody is still to be refused."""
        self._calm: set[str] = set()
        """Platforms whose storm is over."""
        self._stored = 0.0
        """When the day was stored."""
        self._answers: dict[str, list[tuple[float, float]]] = {name: [] for name in LINES}
        """When each question was asked that was answered, and when that was."""
        self._told: dict[str, float] = {}
        """By platform, when all posts of the day were there."""
        self._line = len(region.bot.log)

    async def pass_by(self) -> Came:
        """Let it come and go. Raises AssertionError where the bot does not recover."""
        before = {name: len(door.strikes) for name, door in self.doors.items()}
        self._arm()
        self._until = monotonic() + LONGEST
        self._refusing = {its: asyncio.create_task(self._refuse(*its)) for its in self.refusals}
        beside = [
            *(self._keep(*drill) for drill in self.drills.all()),
            *(self._keep_asking(name) for name in LINES),
            self._watch_posts(),
            self._outlast_posts(),
        ]
        tasks = [asyncio.create_task(work) for work in beside]
        tasks += self._refusing.values()
        await asyncio.sleep(LOOK)  # the doors that are to be shut are
        self.its.turn()
        try:
            async with asyncio.TaskGroup() as group:
                for work in (self._take_the_day(), *map(self._recover, LINES)):
                    group.create_task(work)
        finally:
            for task in tasks:
                task.cancel()
            found = await asyncio.gather(*tasks, return_exceptions=True)
        broken = [its for its in found if isinstance(its, Exception)]
        assert not broken, broken
        self._end(tuple(self.doors))
        for name, door in self.doors.items():
            struck = (its for its in door.strikes[before[name] :] if its.call)
            self.came.strikes += [(name, its) for its in struck]
        return self.came

    def _arm(self) -> None:
        """Let requests go wrong; and so many posts be in doubt as are to be looked for in vain."""
        for its in self.faults:
            if its.kind is not Kind.REFUSED:
                self.doors[its.door].arm(its.call, its.kind)
        looks = sum(its.call == LOOK_UP for its in self.faults)
        self.doors["Slack"].arm(POST, *[Kind.LOST] * looks)

    def _is_due(self, door: str, *calls: str) -> bool:
        """Whether something has still to go wrong with any of these calls."""
        return self.doors[door].left(*calls) or any((door, its) in self.refusals for its in calls)

    def _is_past(self, doors: Sequence[str]) -> bool:
        """Whether the day is stored, and nothing more goes wrong at these doors."""
        return (self._stored and self._is_over(doors)) or monotonic() >= self._until

    def _is_over(self, doors: Sequence[str]) -> bool:
        """Whether nothing has still to go wrong at these doors."""
        left = {(name, call) for name in doors for call in self.doors[name].queues}
        left = {its for its in left if self.doors[its[0]].left(its[1])}
        left |= {its for its in self.refusals if its[0] in doors}
        return not {its for its in left if its not in NOTED or its[0].lower() not in self._told}

    # --- the day

    async def _take_the_day(self) -> None:
        """Wait for the day; move the clock past the bot's own waits for the Hub, which are long."""
        bot = self.its.bot
        while not self.its.lines("next", self._line):
            if self.its.lines("again", self._line) > self.came.waits:
                self.came.waits += 1
                bot.later(ON_AGAIN * 2**self.came.waits)
            assert monotonic() < self._until, "the day is not stored"
            slow = [its.at for its in self.doors["Hub"].strikes if its.end is None]
            if slow and monotonic() - max(slow) > SLOW:
                self.doors["Hub"].calm()
            await asyncio.sleep(LOOK)
        self._stored = monotonic()

    async def _outlast_posts(self) -> None:
        """Let the hours of an outage go by while posts fail, as long as no platform recovers."""
        turns = 0
        while turns < TURNS:
            await asyncio.sleep(SLOW)
            recovered = {its.platform for its in self.came.recoveries}
            posts = any(self._is_due(*its) for its in NOTED)
            if self._stored and posts and self._calm <= recovered:
                self.its.bot.later(A_WHILE)
                turns += 1

    # --- a platform

    async def _recover(self, platform: str) -> None:
        """Wait for the end of a platform's storm; note how long it takes until all is well."""
        names = LINES[platform]
        doors = [self.doors[name] for name in names]
        while not self._is_past(names):  # noqa: ASYNC110 - most of it is in a database
            await asyncio.sleep(LOOK)
        if any(strike.end is None for door in doors for strike in door.strikes):
            await asyncio.sleep(SLOW)
        self._calm.add(platform)
        self._end(names)
        await asyncio.sleep(LOOK)  # doors that were shut are open again
        ends = [strike.end or 0.0 for door in doors for strike in door.strikes]
        end = max([self._stored, self.drills.ended[platform], *ends])
        while platform not in self._told or not self._answered(platform, end):
            assert monotonic() < end + PATIENCE, self._lost(platform)
            await asyncio.sleep(LOOK)
        told = max(self._told[platform] - end, 0.0)
        answered = min(self._answered(platform, end)) - end
        self.came.recoveries.append(Recovery(platform, answered, told))

    def _end(self, names: Sequence[str]) -> None:
        """Let nothing more go wrong at some doors; keep what did not for another storm."""
        for name in names:
            self.came.left += [Fault(name, *each) for each in self.doors[name].disarm()]
            self.doors[name].calm()
        for its in [its for its in self.refusals if its[0] in names]:
            self._refusing[its].cancel()
            self.refusals.discard(its)
            self.came.left.append(Fault(*its, Kind.REFUSED))

    def _answered(self, platform: str, since: float) -> list[float]:
        """When questions were answered that were asked since then."""
        return [at for asked, at in self._answers[platform] if asked >= since]

    def _lost(self, platform: str) -> str:
        struck = [str(its) for door in self.doors.values() for its in door.strikes]
        return "\n".join([f"{platform}: {self.its.waiting(platform)}", *struck])

    async def _watch_posts(self) -> None:
        while True:
            for name in LINES:
                if self._stored and name not in self._told and self.its.are_told(name):
                    self._told[name] = monotonic()
            await asyncio.sleep(LOOK)

    async def _keep_asking(self, platform: str) -> None:
        """Ask again and again, whether or not the one before is answered."""
        async with asyncio.TaskGroup() as group:
            while True:
                group.create_task(self._ask(platform))
                await asyncio.sleep(ASKING)

    async def _ask(self, platform: str) -> None:
        asked = monotonic()
        with suppress(*NOBODY):
            if platform == "discord":
                await next(self.its.askers).ask(self.its.rooms[0], "rank", name="qwen")
            else:
                await next(self.its.typists).ask(self.its.channels[0], "/rank qwen")
            self._answers[platform].append((asked, monotonic()))

    # --- what goes wrong

    async def _keep(
        self, door: str, calls: Sequence[str], drill: Callable[[], Awaitable[None]]
    ) -> None:
        """Make the bot call, as long as something has still to go wrong with that."""
        async with asyncio.TaskGroup() as group:
            while True:
                if self._is_due(door, *calls):
                    group.create_task(_vainly(drill()))
                await asyncio.sleep(ASKING)

    async def _refuse(self, door: str, call: str) -> None:
        until = self._is_noted(door.lower(), NOTED[door, call]) if (door, call) in NOTED else None
        behind = BEHIND.get((door, call))
        while not await self.doors[door].refuse(call, behind, until):  # noqa: ASYNC110 - it is here
            await asyncio.sleep(SLOW)
        self.refusals.discard((door, call))

    def _is_noted(self, platform: str, state: str) -> Callable[[], bool]:
        """Whether a post of a platform met nobody in its state, as is noted."""

        def noted() -> bool:
            found = self.its.waiting(platform)
            return any(its == state and "reached" in str(note) for _, its, note in found)

        return noted


async def _vainly(work: Awaitable[None]) -> None:
    """Do something that the bot may not answer."""
    with suppress(*NOBODY):
        await work


def _is(name: Callable[[Request], str], call: str) -> Callable[[Request], bool]:
    return lambda request: name(request) == call


BEHIND: Mapping[tuple[str, str], Callable[[Request], bool]] = {
    ("Hub", "board, later page"): _is(of_the_hub, "board, page one"),
    ("Hub", "namespace, page one"): ends_the_boards,
    ("Hub", "namespace, later page"): _is(of_the_hub, "namespace, page one"),
    ("Hub", "model"): ends_the_namespaces,
    ("Discord", "application"): _is(of_discord, "login"),
    ("Discord", "gateway address"): _is(of_discord, "application"),
    ("Discord", "commands"): _is(of_discord, "gateway address"),
    ("Discord", "edit"): _is(of_discord, "callback"),
    ("Discord", "follow-up"): _is(of_discord, "edit"),
    ("Discord", "deletion"): _is(of_discord, "follow-up"),
    ("Slack", LOOK_UP): _is(of_slack, POST),
}
"""The call that comes right before another one at the same door: nobody listens from then on."""
