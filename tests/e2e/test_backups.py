"""Copies made of a database under full load, and put back: `make faults`."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

import pytest

from tests.e2e.program import Overtake, Run
from tests.e2e.scene import Scene, scene, turn_on
from tests.faults_table import Row

pytestmark = [pytest.mark.e2e, pytest.mark.faults]

ALONE = range(2, 8)
"""Days that the bot takes in alone."""
DAYS, COPIES = 6, 6
"""...and so many at least beside everybody else, with so many copies made of them."""
CHANNELS = 10
ASKING = 10
"""Processes that read at the same time."""
QUESTIONS = (
    ("rank", "qwen"),
    ("top",),
    ("movers",),
    ("compare", "qwen", "llama"),
    ("status",),
    ("events",),
)
OF_A_DAY = (
    (
        "SELECT board, quality, position, model_id, value FROM place"
        " JOIN snapshot ON snapshot.id = snapshot_id WHERE day = ? ORDER BY board, position"
    ),
    "SELECT * FROM standing WHERE day = ? ORDER BY metric, grouping, place",
    "SELECT * FROM counter WHERE day = ? ORDER BY metric",
    "SELECT id, kind, board, subject, other FROM event WHERE day = ? ORDER BY id",
    "SELECT id, channel, part, events FROM post WHERE day = ? ORDER BY id",
    (
        "SELECT DISTINCT place.model_id, downloads, all_time, likes, trending FROM observation"
        " JOIN snapshot USING (fetch_id) JOIN place ON place.snapshot_id = snapshot.id"
        " AND place.model_id = observation.model_id WHERE day = ? ORDER BY place.model_id"
    ),
)
"""All that a day brings; what changes later is left out: of events, of posts, and the counters of
models on no board, which are not kept for ever."""


async def test_copies_made_under_full_load_are_whole_and_hold_nobody_up(
    tmp_path: Path, row: Row
) -> None:
    async with scene(tmp_path, None) as its:
        for _ in range(CHANNELS - 1):
            await turn_on(its.bot, its.town.add_channel(its.town.guild))
        user = Overtake(its.bot.folder)
        async with its.going() as bot:
            alone = [await seconds(its, day) for day in ALONE]
            over = asyncio.Event()
            beside = [
                asyncio.create_task(again(over, copies(user, tmp_path / "copies"))),
                *(
                    asyncio.create_task(again(over, questions(user, first)))
                    for first in range(ASKING)
                ),
            ]
            loaded: list[float] = []
            while len(loaded) < DAYS or len(list((tmp_path / "copies").glob("*.db"))) < COPIES:
                loaded.append(await seconds(its, ALONE.stop + len(loaded)))
            over.set()
            copied, *asked = await asyncio.gather(*beside)
            troubles = bot.troubles
            in_use = await asyncio.to_thread(refused_in_use, user, tmp_path / "copies/0000.db")
        last = tmp_path / "last.db"
        assert user("backup", str(last)).status == 0
        equal = dump(last) == dump(its.bot.database) and restored_elsewhere(last, tmp_path / "new")
        made = sorted((tmp_path / "copies").iterdir())
        whole = [days_in(copy, its.bot.database) for copy in made]
    row(
        "copies under full load, and restored",
        f"{len(made)} copies beside {len(loaded)} days and {sum(map(len, asked))} questions of"
        f" {ASKING} processes: whole {sum(days is not None for days in whole)}, of"
        f" {whole[0]} to {whole[-1]} days · the bot met a lock {len(troubles)} times"
        f" ({median(alone):.2f} s a day alone, {median(loaded):.2f} s loaded)"
        f" · restored equal {equal}",
    )
    assert troubles == []
    assert [run for runs in (copied, *asked) for run in runs if run.status] == []
    assert len(made) >= COPIES
    assert None not in whole
    assert whole == sorted(whole)  # type: ignore[type-var]
    assert equal
    assert "is in use by another overtake" in in_use


async def seconds(its: Scene, day: int) -> float:
    """Let a day come, and return how long it took until it was told everywhere."""
    begun = time.perf_counter()
    bot, before = its.bot, len(its.bot.log)
    its.dawn(day)
    sent = "SELECT COUNT(*) FROM post WHERE state = 'sent'"

    def is_stored() -> bool:
        return any("step=next" in line for line in bot.log[before:])

    await bot.logs(is_stored, "day")
    while bot.rows(sent) != [((day - 1) * CHANNELS,)]:  # noqa: ASYNC110 - a file
        await asyncio.sleep(0.02)
    return time.perf_counter() - begun


async def again(over: asyncio.Event, run: Callable[[int], Run]) -> list[Run]:
    """Run a command again and again, beside the event loop, until it is over."""
    runs: list[Run] = []
    while not over.is_set():
        runs.append(await asyncio.to_thread(run, len(runs)))
    return runs


def copies(user: Overtake, folder: Path) -> Callable[[int], Run]:
    """Make one copy after the other."""
    folder.mkdir()
    return lambda number: user("backup", str(folder / f"{number:04}.db"))


def questions(user: Overtake, first: int) -> Callable[[int], Run]:
    """Ask one question after the other."""
    return lambda number: user(*QUESTIONS[(first + number) % len(QUESTIONS)])


def days_in(copy: Path, whole: Path) -> int | None:
    """How many days a copy has, each as it is in the whole database; None where any is not."""
    with closing(sqlite3.connect(copy)) as one, closing(sqlite3.connect(whole)) as all_of_it:
        sound = one.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        sound &= not one.execute("PRAGMA foreign_key_check").fetchall()
        days = one.execute("SELECT day FROM fetch ORDER BY day").fetchall()
        alike = all(
            one.execute(query, day).fetchall() == all_of_it.execute(query, day).fetchall()
            for query in OF_A_DAY
            for day in days
        )
    return len(days) if sound and alike else None


def refused_in_use(user: Overtake, copy: Path) -> str:
    """The sentence that refuses to put a copy in the place of a database that is in use."""
    run = user("restore", str(copy), "--overwrite")
    assert run.is_explained
    return run.err


def restored_elsewhere(copy: Path, folder: Path) -> bool:
    """Put a copy where no database is, once; return whether all of its tables are equal."""
    folder.mkdir()
    user = Overtake(folder)
    assert user("restore", str(copy)).status == 0
    refused = user("restore", str(copy))
    assert refused.is_explained
    assert "is there already" in refused.err
    return dump(user.database) == dump(copy)


def dump(path: Path) -> Sequence[str]:
    """All that a database holds, as SQL."""
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())
