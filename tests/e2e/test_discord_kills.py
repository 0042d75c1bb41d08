"""A bot that is killed between sending a post and noting it, a hundred times: `make faults`."""

import asyncio
import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.discord_server import Channel, Message
from tests.e2e.bot import PATIENCE
from tests.e2e.chat import two_days
from tests.e2e.discord import DiscordBot, Town
from tests.faults_table import Row

pytestmark = [pytest.mark.e2e, pytest.mark.faults]

HITS = 100
"""Kills after Discord had a post and before the database knew."""
TOWNS = 4
"""Discords, each with a bot and a database of its own: a bot waits two seconds for its guilds, in
which another one can be killed."""
CHANNELS = 150
"""...of each town; more than one post may go out before a kill."""
SEED = 1905
LONGEST = 0.05
"""Seconds until a kill that comes while the bot hears Discord's answer, or has noted it."""


class Killed(Town):
    """A Discord that kills the bot when it has stored so many more of its posts.

    What else the dead process had on its way does not arrive: a kill would use up dozens of posts.
    """

    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self.dice, self.on_stored = dice, self._strike
        self.bot: DiscordBot | None = None
        self.left, self.last = 0, ""
        """How many more posts until the kill; the channel of the post that it came with."""
        self._strikes: list[asyncio.Task[None]] = []

    async def _strike(self, channel: Channel, _: Message) -> None:
        self.left -= 1
        if self.left or self.bot is None:
            return
        self.last = f"discord:{channel.id}"
        self.faults.every(1, kind="stall")
        if self.dice.random() < 0.7:
            self.bot.process.kill()
        else:  # Discord answers meanwhile, and perhaps that is noted
            self._strikes = [asyncio.create_task(self._soon(self.bot))]

    async def _soon(self, bot: DiscordBot) -> None:
        await asyncio.sleep(self.dice.uniform(0.0, LONGEST))
        bot.process.kill()


async def test_killed_a_hundred_times_between_sent_and_noted_every_post_is_there_once(
    tmp_path: Path, row: Row
) -> None:
    cases = (killed_again_and_again(tmp_path / f"{number}", number) for number in range(TOWNS))
    found = await asyncio.gather(*cases)
    kills, hits = map(sum, zip(*found, strict=True))
    row(
        "killed between a post on Discord and its noting",
        f"{kills} kills, {hits} of them in between; {TOWNS * CHANNELS} posts, each there once",
    )
    assert hits >= HITS


async def killed_again_and_again(folder: Path, number: int) -> tuple[int, int]:
    """Kill a bot until enough kills were between sent and noted; return how many were, of all."""
    dice = random.Random(SEED + number)  # noqa: S311 - the same moments at every run
    kills = hits = 0
    async with Killed(dice) as town:
        channels = [town.add_channel(town.guild) for _ in range(CHANNELS)]
        bot = town.bot = DiscordBot(folder, town)
        await two_days(bot, *channels)
        bot.set_clock("05-02T12:00")
        while hits < HITS / TOWNS:
            town.faults.clear()
            town.left = dice.choice((1, 1, 1, 2))
            async with bot.running():
                async with asyncio.timeout(PATIENCE):
                    await bot.process.wait()
            kills += 1
            hits += state_after_a_kill(folder, town.last) != "sent"
        town.bot = None
        town.faults.clear()
        bot.later(minutes=70)  # past the longest wait of a post that had failed
        async with bot.running():
            await bot.comes_to(lambda: bot.posts("sent") == CHANNELS)
        assert [len(its.messages) for its in channels] == [1] * CHANNELS
        receipts = {(f"discord:{its.id}", its.messages[0].id) for its in channels}
        assert set(bot.rows("SELECT channel, receipt FROM post")) == receipts
        assert bot.rows("PRAGMA integrity_check") == [("ok",)]
        assert town.problems == []
    return kills, hits


def state_after_a_kill(folder: Path, channel: str) -> str:
    """Return a post's state as the kill left it, read from a copy: the file is for the bot."""
    copy = folder / "copy"
    copy.mkdir(exist_ok=True)
    for file in folder.glob("overtake.db*"):
        shutil.copy(file, copy / file.name)
    with sqlite3.connect(copy / "overtake.db") as db:
        [[state]] = db.execute("SELECT state FROM post WHERE channel = ?", (channel,)).fetchall()
    db.close()
    shutil.rmtree(copy)
    return str(state)
