"""A bot on a volume of its own, with a channel that listens, and days that each bring a post."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tests.discord_server import Channel, plain
from tests.e2e.bot import PATIENCE, Bot
from tests.e2e.chat import hub_of
from tests.e2e.discord import DiscordBot, Town
from tests.e2e.volume import Volume, volume
from tests.hub import Hub

PAGES = 4000
"""Of the volume: 16 MB."""
BEFORE = date(2026, 4, 30)
DAYS = (
    "SELECT snapshot.day, board, quality, position, name, value FROM place"
    " JOIN snapshot ON snapshot.id = snapshot_id JOIN model ON model.id = model_id"
    " ORDER BY snapshot.day, board, position"
)
EVENTS = (
    "SELECT id, kind, day, board, grouping, top_size, subject, other, metric, value_before,"
    " value_after, state, told_on, reason, facts FROM event ORDER BY id"
)
POSTS = "SELECT id, day, part, events, message, state FROM post ORDER BY id"
STANDINGS = "SELECT day, metric, grouping, group_key, value, place, cohort FROM standing"
Rows = Sequence[tuple[object, ...]]
TROUBLE = re.compile(r'step=trouble reason="(.*)"')


@dataclass(frozen=True, slots=True)
class Held:
    """What there is in the end: in the database, and on Discord."""

    days: Rows
    events: Rows
    standings: Rows
    posts: Rows
    shown: tuple[str, ...]
    """What the channel's messages say."""
    requests: int
    """For how many messages Discord was asked."""
    sound: Rows


def dawn(bot: Bot, hub: Hub, number: int, at: str = "13:30") -> None:
    """Let the n-th day from May 1st on come: each has another leader, so that there is a post."""
    hub.models = hub_of(number, leader=3 + number % 7)
    bot.set_clock(f"{BEFORE + timedelta(days=number):%m-%d}T{at}")


class VolumeBot(DiscordBot):
    """The program with its database on a volume, or where the others have it."""

    def __init__(self, folder: Path, town: Town, hub: str, its: Volume | None) -> None:
        super().__init__(folder, town, hub)
        self.volume = its
        if its:
            self.within, self.database = its.within, its.path / "overtake.db"
            self.environment["OVERTAKE_DATABASE"] = str(self.database)

    async def found(self, query: str) -> Rows:
        """What a query finds."""
        return await (self.volume or Volume(self.folder)).asked(self.database, query)

    @property
    def troubles(self) -> list[str]:
        """Why something failed, as often as it was logged since the start."""
        return [found[1] for line in self.log if (found := TROUBLE.search(line))]

    def said(self, step: str) -> int:
        """How often a step was logged since the start."""
        return sum(f"step={step} " in line for line in self.log)

    async def logs(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until the log makes something hold."""
        await self._until(holds, what)


@dataclass
class Scene:
    """The bot, the Hub it asks and the town it is in; May 1st is stored."""

    bot: VolumeBot
    hub: Hub
    town: Town
    news: Channel

    @property
    def volume(self) -> Volume:
        """Where the database is."""
        assert self.bot.volume
        return self.bot.volume

    @property
    def requests(self) -> int:
        """For how many messages Discord was asked."""
        return sum(request.is_post for request in self.town.requests)

    def dawn(self, number: int, at: str = "13:30") -> None:
        """Let the n-th day come."""
        dawn(self.bot, self.hub, number, at)

    async def has_day(self, number: int) -> None:
        """Let the n-th day come, and wait until it is told."""
        sent = self.bot.said("sent")
        self.dawn(number)
        await self.bot.logs(lambda: self.bot.said("sent") > sent, "post")

    @asynccontextmanager
    async def going(self) -> AsyncIterator[VolumeBot]:
        """Have the bot running and connected; in the end it ends as Docker would have it."""
        async with self.bot.running():
            await self.bot.says("connected")
            yield self.bot
            await self.bot.ends_in_time()
            assert "Traceback" not in "\n".join(self.bot.log), "\n".join(self.bot.log)

    async def refused(self, *words: str) -> str:
        """Run a command that says in one sentence why it can't be; return that."""
        async with self.bot.running(*words):
            status = await self.bot.ends()
        assert status == 1, self.bot.log
        [sentence] = self.bot.log
        assert sentence.startswith("overtake: ")
        return sentence

    async def held(self) -> Held:
        """All there is in the end."""
        found = self.bot.found
        return Held(
            days=await found(DAYS),
            events=await found(EVENTS),
            standings=sorted(await found(STANDINGS), key=repr),
            posts=await found(POSTS),
            shown=tuple(plain(message.payload) for message in self.news.messages),
            requests=self.requests,
            sound=[
                *await found("PRAGMA integrity_check"),
                *await found("PRAGMA foreign_key_check"),
            ],
        )


@asynccontextmanager
async def scene(folder: Path, kind: str | None = "tmpfs") -> AsyncIterator[Scene]:
    """Have a day stored and a channel's alerts on, on a kind of volume or on none; nothing runs."""
    async with Town() as town, Hub(page=5) as hub:
        hub.quota = 1_000_000
        town.limits.per_channel = None  # here a month goes by in the seconds of five messages
        news = town.add_channel(town.guild)
        if kind is None:
            bot = VolumeBot(folder / "bot", town, hub.url, None)
            await first_day(bot, hub, news)
            yield Scene(bot, hub, town, news)
        else:
            async with volume(folder / "disk", PAGES, kind) as its:
                bot = VolumeBot(folder / "bot", town, hub.url, its)
                await first_day(bot, hub, news)
                yield Scene(bot, hub, town, news)
        assert town.problems == [], town.problems


async def first_day(bot: Bot, hub: Hub, *channels: Channel) -> None:
    """Take May 1st, and turn the alerts of channels on."""
    dawn(bot, hub, 1)
    async with bot.running("snapshot"):
        assert await bot.ends() == 0, bot.log
    for channel in channels:
        await turn_on(bot, channel)


async def turn_on(bot: Bot, channel: Channel) -> None:
    """Turn a channel's alerts on, of every board."""
    words = ("--channel", f"discord:{channel.id}", "--boards", "trending,downloads,likes")
    async with bot.running("alerts", "on", *words):
        assert await bot.ends() == 0, bot.log


async def looks(seconds: float = 0.5) -> None:
    """Let the bot look and deliver some ten times, as it does every 0.05 seconds here."""
    await asyncio.sleep(seconds)


async def comes_to(bot: VolumeBot, query: str, wanted: Rows) -> None:
    """Wait until a query finds what is wanted, which no log tells."""
    async with asyncio.timeout(PATIENCE):
        while await bot.found(query) != wanted:
            await looks(0.05)
