"""Upgrades: from every schema there ever was, with data in it, and killed at every statement."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import aiosqlite
import pytest

from bot.ports import StoreError
from storage import engine
from storage import store as opening
from storage.migrate import MIGRATIONS
from storage.store import open_store
from tests.databases import Rows, tables, whole
from tests.faults_table import Row
from tests.make import day, everything, machine, model, names

NEWEST = len(MIGRATIONS)
EARLIER = range(1, NEWEST)
HERO = "Qwen/Qwen4-8B"


async def fill(path: Path) -> None:
    """Three days, one of them with a missing namespace; a post, a memo, a count of derivatives."""
    async with await open_store(path, exclusive=True) as store:
        its = machine(store)
        await store.subscribe(everything("discord:1"))
        for n in range(1, 4):
            rows = [model(HERO, likes=900 + n, downloads=10_000 + n)]
            listed = [HERO, *names(29)] if n > 1 else [*names(29), HERO]
            await its.take(
                day(f"05-0{n}", *rows, namespaces=["Qwen"], trending=listed, likes=[HERO]),
                post=True,
            )
        await store.remember("commands", "seven")
        await store.note_derivatives(HERO, (await store.days())[-1], 7)


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def as_of(number: int, newest: Path, path: Path) -> None:
    """Write a database as an earlier Overtake had it, with all that it had room for."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for _, text in MIGRATIONS[:number]:
            db.executescript(text)
        db.execute(f"PRAGMA application_id = {engine.OURS}")
        db.execute(f"PRAGMA user_version = {number}")
        db.execute("ATTACH ? AS newest", (str(newest),))
        for name, columns in tables(db).items():
            listed = ", ".join(columns)
            copied = f"INSERT INTO {name} ({listed}) SELECT {listed} FROM newest.{name}"  # noqa: S608
            db.execute(copied)


def kept(after: Rows, before: Rows) -> Rows:
    """The rows of the tables that were there, without the columns that came since, at their end."""

    def cut(name: str) -> list[tuple[object, ...]]:
        width = len(before[name][0]) if before[name] else 0
        return sorted((row[:width] for row in after[name]), key=repr) if width else after[name]

    return {name: cut(name) for name in before}


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "newest.db"
    asyncio.run(fill(path))
    return path


async def opened(path: Path) -> None:
    async with await open_store(path, exclusive=True) as store:
        assert len(await store.days()) == 3


@pytest.mark.parametrize("number", EARLIER)
def test_from_every_earlier_schema_all_that_was_there_is_there(
    filled: Path, tmp_path: Path, number: int
) -> None:
    old = tmp_path / "overtake.db"
    as_of(number, filled, old)
    before = whole(old)
    asyncio.run(opened(old))
    after = whole(old)
    assert version(old) == NEWEST
    assert kept(after, before) == before
    assert after.keys() == whole(filled).keys()


@pytest.mark.parametrize("number", EARLIER)
def test_a_copy_of_what_was_there_is_made_first(filled: Path, tmp_path: Path, number: int) -> None:
    old = tmp_path / "overtake.db"
    as_of(number, filled, old)
    before = whole(old)
    asyncio.run(opened(old))
    copy = Path(f"{old}.schema-{number}")
    assert (version(copy), whole(copy)) == (number, before)


@pytest.mark.parametrize("number", EARLIER)
def test_after_an_upgrade_it_goes_on(filled: Path, tmp_path: Path, number: int) -> None:
    old = tmp_path / "overtake.db"
    as_of(number, filled, old)

    async def go_on() -> int:
        async with await open_store(old, exclusive=True) as store:
            await machine(store).take(day("05-04", trending=names(30)), post=True)
            return len(await store.days())

    assert asyncio.run(go_on()) == 4
    assert whole(old)


def in_a_fork(work: Callable[[], None]) -> int:
    """Do work in a process of its own; return the signal that ended it, or 0."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def die_at(statement: int, path: Path) -> None:
    """Open a database, and be killed when the writer comes to its n-th statement."""
    left = [statement]
    plain = engine.connect

    async def connect(file: str) -> aiosqlite.Connection:
        db = await plain(file)

        def count(_: str) -> None:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

        await db.set_trace_callback(count)
        return db

    engine.connect = connect
    asyncio.run(opened(path))


@pytest.mark.faults
@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process can't be forked here")
@pytest.mark.parametrize("number", EARLIER)
def test_killed_at_any_statement_of_an_upgrade_nothing_is_lost(
    filled: Path, tmp_path: Path, number: int, row: Row
) -> None:
    original = tmp_path / "original.db"
    as_of(number, filled, original)
    before, kills = whole(original), 0
    for statement in range(1, 200):
        old = tmp_path / f"{statement}" / "overtake.db"
        old.parent.mkdir()
        old.write_bytes(original.read_bytes())
        if not in_a_fork(partial(die_at, statement, old)):
            break
        kills += 1
        copy = Path(f"{old}.schema-{number}")
        if copy.exists():
            assert (version(copy), whole(copy)) == (number, before)
        after = whole(old)
        assert kept(after, before) == before
        assert number <= version(old) <= NEWEST
        asyncio.run(opened(old))
        assert version(old) == NEWEST
        assert kept(whole(old), before) == before
    assert kills > 10 + 2 * (NEWEST - number)
    row(f"an upgrade from schema {number}, killed at every statement", f"{kills}: nothing lost")


# --- a migration that fails

SECOND = ("9999_notes.sql", "CREATE TABLE note (text TEXT);\nINSERT INTO note VALUES ('a; b');\n")
BROKEN = ("9999_notes.sql", "CREATE TABLE note (text TEXT);\nINSERT INTO nowhere VALUES (1);\n")


@pytest.mark.parametrize("room", [0, 1])
def test_where_no_copy_can_be_made_nothing_is_migrated(
    filled: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """There is a folder where the copy, or what becomes the copy, should be."""
    before = whole(filled)
    Path(f"{filled}.schema-{NEWEST}{'.part' * room}").mkdir()
    monkeypatch.setattr(opening, "MIGRATIONS", (*MIGRATIONS, SECOND))
    with pytest.raises(StoreError) as raised:
        asyncio.run(opened(filled))
    assert "\n" not in str(raised.value)
    assert (version(filled), whole(filled)) == (NEWEST, before)


def ran(path: Path, migrations: Sequence[tuple[str, str]], patch: pytest.MonkeyPatch) -> None:
    with patch.context() as its:
        its.setattr(opening, "MIGRATIONS", (*MIGRATIONS, *migrations))
        asyncio.run(opened(path))


def test_after_a_migration_that_failed_a_mended_one_goes_through(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = whole(filled)
    with pytest.raises(StoreError):
        ran(filled, [BROKEN], monkeypatch)
    assert (version(filled), whole(filled)) == (NEWEST, before)
    ran(filled, [SECOND], monkeypatch)
    assert version(filled) == NEWEST + 1
    assert whole(filled)["note"] == [("a; b",)]
