"""The database's file replaced under the running bot, by whatever: `make faults`."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from tests.discord_server import plain
from tests.e2e.scene import Scene, scene
from tests.faults_table import Row

pytestmark = [pytest.mark.e2e, pytest.mark.faults]


def rubbish(path: Path, _: Path) -> None:
    path.write_bytes(b"no database at all\n" * 5_000)


def newer(path: Path, copy: Path) -> None:
    shutil.copy(copy, path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 999")


def another_programs(path: Path, _: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE customer (name TEXT)")
        db.execute("INSERT INTO customer VALUES ('Ana')")
        db.commit()


STRANGERS: Mapping[str, tuple[Callable[[Path, Path], None], str]] = {
    "rubbish": (rubbish, "no database at all"),
    "newer": (newer, "was made by a newer Overtake (schema 999"),
    "another program's": (another_programs, "holds another program's data"),
}


@pytest.mark.parametrize("kind", STRANGERS)
async def test_a_strange_file_in_the_databases_place_ends_the_bot_and_is_left_as_it_is(
    tmp_path: Path, row: Row, kind: str
) -> None:
    make, says = STRANGERS[kind]
    async with scene(tmp_path, None) as its:
        copy = await backed_up(its, tmp_path / "copy.db")
        make(tmp_path / "strange", copy)
        before = digest(tmp_path / "strange")
        ended = await replaced(its, tmp_path / "strange")
        untouched = digest(its.bot.database) == before
        refusals = [await its.refused("run"), await its.refused("top")]
        untouched_still = digest(its.bot.database) == before
    row(
        f"database replaced by a {kind} file while it runs",
        f"status 1: {short(ended)} · left as it was {untouched} · at the next start:"
        f" {short(refusals[0])} · left as it was {untouched_still}",
    )
    assert untouched
    assert untouched_still
    for sentence in refusals:
        assert says in sentence


async def test_an_older_copy_in_the_databases_place_is_what_it_goes_on_from(
    tmp_path: Path, row: Row
) -> None:
    async with scene(tmp_path, None) as its:
        copy = await backed_up(its, tmp_path / "copy.db")
        whole = await its.held()
        shutil.copy(copy, tmp_path / "older")
        ended = await replaced(its, tmp_path / "older")
        there = await its.held()
        async with its.going() as bot:
            await bot.says("sent")  # of May 4, which is due and missing again
            await its.has_day(9)
        days = await its.bot.found("SELECT DISTINCT day FROM snapshot ORDER BY day")
        sound = await its.bot.found("PRAGMA integrity_check")
    row(
        "database replaced by an older copy while it runs",
        f"status 1: {short(ended)} · restarted from the copy"
        f" {(there.days, there.events) == (whole.days, whole.events)} · then it has the days"
        f" {[str(day)[-5:] for (day,) in days]} · integrity {sound[0][0]}",
    )
    assert (there.days, there.events, there.posts) == (whole.days, whole.events, whole.posts)
    assert [str(day)[-5:] for (day,) in days] == ["05-01", "05-02", "05-04", "05-09"]
    assert sound == [("ok",)]


async def test_what_comes_after_an_older_copy_is_no_repeat_of_what_was_posted(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, None) as its:
        copy = await backed_up(its, tmp_path / "copy.db")
        shutil.copy(copy, tmp_path / "older")
        await replaced(its, tmp_path / "older")
        async with its.going() as bot:
            await bot.says("sent")
            await its.has_day(9)
    assert "May 9, 2026" in plain(its.news.messages[-1].payload)


async def test_a_database_that_is_deleted_ends_the_bot(tmp_path: Path, row: Row) -> None:
    async with scene(tmp_path, None) as its:
        await backed_up(its, tmp_path / "copy.db")
        ended = await replaced(its, None)
        assert not its.bot.database.exists()
        refusal = await its.refused("run")
        [copy] = its.bot.database.parent.glob("backups/overtake-2026-05-04.db")
        async with its.bot.running("restore", str(copy)):
            assert await its.bot.ends() == 0, its.bot.log
        async with its.going() as bot:
            await bot.says("sent")  # of May 4, which is due and missing again
            await its.has_day(5)
        days = await its.bot.found("SELECT DISTINCT day FROM snapshot ORDER BY day")
    row(
        "database deleted while it runs",
        f"status 1: {short(ended)} · not begun anew: {refusal[-60:]} · restored from the night's"
        f" copy, then it has {len(days)} days",
    )
    assert f"overtake restore {copy}" in refusal
    assert days[-1] == ("2026-05-05",)


async def backed_up(its: Scene, copy: Path) -> Path:
    """Return a copy of the database after two days."""
    async with its.going():
        await its.has_day(2)
    async with its.bot.running("backup", str(copy)):
        assert await its.bot.ends() == 0, its.bot.log
    return copy


async def replaced(its: Scene, file: Path | None) -> str:
    """Put a file in the place of the database of a bot that has two days more, or delete that.

    Return the sentence that it ends with, by itself.
    """
    async with its.bot.running():
        await its.bot.says("connected")
        await its.has_day(3)
        await its.has_day(4)
        if file:
            os.replace(file, its.bot.database)  # noqa: PTH105 - in one step, as `mv` does
        else:
            its.bot.database.unlink()
        status = await its.bot.ends()
    assert status == 1, its.bot.log
    stopped, sentence = its.bot.log[-2:]
    assert "step=stopped" in stopped
    assert sentence.startswith("overtake: ")
    assert not [line for line in its.bot.log if "Traceback" in line]
    return sentence


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def short(sentence: str) -> str:
    """A sentence without the path that it begins with."""
    return sentence.partition("overtake.db ")[2]
