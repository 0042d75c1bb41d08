"""`overtake run` on a working Discord: the bot, its alerts as they stand, and posts that arrive."""

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.daily import Daily
from bot.families import load
from bot.model import Board, DeliveryState, Fetch, Metric, Subscription
from storage.store import open_store
from tests.discord_server import Channel, Discord, Guild, Message, Person
from tests.e2e.bot import PATIENCE, Bot
from tests.hub import Row, world
from tests.make import day, model, moment

NOWHERE = "http://127.0.0.1:9"
"""Port 9, "discard": for a bot that has nothing to ask the Hub."""
NAMESPACES = ("Qwen", "meta-llama")
KEYS = {
    Metric.TRENDING: "trendingScore",
    Metric.DOWNLOADS: "downloads",
    Metric.LIKES: "likes",
}
"""The counters of the small Hub's boards, and what the Hub calls them."""


class DiscordBot(Bot):
    """The program with a token for a Discord."""

    def __init__(self, folder: Path, discord: Discord, hub: str = NOWHERE) -> None:
        super().__init__(folder, hub, DISCORD_TOKEN=discord.token, OVERTAKE_DISCORD_API=discord.url)

    def alerts(self, channel: Channel) -> dict[str, object] | None:
        """A channel's subscription as it stands in the database."""
        found = self.rows("SELECT wishes FROM subscription WHERE channel = ?", named(channel))
        wishes: dict[str, object] | None = json.loads(str(found[0][0])) if found else None
        return wishes

    def paused(self, channel: Channel) -> object:
        """Why a channel's alerts are paused, None if they are not."""
        alerts = self.alerts(channel)
        assert alerts
        return alerts["paused"]

    def posts(self, state: str) -> int:
        """How many posts are in a state."""
        return len(self.rows("SELECT id FROM post WHERE state = ?", state))


def named(channel: Channel) -> str:
    """What the program calls a channel."""
    return f"discord:{channel.id}"


class Town(Discord):
    """A Discord of one guild, which tells when posts are stored."""

    def __init__(self) -> None:
        super().__init__()
        self.on_stored = self._note
        self.guild: Guild = self.add_guild()
        self.boss = self.person("boss", manages=True)
        self._arrived = asyncio.Condition()

    async def _note(self, _: Channel, __: Message) -> None:
        async with self._arrived:
            self._arrived.notify_all()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until posts have arrived so that something holds."""
        async with asyncio.timeout(PATIENCE), self._arrived:
            await self._arrived.wait_for(holds)


# --- days that are there before the bot is


BOARDS = tuple(Board(metric.value, metric, depth=10) for metric in KEYS)


def hub_of(day: int, leader: int | None = None) -> list[Row]:
    """The Hub's models of a day; the one of that place leads `trending`."""
    models = world(39, day=day)
    if leader is not None:
        models[leader]["trendingScore"] = 9e6
    return models


async def two_days(bot: Bot, *channels: Channel, owner: Person | None = None) -> None:
    """Have May 1st stored, and the second with another leader: a post waits for each channel."""
    async with await open_store(bot.database, create=True) as store:
        daily = Daily(store, BOARDS, load(None))
        await daily.take(_fetch(1, hub_of(1)), now=moment("05-01"), post=True)
        for channel in channels:
            whose = f"discord:{owner.id}" if owner else ""
            await store.subscribe(Subscription(named(channel), owner=whose))
        await daily.take(_fetch(2, hub_of(2, leader=7)), now=moment("05-02", "11:00"), post=True)
        assert len(await store.posts(DeliveryState.WAITING)) == len(channels)


def _fetch(number: int, models: Sequence[Row]) -> Fetch:
    """What a reading of a small Hub gives."""

    def top(key: str) -> list[str]:
        return [row["id"] for row in sorted(models, key=lambda row: -row[key])][:10]

    lists = {metric.value: top(KEYS[metric]) for metric in KEYS}
    rows = [
        model(row["id"], id=row["_id"], **{its.value: row[key] for its, key in KEYS.items()})
        for row in models
    ]
    at = "13:30" if number == 1 else "11:00"
    return day(f"05-{number:02}", *rows, at=at, namespaces=NAMESPACES, **lists)
