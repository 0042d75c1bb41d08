"""`overtake run` on a working Discord: the bot, its alerts as they stand, and posts that arrive."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from bot.model import Subscription
from storage.store import open_store
from tests.discord_server import Channel, Discord, Guild, Message
from tests.e2e.bot import PATIENCE, Bot

NOWHERE = "http://127.0.0.1:9"
"""Port 9, "discard": for a bot that has nothing to ask the Hub."""


class DiscordBot(Bot):
    """The program with a token for a Discord."""

    def __init__(self, folder: Path, discord: Discord, hub: str = NOWHERE) -> None:
        super().__init__(
            folder, hub, DISCORD_TOKEN=discord.token, OVERTAKE_DISCORD_API=discord.url
        )

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

    def posts(self, *, unsent: bool = False) -> int:
        """How many posts there are; of those, how many are not noted as sent."""
        query = "SELECT COUNT(*) FROM post" + " WHERE state <> 'sent'" * unsent
        return int(str(self.rows(query)[0][0]))


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
