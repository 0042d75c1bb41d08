"""`overtake run` on Discord as its people meet it, against a small working Discord and a Hub."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.discord_server import Channel, Message, plain
from tests.discord_server.faults import Kind
from tests.discord_server.people import Installed
from tests.e2e.bot import small_hub
from tests.e2e.chat import MORNING, hub_of, two_days
from tests.e2e.discord import DiscordBot, Town
from tests.faults_table import Row

pytestmark = pytest.mark.e2e

LINKED = re.compile(r" <https?://[^>]+>")
ANOTHER = "MTI3.GaTeWa.of-somebody-else"
KINDS: tuple[Kind, ...] = ("cut", "lost", "no-via", "html")


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
            await bot.ends_in_time()
        bot.assert_untold(town.token)
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
            await town.until(lambda: posts(news) == 2)
            assert "is the new #1" in plain(news.messages[-1].payload)
            assert bot.paused(news) is None
            await bot.ends_in_time()
        assert posts(news) == 2
        assert town.syncs == 1
        assert town.problems == []
        bot.assert_untold(town.token)


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
    [another, *_] = menu(receipt.message)
    receipt = await eve.choose(receipt, another)
    assert receipt.ephemeral
    said = LINKED.sub("", plain(receipt.payload).replace("**", ""))
    assert f"Claim: {another.removesuffix('…')}" in said
    shown = await eve.click(receipt, "Show to channel")
    assert not shown.ephemeral
    assert plain(post.channel.messages[-1].payload).startswith("Event ")


def menu(message: Message) -> list[str]:
    """What a message's list offers."""
    parts = [part for row in message.shown["components"] for part in row["components"]]
    return [option["label"] for part in parts for option in part.get("options", ())]


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


# --- charts


async def test_an_answer_has_its_chart_soon_and_the_same_one_later_at_once(tmp_path: Path) -> None:
    async with Town() as town:
        news, plainly = town.add_channel(town.guild), town.add_channel(town.guild)
        bot = DiscordBot(tmp_path, town)
        await two_days(bot)
        bot.set_clock(MORNING)
        async with bot.running():
            await bot.says("connected")
            eve = town.person("eve")
            first = await eve.ask(news, "compare", a="qwen", b="llama")
            assert first.visible_after < 3  # and the chart takes seconds: none was drawn before
            assert not first.message.attachments
            with suppress(TimeoutError):
                await town.until(lambda: bool(first.message.attachments))
            again = await eve.ask(news, "compare", a="qwen", b="llama")
            [chart] = again.message.attachments
            with Image.open(BytesIO(chart.content)) as picture:
                assert picture.format == "PNG"
            assert "Qwen" in str(chart.description)  # what is said of it to who can't see it
            assert first.message.files in ({}, {chart.name: chart.content})  # {}: a slow machine
            assert again.message.edits == 0
            town.deny(plainly, "ATTACH_FILES")
            bare = await eve.ask(plainly, "compare", a="qwen", b="llama")
            assert plain(bare.payload) == plain(again.payload)
            assert not bare.message.attachments
            await bot.ends_in_time()
        assert town.problems == []


# --- where it may what


async def test_what_the_bot_lacks_is_named_and_questions_need_nothing(tmp_path: Path) -> None:
    async with Town() as town:
        bot = DiscordBot(tmp_path, town)
        await two_days(bot)
        bot.set_clock(MORNING)
        lacking = {
            ("EMBED_LINKS",): "I lack Embed Links. Allow it",
            ("ATTACH_FILES",): "I lack Attach Files. Allow it",
            ("SEND_MESSAGES", "EMBED_LINKS"): "I lack Send Messages and Embed Links. Allow them",
        }
        channels = {names: town.add_channel(town.guild) for names in lacking}
        thread = town.add_channel(town.guild, "thread", kind=11)
        elsewhere = town.add_channel(town.add_guild("Elsewhere", bot=False))
        for names, channel in channels.items():
            town.deny(channel, *names)
        town.deny(thread, "SEND_MESSAGES_IN_THREADS")
        async with bot.running():
            await bot.says("synced")
            await town.ready()
            for names, channel in channels.items():
                reply = await town.boss.ask(channel, "alerts on")
                assert reply.ephemeral
                assert lacking[names] in plain(reply.payload).replace("**", "")
            reply = await town.boss.ask(thread, "alerts on")
            assert "I lack Send Messages in Threads." in plain(reply.payload).replace("**", "")
            await questions_are_answered_anywhere(town, elsewhere)
            await bot.ends_in_time()
        assert bot.rows("SELECT channel FROM subscription") == []
        assert town.problems == []


async def questions_are_answered_anywhere(town: Town, elsewhere: Channel) -> None:
    ana = town.person("ana")
    places: list[tuple[Channel | None, Installed]] = [
        (None, "guild"),
        (None, "user"),
        (elsewhere, "user"),
    ]
    for channel, installed in places:
        reply = await ana.ask(channel, "rank", installed=installed, name="qwen")
        assert "data of May 2, 2026" in plain(reply.payload)
        assert not reply.ephemeral
    assert await ana.complete(None, "rank", "name", "qwe")
    with pytest.raises(AssertionError, match="not offered in context 1"):
        await town.boss.ask(None, "alerts on")
    with pytest.raises(AssertionError, match="not offered to those who install it"):
        await town.boss.ask(elsewhere, "alerts on", installed="user")


# --- doors that close, and open again


async def test_a_channel_that_refuses_is_paused_and_goes_on_once_it_is_open(
    tmp_path: Path,
) -> None:
    async with small_hub(3) as hub, Town() as town:
        open_, silent, hidden, gone = (town.add_channel(town.guild) for _ in range(4))
        thread = town.add_channel(town.guild, "thread", kind=11)
        left, down = (town.add_channel(town.add_guild(its)) for its in ("Left", "Down"))
        reasons = {
            silent: "refused-permission",
            hidden: "refused-access",
            gone: "refused-gone",
            thread: "refused-archived",
        }
        bot = DiscordBot(tmp_path, town, hub.url)
        await two_days(bot, open_, left, down, *reasons, owner=town.boss)
        town.deny(silent, "SEND_MESSAGES")
        town.deny(hidden, "VIEW_CHANNEL")
        town.delete_channel(gone)
        town.archive(thread)
        bot.set_clock(MORNING)
        async with bot.running():
            await bot.says("paused", 4)
            await bot.says("sent")
            assert {its: bot.paused(its) for its in reasons} == reasons
            assert bot.paused(open_) is None
            assert [posts(its) for its in (open_, left, down)] == [1, 1, 1]
            said = {
                f"<#{silent.id}>: I may not post there",
                f"<#{hidden.id}>: I can't see the channel",
                f"<#{gone.id}>: the channel is gone",
                f"<#{thread.id}>: the thread is archived",
            }
            await town.until(lambda: said <= lines(town.boss.dm))
            await a_guild_that_is_left_is_paused_one_that_is_down_is_not(town, bot, left, down)
            for channel in (silent, hidden):
                town.allow(channel, "SEND_MESSAGES", "VIEW_CHANNEL")
            town.archive(thread, archived=False)
            await town.boss.ask(open_, "status")  # what the gateway told before this is known
            hub.models = hub_of(3, leader=8)
            bot.set_clock("05-03T12:05")  # the daily check is due, the snapshot is not
            await bot.says("resumed", 4)
            assert {its for its in reasons if bot.paused(its)} == {gone}
            bot.set_clock("05-03T13:31")
            await town.until(lambda: all(its.messages for its in (silent, hidden, thread)))
            await bot.comes_to(lambda: bot.posts("sent") == 9)
            await bot.ends_in_time()
        assert [posts(its) for its in (open_, left, down)] == [2, 2, 2]
        for channel in (silent, hidden, thread):
            [post] = channel.messages  # with what it missed
            assert plain(post.payload).count("is the new #1") == 2
        assert not gone.messages
        assert town.problems == []


def lines(channel: Channel) -> set[str]:
    """All lines that stand in a channel."""
    return {line for its in channel.messages for line in plain(its.payload).splitlines()}


async def a_guild_that_is_left_is_paused_one_that_is_down_is_not(
    town: Town, bot: DiscordBot, left: Channel, down: Channel
) -> None:
    assert left.guild
    assert down.guild
    town.outage(down.guild)
    town.remove_bot(left.guild)
    assert f"channel=discord:{left.id}" in await bot.says("paused", 5)
    assert bot.paused(left) == "refused-removed"
    assert bot.paused(down) is None
    town.back(down.guild)
    town.add_bot(left.guild)
    assert f"channel=discord:{left.id}" in await bot.says("resumed")
    assert bot.paused(left) is None
    assert not [line for line in bot.log if f"channel=discord:{down.id}" in line]


# --- the gateway


async def test_whatever_happens_to_the_connection_it_comes_back(tmp_path: Path) -> None:
    async with Town() as town:
        news = town.add_channel(town.guild)
        bot = DiscordBot(tmp_path, town)
        await two_days(bot)
        bot.set_clock(MORNING)
        async with bot.running():
            await bot.says("connected")
            await town.gateway.drop()
            await it_answers(town, news)
            await town.gateway.drop(4000)
            await it_answers(town, news)
            await town.gateway.reconnect()
            await it_answers(town, news)
            assert (town.identifies, town.resumes) == (1, 3)
            await bot.ends_in_time()
        assert town.syncs == 1
        assert town.problems == []


@pytest.mark.faults  # discord.py waits five seconds before it identifies again
async def test_a_gateway_that_refuses_it_or_ends_its_session_has_it_back(
    tmp_path: Path, row: Row
) -> None:
    async with Town() as town:
        news = town.add_channel(town.guild)
        town.deny(news, "SEND_MESSAGES")
        town.gateway.refuse = 2
        bot = DiscordBot(tmp_path, town)
        await two_days(bot, news)
        bot.set_clock(MORNING)
        async with bot.running():
            await bot.says("paused")
            assert (town.gateway.refused, town.identifies, town.resumes) == (2, 1, 0)
            town.allow(news, "SEND_MESSAGES")
            await town.gateway.invalidate()
            await bot.says("resumed")  # a new session tries the doors
            await it_answers(town, news)
            row(
                "Discord's gateway refuses, and ends a session",
                f"refused {town.gateway.refused} times, back with session {town.identifies}",
            )
            assert (town.identifies, town.resumes) == (2, 0)
            await bot.ends_in_time()
        assert town.syncs == 1


@pytest.mark.faults
async def test_after_a_discord_that_was_away_what_was_due_meanwhile_arrives_once(
    tmp_path: Path, row: Row
) -> None:
    async with small_hub(3) as hub, Town() as town:
        news = town.add_channel(town.guild)
        bot = DiscordBot(tmp_path, town, hub.url)
        await two_days(bot, news)
        bot.set_clock(MORNING)
        async with bot.running():
            await bot.says("sent")
            await town.stop()
            hub.models = hub_of(3, leader=8)
            bot.set_clock("05-03T13:31")
            assert "posts=1" in await bot.says("stored")
            await town.start()
            await town.until(lambda: posts(news) == 2)
            await it_answers(town, news)
            await bot.comes_to(lambda: bot.posts("sent") == 2)
            await bot.ends_in_time()
        row("Discord away while a post is due", f"{posts(news)} of 2 days' posts, each once")
        assert posts(news) == 2
        assert town.syncs == 1
        assert town.problems == []


async def it_answers(town: Town, channel: Channel) -> None:
    await town.ready()
    reply = await town.boss.ask(channel, "rank", name="qwen")
    assert "Qwen" in plain(reply.payload)


def posts(channel: Channel) -> int:
    """How many posts stand there; an answer has no nonce."""
    return sum(its.nonce is not None for its in channel.messages)


async def test_a_wrong_token_is_said_in_one_sentence_and_ends_nothing(tmp_path: Path) -> None:
    async with Town() as town:
        bot = DiscordBot(tmp_path, town)
        bot.environment["DISCORD_TOKEN"] = ANOTHER
        await two_days(bot, town.add_channel(town.guild))
        bot.set_clock(MORNING)
        async with bot.running():
            assert "set DISCORD_TOKEN to the bot's own" in await bot.says("trouble")
            await bot.says("next")
            await bot.ends_in_time()
        assert len([line for line in bot.log if "trouble" in line]) == 1
        assert town.identifies == 0
        assert len(town.invalid) == 1
        bot.assert_untold(ANOTHER)


async def test_a_token_that_was_refused_for_a_while_is_tried_again(tmp_path: Path) -> None:
    async with small_hub(3) as hub, Town() as town:
        news = town.add_channel(town.guild)
        bot = DiscordBot(tmp_path, town, hub.url)
        await two_days(bot, news)
        bot.set_clock(MORNING)
        async with bot.running():
            await bot.says("sent")
            right, town.token = town.token, ANOTHER
            hub.models = hub_of(3, leader=8)
            bot.set_clock("05-03T13:31")
            await bot.says("paused")
            assert bot.paused(news) == "refused-token"
            town.token = right
            bot.set_clock("05-04T13:00")  # the daily check is due
            await bot.says("resumed")
            await bot.ends_in_time()
        assert bot.paused(news) is None
        assert town.problems == []


# --- posts that go wrong


@pytest.mark.faults  # it waits as long as Discord asks
async def test_whatever_happens_to_a_post_it_arrives_once(tmp_path: Path, row: Row) -> None:
    async with Town() as town:
        for status in (500, 502, 504, 429, 503):
            town.faults.once(status=status)
        for kind in KINDS:
            town.faults.once(kind=kind)
        town.faults.once(kind="html", status=200)
        channels = [town.add_channel(town.guild) for _ in range(12)]
        bot = DiscordBot(tmp_path, town)
        await two_days(bot, *channels)
        bot.set_clock(MORNING)
        async with bot.running():
            await bot.says("connected")
            await bot.comes_to(lambda: bot.posts("waiting") == 0)
            bot.later(minutes=1)
            await bot.comes_to(lambda: bot.posts("sent") == 12)
            await bot.ends_in_time()
        copies = [posts(its) for its in channels]
        row(
            "Discord fails a post in every way",
            f"{len(town.faults.happened)} faults, {copies.count(1)} of {len(copies)} posts once",
        )
        assert len(town.faults.happened) == 10
        assert [posts(its) for its in channels] == [1] * 12
        assert town.problems == []


@asynccontextmanager
async def stalling(folder: Path) -> AsyncIterator[tuple[Town, DiscordBot, list[Channel]]]:
    """Give a Discord that never answers two of the three posts that are due, one of them stored."""
    async with Town() as town:
        for stored in (False, True):
            town.faults.once(kind="stall", stored=stored)
        channels = [town.add_channel(town.guild) for _ in range(3)]
        bot = DiscordBot(folder, town)
        await two_days(bot, *channels)
        bot.set_clock(MORNING)
        yield town, bot, channels


@pytest.mark.alone
@pytest.mark.faults  # it has three seconds to end a request, and a second to take its leave
async def test_asked_to_end_while_discord_stalls_it_ends_and_posts_once_later(
    tmp_path: Path, row: Row
) -> None:
    async with stalling(tmp_path) as (town, bot, channels):
        async with bot.running():
            await bot.comes_to(lambda: bot.posts("sent") == 1)  # slow ones delay no other
            took = await bot.ends_in_time()
        async with bot.running():
            await bot.comes_to(lambda: bot.posts("sent") == 3)
            await bot.ends_in_time()
        copies = [posts(its) for its in channels]
        row("SIGTERM while Discord stalls", f"ended in {took:.1f} s; posts by channel {copies}")
        assert copies == [1, 1, 1]
        assert town.problems == []


@pytest.mark.faults  # a request has half a minute
async def test_a_post_that_is_never_answered_is_sent_again(tmp_path: Path, row: Row) -> None:
    async with stalling(tmp_path) as (town, bot, channels):
        async with bot.running():
            await bot.says("sent")
            await bot.comes_to(lambda: bot.posts("sent") == 3)
            await bot.ends_in_time()
        copies = [posts(its) for its in channels]
        row("Discord never answers a post", f"posts by channel {copies}")
        assert copies == [1, 1, 1]
        assert town.problems == []
