"""Two thousand channels on Discord, some of them closed, under all its limits: `make faults`.

The bot is the program as it is, under its own clock; the day's posts wait in its database.
"""

import asyncio
import json
import sqlite3
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest

from bot.model import Fetch, Subscription
from storage.store import open_store
from tests.discord_server import Channel, Discord, Person, Request
from tests.e2e.program import NEEDED
from tests.make import day, machine, names

pytestmark = [pytest.mark.e2e, pytest.mark.faults]

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
        if number % 4 == 3:  # of every other closed one too
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
    known = owners or {}
    async with await open_store(database, exclusive=True) as store:
        overtake = machine(store)
        now = datetime.now(UTC)
        await overtake.take(led_by("google/m1", now - timedelta(days=1)))
        for channel in channels:
            owner = f"discord:{known[channel.id].id}" if channel.id in known else ""
            await store.subscribe(Subscription(f"discord:{channel.id}", owner=owner))
        await overtake.take(led_by("Qwen/Qwen4-8B", now), post=True)
        assert len(await store.posts()) == len(channels)


def led_by(name: str, moment: datetime) -> Fetch:
    listed = [name, *(its for its in names(40) if its != name)]
    return replace(day("05-01", trending=listed), taken_at=moment)


@asynccontextmanager
async def running(discord: Discord, database: Path) -> AsyncIterator[Process]:
    """`overtake run`, whose next snapshot is due next year, until the end of the block."""
    folder = database.parent
    with (folder / "log").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=folder,
            env={
                **NEEDED,
                "DISCORD_TOKEN": discord.token,
                "OVERTAKE_DATABASE": str(database),
                "OVERTAKE_DISCORD_API": discord.url,
                "OVERTAKE_SCHEDULE": f"0 0 {tomorrow():%-d %-m} *",
            },
            stderr=log,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            async with asyncio.timeout(10):
                assert await process.wait() == 0, (folder / "log").read_text()


def tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


async def comes(holds: Callable[[], bool], within: float) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110 - what others did
            await asyncio.sleep(0.1)


def rows(database: Path, query: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(database)) as db:
        return db.execute(query).fetchall()


def paused(database: Path) -> dict[str, str]:
    """Return the channels whose alerts are paused, and why."""
    told = [json.loads(wishes) for (wishes,) in rows(database, "SELECT wishes FROM subscription")]
    return {
        its["channel"].removeprefix("discord:"): its["paused"] for its in told if its["paused"]
    }


def sent(discord: Discord) -> list[Request]:
    return [its for its in discord.requests if its.is_post]


def is_calm(discord: Discord) -> bool:
    return bool(sent(discord)) and monotonic() - discord.requests[-1].at > CALM


def counted(discord: Discord, first: float, last: float) -> int:
    """Return how many requests of a time the limit over all routes counts."""
    return sum(first <= its.at <= last for its in discord.requests)


async def test_two_thousand_channels_are_told_as_fast_as_the_limits_allow(tmp_path: Path) -> None:
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
        posts = sent(discord)
        first, last = posts[0].at, posts[-1].at
        took, allowed = last - first, counted(discord, first, last) / A_SECOND
        print(
            f"\n{len(its.channels):,} channels, {len(its.closed)} closed: {len(posts):,} message "
            f"requests ({dict(Counter(each.status for each in posts))}) in {took:.1f} s, allowed "
            f"{allowed:.1f} s (messages alone {len(posts) / A_SECOND:.1f} s), "
            f"ratio {took / allowed:.3f}; {len(discord.invalid)} invalid; "
            f"{sum(bool(owner.dm.messages) for owner in its.owners.values())} owners told"
        )
        assert told == {1: len(its.open)}
        assert paused(database) == its.closed
        assert rows(database, "SELECT state, COUNT(*) FROM post GROUP BY state ORDER BY state") == [
            ("paused", len(its.closed)),
            ("sent", len(its.open)),
        ]
        assert {p.name for c, p in its.owners.items() if p.dm.messages} == {
            p.name for c, p in its.owners.items() if c in its.closed and not p.closed_dms
        }
        assert len(discord.invalid) < 500
        assert discord.problems == []
        assert took <= allowed * SLACK
