"""A race card on the tests' Discord: posted, edited each day, edited again after a kill."""

import signal
from pathlib import Path

import pytest

from tests.discord_server import Channel, Message, plain
from tests.e2e.bot import small_hub
from tests.e2e.chat import hub_of, two_days
from tests.e2e.discord import DiscordBot, Town

pytestmark = pytest.mark.e2e


async def test_a_race_is_one_message_whatever_happens_to_the_bot(tmp_path: Path) -> None:
    async with small_hub(3) as hub, Town() as town:
        news = town.add_channel(town.guild)
        bot = DiscordBot(tmp_path, town, hub.url)
        await two_days(bot)
        bot.set_clock("05-02T12:00")
        async with bot.running():
            await bot.says("connected")
            told = await town.boss.ask(news, "alerts race", a="qwen", b="llama")
            assert "The race of Qwen and Llama" in plain(told.payload)
            await town.until(lambda: len(cards(news)) == 1)
            [card] = cards(news)
            assert "data of May 2, 2026" in plain(card.payload)

            async def killed(_: Channel, __: Message) -> None:
                bot.process.send_signal(signal.SIGKILL)

            town.on_edited = killed  # it is changed there, and the bot has not noted that
            hub.models = hub_of(3)
            bot.set_clock("05-03T13:31")
            assert await bot.ends() == -signal.SIGKILL
        town.on_edited = town.arrivals.note
        edits = card.edits
        async with bot.running():
            await bot.says("connected")
            await town.until(lambda: card.edits > edits)  # once more, to the same
            assert "data of May 3, 2026" in plain(card.payload)
            assert cards(news) == [card]
            await bot.ends_in_time()
        assert town.problems == []


def cards(channel: Channel) -> list[Message]:
    return [its for its in channel.messages if "Race: " in plain(its.payload)]
