"""Two thousand channels on Discord, some of them closed, under all its limits: `make faults`.

The bot is the program as it is, under its own clock; the day's posts wait in its database.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from time import monotonic

import pytest

from bot.model import Subscription
from storage.store import open_store
from tests.discord_server import Channel, Discord, Person, Request
from tests.e2e import load
from tests.e2e.load import comes, paused, rows
from tests.faults_table import Row

pytestmark = [pytest.mark.e2e, pytest.mark.faults, pytest.mark.alone]

GUILDS, IN_EACH = 100, 20
A_SECOND = 50
"""Requests that Discord takes over all routes (PLATFORMS), answers to interactions apart."""
SLACK = 1.10
"""The posts may take so many times as long as the limits alone would make them."""
REASONS = ("refused-gone", "refused-access", "refused-permission")
PATIENCE = 100.0
"""Seconds until all is told, or the test fails."""
CALM = 3.0
"""Seconds without any request after which nothing more is to come."""


@dataclass(eq=False)
class Street:
    """The channels that want the news, and who turned some of them on."""

    channels: list[Channel]
    closed: dict[str, str]
    """Why, by the ids of those that take no post."""
    owners: dict[str, Person]

    @property
    def open(self) -> list[Channel]:
        return [its for its in self.channels if its.id not in self.closed]

    @property
    def to_be_told(self) -> set[str]:
        """Whose channel is closed, and whose direct messages are open."""
        closed = (person for channel, person in self.owners.items() if channel in self.closed)
        return {person.name for person in closed if not person.closed_dms}


def street(discord: Discord) -> Street:
    """Build it: every twentieth channel is closed, each third of them in another way."""
    channels, closed, owners = [], {}, {}
    for number in range(GUILDS * IN_EACH):
        if number % IN_EACH == 0:
            guild = discord.add_guild(f"Town {number // IN_EACH}")
        channel = discord.add_channel(guild, f"news-{number}")
        channels.append(channel)
        if number % IN_EACH == 7:
            closed[channel.id] = REASONS[number // IN_EACH % len(REASONS)]
        if number % 8 == 7:  # and so of every other closed one
            owners[channel.id] = discord.person(f"owner-{number}")
    for channel in channels:
        close(discord, channel, closed.get(channel.id))
    for person in list(owners.values())[::7]:
        person.closed_dms = True
    return Street(channels, closed, owners)


def close(discord: Discord, channel: Channel, reason: str | None) -> None:
    if reason == "refused-gone":
        discord.delete_channel(channel)
    elif reason == "refused-access":
        discord.deny(channel, "VIEW_CHANNEL")
    elif reason == "refused-permission":
        discord.deny(channel, "SEND_MESSAGES")


async def write(
    database: Path, channels: Sequence[Channel], owners: dict[str, Person] | None = None
) -> None:
    """Write a database in which a day's posts wait for all these channels."""
    whose = {channel: f"discord:{person.id}" for channel, person in (owners or {}).items()}
    wanted = [Subscription(f"discord:{its.id}", owner=whose.get(its.id, "")) for its in channels]
    await load.write(database, wanted)


@asynccontextmanager
async def running(discord: Discord, database: Path) -> AsyncIterator[None]:
    """`overtake run` on this Discord, until the end of the block."""
    environment = {"DISCORD_TOKEN": discord.token, "OVERTAKE_DISCORD_API": discord.url}
    async with load.running(database, environment):
        yield


def sent(discord: Discord) -> list[Request]:
    return [its for its in discord.requests if its.is_post]


def is_calm(discord: Discord) -> bool:
    return bool(sent(discord)) and monotonic() - discord.requests[-1].at > CALM


def counted(discord: Discord, first: float, last: float) -> int:
    """Return how many requests of a time the limit over all routes counts."""
    return sum(first <= its.at <= last for its in discord.requests)


async def test_two_thousand_channels_are_told_as_fast_as_the_limits_allow(
    tmp_path: Path, row: Row
) -> None:
    database = tmp_path / "overtake.db"
    async with Discord() as discord:
        discord.limits.globally, discord.limits.per_channel = A_SECOND, (5, 5.0)
        discord.faults.every(20, status=429)
        discord.faults.every(50, status=503)
        its = street(discord)
        await write(database, its.channels, its.owners)
        async with running(discord, database):
            await discord.ready()
            await comes(lambda: is_calm(discord), PATIENCE)
        told = Counter(len(channel.messages) for channel in its.open)
        owners = {owner.name for owner in its.owners.values() if owner.dm.messages}
        posts = sent(discord)
        first, last = posts[0].at, posts[-1].at
        took, allowed = last - first, counted(discord, first, last) / A_SECOND
        row(
            f"{len(its.channels):,} channels on Discord, {len(its.closed)} of them closed",
            f"{len(posts):,} message requests ({dict(Counter(each.status for each in posts))}) in "
            f"{took:.1f} s, allowed {allowed:.1f} s: at {allowed / took:.0%} of the rate · "
            f"{len(discord.invalid)} invalid · {len(owners)} owners told",
        )
        assert told == {1: len(its.open)}
        assert paused(database) == its.closed
        assert rows(database, "SELECT state, COUNT(*) FROM post GROUP BY state ORDER BY state") == [
            ("paused", len(its.closed)),
            ("sent", len(its.open)),
        ]
        assert owners == its.to_be_told
        taken = sum(each.status == HTTPStatus.OK for each in posts)
        assert taken == len(its.open) + len(owners), "some were sent again after they were taken"
        assert len(discord.invalid) < 500
        assert discord.problems == []
        assert took <= allowed * SLACK


async def test_a_channel_that_has_to_wait_holds_up_no_other(tmp_path: Path, row: Row) -> None:
    database = tmp_path / "overtake.db"
    async with Discord() as discord:
        discord.faults.once(status=429, retry_after=20.0)
        discord.faults.once(kind="stall")
        discord.faults.once(kind="stall", stored=True)
        guild = discord.add_guild()
        *channels, late = [discord.add_channel(guild, f"news-{n}") for n in range(121)]
        await write(database, channels)
        async with running(discord, database):
            await discord.ready()
            await comes(lambda: len(sent(discord)) >= len(channels), 20)
            slow = {its.parts["channel_id"] for its in sent(discord)[:3]}
            others = [its for its in channels if its.id not in slow]
            await comes(lambda: all(its.messages for its in others), 5)
            posts = sent(discord)
            took = posts[-1].at - posts[0].at
            assert took < len(channels) / A_SECOND * SLACK + 1

            await one_more(database, late)
            await comes(lambda: bool(late.messages), 15)
            assert monotonic() - posts[0].at < 20, "while the three still wait"

            await comes(lambda: all(its.messages for its in channels), 60)
            await comes(lambda: is_calm(discord), 60)
        again = [its for its in sent(discord)[3:] if its.parts["channel_id"] in slow]
        waits = sorted(its.at - posts[0].at for its in again)
        row(
            "three slow channels on Discord",
            f"{len(others)} others were told within {took:.1f} s, the three came again after "
            f"{', '.join(f'{wait:.1f}' for wait in waits)} s",
        )
        assert [len(its.messages) for its in (*channels, late)] == [1] * 121
        assert rows(database, "SELECT DISTINCT state FROM post") == [("sent",)]
        assert waits[0] >= 20
        assert discord.problems == []


async def one_more(database: Path, channel: Channel) -> None:
    """Let another channel have the newest post too, as `alerts on` and a day's posts would."""
    name = f"discord:{channel.id}"
    async with await open_store(database) as store:
        await store.subscribe(Subscription(name))
        await load.one_more(store, (await store.posts())[-1], name)
