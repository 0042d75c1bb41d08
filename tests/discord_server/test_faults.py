"""What goes wrong: limits, faults, and the gateway's drills; and a client that gets over it."""

import asyncio
import logging
import time

import aiohttp
import discord
import pytest

from tests.discord_server import Channel, Discord, Guild
from tests.discord_server.limits import Limits
from tests.discord_server.sample import Bot, post, running, until

# --- faults


async def test_limits_are_kept_and_told(server: Discord, channel: Channel, bot: Bot) -> None:
    server.limits.per_channel = (2, 0.3)
    started = time.monotonic()
    for number in range(4):
        await post(bot, channel, f"News {number}")
    assert 0.3 <= time.monotonic() - started < 1.5
    server.limits = Limits(globally=8, per_channel=None)
    await asyncio.gather(*(post(bot, channel, f"More {number}") for number in range(9)))
    assert [request.status for request in server.requests].count(429) == len(server.invalid) > 0
    assert len(channel.messages) == 13
    assert not server.problems


async def test_faults_happen(server: Discord, channel: Channel, bot: Bot) -> None:
    server.limits.per_channel = None
    server.faults.once(status=429, retry_after=0.05)
    await post(bot, channel)
    server.faults.every(3, kind="lost")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await post(bot, channel, nonce="lost")
    assert [request.status for request in server.requests if request.is_post][:2] == [429, 200]
    server.faults.clear()
    for fault, wrong in {
        "no-via": discord.HTTPException,
        "html": discord.HTTPException,
        "cut": aiohttp.ServerDisconnectedError,
    }.items():
        server.faults.once(kind=fault, status=503 if fault == "html" else 0)  # type: ignore[arg-type]
        with pytest.raises(wrong):
            await post(bot, channel)
    server.faults.once(kind="stall", stored=True)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await post(bot, channel, nonce="stalled")
    assert [message.nonce for message in channel.messages[1:]] == ["lost", "stalled"]
    assert not server.problems


# --- the gateway


async def test_a_dropped_line_is_taken_up_again(server: Discord, guild: Guild, bot: Bot) -> None:
    for code in (None, 4000):
        await server.gateway.drop(code)
        server.add_channel(guild, "missed")  # told again
        await server.ready()
        await bot.hears("resumed", server.resumes)
    assert bot.heard.count("guild_channel_create") == 2
    assert (server.identifies, server.resumes) == (1, 2)


async def test_a_client_comes_back_as_told(server: Discord, bot: Bot) -> None:
    await server.gateway.reconnect()
    await server.ready()
    await server.gateway.invalidate(resumable=True)
    await server.ready()
    assert (server.identifies, server.resumes) == (1, 2)
    await server.gateway.invalidate()
    await server.ready()
    assert (server.identifies, server.resumes) == (2, 2)
    assert len(server.gateway.sessions) == 1
    assert not bot.is_closed()


async def test_a_wrong_token_is_refused(server: Discord) -> None:
    async with Bot() as bot:
        with pytest.raises(discord.LoginFailure):
            await bot.start("wrong")
    assert len(server.invalid) == 1


async def test_privileged_intents_are_a_problem(server: Discord) -> None:
    async with discord.AutoShardedClient(intents=discord.Intents.all()) as bot:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await bot.start(server.token)
    assert "GUILD_MEMBERS" in server.problems[0]
    assert server.gateway.closes == [4014]


async def test_every_shard_hears_of_its_guilds(server: Discord) -> None:
    server.gateway.shards = 2
    channels = [server.add_channel(server.add_guild(f"Town {number}")) for number in range(4)]
    ada = server.person("ada")
    async with running(server) as bot:
        assert server.identifies == 2
        assert len(bot.guilds) == 4
        for its in (*channels, None):
            assert (await ada.ask(its, "rank", name="qwen")).payload["embeds"]
    assert not server.problems


async def test_a_server_that_was_away_is_found_again(
    server: Discord, channel: Channel, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    address = server.url
    await server.stop()
    await server.start()
    assert server.url == address
    await server.ready()
    await post(bot, channel)
    assert server.resumes + server.identifies == 2


async def test_heartbeats_are_acknowledged_or_not(server: Discord, guild: Guild) -> None:
    server.gateway.interval = 0.02
    async with running(server, Bot(heartbeat_timeout=0.2)) as bot:
        await until(lambda: server.gateway.heartbeats > 3)
        assert bot.latency < 1
        server.gateway.deaf = True
        await until(lambda: server.resumes > 0)
        server.gateway.deaf = False
        await server.ready()
        assert not guild.down
    assert server.identifies == 1


async def test_a_connection_is_refused(server: Discord, monkeypatch: pytest.MonkeyPatch) -> None:
    sleep = asyncio.sleep
    monkeypatch.setattr(asyncio, "sleep", lambda _: sleep(0.01))  # discord.py's five seconds
    server.gateway.refuse = 2
    async with running(server):
        assert server.gateway.refused == 2
