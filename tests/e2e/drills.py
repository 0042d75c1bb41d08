"""What makes the bot of a region call: people who ask, connections that end, servers that go."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from itertools import cycle
from time import monotonic

from tests.e2e.region import Region

Drill = tuple[str, tuple[str, ...], Callable[[], Awaitable[None]]]
"""A door, calls that come through it, and what makes the bot call."""
WRONG_SHARD = 4010
"""A gateway's code for which a client has to begin anew, and log in."""
STEADY = 4.0
"""Seconds between two ends of Discord's connection: the bot takes two to hear of its servers."""


class Drills:
    """All of them."""

    def __init__(self, region: Region) -> None:
        """Be in a region."""
        self.its, self.discord, self.slack = region, region.discord, region.slack
        self._villages = cycle(region.villages)
        self.ended = {"discord": 0.0, "slack": 0.0}
        """When a platform ended a connection last."""
        self._removed = 0.0
        """When the bot was taken out of a village last."""
        self._since = 0.0
        """Since when Discord's connection stands, 0 if it doesn't."""

    def all(self) -> Iterator[Drill]:
        """Give each with its calls."""
        new_login = ("login", "application", "gateway address", "channel")
        yield "Discord", new_login, self.log_in
        yield "Discord", ("commands",), self.offer
        yield "Discord", ("follow-up", "deletion"), self.ask_wrongly
        yield "Discord", ("direct channel",), self.remove
        yield "gateway", ("gateway", "gateway hello", "gateway identify"), self.invalidate
        yield "gateway", ("gateway resume",), self.drop
        yield "Slack", ("auth.test",), self.revoke
        listing = ("conversations.info", "users.info", "users.conversations")
        yield "Slack", listing, self.list
        yield "Slack", ("views.publish",), self.home
        yield "Slack", ("views.open",), self.settings
        yield "Slack", ("apps.connections.open",), self.cut
        yield "socket", ("socket", "socket hello"), self.cut

    # --- Discord

    async def log_in(self) -> None:
        """End the connection in a way that a new one has to be made."""
        if self._stands():
            await self.discord.gateway.drop(WRONG_SHARD)

    async def offer(self) -> None:
        """...and forget the commands."""
        if self._stands():
            self.its.forget_commands()
            await self.discord.gateway.drop(WRONG_SHARD)

    async def invalidate(self) -> None:
        """End the session."""
        if self._stands():
            await self.discord.gateway.invalidate()

    async def drop(self) -> None:
        """End the connection, and not the session."""
        if self._stands():
            await self.discord.gateway.drop()

    def _stands(self) -> bool:
        """Whether Discord's connection has stood for a while, and so may be ended now."""
        now = monotonic()
        if not self.discord.gateway.is_ready:
            self._since = 0.0
            return False
        self._since = self._since or now
        if now - self._since < STEADY:
            return False
        self._since, self.ended["discord"] = 0.0, now
        return True

    async def ask_wrongly(self) -> None:
        """Ask what is answered to the asker alone, by a command that answers to all."""
        await next(self.its.askers).ask(self.its.rooms[0], "rank", name="nobody knows")

    async def remove(self) -> None:
        """Take the bot out of a village: whoever turned its alerts on is told. Bring it back.

        Not more often than a bot that connects can stand, which waits until servers come no more.
        """
        now = monotonic()
        if not self.discord.gateway.is_ready or now - self._removed < STEADY:
            return
        self._removed = now
        guild, _ = next(self._villages)
        self.discord.remove_bot(guild)
        await asyncio.sleep(STEADY / 4)
        self.discord.add_bot(guild)

    # --- Slack

    async def cut(self) -> None:
        """Cut the socket."""
        if self.slack.socket.live:
            self.ended["slack"] = monotonic()
            await self.slack.socket.cut()

    async def revoke(self) -> None:
        """Tell that the token was revoked, of one that is good."""
        event = {"type": "tokens_revoked", "tokens": {"bot": [self.its.workspace.bot_user]}}
        self.slack.send(self.its.workspace, event)

    async def list(self) -> None:
        """List the alerts."""
        await self.its.boss.ask(self.its.channels[0], "/rank alerts list")

    async def home(self) -> None:
        """Open the bot's page."""
        await self.its.boss.open_home()

    async def settings(self) -> None:
        """Open the settings of a post."""
        post = [its for its in self.its.channels[0].messages if its.metadata][-1]
        await self.its.boss.press(post, "Settings")
