"""A bot that is killed between sending a post and noting it, a hundred times: `make faults`."""

import asyncio
import random
import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Coroutine, Iterable
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.chat import MORNING, two_days
from tests.e2e.program import Overtake
from tests.e2e.slack import Office, SlackBot
from tests.faults_table import Row
from tests.make import moment
from tests.slack_server import Channel, Message
from tests.slack_server.world import SCOPES

pytestmark = [pytest.mark.e2e, pytest.mark.faults]

OFFICES = 2
"""Slacks, each with a bot and a database of its own: while one starts, another can be killed."""
CHANNELS, UNREAD = 130, 50
"""...of each; more than one post may go out before a kill."""
HITS, UNREAD_HITS = 50, 15
"""...kills after Slack had a post and before the database knew, with history and without."""
SEED = 1905
LONGEST = 0.05
"""Seconds until a kill that comes while the bot hears Slack's answer, or has noted it."""
NOTED = "SELECT channel FROM post WHERE state = 'sent'"
WITHOUT_HISTORY = tuple(its for its in SCOPES if not its.endswith(":history"))


class Killing(Office):
    """A Slack that kills the bot when it has stored so many more of its posts.

    What else the dead process had on its way does not arrive: a kill would use up a hundred posts.
    """

    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self.new_id.wall = moment("05-02", "12:00").timestamp
        self.dice, self.on_stored = dice, self._strike
        self.bot: SlackBot | None = None
        self.left = 0
        self._strikes: list[asyncio.Task[None]] = []

    def arm(self, bot: SlackBot) -> None:
        """Kill this one next."""
        self.faults.clear()
        self.left, self.bot = self.dice.choice((1, 1, 1, 2)), bot

    def disarm(self) -> None:
        """Kill no more."""
        self.faults.clear()
        self.bot = None

    async def _strike(self, channel: Channel, _: Message) -> None:
        """Count a post, unless it is the double of one; what was doubled has to be noted first."""
        if self.bot is None or len(channel.messages) > 1:
            return
        self.left -= 1
        if self.left:
            return
        self.faults.every(1, kind="stall")
        await self.bot.comes_to(self._doubles_are_noted)
        if self.dice.random() < 0.7:
            self.bot.process.kill()
        else:  # it hears Slack's answer meanwhile, and perhaps that is noted
            self._strikes = [asyncio.create_task(self._soon(self.bot))]

    def _doubles_are_noted(self) -> bool:
        assert self.bot
        doubled = {self.bot.named(its) for its in self.channels.values() if len(its.messages) > 1}
        return doubled <= {name for (name,) in self.bot.rows(NOTED)}

    async def _soon(self, bot: SlackBot) -> None:
        await asyncio.sleep(self.dice.uniform(0.0, LONGEST))
        bot.process.kill()


async def test_killed_a_hundred_times_between_sent_and_noted_every_post_is_there_once(
    tmp_path: Path, row: Row
) -> None:
    cases = [Case(tmp_path / f"{n}", SEED + n, SCOPES, CHANNELS) for n in range(OFFICES)]
    await together(case.run(HITS) for case in cases)
    row("killed between a post on Slack and its noting, with history", figures(cases))
    assert sum(case.hits for case in cases) >= HITS * OFFICES == 100
    for case in cases:
        assert case.copies == dict.fromkeys(case.copies, 1)


async def test_where_no_history_can_be_read_a_kill_doubles_a_post_once_at_most_and_loses_none(
    tmp_path: Path, row: Row
) -> None:
    cases = [Case(tmp_path / f"{n}", SEED + n, WITHOUT_HISTORY, UNREAD) for n in range(OFFICES)]
    await together(case.run(UNREAD_HITS) for case in cases)
    row("killed between a post on Slack and its noting, without history", figures(cases))
    assert sum(case.hits for case in cases) >= UNREAD_HITS * OFFICES == 30
    for case in cases:
        assert case.copies == {name: 1 + case.unnoted[name] for name in case.copies}
        assert max(case.copies.values()) == 2


def figures(cases: Iterable["Case"]) -> str:
    """What came of the kills."""
    copies = sum((Counter(its.copies.values()) for its in cases), Counter[int]())
    told = ", ".join(f"{count} there {times}×" for times, count in sorted(copies.items()))
    kills, hits = (sum(getattr(its, name) for its in cases) for name in ("kills", "hits"))
    return f"{kills} kills, {hits} of them in between; posts: {told}"


async def together(runs: Iterable[Coroutine[None, None, None]]) -> None:
    async with asyncio.TaskGroup() as group:
        for run in runs:
            group.create_task(run)


class Case:
    """A bot, killed until enough kills were between sent and noted."""

    def __init__(self, folder: Path, seed: int, scopes: tuple[str, ...], channels: int) -> None:
        self.folder, self.scopes, self.count = folder, scopes, channels
        self.dice = random.Random(seed)  # noqa: S311 - the same moments at every run
        self.kills = self.hits = 0
        self.unnoted = Counter[str]()
        """By channel, how often a kill left a post at Slack and in doubt here."""
        self.copies: dict[str, int] = {}
        """By channel, the messages there in the end."""

    async def run(self, hits: int) -> None:
        async with Killing(self.dice) as slack:
            acme = slack.add_workspace(scopes=self.scopes)
            self.channels = [slack.add_channel(acme, f"news-{n}") for n in range(self.count)]
            self.bot = SlackBot(self.folder, slack, acme)
            await two_days(self.bot, *self.channels)
            self.bot.set_clock(MORNING)
            while self.hits < hits:
                await self.killed(slack)
            slack.disarm()
            await self.whole()

    async def killed(self, slack: Killing) -> None:
        """Start the bot, and see how Slack's kill leaves it."""
        before = self.stored()
        async with self.bot.running():
            slack.arm(self.bot)
            assert await self.bot.ends() == -signal.SIGKILL, self.bot.log
        self.kills += 1
        out = {name for name, count in self.stored().items() if count > before[name]}
        states = self.after_a_kill(out)
        unnoted = [name for name in out if states[name] != "sent"]
        assert {states[name] for name in unnoted} <= {"in doubt"}
        self.unnoted.update(unnoted)
        self.hits += bool(unnoted)

    async def whole(self) -> None:
        """Start the bot once more, and let it end its work."""
        async with self.bot.running():
            await self.bot.comes_to(lambda: self.bot.posts("sent") == len(self.channels))
            assert await self.bot.ends(signal.SIGTERM) == 0
        self.copies = self.stored()
        receipts = set(self.bot.rows("SELECT channel, receipt FROM post"))
        assert receipts <= {
            (self.bot.named(its), each.ts) for its in self.channels for each in its.messages
        }
        assert self.bot.rows("PRAGMA integrity_check") == [("ok",)]

    def stored(self) -> dict[str, int]:
        return {self.bot.named(channel): len(channel.messages) for channel in self.channels}

    def after_a_kill(self, out: set[str]) -> dict[str, str]:
        """Return the posts' states as the kill left them, read from a copy: the file is the bot's.

        After every tenth kill they are what `overtake status` says too.
        """
        copy = self.folder / "copy"
        copy.mkdir(exist_ok=True)
        for file in self.folder.glob("overtake.db*"):
            shutil.copy(file, copy / file.name)
        with closing(sqlite3.connect(copy / "overtake.db")) as db:
            found = db.execute("SELECT channel, state FROM post").fetchall()
        states = {str(channel): str(state) for channel, state in found}
        in_doubt = sum(state == "in doubt" for state in states.values())
        if in_doubt and out and self.kills % 10 == 1:
            assert f"in doubt {in_doubt}" in Overtake(copy)("status").out
        shutil.rmtree(copy)
        return states
