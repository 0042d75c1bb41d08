"""Two years in one run, day by day under a moved clock; and default boards on the disk."""

import os
import random
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from bot.config import DEFAULT_BOARDS, LLM_TAGS
from bot.daily import Daily
from bot.families import load
from bot.model import Counts, Fetch, Listing
from storage import engine
from storage.store import open_store
from tests.discord_server import Person
from tests.e2e.scene import Scene, scene
from tests.faults_table import Row as File
from tests.hub import Row, world

pytestmark = [pytest.mark.e2e, pytest.mark.faults]

SEED = 1905
START = datetime(2026, 5, 1, 13, 30, tzinfo=UTC)
"""The day that is stored before the run."""
DAYS = 730
"""...and so many in it: 24 months of 30 days, and ten days."""
MONTH = 30
FIRST, LAST = slice(2, 5), slice(-3, None)
"""The months 3 to 5, in which all is warm, and the last three."""
GROWTH = 1.15
"""So much more may be in use in the last months than in the first ones (seen: 1.10): SQLite keeps
up to 2 MB of the database for each connection, and in the first months there is less of it."""
SLOWER = 2.0
"""So much more of the processor a day may take in them, with eight times the history: another test
runs beside it at times, which costs some (seen: 1.15 when alone)."""
FEW = 4
"""Threads that work beside the event loop are started as they are needed, six at most."""
NEW_EVERY = 7
"""Days from one new model to the next; an old one leaves the Hub then."""

KNOWN = tuple(sorted(name for its in load(None).organisations.values() for name in its.namespaces))
QUESTIONS: Mapping[str, Mapping[str, Any]] = {
    "rank": {"name": "qwen"},
    "top": {},
    "movers": {},
    "compare": {"a": "qwen", "b": "llama"},
    "releases": {},
    "status": {},
}

# --- two years in one run


@dataclass
class Months:
    """What was measured at the end of each month, and how long its days took."""

    resident: list[int] = field(default_factory=list)
    """Kilobytes."""
    files: list[int] = field(default_factory=list)
    threads: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    """Of the processor, for a day without its copy: what else this machine does is not in it."""
    copying: list[float] = field(default_factory=list)
    """Of the processor, for a copy, which takes as long as the database is large."""
    waited: list[float] = field(default_factory=list)
    """Seconds of a day, from when it is due until it is stored, told and copied: the median."""
    _used: float = 0.0

    def measure(self, pid: int, days: Sequence[float], copying: float) -> None:
        """Note how a process is, how long its days took, and what copying its database takes."""
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
        said = dict(line.split(":", 1) for line in lines)
        self.resident.append(int(said["VmRSS"].split()[0]))
        self.threads.append(int(said["Threads"]))
        self.files.append(len(list(Path(f"/proc/{pid}/fd").iterdir())))
        used = _processor(pid)
        self.seconds.append((used - self._used) / len(days) - copying)
        self.copying.append(copying)
        self.waited.append(median(days))
        self._used = used

    def grown(self, name: str) -> float:
        """How much more it is in the last months than in the first ones: a ratio of medians."""
        found = getattr(self, name)
        return float(median(found[LAST]) / median(found[FIRST]))


class LivingHub:
    """Models that grow by chance, day by day; each week one is new, and the oldest is gone."""

    def __init__(self) -> None:
        """Begin with sixty."""
        self._dice = random.Random(SEED)  # noqa: S311 - the same years at every run
        self.models = world(60)

    def next_day(self, number: int) -> list[Row]:
        """Let a day go by and return the models then."""
        for row in self.models:
            row["downloads"] = int(row["downloads"] * self._dice.lognormvariate(0, 0.03)) + 1
            row["downloadsAllTime"] += row["downloads"] // 30
            row["likes"] += self._dice.randrange(4)
            row["trendingScore"] = round(row["trendingScore"] * self._dice.uniform(0.8, 1.2), 1) + 1
        if number % NEW_EVERY == 0:
            self.models = [*self.models[1:], self._new(number // NEW_EVERY, number)]
        return self.models

    def _new(self, which: int, number: int) -> Row:
        """A model that leads what trends on its first day."""
        owner = ("Qwen", "meta-llama", "google")[which % 3]
        return {
            **self.models[-1],
            "id": f"{owner}/New-{which}-8b",
            "_id": f"{which:024x}",
            "createdAt": f"{START + timedelta(days=number):%FT06:04:45.000Z}",
            "downloads": self._dice.randrange(100_000, 6_000_000),
            "trendingScore": 50 + max(row["trendingScore"] for row in self.models),
        }


async def test_in_two_years_of_days_it_needs_no_more_of_anything(tmp_path: Path, row: File) -> None:
    async with scene(tmp_path, None) as its:
        its.hub.page = 1000
        months = Months()
        async with its.going() as bot:
            await live_through(its, months)
            troubles = bot.troubles
        [[days]] = await bot.found("SELECT COUNT(*) FROM fetch WHERE stored = 1")
        states = await bot.found("SELECT state, COUNT(*) FROM post GROUP BY state")
        sound = await bot.found("PRAGMA integrity_check")
        size = bot.database.stat().st_size
        backups = len(list((bot.database.parent / "backups").iterdir()))
    grown = {name: months.grown(name) for name in ("resident", "seconds")}
    print(months)
    row(
        f"24 months in one run ({DAYS} days)",
        f"memory {median(months.resident[FIRST]) / 1024:.0f} MB in months 3-5,"
        f" {median(months.resident[LAST]) / 1024:.0f} MB in 22-24 (x {grown['resident']:.2f})"
        f" · files {median(months.files[FIRST]):.0f}, {median(months.files[LAST]):.0f}"
        f" · threads {median(months.threads[FIRST]):.0f}, {median(months.threads[LAST]):.0f}"
        f" · processor for a day {median(months.seconds[FIRST]):.2f} s,"
        f" {median(months.seconds[LAST]):.2f} s (x {grown['seconds']:.2f}), for its copy"
        f" {median(months.copying[FIRST]):.2f} s, {median(months.copying[LAST]):.2f} s"
        f" · database {size / 1e6:.1f} MB · days {days} · posts {states} · copies kept {backups}",
    )
    assert troubles == []
    assert days == DAYS + 1
    assert states == [("sent", sum(message.nonce is not None for message in its.news.messages))]
    assert sound == [("ok",)]
    assert grown["resident"] <= GROWTH
    assert grown["seconds"] <= SLOWER
    for counted in (months.files, months.threads):  # a leak of one a month would be 19 more
        assert max(counted[LAST]) <= max(counted[FIRST]) + FEW


def _processor(pid: int) -> float:
    """The seconds of the processor that a process had."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _copying(database: Path) -> float:
    """The seconds of the processor that the night's copy takes by now."""
    target, begun = database.with_name("measured.db"), time.process_time()
    engine.copy(database, target)
    target.unlink()
    return time.process_time() - begun


async def live_through(its: Scene, months: Months) -> None:
    """Let the days come, one after the other, and people ask each month."""
    hub, ana, took = LivingHub(), its.town.person("ana"), []
    for number in range(1, DAYS + 1):
        its.hub.models = hub.next_day(number)
        took.append(await a_day(its, START + timedelta(days=number)))
        if number % MONTH == 0:
            await asks(its, ana)
            months.measure(its.bot.process.pid, took, _copying(its.bot.database))
            took.clear()


async def a_day(its: Scene, moment: datetime) -> float:
    """Let a day come until it is there, told and backed up; return the seconds that it took."""
    bot, begun, started = its.bot, len(its.bot.log), time.perf_counter()
    bot.set_time(moment)

    def is_over() -> bool:
        said = "\n".join(bot.log[begun:])
        told = "posts=0" in said or "step=sent" in said
        return "step=next" in said and "step=backed-up" in said and told

    await bot.logs(is_over, f"end of {moment:%F}")
    return time.perf_counter() - started


async def asks(its: Scene, person: Person) -> None:
    """Ask the questions of a month."""
    for line, options in QUESTIONS.items():
        reply = await person.ask(its.news, line, **options)
        assert reply.payload


# --- default boards on the disk

MODELS = 4_000
"""From which the four boards are drawn, 1,200 places a day."""
PLACES = 1_200
WRITTEN = 120
"""Days that are written in full; what each adds from the 31st on stands for the others."""
WARM = 30
YEAR_MEGABYTES = 80
"""SPEC 10."""
BY_TABLE = (
    "SELECT COALESCE(its.tbl_name, dbstat.name), SUM(pgsize) FROM dbstat"
    " LEFT JOIN sqlite_master AS its ON its.name = dbstat.name GROUP BY 1 ORDER BY 2 DESC"
)


async def test_a_year_of_default_boards_takes_no_more_room_than_promised(
    tmp_path: Path, row: File
) -> None:
    path, dice = tmp_path / "overtake.db", random.Random(SEED)  # noqa: S311 - the same each time
    models = [_model(number, dice) for number in range(MODELS)]
    async with await open_store(path, exclusive=True) as store:
        daily = Daily(store, [its.board() for its in DEFAULT_BOARDS], load(None))
        for number in range(WRITTEN):
            if number == WARM:
                warm = _sizes(path)
            fetch = _reading(models, START + timedelta(days=number))
            assert sum(map(len, fetch.lists.values())) == PLACES
            await daily.take(fetch, now=fetch.taken_at, post=False)
            _goes_on(models, dice)
    whole = _sizes(path)
    days = WRITTEN - WARM
    added = {name: (size - warm.get(name, 0)) / days for name, size in whole.items()}
    year = (sum(warm.values()) + sum(added.values()) * (365 - WARM)) / 1e6
    tables = " · ".join(f"{name} {size / 1e3:.1f}" for name, size in added.items() if size > 500)
    row(
        f"a year of default boards on disk (of {WRITTEN} days written in full)",
        f"{year:.0f} MB (SPEC 10: {YEAR_MEGABYTES}), {sum(added.values()) / PLACES:.0f} bytes a"
        f" board row; KB a day, with indexes: {tables}",
    )
    assert year <= YEAR_MEGABYTES


def _sizes(path: Path) -> dict[str, int]:
    """The bytes of each table with its indexes."""
    with closing(sqlite3.connect(path)) as db:
        return dict(db.execute(BY_TABLE).fetchall())


def _model(number: int, dice: random.Random) -> Row:
    """A model of a known publisher or of somebody, with counters as skewed as the Hub's."""
    owner = KNOWN[number % len(KNOWN)] if number % 2 else f"person-{number}"
    downloads = int(dice.paretovariate(0.7) * 1_000)
    return {
        "id": f"{owner}/model-{number}-8b",
        "_id": f"{number:024x}",
        "downloads": downloads,
        "likes": int(dice.paretovariate(0.9) * 10),
        "trendingScore": round(dice.paretovariate(1), 1),
        "pipeline_tag": dice.choice((*LLM_TAGS, "text-to-image")),
    }


def _goes_on(models: Sequence[Row], dice: random.Random) -> None:
    """Let the counters go on by a day, and what trends change by a fifth."""
    for its in models:
        its["downloads"] = int(its["downloads"] * dice.lognormvariate(0.003, 0.03)) + 1
        its["likes"] += int(its["likes"] * 0.002 * dice.random() + dice.random() * 1.2)
        its["trendingScore"] = round(its["trendingScore"] * dice.lognormvariate(0, 0.2), 1)


def _reading(models: Sequence[Row], moment: datetime) -> Fetch:
    """What the boards show, and the models on them."""

    def top(key: str, depth: int, tags: Sequence[str] = ()) -> tuple[str, ...]:
        fitting = (its for its in models if not tags or its["pipeline_tag"] in tags)
        return tuple(its["id"] for its in sorted(fitting, key=lambda its: -its[key])[:depth])

    keys = {"trending": "trendingScore", "downloads": "downloads", "likes": "likes"}
    lists = {its.name: top(keys[its.metric.value], its.depth, its.tags) for its in DEFAULT_BOARDS}
    shown = {name for names in lists.values() for name in names}
    return Fetch(
        taken_at=moment,
        lists=lists,
        models=tuple(_listing(its) for its in models if its["id"] in shown),
    )


def _listing(its: Row) -> Listing:
    return Listing(
        name=its["id"],
        counts=Counts(
            downloads=its["downloads"], likes=its["likes"], trending=its["trendingScore"]
        ),
        hub_id=its["_id"],
        created_at=START - timedelta(days=400),
        pipeline_tag=its["pipeline_tag"],
        library="transformers",
    )
