"""The connection to Discord: what it is told of its servers, and who answers there."""

import asyncio
from urllib.request import getproxies, proxy_bypass

import discord
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from adapters.platforms.discord.answering import NO_MENTIONS, Answering
from adapters.platforms.discord.offering import Offering, Translator, sync
from adapters.platforms.discord.pace import LONGEST_WAIT, Pace
from bot.model import Step
from bot.ports import Log, Reception

NAME = "Discord"
PATIENCE = 300.0
"""Seconds that a shard may be without its connection (ours)."""
LANGUAGE = "en"
"""Discord's own default: what a command is called where its language is not spoken."""


class Client(discord.AutoShardedClient):
    """One connection, from login to its end; after it comes a fresh one."""

    def __init__(self, reception: Reception, pace: Pace, log: Log) -> None:
        """Ask for what slash commands need, and nothing else: no message, no member is read."""
        super().__init__(
            intents=discord.Intents(guilds=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=NO_MENTIONS,
            max_ratelimit_timeout=LONGEST_WAIT,
            http_trace=pace.trace(),
            proxy=proxy_for(Route.BASE),
        )
        self.reception, self.log = reception, log
        self.answering = Answering(reception)
        self.tree = app_commands.CommandTree(self)
        self.tree.error(self._failed)
        self._giving_up: dict[int, asyncio.TimerHandle] = {}
        """By shard that has no connection: what ends this client, if it stays so."""
        self.was_ready = False
        """Whether this connection ever worked."""

    async def setup_hook(self) -> None:
        """Offer the commands, once after login; `on_ready` comes with every reconnection."""
        # The gateway's address is the one that the API gives, also after a lost connection.
        _, gateway, _ = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
        await self.tree.set_translator(Translator(self.reception))
        answering = self.answering
        Offering(self.reception, LANGUAGE, answering.command, answering.complete).fill(self.tree)
        try:
            synced = await sync(self.tree, self.reception, self.application_id)
        except discord.HTTPException as error:  # the commands of last time still answer
            self.log(Step.TROUBLE, reason=f"Discord did not take the commands: {error}")
            return
        if synced:
            self.log(Step.SYNCED, platform=NAME, commands=synced)

    async def on_ready(self) -> None:
        """Say once that it is connected, and try the doors that were closed."""
        if not self.was_ready:
            self.was_ready = True
            self.log(Step.CONNECTED, platform=NAME, name=str(self.user))
        await self.reception.returned(None)

    # --- a connection that is lost, and does not come back: discord.py waits up to 17 minutes

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Give up on this connection if it is not back soon; a fresh one is then made."""
        if shard_id not in self._giving_up and not self.is_closed():
            self._giving_up[shard_id] = self.loop.call_later(PATIENCE, self._give_up)

    async def on_shard_connect(self, shard_id: int) -> None:
        """Be content: it is back."""
        if timer := self._giving_up.pop(shard_id, None):
            timer.cancel()

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Be content: it is back where it was."""
        await self.on_shard_connect(shard_id)

    def _give_up(self) -> None:
        self._closing = self.loop.create_task(self.close())

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer presses; the tree answers commands."""
        if interaction.type is discord.InteractionType.component:
            await self.answering.press(interaction)

    async def _failed(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError
    ) -> None:
        """Say that a command did not work, e.g. one that Discord has from an older version."""
        self.log(Step.TROUBLE, reason=f"{NAME}: {error}")
        if not interaction.response.is_done():
            sorry = self.reception.text("out-of-order", interaction.locale.value)
            await interaction.response.send_message(sorry, ephemeral=True)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Pause what a server was told, when the bot is removed from it."""
        await self.reception.left(_channels(guild))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Go on with what a server was told, when the bot comes back."""
        await self.reception.returned(_channels(guild))


def proxy_for(address: str) -> str | None:
    """Return the proxy that the environment names for an address (`HTTPS_PROXY`, `NO_PROXY`, …)."""
    url = URL(address)
    if proxy_bypass(url.host or ""):
        return None
    proxies = getproxies()
    return proxies.get(url.scheme) or proxies.get("all")


def _channels(guild: discord.Guild) -> frozenset[str]:
    return frozenset(f"discord:{its.id}" for its in (*guild.channels, *guild.threads))
