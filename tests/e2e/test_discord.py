"""`overtake run` on Discord as its people meet it, against a small working Discord and a Hub."""

import asyncio
import signal
from pathlib import Path

import pytest

from tests.discord_server import Channel, Message, NoAnswer, plain
from tests.e2e.bot import small_hub
from tests.e2e.discord import DiscordBot, Town, hub_of, named, two_days

pytestmark = pytest.mark.e2e

MORNING = "05-02T12:00"
"""Before the day's snapshot is due: what waits is posted, and the Hub is not asked."""


async def ends_in_time(bot: DiscordBot) -> None:
    """Ask it to end, as Docker does."""
    async with asyncio.timeout(5):
        assert await bot.ends(signal.SIGTERM) == 0, bot.log


# --- the story


async def test_a_town_turns_alerts_on_is_told_asks_why_and_has_a_quiet_week(
    tmp_path: Path,
) -> None:
    async with small_hub(1) as hub, Town() as town:
        news = town.add_channel(town.guild)
        bot = DiscordBot(tmp_path, town, hub.url)
        bot.set_clock("05-01T14:00")
        async with bot.running():
            await bot.says("connected")
            await only_managers_turn_alerts_on(town, news)
            await bot.says("stored")
            hub.models = hub_of(2, leader=20)
            bot.set_clock("05-02T13:31")
            await bot.says("sent")
            [post] = news.messages
            assert "Open-model rankings, May 2, 2026" in plain(post.payload)
            assert f"{hub.models[20]['id']} <" in plain(post.payload)
            assert "data of May 2, 2026: trending score" in plain(post.payload)
            await ana_asks_in_spanish(town, news)
            await eve_asks_why(town, post)
            await ends_in_time(bot)
        async with bot.running():
            await bot.says("connected")
            assert not [line for line in bot.log if "step=synced" in line]
            await the_old_post_is_still_answered(town, post)
            await boss_wants_a_quiet_week(town, bot, post)
            hub.models = hub_of(3, leader=8)
            bot.set_clock("05-03T13:31")
            assert "posts=0" in await bot.says("stored")
            hub.models = hub_of(10, leader=9)
            bot.set_clock("05-10T13:31")
            assert "posts=1" in await bot.says("stored", 2)
            await bot.says("sent")
            assert "is the new #1" in plain(news.messages[-1].payload)
            assert bot.paused(news) is None
            await ends_in_time(bot)
        posts = [its for its in news.messages if its.nonce]
        assert len(posts) == 2
        assert town.syncs == 1
        assert town.problems == []


async def only_managers_turn_alerts_on(town: Town, news: Channel) -> None:
    eve = town.person("eve")
    with pytest.raises(AssertionError, match="only for those"):
        await eve.ask(news, "alerts on")
    [alerts] = [its for its in town.commands if its["name"] == "alerts"]
    alerts["default_member_permissions"] = None  # as a server's settings may have it
    refused = await eve.ask(news, "alerts on")
    assert "needs the permission Manage Channels" in plain(refused.payload)
    reply = await town.boss.ask(news, "alerts on")
    assert f"Alerts are on for <#{news.id}>" in plain(reply.payload)
    assert refused.ephemeral
    assert reply.ephemeral
    assert not news.messages


async def ana_asks_in_spanish(town: Town, news: Channel) -> None:
    ana = town.person("ana", locale="es-ES")
    offered = await ana.complete(news, "rank", "name", "qwe")
    assert offered[0] == {"name": "Qwen (familia)", "value": "qwen"}
    reply = await ana.ask(news, "rank", name=offered[0]["value"])
    assert "datos del 2 may 2026" in plain(reply.payload)
    assert not reply.ephemeral


async def eve_asks_why(town: Town, post: Message) -> None:
    eve = town.person("eve")
    before = len(post.channel.messages)
    receipt = await eve.click(post, "Why?")
    assert receipt.ephemeral
    assert receipt.message.seen_by is eve
    assert "Event 1: leader" in plain(receipt.payload)
    assert len(post.channel.messages) == before
    shown = await eve.click(receipt, "Show to channel")
    assert not shown.ephemeral
    assert "Event 1: leader" in plain(post.channel.messages[-1].payload)


async def the_old_post_is_still_answered(town: Town, post: Message) -> None:
    receipt = await town.person("eve").click(post, "Why?")
    assert "Event 1: leader" in plain(receipt.payload)
    assert receipt.ephemeral


async def boss_wants_a_quiet_week(town: Town, bot: DiscordBot, post: Message) -> None:
    refused = await town.person("eve").click(post, "Pause a week")
    assert "needs the permission Manage Channels" in plain(refused.payload)
    assert refused.ephemeral
    assert bot.paused(post.channel) is None
    paused = await town.boss.click(post, "Pause a week")
    assert "are paused until" in plain(paused.payload)
    assert paused.ephemeral
    assert bot.paused(post.channel) == "paused-by-hand"
