"""A day's posts that wait for many channels, and `overtake run` as it is, under its own clock."""

import asyncio
import json
import sqlite3
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.model import DeliveryState, Fetch, Post, Subscription
from storage.connections import QUERIES
from storage.rows import row_of_post
from storage.store import SqliteStore, open_store
from tests.e2e.program import NEEDED
from tests.make import day, machine, names


async def write(
    database: Path, wanted: Sequence[Subscription], remembered: Mapping[str, str] | None = None
) -> None:
    """Write a database in which a day's posts wait for all who want them."""
    async with await open_store(database, exclusive=True) as store:
        overtake = machine(store)
        now = datetime.now(UTC)
        await overtake.take(_led_by("google/m1", now - timedelta(days=1)))
        for subscription in wanted:
            await store.subscribe(subscription)
        for name, value in (remembered or {}).items():
            await store.remember(name, value)
        await overtake.take(_led_by("Qwen/Qwen4-8B", now), post=True)
        assert len(await store.posts()) == len(wanted)


def _led_by(name: str, moment: datetime) -> Fetch:
    listed = [name, *(its for its in names(40) if its != name)]
    return replace(day("05-01", trending=listed), taken_at=moment)


async def one_more(store: SqliteStore, like: Post, channel: str, part: int = 1) -> None:
    """Let a channel have a post too, as a day's posts would."""
    number = await store.next_post()
    waiting = DeliveryState.WAITING
    fresh = replace(like, id=number, channel=channel, part=part, state=waiting, attempts=0)
    async with store._write() as db:
        await QUERIES.put_post(db, **row_of_post(replace(fresh, receipt="")))


@asynccontextmanager
async def running(database: Path, environment: Mapping[str, str]) -> AsyncIterator[Process]:
    """`overtake run`, whose next snapshot is due tomorrow, until the end of the block."""
    folder = database.parent
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with (folder / "log").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=folder,
            env={
                **NEEDED,
                **environment,
                "OVERTAKE_DATABASE": str(database),
                "OVERTAKE_SCHEDULE": f"0 0 {tomorrow:%-d %-m} *",
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


async def comes(holds: Callable[[], bool], within: float) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110 - what others did
            await asyncio.sleep(0.1)


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    """Return what a query finds."""
    with closing(sqlite3.connect(database)) as db:
        return db.execute(query).fetchall()


def paused(database: Path) -> dict[str, str]:
    """Return the channels, by their platform's ids, whose alerts are paused, and why."""
    told = [
        json.loads(str(wishes)) for (wishes,) in rows(database, "SELECT wishes FROM subscription")
    ]
    return {its["channel"].partition(":")[2]: its["paused"] for its in told if its["paused"]}
