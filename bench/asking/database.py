"""A database as large as a live one: 28,540 models, four boards, 62 days; and the Hub of today."""

import asyncio
import json
import os
import random
import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bench.live import models
from bot.config import DEFAULT_BOARDS, LLM_TAGS
from bot.daily import Daily
from bot.families import load
from bot.model import Counts, Fetch, Listing
from storage.store import open_store
from tests.hub import Hub, Row

DAYS = 62


def next_day(rows: Sequence[Row], dice: random.Random) -> None:
    """Let the counters go on by a day."""
    for row in rows:
        row["downloads"] = int(row["downloads"] * dice.lognormvariate(0.003, 0.03)) + 1
        row["downloadsAllTime"] += row["downloads"] // 30
        row["likes"] += int(row["likes"] * 0.002 * dice.random() + dice.random() * 1.2)
        row["trendingScore"] = round(row["trendingScore"] * dice.lognormvariate(0, 0.1), 1)


def fetched(rows: Sequence[Row], day: date) -> Fetch:
    """Return a reading of the whole Hub, every namespace in full."""

    def top(key: str, depth: int, tags: Sequence[str] = ()) -> tuple[str, ...]:
        fitting = (row for row in rows if not tags or row["pipeline_tag"] in tags)
        return tuple(row["id"] for row in sorted(fitting, key=lambda row: -row[key])[:depth])

    return Fetch(
        taken_at=datetime.combine(day, datetime.min.time(), UTC) + timedelta(minutes=1),
        lists={
            "trending": top("trendingScore", 100),
            "llm": top("downloads", 500, LLM_TAGS),
            "downloads": top("downloads", 300),
            "likes": top("likes", 300),
        },
        models=tuple(map(listing, rows)),
        namespaces=frozenset(
            row["id"].partition("/")[0] for row in rows if not row["id"].startswith("person-")
        ),
    )


def listing(row: Row) -> Listing:
    counts = Counts(
        downloads=row["downloads"],
        all_time=row["downloadsAllTime"],
        likes=row["likes"],
        trending=row["trendingScore"],
    )
    return Listing(
        name=row["id"],
        counts=counts,
        hub_id=row["_id"],
        created_at=datetime.fromisoformat(row["createdAt"]),
        pipeline_tag=row["pipeline_tag"],
        library=row["library_name"],
    )


async def make(database: Path, world: Path) -> None:
    """Write the days until yesterday, and the Hub's models of today."""
    dice, rows = random.Random(11), list(models())
    today = datetime.now(UTC).date()
    async with await open_store(database, exclusive=True) as store:
        daily = Daily(store, [its.board() for its in DEFAULT_BOARDS], load(None))
        for ago in range(DAYS, 0, -1):
            reading = fetched(rows, today - timedelta(days=ago))
            await daily.take(reading, now=reading.taken_at, post=False)
            next_day(rows, dice)
    world.write_text(json.dumps(rows), encoding="utf-8")


async def made(folder: Path) -> tuple[Path, Path]:
    """Return the database and the Hub of today, making them where they are not."""
    today = datetime.now(UTC).date()
    database, world = folder / f"{today}.db", folder / f"{today}.json"
    if not world.exists():
        database.unlink(missing_ok=True)
        started = time.perf_counter()
        await make(database, world)
        print(f"{DAYS} days made in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return database, world


def copied(database: Path, folder: Path) -> dict[str, str]:
    """Return the settings of a program with a database of its own."""
    own = folder / "overtake.db"
    with closing(sqlite3.connect(database)) as there, closing(sqlite3.connect(own)) as here:
        there.backup(here)
    return {
        "OVERTAKE_DATABASE": str(own),
        "OVERTAKE_JITTER": "0",
        "OVERTAKE_HUB_PAUSE": "0",
        "HF_HOME": str(folder / "hf"),
    }


async def serve_hub(world: Path) -> None:
    """Be the Hub, as gently as on another machine; say its address first of all."""
    os.nice(19)
    async with Hub(json.loads(world.read_text(encoding="utf-8"))) as hub:
        print(f"at={datetime.now(UTC):%T} step=url {hub.url}", file=sys.stderr, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve_hub(Path(sys.argv[1])))
