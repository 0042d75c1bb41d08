"""How long the weekly digests of 10,000 channels take, of ten kinds of wishes.

    .venv/bin/python bench/digests.py

The demo's invented days, up to a Monday and the one after: on the second, every channel has a
digest that was sent. Printed are the seconds that finding and saying takes, and those of the
transaction that writes the day with its posts.
"""

import asyncio
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path[0] = str(Path(__file__).parents[1])  # in place of this folder: it is a script

from adapters.sources.invented import invented_days  # noqa: E402 - the path is set first
from bot.config import DEFAULT_BOARDS  # noqa: E402
from bot.daily import Daily  # noqa: E402
from bot.families import load  # noqa: E402
from bot.model import Decision, DeliveryState, Kind, Rhythm, Subscription  # noqa: E402
from bot.posts.outbox import write_posts  # noqa: E402
from storage.store import SqliteStore, open_store  # noqa: E402

CHANNELS = 10_000
MONDAYS = (date(2025, 11, 10), date(2025, 11, 17))
WEEKLY = Subscription("", rhythm=Rhythm.WEEKLY)
KINDS = (
    WEEKLY,
    replace(WEEKLY, language="es"),
    replace(WEEKLY, boards=("trending",)),
    replace(WEEKLY, boards=("llm",)),
    replace(WEEKLY, boards=("trending", "llm", "downloads", "likes"), top=50),
    replace(WEEKLY, top=3),
    replace(WEEKLY, top=3, language="es"),
    replace(WEEKLY, families=("all",)),
    replace(WEEKLY, families=("qwen", "llama")),
    replace(WEEKLY, rules=tuple(Kind)),
)


async def measure(store: SqliteStore) -> None:
    """Take the days in, and time what each Monday adds."""
    daily = Daily(store, [its.board() for its in DEFAULT_BOARDS], load())
    for number in range(CHANNELS):
        await store.subscribe(replace(KINDS[number % len(KINDS)], channel=f"discord:{number}"))
    for fetch in invented_days():
        if fetch.day > MONDAYS[-1]:
            return
        taken = await daily.take(fetch, now=fetch.taken_at, post=False)
        if fetch.day in MONDAYS:
            await add_digests(store, taken.decision, daily)


async def add_digests(store: SqliteStore, day: Decision, daily: Daily) -> None:
    """Time the digests of a day that is stored, and send them."""
    again = replace(day, judged=(), events=(), settled=(), taken_at=day.taken_at.replace(minute=59))
    began = time.perf_counter()
    written = await write_posts(store, again, daily.families, again.taken_at)
    said = time.perf_counter()
    await store.save(Decision(again.taken_at, posts=written.posts))
    kept = time.perf_counter()
    kinds = len({id(post.view) for post in written.posts})
    print(
        f"{day.day}: {len(written.posts):,} digests of {kinds} kinds,"
        f" {said - began:.2f} s to say, {kept - said:.2f} s to write"
    )
    posts = await store.posts(day=day.day)
    await store.note_posts([replace(post, state=DeliveryState.SENT) for post in posts])


async def main() -> None:
    """Measure over a database of its own."""
    with TemporaryDirectory(prefix="overtake-bench-") as folder:
        async with await open_store(Path(folder) / "bench.db", exclusive=True) as store:
            await measure(store)


if __name__ == "__main__":
    asyncio.run(main())
