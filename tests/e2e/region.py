"""A bot on both platforms, with a Hub, where every call goes through a door that may fail."""

import asyncio
import random
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from itertools import cycle
from pathlib import Path

from aiohttp import web
from yarl import URL

from bot.model import Subscription
from storage.store import open_store
from tests.discord_server import Channel as Room
from tests.discord_server import Guild
from tests.e2e.bot import Bot, small_hub
from tests.e2e.chat import NAMESPACES, ChatBot, hub_of
from tests.e2e.discord import Town
from tests.e2e.faulty import HOST, Door, Names, Request
from tests.e2e.moved import STORMS
from tests.e2e.slack import Office
from tests.hub import A_PAGE, Hub
from tests.slack_server import Channel

CHANNELS = 8
"""...of each platform, that want the news."""
VILLAGES = 4
"""Guilds that the bot is removed from, each with an owner of its own, who is then told."""
GONE = 4
"""Channels of each platform that are no more, and whose alerts are paused for that."""
PEOPLE = 8
"""...of each platform, who take turns: each may ask 20 times a minute."""
DISCORD = (
    ("login", "GET", r"/users/@me"),
    ("application", "GET", r"/(oauth2/)?applications/@me"),
    ("gateway address", "GET", r"/gateway/bot"),
    ("commands", "PUT", r"/applications/\d+/commands"),
    ("post", "POST", r"/channels/\d+/messages"),
    ("direct channel", "POST", r"/users/@me/channels"),
    ("channel", "GET", r"/channels/\d+"),
    ("callback", "POST", r"/interactions/\d+/[^/]+/callback"),
    ("edit", "PATCH", r"/webhooks/\d+/[^/]+/messages/@original"),
    ("follow-up", "POST", r"/webhooks/\d+/[^/]+"),
    ("deletion", "DELETE", r"/webhooks/\d+/[^/]+/messages/@original"),
)
GATEWAY = Names("gateway hello", {2: "gateway identify", 6: "gateway resume"}, "gateway event")
SOCKET = Names("socket hello", {}, "socket envelope")


def of_the_hub(its: Request) -> str:
    """What a call of the Hub is."""
    url = URL(its.target)
    if url.path != A_PAGE:
        return "model"
    kind = "namespace" if "author" in url.query else "board"
    return f"{kind}, later page" if "cursor" in url.query else f"{kind}, page one"


def of_discord(its: Request) -> str:
    """What a call of Discord is."""
    path = its.path.removeprefix("/api/v10")
    for name, method, pattern in DISCORD:
        if its.method == method and re.fullmatch(pattern, path):
            return name
    return ""


def of_slack(its: Request) -> str:
    """What a call of Slack is: its method."""
    return its.path.rpartition("/")[2]


def ends_the_boards(its: Request) -> bool:
    """Whether a call of the Hub is the last one of a board's, as a day asks for two pages."""
    query = URL(its.target).query
    return query.get("sort") == "likes" and "cursor" in query


def ends_the_namespaces(its: Request) -> bool:
    """...or the last one of a namespace's, of three pages."""
    query = URL(its.target).query
    return query.get("author") == NAMESPACES[-1] and "cursor" in query


class Pinged:
    """Somebody else's alarm."""

    def __init__(self) -> None:
        self.port = self.times = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Pinged"]:
        """Listen."""
        app = web.Application()
        app.router.add_get("/ping", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, 0).start()
            self.port = int(runner.addresses[0][1])
            yield self
        finally:
            await runner.cleanup()

    async def _take(self, _: web.Request) -> web.Response:
        self.times += 1
        return web.Response(text="OK")


class Region:
    """The bot, what it calls, and the doors before that."""

    def __init__(self, folder: Path, seed: int, *, late: bool) -> None:
        """Have everything in a folder; with `late` every answer on Discord is announced first."""
        self.folder, self.late = folder, late
        self.hub, self.discord, self.slack = small_hub(1), Town(), Office()
        self.alarm = Pinged()
        dice = random.Random(seed)  # noqa: S311 - the same faults at every run
        self.doors = {
            "Hub": Door(lambda: URL(self.hub_url).port or 0, of_the_hub, dice=dice),
            "Discord": Door(lambda: self.discord.port, of_discord, dice=dice),
            "gateway": Door(
                lambda: self.discord.port, lambda _: "gateway", frames=GATEWAY, dice=dice
            ),
            "Slack": Door(lambda: self.slack.port, of_slack, dice=dice),
            "socket": Door(lambda: self.slack.port, lambda _: "socket", frames=SOCKET, dice=dice),
            "response_url": Door(lambda: self.slack.port, lambda _: "response_url", dice=dice),
            "ping": Door(lambda: self.alarm.port, lambda _: "ping", dice=dice),
        }
        self.hub_url = ""
        self.day = 1
        self._build()

    def _build(self) -> None:
        """Build the channels and the people."""
        town, office = self.discord, self.slack
        self.rooms = [town.add_channel(town.guild, f"news-{n}") for n in range(CHANNELS)]
        self.askers = cycle([town.person(f"ana-{n}") for n in range(PEOPLE)])
        self.villages: list[tuple[Guild, Room]] = []
        for number in range(VILLAGES):
            guild = town.add_guild(f"village-{number}")
            self.villages.append((guild, town.add_channel(guild)))
        self.workspace = office.add_workspace("Acme")
        self.channels = [office.add_channel(self.workspace, f"n-{n}") for n in range(CHANNELS)]
        self.boss = office.person(self.workspace, "boss", admin=True)
        people = [office.person(self.workspace, f"eve-{n}") for n in range(PEOPLE)]
        self.typists = cycle(people)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Region"]:
        """Open everything, start the bot, and end it as Docker does."""
        doors = self.doors
        async with AsyncExitStack() as stack:
            for its in (self.hub, self.discord, self.slack, self.alarm.open()):
                await stack.enter_async_context(its)
            for door in doors.values():
                await stack.enter_async_context(door)
            self.hub_url, self.hub.url = self.hub.url, f"http://{doors['Hub'].at}"
            self.discord.gateway.front = f"ws://{doors['gateway'].at}/gateway/"
            self.slack.socket.front = f"ws://{doors['socket'].at}"
            self.slack.interactions.front = f"http://{doors['response_url'].at}"
            self.bot = self._bot()
            await self._subscribe()
            self.bot.set_clock("05-01T13:30")
            async with self.bot.running():
                try:
                    yield self
                except Exception as error:
                    error.add_note("\n".join(self.bot.log))
                    raise
                await self.bot.ends_in_time()

    def _bot(self) -> "ChatBot[Channel]":
        doors = self.doors
        return ChatBot(
            self.folder,
            self.hub.url,
            DISCORD_TOKEN=self.discord.token,
            OVERTAKE_DISCORD_API=f"http://{doors['Discord'].at}/api/v10",
            SLACK_BOT_TOKEN=self.workspace.bot_token,
            SLACK_APP_TOKEN=self.slack.app_token,
            OVERTAKE_SLACK_API=f"http://{doors['Slack'].at}/api/",
            OVERTAKE_HUB_TIMEOUT="2",
            OVERTAKE_PING_URL=f"http://{doors['ping'].at}/ping",
            **{STORMS: "late" if self.late else "yes"},
        )

    async def _subscribe(self) -> None:
        """Turn the alerts on, before there is a bot."""
        async with await open_store(self.bot.database, create=True) as store:
            for its in self._subscriptions():
                await store.subscribe(its)

    def _subscriptions(self) -> Iterator[Subscription]:
        town, office = self.discord, self.slack
        there, acme = f"discord:{town.guild.id}", f"slack:{self.workspace.id}"
        for room in self.rooms:
            yield Subscription(f"discord:{room.id}", place=there)
        for channel in self.channels:
            yield Subscription(f"slack:{channel.id}", place=acme)
        for number, (guild, room) in enumerate(self.villages):
            owner = town.person(f"owner-{number}")
            yield Subscription(
                f"discord:{room.id}", place=f"discord:{guild.id}", owner=f"discord:{owner.id}"
            )
        gone = [(f"discord:{town.new_id()}", there) for _ in range(GONE)]
        gone += [(f"slack:{office.new_id('C')}", acme) for _ in range(GONE)]
        for name, place in gone:
            yield Subscription(name, place=place, paused="refused-gone", refused=True)

    # --- what is there

    @property
    def told(self) -> dict[str, list[str]]:
        """By channel that wants the news, the ids of the posts that stand there."""
        found = {f"discord:{its.id}": [m.id for m in its.messages if m.nonce] for its in self.rooms}
        for its in self.channels:
            found[f"slack:{its.id}"] = [m.ts for m in its.messages if m.metadata]
        return found

    def waiting(self, platform: str) -> list[tuple[object, ...]]:
        """State and note of each post of a platform that is not sent, of who wants the news."""
        with closing(sqlite3.connect(self.bot.database)) as db:
            query = "SELECT channel, state, note FROM post WHERE state <> 'sent'"
            found = db.execute(query).fetchall()
        return [its for its in found if its[0] in self.told and its[0].startswith(f"{platform}:")]

    def are_told(self, platform: str) -> bool:
        """Whether every post of the day of a platform is sent, of whoever wants it."""
        with closing(sqlite3.connect(self.bot.database)) as db:
            query = "SELECT channel FROM post WHERE state = 'sent' AND day = ?"
            sent = {channel for (channel,) in db.execute(query, (f"2026-05-{self.day:02}",))}
        wanted = {its for its in self.told if its.startswith(f"{platform}:")}
        return wanted <= sent and not self.waiting(platform)

    def forget_commands(self) -> None:
        """Let the bot forget which commands Discord has: it gives them anew when it logs in."""
        with closing(sqlite3.connect(self.bot.database, timeout=10)) as db, db:
            db.execute("DELETE FROM memo WHERE name LIKE 'discord-commands-%'")

    def lines(self, step: str, since: int = 0) -> int:
        """How often a step was logged, since so many lines."""
        return sum(f"step={step} " in f"{line} " for line in self.bot.log[since:])

    # --- days

    def turn(self) -> None:
        """Let the next day come to its time, with another model that leads."""
        self.day += 1
        turn(self.hub, self.bot, self.day)


def turn(hub: Hub, bot: Bot, day: int) -> None:
    """Let a day come to its time, with another model that leads, and one more that is gone.

    The Google's only stand on boards: the bot asks after those that leave.
    """
    hub.models = hub_of(day, leader=day + 5)
    names = [its["id"] for its in hub.models if its["id"].startswith("google/")]
    hub.gone = set(names[: day - 1])
    bot.set_clock(f"05-{day:02}T13:30")


async def until(holds: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait until something holds; return how long that took. Raises AssertionError."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    while not holds():
        assert loop.time() - begun < seconds, f"not within {seconds:g} s: {what}"
        await asyncio.sleep(0.05)
    return loop.time() - begun
