"""A bot with both platforms, killed 300 times at random moments of its days: `make faults`.

Every day has a new post for every channel. The kills of a day are drawn from its whole course, from
the start to the chores at night, and come in its order; then the bot may end the day's work.
"""

import asyncio
import random
import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from itertools import chain
from pathlib import Path
from typing import Self

import pytest

from bot.model import Subscription
from storage.store import open_store
from tests.discord_server import Message as OnDiscord
from tests.e2e.bot import PAGES, PATIENCE
from tests.e2e.chat import hub_of
from tests.e2e.discord import Town
from tests.e2e.slack import Office, SlackBot
from tests.faults_table import Row
from tests.hub import Call, Hub
from tests.make import later, moment, on
from tests.slack_server import Message as OnSlack

pytestmark = [pytest.mark.e2e, pytest.mark.faults]

KILLS = 300
HOUSES = 3
"""Bots, each with a Discord, a Slack, a Hub and a database of its own: while one waits, another can
be killed."""
DAYS, A_DAY = 10, 10
"""...of each, and kills of each of its days."""
CHANNELS = 6
"""...of each platform."""
SEED = 2026
ANSWER = 0.3
"""Seconds that a platform takes at most to answer a post that it has stored."""
START, WRITING, A_WHILE = 0.6, 0.1, 1.5
"""Seconds in which the bot starts, judges and writes a day, does its chores."""
HEALTH = ("PRAGMA integrity_check", "PRAGMA foreign_key_check")
SNAPSHOTS = "SELECT board, day, COUNT(*) FROM snapshot GROUP BY board, day"
NOTED = "SELECT channel FROM post WHERE day = ? AND state = 'sent'"


class Phase(IntEnum):
    """The course of a day. Where a kill landed, the log and the database say that it left."""

    STARTING = 0  # nothing was said
    COLLECTING = 1  # not all pages are there
    WRITING = 2  # all are, the day is not stored
    STORED = 3  # no post is out
    SENDING = 4  # some are, and not all of them noted
    NOTED = 5  # all posts are
    NIGHT = 6  # after midnight, with the chores


SOON_AFTER = {Phase.WRITING: "collected", Phase.STORED: "stored"}
"""What is said where these begin."""


def is_healthy(database: Path) -> bool:
    """Whether SQLite finds nothing wrong in a file."""
    with closing(sqlite3.connect(database)) as db:
        return [db.execute(its).fetchall() for its in HEALTH] == [[("ok",)], []]


@dataclass
class Left:
    """What a kill left, read from a copy: the file is the bot's."""

    healthy: bool
    snapshots: list[tuple[str, str, int]]
    noted: set[str]
    """The channels whose post of the day is noted."""
    subscribed: set[str]

    @classmethod
    def of(cls, database: Path, day: str) -> Self:
        copy = database.parent / "copy"
        copy.mkdir()
        for file in database.parent.glob(f"{database.name}*"):
            shutil.copy(file, copy / file.name)
        healthy = is_healthy(copy / database.name)
        with closing(sqlite3.connect(copy / database.name)) as db:
            snapshots = db.execute(SNAPSHOTS).fetchall()
            noted = {name for (name,) in db.execute(NOTED, (day,))}
            subscribed = {name for (name,) in db.execute("SELECT channel FROM subscription")}
        shutil.rmtree(copy)
        return cls(healthy, snapshots, noted, subscribed)

    def has(self, day: str) -> bool:
        """Whether the day is stored."""
        return any(its == day for _, its, _ in self.snapshots)


@dataclass
class Figures:
    """What came of the kills."""

    landed: Counter[Phase] = field(default_factory=Counter)
    unnoted: int = 0
    """Kills that left a post that was out and not noted."""
    healthy: int = 0
    posts: int = 0
    lost: int = 0
    doubled: Counter[str] = field(default_factory=Counter)
    """Messages too many, by platform."""

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.landed + other.landed,
            self.unnoted + other.unnoted,
            self.healthy + other.healthy,
            self.posts + other.posts,
            self.lost + other.lost,
            self.doubled + other.doubled,
        )

    def __str__(self) -> str:
        landed = ", ".join(f"{phase.name.lower()} {self.landed[phase]}" for phase in Phase)
        return (
            f"posts lost {self.lost} of {self.posts} · doubled on Discord "
            f"{self.doubled['discord']} · on Slack {self.doubled['slack']} · database intact "
            f"{self.healthy} of {self.landed.total()} · killed while {landed}; "
            f"{self.unnoted} between sent and noted; seed {SEED}"
        )


async def test_killed_three_hundred_times_at_any_moment_no_post_is_lost_or_doubled(
    tmp_path: Path, row: Row
) -> None:
    houses = [House(tmp_path / f"{number}", SEED + number) for number in range(HOUSES)]
    found = await asyncio.gather(*(house.live() for house in houses))
    its = sum(found, Figures())
    row("300 kills at random moments of a day, with both platforms", str(its))
    assert its.landed.total() == its.healthy == KILLS
    assert (its.lost, its.doubled.total()) == (0, 0)
    assert its.posts == HOUSES * DAYS * 2 * CHANNELS
    assert min(its.landed[phase] for phase in Phase) > 0, "a phase was spared"


class House:
    """A bot with both platforms and a Hub, through its days."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - the same moments at every run
        self.folder, self.figures = folder, Figures()
        self.hub, self.discord, self.slack = Hub(page=5), Town(), Office()
        self.discord.on_stored = self.slack.on_stored = self._answer_late
        self.slack.new_id.wall = lambda: moment(self.day).timestamp()
        self.hub.fault, self.hub.quota = self._count_page, 10**6
        self.number, self.day = 0, "05-01"
        self.pages = 0
        """How many the bot asked for since it was started."""

    def _count_page(self, call: Call) -> None:
        self.pages += call.is_page

    async def _answer_late(self, *_: object) -> None:
        await asyncio.sleep(self.dice.uniform(0.0, ANSWER))

    # --- its days

    async def live(self) -> Figures:
        """Live through the days, with the kills of each but the first, which nobody is told of."""
        async with AsyncExitStack() as stack:
            for server in (self.hub, self.discord, self.slack):
                await stack.enter_async_context(server)
            await self._move_in()
            for number in range(DAYS + 1):
                self._dawn(number)
                for drawn in sorted(self.dice.uniform(0, len(Phase)) for _ in range(A_DAY)):
                    if number:
                        await self._killed(Phase(int(drawn)), drawn % 1)
                await self._work_done()
            self._count()
        assert self.discord.problems == []
        return self.figures

    async def _move_in(self) -> None:
        acme = self.slack.add_workspace()
        self.bot = SlackBot(self.folder, self.slack, acme, hub=self.hub.url)
        self.bot.environment |= {
            "DISCORD_TOKEN": self.discord.token,
            "OVERTAKE_DISCORD_API": self.discord.url,
        }
        guild = self.discord.guild
        on_discord = [self.discord.add_channel(guild, f"d{n}") for n in range(CHANNELS)]
        on_slack = [self.slack.add_channel(acme, f"s{n}") for n in range(CHANNELS)]
        self.channels: dict[str, Sequence[OnDiscord | OnSlack]] = {
            **{f"discord:{its.id}": its.messages for its in on_discord},
            **{f"slack:{its.id}": its.messages for its in on_slack},
        }
        async with await open_store(self.bot.database, create=True) as store:
            for name in self.channels:
                place = f"slack:{acme.id}" if name.startswith("slack") else ""
                await store.subscribe(Subscription(name, place=place))

    def _dawn(self, number: int) -> None:
        """A day on which another model leads, which every channel is told of."""
        self.number, self.day = number, later("05-01", number)
        self.hub.models = hub_of(number + 1, leader=7 * number % 39)
        self.bot.set_clock(f"{self.day}T13:30")

    async def _go_to_bed(self) -> None:
        """Set the clock to the night; what was never let come to be stored by day is by then."""
        if not self.is_stored:
            await self._work_done()
        self.bot.set_clock(f"{on(self.day) + timedelta(days=1):%m-%d}T02:30")

    async def _work_done(self) -> None:
        """Have the bot end the day's work in peace."""
        async with self.bot.running():
            await self.bot.comes_to(self._is_done)
            assert await self.bot.ends(signal.SIGTERM) == 0, self.bot.log

    def _is_done(self) -> bool:
        sent = self.bot.posts("sent") == self.number * len(self.channels)
        return self.is_stored and sent and self._says("next")

    def _says(self, step: str) -> bool:
        """Whether the bot has said a step, or any, since it was started."""
        return any(f"step={step}" in line for line in self.bot.log)

    @property
    def is_stored(self) -> bool:
        """Whether the day is in the database."""
        return len(self.bot.snapshots) > 3 * self.number

    @property
    def told(self) -> set[str]:
        """The channels that have the day's post."""
        return {name for name, messages in self.channels.items() if len(messages) >= self.number}

    # --- a kill

    async def _killed(self, phase: Phase, part: float) -> None:
        """Start the bot, kill it at a moment of the day's course, and see what that left."""
        if phase is Phase.NIGHT:
            await self._go_to_bed()
        before, self.pages = self.told, 0
        async with self.bot.running():
            await self._comes_to(phase, part)
            self.bot.process.kill()
            assert await self.bot.ends() == -signal.SIGKILL, self.bot.log
        left = Left.of(self.bot.database, f"2026-{self.day}")
        self.figures.landed[self._where(phase, left)] += 1
        self.figures.unnoted += bool(self.told - before - left.noted)
        self.figures.healthy += left.healthy
        assert {times for _, _, times in left.snapshots} <= {1}
        assert left.subscribed == set(self.channels)

    async def _comes_to(self, phase: Phase, part: float) -> None:
        """Wait for a moment, or for one soon after where it is over already."""
        if phase is Phase.STARTING:
            await asyncio.sleep(part * START)
        elif phase is Phase.COLLECTING and not self.is_stored:
            await self._until(lambda: self.pages > part * PAGES)
        elif phase in SOON_AFTER and not self.is_stored:
            await self._until(lambda: self._says(SOON_AFTER[phase]))
            await asyncio.sleep(part * WRITING)
        elif phase is Phase.NOTED and len(self.told) < len(self.channels):
            await self._until(lambda: len(self.told) == len(self.channels))
            await asyncio.sleep(ANSWER + part * A_WHILE)
        elif phase < Phase.NOTED and (untold := len(self.channels) - len(self.told)):
            enough = len(self.told) + part * untold
            await self._until(lambda: len(self.told) > enough)
            await asyncio.sleep(self.dice.uniform(0, ANSWER))
        else:
            await self._until(lambda: self._says("next"))
            await asyncio.sleep(part * A_WHILE)

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - a moment is no less random for it
                await asyncio.sleep(0.002)

    def _where(self, phase: Phase, left: Left) -> Phase:
        """Return where a kill landed."""
        if not self._says(""):
            return Phase.STARTING
        if not left.has(f"2026-{self.day}"):
            return Phase.WRITING if self._says("collected") else Phase.COLLECTING
        if phase is Phase.NIGHT:
            return phase
        if len(left.noted) == len(self.channels):
            return Phase.NOTED
        return Phase.SENDING if self.told else Phase.STORED

    # --- what came of it

    def _count(self) -> None:
        """Compare what stands in the channels with what the database says went there."""
        posts = self.bot.rows("SELECT channel, receipt, state FROM post")
        there = {
            (name, message.id if isinstance(message, OnDiscord) else message.ts)
            for name, messages in self.channels.items()
            for message in messages
        }
        its = self.figures
        its.posts = DAYS * len(self.channels)
        its.lost = its.posts - len({(name, at) for name, at, state in posts if (name, at) in there})
        for name, messages in self.channels.items():
            its.doubled[name.partition(":")[0]] += len(messages) - DAYS
        days = chain.from_iterable([f"2026-{later('05-01', n)}"] * 3 for n in range(DAYS + 1))
        assert [day for _, day, _ in self.bot.snapshots] == list(days)
        backups = list((self.folder / "backups").glob("*.db"))
        assert backups
        assert all(map(is_healthy, backups))
