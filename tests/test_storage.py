"""The file on disk: what is refused, and in which words; migrations; readers beside the writer."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bot.model import Kind, Subscription
from bot.ports import Filter, StoreError, StoreLostError
from storage import store as opening
from storage.migrate import MIGRATIONS
from storage.store import open_store
from tests.databases import whole
from tests.make import day, everything, machine, names, on

HERO = "Qwen/Qwen4-8B"


async def refused(path: Path, **how: bool) -> str:
    with pytest.raises(StoreError) as raised:
        async with await open_store(path, **how):
            pass
    sentence = str(raised.value)
    assert "\n" not in sentence
    assert path.name in sentence
    return sentence


async def fill(path: Path, days: int = 1) -> None:
    async with await open_store(path, exclusive=True) as store:
        for n in range(1, days + 1):
            await machine(store).take(day(f"05-0{n}", trending=[*names(30)]))


def run(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


def tables(path: Path) -> set[str]:
    db = sqlite3.connect(path)
    found = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    db.close()
    return found


def version(path: Path) -> int:
    db = sqlite3.connect(path)
    [found] = db.execute("PRAGMA user_version").fetchone()
    db.close()
    return int(found)


# --- what is refused


def garbage(path: Path) -> None:
    path.write_bytes(b"this is no database, " * 500)


def torn(path: Path) -> None:
    """The first pages are whole, and the rest is noise."""
    asyncio.run(fill(path))
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))


def foreign(path: Path) -> None:
    run(path, "CREATE TABLE bookmark (url TEXT)", "INSERT INTO bookmark VALUES ('x')")


def foreign_with_a_version(path: Path) -> None:
    foreign(path)
    run(path, "PRAGMA user_version = 1")


def newer(path: Path) -> None:
    asyncio.run(fill(path))
    run(path, f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


def folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [garbage, torn, foreign, foreign_with_a_version, newer, folder])
@pytest.mark.parametrize("exclusive", [True, False])
def test_what_is_no_database_of_ours_is_refused_in_one_sentence(
    tmp_path: Path,
    make: Callable[[Path], None],
    exclusive: bool,  # noqa: FBT001
) -> None:
    path = tmp_path / "overtake.db"
    make(path)
    asyncio.run(refused(path, exclusive=exclusive))


@pytest.mark.parametrize("make", [garbage, foreign, foreign_with_a_version, newer])
def test_what_is_refused_is_left_as_it_was(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "overtake.db"
    make(path)
    before = path.read_bytes()
    asyncio.run(refused(path, exclusive=True))
    assert path.read_bytes() == before


def test_a_newer_database_says_that_overtake_should_be_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "overtake.db"
    newer(path)
    sentence = asyncio.run(refused(path, exclusive=True))
    assert "newer" in sentence
    assert "upgrade" in sentence


def test_after_a_refusal_the_lock_is_free(tmp_path: Path) -> None:
    path = tmp_path / "overtake.db"
    garbage(path)
    asyncio.run(refused(path, exclusive=True))
    path.unlink()
    asyncio.run(fill(path))


# --- one writer, many readers


async def test_a_second_run_on_a_database_in_use_refuses(database: Path) -> None:
    async with await open_store(database, exclusive=True):
        sentence = await refused(database, exclusive=True)
        assert "in use" in sentence
    await fill(database)  # and afterwards it is free


async def test_who_only_asks_works_beside_the_writer(database: Path) -> None:
    async with await open_store(database, exclusive=True) as writer:
        its = machine(writer)
        await its.take(day("05-01", trending=names(30)))
        async with await open_store(database) as reader:
            assert await reader.days() == (on("05-01"),)
            await its.take(day("05-02", trending=[HERO, *names(29)]))
            assert await reader.days() == (on("05-01"), on("05-02"))
            assert len(await reader.events(Filter(kind=Kind.LEADER))) == 1


def taken_away(path: Path) -> None:
    path.rename(path.with_name("elsewhere.db"))


def another_in_its_place(path: Path) -> None:
    other = path.with_name("other.db")
    other.write_bytes(path.read_bytes())
    other.replace(path)


@pytest.mark.parametrize("become", [taken_away, another_in_its_place])
async def test_what_is_written_never_goes_into_a_file_that_was_replaced(
    database: Path, become: Callable[[Path], None]
) -> None:
    async with await open_store(database, exclusive=True) as store:
        await machine(store).take(day("05-01", trending=names(30)))
        become(database)
        with pytest.raises(StoreLostError, match="start again"):
            await store.subscribe(everything("discord:1"))
    async with await open_store(database, create=True) as store:
        assert await store.subscriptions() == ()


async def test_what_was_written_is_in_the_file_that_was_taken_away_and_not_in_the_next(
    database: Path,
) -> None:
    """SQLite leaves the log beside the old name, and reads it into whatever has that name next."""
    elsewhere = database.with_name("elsewhere.db")
    async with await open_store(database, exclusive=True) as store:
        await machine(store).take(day("05-01", trending=names(30)))
        before = whole(database)
        database.rename(elsewhere)
        garbage(database)
        strange = database.read_bytes()
    assert whole(elsewhere) == before
    await refused(database, exclusive=True)
    assert database.read_bytes() == strange


async def test_who_asked_too_early_sees_the_day_once_it_is_there(database: Path) -> None:
    async with await open_store(database, exclusive=True) as writer:
        its = machine(writer)
        await its.take(day("05-01", trending=names(30)))
        async with await open_store(database) as reader:
            assert await reader.snapshot("trending", on("05-02")) is None
            assert await reader.picture(on("05-02")) is None
            await its.take(day("05-02", trending=names(30)))
            assert await reader.snapshot("trending", on("05-02")) is not None
            assert await reader.picture(on("05-02")) is not None


async def test_a_channel_is_subscribed_beside_the_writer(database: Path) -> None:
    async with await open_store(database, exclusive=True) as writer:
        async with await open_store(database) as other:
            await other.subscribe(everything("discord:1"))
        assert [s.channel for s in await writer.subscriptions()] == ["discord:1"]
        assert await writer.unsubscribe("discord:1")
        assert not await writer.unsubscribe("discord:1")


async def test_questions_are_answered_while_a_day_is_written(database: Path) -> None:
    async with await open_store(database, exclusive=True) as store:
        its = machine(store)
        await its.take(day("05-01", trending=names(300)))
        writing = asyncio.create_task(its.take(day("05-02", trending=[HERO, *names(299)])))
        while not writing.done():
            assert len(await store.days()) in {1, 2}
            assert len((await store.snapshot("trending", on("05-01"))).models) == 300  # type: ignore[union-attr]
        await writing


async def test_a_reader_without_a_database_sees_an_empty_one_and_makes_no_file(
    database: Path,
) -> None:
    async with await open_store(database) as store:
        assert await store.days() == ()
    assert not database.exists()


# --- migrations: see test_migrations


SECOND = ("0002_notes.sql", "CREATE TABLE note (text TEXT);\nINSERT INTO note VALUES ('a; b');\n")


async def test_a_new_database_has_the_newest_schema_and_no_copy(database: Path) -> None:
    await fill(database)
    assert version(database) == len(MIGRATIONS)
    assert [p.name for p in database.parent.glob("*.schema-*")] == []


async def test_a_reader_does_not_migrate_under_a_running_writer(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer `overtake status` beside an older `overtake run` would take its schema away."""
    async with await open_store(database, exclusive=True) as writer:
        await machine(writer).take(day("05-01", trending=names(30)))
        monkeypatch.setattr(opening, "MIGRATIONS", (*MIGRATIONS, SECOND))
        with suppress(StoreError):
            await (await open_store(database)).close()
        assert version(database) == len(MIGRATIONS)


# --- whatever was stored comes back


async def test_a_subscription_comes_back_as_it_was_given(database: Path) -> None:
    wish = everything("slack:C1", top=3, language="es", paused="archived")
    async with await open_store(database, exclusive=True) as store:
        await store.subscribe(wish)
    async with await open_store(database) as store:
        assert await store.subscriptions() == (wish,)


async def test_a_name_of_any_kind_is_stored_as_it_is(database: Path) -> None:
    odd = ["a/'); DROP TABLE model;--", "b/\u202egnp", "通义/千问", "bare", f"c/{'x' * 94}"]
    async with await open_store(database, exclusive=True) as store:
        await machine(store).take(day("05-01", trending=[*odd, *names(20)]))
        fetch = await store.fetch((await store.fetches())[0])
    assert fetch.lists["trending"][:5] == tuple(odd)


async def test_a_write_that_is_cancelled_leaves_no_transaction_open(database: Path) -> None:
    async with await open_store(database, create=True) as store:
        for step in range(40):
            writing = asyncio.create_task(store.subscribe(Subscription("console")))
            for _ in range(step % 8):
                await asyncio.sleep(0)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            await store.subscribe(Subscription("discord:1"))
        assert "discord:1" in {its.channel for its in await store.subscriptions()}
