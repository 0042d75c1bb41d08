"""`overtake run` on a platform where people talk: alerts as they stand, and days that wait."""

import asyncio
import json
import signal
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Generic, Protocol, TypeVar

from bot.daily import Daily
from bot.families import load
from bot.model import Board, DeliveryState, Fetch, Metric, Subscription
from storage.store import open_store
from tests.e2e.bot import PATIENCE, Bot
from tests.hub import Row, world
from tests.make import day, model, moment

NOWHERE = "http://127.0.0.1:9"
"""Port 9, "discard": for a bot that has nothing to ask the Hub."""
MORNING = "05-02T12:00"
"""Before the day's snapshot is due: what waits is posted, and the Hub is not asked."""
NAMESPACES = ("Qwen", "meta-llama")
KEYS = {
    Metric.TRENDING: "trendingScore",
    Metric.DOWNLOADS: "downloads",
    Metric.LIKES: "likes",
}
"""The counters of the small Hub's boards, and what the Hub calls them."""


class Named(Protocol):
    """Whatever a platform has a name for: a channel, a person."""

    id: str


Where = TypeVar("Where", bound=Named)


class ChatBot(Bot, Generic[Where]):
    """The program with a token for a platform, whose channels are of a kind."""

    platform: str

    def named(self, its: Named) -> str:
        """What the program calls a channel or a person."""
        return f"{self.platform}:{its.id}"

    def place(self, channel: Where) -> str:  # noqa: ARG002 - some platforms need none
        """Where the program takes a channel to be."""
        return ""

    def alerts(self, channel: Where) -> dict[str, object] | None:
        """A channel's subscription as it stands in the database."""
        found = self.rows("SELECT wishes FROM subscription WHERE channel = ?", self.named(channel))
        wishes: dict[str, object] | None = json.loads(str(found[0][0])) if found else None
        return wishes

    def paused(self, channel: Where) -> object:
        """Why a channel's alerts are paused, None if they are not."""
        alerts = self.alerts(channel)
        assert alerts
        return alerts["paused"]

    def posts(self, state: str) -> int:
        """How many posts are in a state."""
        return len(self.rows("SELECT id FROM post WHERE state = ?", state))

    async def ends_in_time(self) -> float:
        """Ask it to end, as Docker does; return how many seconds it took."""
        asked = monotonic()
        async with asyncio.timeout(5):
            assert await self.ends(signal.SIGTERM) == 0, self.log
        return monotonic() - asked

    def assert_untold(self, *secrets: str) -> None:
        """No secret is in any line, in the output or in any byte of the bot's folder."""
        everything = "".join(self.log).encode() + self.out
        files = [its for its in self.folder.rglob("*") if its.is_file()]
        everything += b"".join(its.read_bytes() for its in files)
        assert not [its for its in secrets if its.encode() in everything]


class Arrivals:
    """Tells whoever waits that something arrived."""

    def __init__(self) -> None:
        self._arrived = asyncio.Condition()

    async def note(self, *_: object) -> None:
        """Something arrived."""
        async with self._arrived:
            self._arrived.notify_all()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds because of what arrived."""
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


async def two_days(bot: ChatBot[Where], *channels: Where, owner: Named | None = None) -> None:
    """Have two days stored, and a post waiting for each of the channels."""
    whose = bot.named(owner) if owner else ""
    await have_two_days(
        bot,
        [Subscription(bot.named(its), owner=whose, place=bot.place(its)) for its in channels],
    )


async def have_two_days(bot: Bot, wanted: Sequence[Subscription]) -> None:
    """Have May 1st stored, and the second with another leader: a post waits for each that wants."""
    async with await open_store(bot.database, create=True) as store:
        daily = Daily(store, BOARDS, load(None))
        await daily.take(_fetch(1, hub_of(1)), now=moment("05-01"), post=True)
        for its in wanted:
            await store.subscribe(its)
        await daily.take(_fetch(2, hub_of(2, leader=7)), now=moment("05-02", "11:00"), post=True)
        assert len(await store.posts(DeliveryState.WAITING)) == len(wanted)


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
