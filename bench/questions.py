"""Questions on Discord: 50 a second to the real program, quietly and while a day is written.

    python bench/questions.py [FOLDER]

The Discord is the small one of the tests, on loopback; the database is as large as a live one
(28,540 models, four boards, 62 days), made at each run, or once a day where a FOLDER is given to
keep it in. Questions are sent by schedule, whether those before are answered or not. The floor is
a bare bot of discord.py that answers the same interactions with one constant sentence.
"""

import asyncio
import json
import math
import os
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT)  # in place of this folder: a script finds its own package

import discord  # noqa: E402 - the path is set first, as this is a script
from discord import app_commands  # noqa: E402
from discord.gateway import DiscordWebSocket  # noqa: E402
from discord.http import Route  # noqa: E402
from yarl import URL  # noqa: E402

from bench.live import models  # noqa: E402
from bot.config import DEFAULT_BOARDS, LLM_TAGS  # noqa: E402
from bot.daily import Daily  # noqa: E402
from bot.families import load  # noqa: E402
from bot.model import Counts, Fetch, Listing  # noqa: E402
from storage.store import open_store  # noqa: E402
from tests.discord_server import Channel, Discord, Person  # noqa: E402
from tests.hub import Hub, Row  # noqa: E402

DAYS = 62
A_SECOND, SECONDS = 50, 20
PEOPLE = 400
"""So many that nobody asks more than their allowance of 20 a minute."""
AFTER = 3.0
"""Seconds that questions go on once the day is stored."""
TARGET = 0.100
"""Seconds, of the 99th percentile."""
BOARDS = ("trending", "llm", "downloads", "likes")
FAMILIES = ("qwen", "llama", "gemma", "mistral", "deepseek", "phi", "alibaba", "china", "meta")


# --- a database as large as a live one


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


# --- what is asked


@dataclass(frozen=True)
class Question:
    """One thing that somebody does."""

    kind: str
    line: str
    given: dict[str, str] = field(default_factory=dict)
    typed: str = ""
    """Into the option `name`, where it is an autocompletion."""


def questions(database: Path, seed: int = 3) -> Iterator[Question]:
    """Give questions without end, the same ones at every run."""
    dice = random.Random(seed)
    with closing(sqlite3.connect(database)) as db:
        listed = [
            name
            for (name,) in db.execute(
                "SELECT DISTINCT name FROM model, place"
                " WHERE model.id = place.model_id ORDER BY name"
            )
        ]
        known = [name for (name,) in db.execute("SELECT name FROM model ORDER BY id")]
        told = [str(n) for (n,) in db.execute("SELECT id FROM event WHERE state = 'told'")]
    mix: dict[str, tuple[int, Callable[[], Question]]] = {
        "rank family": (20, lambda: Question("", "rank", {"name": dice.choice(FAMILIES)})),
        "rank model": (15, lambda: Question("", "rank", {"name": dice.choice(listed)})),
        "rank unlisted": (10, lambda: Question("", "rank", {"name": dice.choice(known)})),
        "near miss": (10, lambda: Question("", "rank", {"name": misspelt(dice, known)})),
        "top": (10, lambda: Question("", "top", {"board": dice.choice(BOARDS)})),
        "compare": (
            10,
            lambda: Question("", "compare", dict(zip("ab", dice.sample(FAMILIES, 2), strict=True))),
        ),
        "movers": (5, lambda: Question("", "movers", {"board": dice.choice(BOARDS)})),
        "why": (5, lambda: Question("", "why", {"event": dice.choice(told)})),
        "autocomplete": (15, lambda: Question("", "rank", typed=begun(dice, known))),
    }
    weights = [weight for weight, _ in mix.values()]
    while True:
        [kind] = dice.choices(list(mix), weights)
        its = mix[kind][1]()
        yield Question(kind, its.line, its.given, its.typed)


def misspelt(dice: random.Random, known: Sequence[str]) -> str:
    """Return a model's or a family's name with a letter too few."""
    name = dice.choice([*FAMILIES, dice.choice(known)])
    gone = dice.randrange(1, len(name))
    return name[:gone] + name[gone + 1 :]


def begun(dice: random.Random, known: Sequence[str]) -> str:
    name = dice.choice([*FAMILIES, dice.choice(known)])
    return name[: dice.randint(1, len(name))]


# --- asking


@dataclass
class Asked:
    """What became of a question."""

    kind: str
    at: float
    """When it was to be sent, by the monotonic clock."""
    late: float
    """Seconds that it was sent late by: the bench's own fault."""
    took: float
    title: str = ""


class Town:
    """A Discord with people in it, who ask by schedule."""

    def __init__(self, its: Discord) -> None:
        self.discord = its
        self.channel: Channel = its.add_channel(its.add_guild())
        self.people: list[Person] = [its.person(f"person-{n}") for n in range(PEOPLE)]
        self.asked: list[Asked] = []
        self.failed: list[str] = []

    async def ask(self, asking: Iterator[Question], until: Callable[[float], bool]) -> list[Asked]:
        """Ask so many a second until told to stop, then wait for the last answer."""
        self.asked, started, number = [], time.monotonic(), 0
        async with asyncio.TaskGroup() as group:
            while not until(number / A_SECOND):
                at = started + number / A_SECOND
                await asyncio.sleep(max(at - time.monotonic(), 0))
                person = self.people[number % PEOPLE]
                group.create_task(self._one(person, next(asking), at))
                number += 1
        return self.asked

    async def _one(self, person: Person, its: Question, at: float) -> None:
        sent, title = time.monotonic(), ""
        try:
            if its.typed:
                await person.complete(self.channel, its.line, "name", its.typed)
                took = time.monotonic() - sent
            else:
                reply = await person.ask(self.channel, its.line, **its.given)  # type: ignore[arg-type]
                took = reply.took
                embed = (reply.payload.get("embeds") or [{}])[0]
                title = str(embed.get("title") or embed.get("description"))
        except Exception as error:  # noqa: BLE001 - whatever it was, it is counted
            self.failed.append(f"{its}: {error!r}")
            took = time.monotonic() - sent
        self.asked.append(Asked(its.kind, at, sent - at, took, title))


# --- the processes


class Process:
    """A program that answers on a Discord, and what it said when."""

    def __init__(self) -> None:
        self.log: list[tuple[float, str]] = []

    @asynccontextmanager
    async def running(self, folder: Path, *words: str, **env: str) -> AsyncIterator[None]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *words),
            cwd=folder,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), **env},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        reading = asyncio.create_task(self._read(process))
        try:
            yield
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
            await reading

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr
        async for text in process.stderr:
            self.log.append((time.monotonic(), text.decode().rstrip()))

    def said(self, step: str) -> float | None:
        """Return when a step was logged for the last time."""
        return max((at for at, text in self.log if f" step={step} " in f"{text} "), default=None)

    async def says(self, step: str, within: float) -> None:
        async with asyncio.timeout(within):
            while self.said(step) is None:  # noqa: ASYNC110 - a log
                await asyncio.sleep(0.05)


async def floor() -> None:
    """Be the bare bot: the same commands, and one constant answer."""
    Route.BASE = os.environ["OVERTAKE_DISCORD_API"]
    client = discord.AutoShardedClient(
        intents=discord.Intents(guilds=True),
        allowed_mentions=discord.AllowedMentions.none(),
        max_messages=None,
    )
    tree = app_commands.CommandTree(client)

    @tree.command(description="Where a model stands")
    async def rank(interaction: discord.Interaction, name: str) -> None:
        await say(interaction, name)

    @rank.autocomplete("name")
    async def names(_: discord.Interaction, __: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"model-{n}", value=f"model-{n}") for n in range(25)]

    @tree.command(description="A board")
    async def top(interaction: discord.Interaction, board: str) -> None:
        await say(interaction, board)

    @tree.command(description="Two side by side")
    async def compare(interaction: discord.Interaction, a: str, b: str) -> None:
        await say(interaction, a + b)

    @tree.command(description="Climbs and falls")
    async def movers(interaction: discord.Interaction, board: str) -> None:
        await say(interaction, board)

    @tree.command(description="The receipt")
    async def why(interaction: discord.Interaction, event: str) -> None:
        await say(interaction, event)

    async with client:
        await client.login(os.environ["DISCORD_TOKEN"])
        _, gateway, _ = await client.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
        await tree.sync()
        await client.connect()


async def say(interaction: discord.Interaction, _: str) -> None:
    embed = discord.Embed(title="Qwen", description="**1** on the board, as ever.")
    await interaction.response.send_message(embed=embed)


async def serve_hub(world: Path) -> None:
    """Be the Hub, as gently as on another machine; say its address first of all."""
    os.nice(19)
    async with Hub(json.loads(world.read_text(encoding="utf-8"))) as hub:
        print(f"at={datetime.now(UTC):%T} step=url {hub.url}", file=sys.stderr, flush=True)
        await asyncio.Event().wait()


# --- the runs


@asynccontextmanager
async def town(folder: Path, *words: str, **env: str) -> AsyncIterator[tuple[Town, Process]]:
    """A Discord, and a program that is connected to it and warm."""
    async with Discord() as its:
        here, process = Town(its), Process()
        access = {"DISCORD_TOKEN": its.token, "OVERTAKE_DISCORD_API": its.url}
        async with process.running(folder, *words, **access, **env):
            await its.ready()
            async with asyncio.timeout(30):
                while not its.commands:  # noqa: ASYNC110 - what the program does
                    await asyncio.sleep(0.05)
            await asyncio.sleep(1)
            yield here, process
        assert not its.problems, its.problems[:5]
        if here.failed:
            print(f"{len(here.failed)} not answered, e.g. {here.failed[0]}", file=sys.stderr)


def for_seconds(seconds: float) -> Callable[[float], bool]:
    return lambda passed: passed >= seconds


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


async def run_floor(database: Path, folder: Path) -> list[Asked]:
    async with town(folder, __file__, "floor") as (here, _):
        return await here.ask(questions(database), for_seconds(SECONDS))


async def run_quietly(database: Path, folder: Path) -> list[Asked]:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    settings = copied(database, folder) | {"OVERTAKE_SCHEDULE": f"0 0 {tomorrow:%-d %-m} *"}
    async with town(folder, "-m", "bot", "run", **settings) as (here, _):
        return await here.ask(questions(database), for_seconds(SECONDS))


async def run_busily(database: Path, world: Path, folder: Path) -> dict[str, list[Asked]]:
    """Ask from when a day begins to be collected until it is stored, and a little longer."""
    hub = Process()
    due = datetime.now(UTC) + timedelta(seconds=75)
    async with hub.running(folder, __file__, "hub", str(world)):
        await hub.says("url", 30)
        settings = copied(database, folder) | {
            "OVERTAKE_SCHEDULE": f"{due:%-M %-H} * * *",
            "HF_ENDPOINT": hub.log[0][1].split()[-1],
        }
        async with town(folder, "-m", "bot", "run", **settings) as (here, bot):
            await bot.says("collecting", 120)

            def is_over(passed: float) -> bool:
                stored = bot.said("stored")
                assert passed < 180, bot.log
                return stored is not None and time.monotonic() > stored + AFTER

            asked = await here.ask(questions(database), is_over)
            begun, collected = bot.said("collecting") or 0.0, bot.said("collected") or 0.0
            stored = bot.said("stored") or 0.0
    print(
        f"the day: {collected - begun:.1f} s collected, {stored - collected:.1f} s decided and"
        " written",
        file=sys.stderr,
    )
    return {
        "while it is collected": [its for its in asked if its.at < collected],
        "while it is decided and written": [its for its in asked if collected <= its.at < stored],
        "after": [its for its in asked if its.at >= stored],
    }


# --- what is shown


def took(asked: Sequence[Asked]) -> list[float]:
    return [its.took for its in asked]


def by_kind(asked: Sequence[Asked]) -> dict[str, list[float]]:
    kinds = sorted({its.kind for its in asked})
    return {kind: took([its for its in asked if its.kind == kind]) for kind in kinds}


def percentile(values: Sequence[float], part: float) -> float:
    return sorted(values)[math.ceil(len(values) * part) - 1]


def show(title: str, times: Mapping[str, Sequence[float]]) -> None:
    """Print a table of milliseconds."""
    print(f"| {title} | questions | p50 | p99 | max |\n|---|---:|---:|---:|---:|")
    for name, its in times.items():
        shown = (statistics.median(its), percentile(its, 0.99), max(its))
        print(f"| {name} | {len(its)} | " + " | ".join(f"{1000 * ms:.1f}" for ms in shown) + " |")
    print(flush=True)


def figures(asked: Sequence[Asked], floor: Sequence[Asked]) -> dict[str, float]:
    """Return what a run came to, in seconds, for programs."""
    times, least = took(asked), took(floor)
    ratios = {
        part: percentile(times, value) / percentile(least, value)
        for part, value in (("p50", 0.5), ("p99", 0.99))
    }
    return {
        "questions": len(times),
        "p50": round(percentile(times, 0.5), 4),
        "p99": round(percentile(times, 0.99), 4),
        "max": round(max(times), 4),
        "p50_times_the_floor": round(ratios["p50"], 1),
        "p99_times_the_floor": round(ratios["p99"], 1),
        "sent_late_by": round(max(its.late for its in asked), 4),
    }


async def main(folder: Path) -> None:
    database, world = await made(folder)
    runs: dict[str, list[Asked]] = {}
    with TemporaryDirectory() as name:
        runs["floor"] = await run_floor(database, Path(name))
    with TemporaryDirectory() as name:
        runs["quietly"] = await run_quietly(database, Path(name))
    with TemporaryDirectory() as name:
        runs |= await run_busily(database, world, Path(name))
    show("50 questions a second", {title: took(asked) for title, asked in runs.items()})
    show("quietly", by_kind(runs["quietly"]))
    print(json.dumps({title: figures(asked, runs["floor"]) for title, asked in runs.items()}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["floor"]:
            asyncio.run(floor())
        case ["hub", path]:
            asyncio.run(serve_hub(Path(path)))
        case [path]:
            Path(path).mkdir(parents=True, exist_ok=True)
            asyncio.run(main(Path(path)))
        case _:
            with TemporaryDirectory() as kept:
                asyncio.run(main(Path(kept)))
