"""The connection to Discord: what it is told of its servers, and who answers there."""

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
import discord
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route
from yarl import URL

from adapters.platforms.discord.answering import NO_MENTIONS, Answering
from adapters.platforms.discord.offering import Offering, Translator, sync
from adapters.platforms.discord.pace import LONGEST_WAIT, Pace
from adapters.platforms.discord.refusals import FAILURES, post_error
from bot.model import Step
from bot.ports import Drawer, Log, Reception

if TYPE_CHECKING:
    from discord.types.gateway import SessionStartLimit

NAME = "Discord"
SYNC_WAIT, SYNC_SOON = 600.0, 20.0
"""Seconds between two tries to give Discord the commands: if it refused them, and if not (ours)."""
PATIENCE = 30.0
"""Seconds that all shards may be without their connections (ours)."""
DEAD = 48.0
"""Seconds without a word from Discord after which a connection counts as dead: it answers our
heartbeat every 41.25 (its Hello says so); discord.py itself waits for a minute."""
GOODBYE = 2.0
"""Seconds that Discord has to answer a goodbye; discord.py would wait half a minute (ours)."""
LATE = frozenset({10062, 40060})
"""Discord's codes for an interaction that is over: its asker has gone on (PLATFORMS)."""
LANGUAGE = "en"
"""Discord's own default: what a command is called where its language is not spoken."""


class Client(discord.AutoShardedClient):
    """One connection, from login to its end; after it comes a fresh one."""

    def __init__(self, reception: Reception, pace: Pace, log: Log, drawer: Drawer) -> None:
        """Ask for what slash commands need, and nothing else: no message, no member is read."""
        super().__init__(
            intents=discord.Intents(guilds=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=NO_MENTIONS,
            max_ratelimit_timeout=LONGEST_WAIT,
            heartbeat_timeout=DEAD,
            shard_connect_timeout=PATIENCE,
            http_trace=pace.trace(),
            proxy=proxy_for(Route.BASE),
        )
        self.reception, self.log = reception, log
        self.answering = Answering(reception, drawer)
        self.tree = app_commands.CommandTree(self)
        self.tree.error(self._failed)
        self._lost: set[int] = set()
        """Shards that have no connection."""
        self._giving_up: asyncio.TimerHandle | None = None
        """What ends this client, if no shard comes back."""
        self._later: set[asyncio.Task[None]] = set()
        self._sync_wait = SYNC_WAIT
        self._left = asyncio.Event()
        self.spacing = 0.0
        """Seconds until a next client may connect, for the day's allowance to last."""
        vars(self.http)["ws_connect"] = self._open_socket
        self.ready_at: float | None = None
        """When this connection worked first, on a clock that never goes back; None if it didn't."""

    async def setup_hook(self) -> None:
        """Offer the commands, once after login; `on_ready` comes with every reconnection."""
        # The gateway's address is the one that the API gives, also after a lost connection.
        shards, gateway, allowance = await self.http.get_bot_gateway()
        self.spacing = spacing(shards, allowance)
        DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
        await self.tree.set_translator(Translator(self.reception))
        answering = self.answering
        Offering(self.reception, LANGUAGE, answering.command, answering.complete).fill(self.tree)
        if not await self._sync():
            self._do_later(self._sync_later())

    async def _sync(self) -> bool:
        """Give Discord the commands if they changed; those of last time still answer till then."""
        try:
            synced = await sync(self.tree, self.reception, self.application_id)
        except FAILURES as error:
            self._sync_wait = SYNC_SOON if post_error(error).passing else SYNC_WAIT
            self.log(Step.TROUBLE, reason=f"{NAME} did not take the commands ({error})")
            return False
        if synced:
            self.log(Step.SYNCED, platform=NAME, commands=synced)
        return True

    async def _sync_later(self) -> None:
        is_done = False
        while not is_done:
            await asyncio.sleep(self._sync_wait)
            is_done = await self._sync()

    def _do_later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do work beside everything else, as long as this connection lives."""
        task = self.loop.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def stay(self) -> None:
        """Connect, and stay until the connection ends, or is left."""
        self._expect_connection()
        ways = [asyncio.create_task(its) for its in (self.connect(), self._left.wait())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            if ways[0].done():
                await ways[0]
        finally:
            for way in ways:
                way.cancel()

    async def _open_socket(self, url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        """Open a web socket as discord.py does, which is not waited for when it is closed."""
        socket = await HTTPClient.ws_connect(self.http, url, compress=compress)
        vars(socket)["_timeout"] = aiohttp.ClientWSTimeout(ws_close=GOODBYE)
        return socket

    async def close(self) -> None:
        """Leave Discord, and what was to be done later."""
        if self._giving_up:
            self._giving_up.cancel()
        for task in self._later - {asyncio.current_task()}:
            task.cancel()
        self.answering.later.close()
        await super().close()

    async def on_ready(self) -> None:
        """Say once that it is connected; with each new session try the doors that were closed."""
        if self.ready_at is None:
            self.ready_at = time.monotonic()
            self.log(Step.CONNECTED, platform=NAME, name=str(self.user))
        await self.reception.returned(None)

    # --- a connection that is lost, and does not come back: discord.py waits up to 17 minutes

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Give up on this connection if none of its shards is back soon; a fresh one is made."""
        self._lost.add(shard_id)
        if len(self._lost) == len(self.shards):
            self._expect_connection()

    def _expect_connection(self) -> None:
        """Leave this connection if none of its shards is there soon."""
        if not (self._giving_up or self.is_closed()):
            self._giving_up = self.loop.call_later(PATIENCE, self.leave)

    async def on_shard_connect(self, shard_id: int) -> None:
        """Be content: it is back."""
        self._lost.discard(shard_id)
        if self._giving_up:
            self._giving_up.cancel()
            self._giving_up = None

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Be content: it is back where it was."""
        await self.on_shard_connect(shard_id)

    @property
    def is_whole(self) -> bool:
        """Whether no shard is without its connection; `is_ready` stays true while one is."""
        return not self._lost

    def leave(self) -> None:
        """Stay no longer, from wherever it is that this connection shows to be of no use."""
        self._left.set()

    # --- people and servers

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer presses; the tree answers commands."""
        if interaction.type is not discord.InteractionType.component:
            return
        try:
            await self.answering.press(interaction)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, somebody waits
            await self._failed(interaction, error)

    async def _failed(self, interaction: discord.Interaction, error: Exception) -> None:
        """Say that there is no answer, e.g. to a command that Discord has from an older version."""
        if getattr(getattr(error, "original", error), "code", None) not in LATE:
            logging.getLogger("discord").error("an interaction was not answered", exc_info=error)
        await self.answering.sorry(interaction)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Pause what a server was told, when the bot is removed from it."""
        await self.reception.left(_channels(guild))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Go on with what a server was told, when the bot comes back."""
        await self.reception.returned(_channels(guild))


def spacing(shards: int, allowance: "SessionStartLimit") -> float:
    """Return how many seconds lie between new sessions, for a day's allowance to last.

    It doesn't matter while half of it is left. Who uses it up loses the token (PLATFORMS).
    """
    left = allowance["remaining"]
    if left > allowance["total"] / 2:
        return 0.0
    return allowance["reset_after"] / 1000 / max(left // max(shards, 1), 1)


def proxy_for(address: str) -> str | None:
    """Return the proxy that the environment names for an address (`HTTPS_PROXY`, `NO_PROXY`, …)."""
    url = URL(address)
    if proxy_bypass(url.host or ""):
        return None
    proxies = getproxies()
    return proxies.get(url.scheme) or proxies.get("all")


def _channels(guild: discord.Guild) -> frozenset[str]:
    return frozenset(f"discord:{its.id}" for its in (*guild.channels, *guild.threads))
