"""Questions to a bot: 50 a second to the real program, at rest and while a day is written.

    python bench/questions.py discord|slack|slack-http [FOLDER]

The platform is the small one of the tests, on loopback; the database is as large as a live one
(28,540 models, four boards, 62 days), made at each run, or once a day where a FOLDER is given to
keep it in. Questions are sent by schedule, whether those before are answered or not. The floor is
a bare bot of discord.py or slack_bolt that answers the same with one constant sentence.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path[0] = str(Path(__file__).parents[1])  # in place of this folder: it is a script

from bench.asking.database import copied, made  # noqa: E402 - the path is set first
from bench.asking.discord import OnDiscord  # noqa: E402
from bench.asking.kinds import questions  # noqa: E402
from bench.asking.process import Process  # noqa: E402
from bench.asking.shown import by_kind, figures, show  # noqa: E402
from bench.asking.slack import OnSlack  # noqa: E402
from bench.asking.town import A_SECOND, Asked, Town  # noqa: E402

SECONDS = 20
AFTER = 3.0
"""Seconds that questions go on once the day is stored."""
LONGEST = 180.0
"""Seconds that a day may take."""
TOWNS: dict[str, Callable[[], Town]] = {
    "discord": OnDiscord,
    "slack": lambda: OnSlack("socket"),
    "slack-http": lambda: OnSlack("http"),
}


@asynccontextmanager
async def asked(its: Town, folder: Path, *words: str, **env: str) -> AsyncIterator[Process]:
    """A program that is connected to a town and warm."""
    async with its.platform:
        process = Process()
        async with process.running(folder, *words, **its.access, **env):
            await its.ready(process)
            await asyncio.sleep(1)
            yield process
        assert not its.problems, its.problems[:5]
        if its.failed:
            print(f"{len(its.failed)} not answered, e.g. {its.failed[0]}", file=sys.stderr)


def for_seconds(seconds: float) -> Callable[[float], bool]:
    return lambda passed: passed >= seconds


async def run_floor(its: Town, database: Path, folder: Path) -> list[Asked]:
    async with asked(its, folder, "-m", "bench.asking.floors", its.floor):
        return await its.ask(questions(database, its.lacks), for_seconds(SECONDS))


async def run_at_rest(its: Town, database: Path, folder: Path) -> list[Asked]:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    settings = copied(database, folder) | {"OVERTAKE_SCHEDULE": f"0 0 {tomorrow:%-d %-m} *"}
    async with asked(its, folder, "-m", "bot", "run", **settings):
        return await its.ask(questions(database, its.lacks), for_seconds(SECONDS))


async def run_busily(
    its: Town, database: Path, world: Path, folder: Path
) -> dict[str, list[Asked]]:
    """Ask from when a day begins to be collected until it is stored, and a little longer."""
    hub = Process()
    due = datetime.now(UTC) + timedelta(seconds=75)
    async with hub.running(folder, "-m", "bench.asking.database", str(world)):
        await hub.says("url", 30)
        settings = copied(database, folder) | {
            "OVERTAKE_SCHEDULE": f"{due:%-M %-H} * * *",
            "HF_ENDPOINT": hub.log[0][1].split()[-1],
        }
        async with asked(its, folder, "-m", "bot", "run", **settings) as bot:
            await bot.says("collecting", 120)

            def is_over(passed: float) -> bool:
                stored = bot.said("stored")
                assert passed < LONGEST, bot.log
                return stored is not None and time.monotonic() > stored + AFTER

            every = await its.ask(questions(database, its.lacks), is_over)
            begun, collected = bot.said("collecting") or 0.0, bot.said("collected") or 0.0
            stored = bot.said("stored") or 0.0
    print(
        f"the day: {collected - begun:.1f} s read from the Hub, {stored - collected:.1f} s judged"
        " and written",
        file=sys.stderr,
    )
    return {
        "while the Hub is read": [its for its in every if its.at < collected],
        "while the day is judged and written": [
            its for its in every if collected <= its.at < stored
        ],
        "just after": [its for its in every if its.at >= stored],
    }


async def main(platform: str, folder: Path) -> None:
    database, world = await made(folder)
    runs: dict[str, list[Asked]] = {}
    town = TOWNS[platform]
    with TemporaryDirectory() as name:
        runs["floor"] = await run_floor(town(), database, Path(name))
    with TemporaryDirectory() as name:
        runs["at rest"] = await run_at_rest(town(), database, Path(name))
    with TemporaryDirectory() as name:
        runs |= await run_busily(town(), database, world, Path(name))
    show(f"{platform}, {A_SECOND} questions a second", runs)
    show("at rest", by_kind(runs["at rest"]))
    load = ", ".join(f"{its:.1f}" for its in os.getloadavg())
    print(f"load of the machine in the last 1, 5 and 15 minutes: {load}", file=sys.stderr)
    print(json.dumps({title: figures(each, runs["floor"]) for title, each in runs.items()}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case [platform, path] if platform in TOWNS:
            Path(path).mkdir(parents=True, exist_ok=True)
            asyncio.run(main(platform, Path(path)))
        case [platform] if platform in TOWNS:
            with TemporaryDirectory() as kept:
                asyncio.run(main(platform, Path(kept)))
        case _:
            sys.exit(__doc__)
