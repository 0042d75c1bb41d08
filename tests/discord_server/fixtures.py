"""A Discord for each test, one guild and channel in it, and a bot that is connected."""

from collections.abc import AsyncIterator

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.discord_server.sample import Bot, running
from tests.discord_server.server import Discord
from tests.discord_server.world import Channel, Guild


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Discord]:
    """A Discord whose address discord.py takes for the real one."""
    async with Discord() as its:
        monkeypatch.setattr(Route, "BASE", its.url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(its.gateway.url))
        yield its


@pytest.fixture
def guild(server: Discord) -> Guild:
    return server.add_guild()


@pytest.fixture
def channel(server: Discord, guild: Guild) -> Channel:
    return server.add_channel(guild)


@pytest.fixture
async def bot(server: Discord, channel: Channel) -> AsyncIterator[Bot]:
    assert not channel.deleted
    async with running(server) as its:
        yield its
