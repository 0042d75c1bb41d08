"""A default day on a Hub of 1,000-row pages: calls, pace, time and memory of `overtake snapshot`.

    python bench/live.py

The Hub is the small one of the tests, filled with invented models: every namespace of
families.toml, eight of them with more than a page, and strangers on the boards. The program runs as
it is, with its default settings; only HF_ENDPOINT and the database are given.
"""

import asyncio
import os
import random
import resource
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bot.families import load  # noqa: E402 - the path is set first, as this is a script
from tests.hub import Hub, Row  # noqa: E402

BIG = 8
BIG_ROWS = 1_600
SMALL_ROWS = 70
STRANGERS = 3_000
WINDOW = 300
TAGS = ("text-generation", "image-text-to-text", "any-to-any", "text-to-image")


def models(seed: int = 7) -> Iterator[Row]:
    """Give every namespace's models, and strangers', with counters as skewed as the Hub's."""
    dice = random.Random(seed)
    publishers = {name for its in load(None).organisations.values() for name in its.namespaces}
    for number, publisher in enumerate(sorted(publishers)):
        for n in range(BIG_ROWS if number < BIG else SMALL_ROWS):
            yield row(f"{publisher}/model-{n}", dice)
    for n in range(STRANGERS):
        yield row(f"person-{n}/model", dice)


def row(name: str, dice: random.Random) -> Row:
    downloads = int(dice.paretovariate(0.7) * 100)
    return {
        "_id": f"{dice.getrandbits(96):024x}",
        "id": name,
        "downloads": downloads,
        "downloadsAllTime": downloads * dice.randint(2, 30),
        "likes": int(dice.paretovariate(0.9)),
        "trendingScore": round(dice.paretovariate(1), 1),
        "pipeline_tag": dice.choice(TAGS),
        "createdAt": "2025-03-01T08:00:00.000Z",
        "library_name": "transformers",
        "childrenModelCount": dice.randint(0, 400),
    }


async def run(folder: Path, url: str) -> tuple[float, str]:
    """Run `overtake snapshot`; return its seconds and what it logged."""
    env = {**os.environ, "HF_ENDPOINT": url, "OVERTAKE_DATABASE": str(folder / "overtake.db")}
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "snapshot"),
        env={**env, "PYTHONPATH": str(ROOT)},
        cwd=folder,
        stderr=asyncio.subprocess.PIPE,
    )
    _, log = await process.communicate()
    assert process.returncode == 0, log.decode()
    return time.perf_counter() - started, log.decode()


def busiest(times: list[float]) -> int:
    """Return the most calls within any five minutes."""
    return max(sum(at <= other < at + WINDOW for other in times) for at in times)


async def main() -> None:
    world = list(models())
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with Hub(world) as hub:
            seconds, log = await run(folder, hub.url)
            calls = [call.at for call in hub.calls]
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        size = (folder / "overtake.db").stat().st_size / 1e6
        with sqlite3.connect(folder / "overtake.db") as db:
            [stored] = db.execute("SELECT COUNT(*) FROM observation").fetchone()
    print(log.splitlines()[-1])
    print(
        f"| calls | in the busiest 5 minutes | seconds | peak memory | models stored | database |\n"
        f"|---:|---:|---:|---:|---:|---:|\n"
        f"| {len(calls)} | {busiest(calls)} | {seconds:.0f} | {memory:.0f} MB | {stored:,} "
        f"| {size:.1f} MB |"
    )
    assert len(calls) <= 250, "a default day stays under 250 calls (SPEC 3)"


if __name__ == "__main__":
    asyncio.run(main())
