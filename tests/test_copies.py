"""Copies of the database: whole, whatever goes on meanwhile; nothing is written over unasked."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from bot.model import Step
from bot.ports import StoreError
from storage import copies, engine
from storage.copies import Nightly, back_up, nightly_copies, restore
from storage.store import SqliteStore, open_store
from storage.whole import whole as named
from tests.databases import whole
from tests.make import day, everything, machine, moment, names

HERO = "Qwen/Qwen4-8B"
whole_file = partial(named, overwrite=False)


async def fill(store: SqliteStore, days: int = 2) -> None:
    its = machine(store)
    await store.subscribe(everything("discord:1"))
    for n in range(1, days + 1):
        listed = [HERO, *names(29)] if n % 2 else [*names(29), HERO]
        await its.take(day(f"05-{n:02}", trending=listed), post=True)


@pytest.fixture
def filled(database: Path) -> Path:
    async def make() -> None:
        async with await open_store(database, exclusive=True) as store:
            await fill(store)

    asyncio.run(make())
    return database


# --- backup


async def test_a_copy_made_while_it_runs_is_equal_and_one_file(
    database: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    async with await open_store(database, exclusive=True) as store:
        await fill(store)
        assert await back_up(database, copy) == copy.stat().st_size
        assert whole(copy) == whole(database)
    assert [its.name for its in tmp_path.glob("copy.db*")] == ["copy.db"]


async def test_whatever_is_written_meanwhile_a_copy_has_each_day_whole_or_not_at_all(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PAGES_AT_ONCE", 1)
    async with await open_store(database, exclusive=True) as store:
        writing = asyncio.create_task(fill(store, days=9))
        made: list[Path] = []
        while not writing.done():
            await asyncio.sleep(0)
            if database.exists() and (await store.days()):
                made.append(tmp_path / f"{len(made)}.db")
                await back_up(database, made[-1])
        await writing
    assert made
    for copy in made:
        found = whole(copy)
        days = {row[1] for row in found["fetch"]}
        assert days == {row[3] for row in found["snapshot"]}
        assert len(found["post"]) == max(len(days) - 1, 0)


async def test_a_log_that_can_not_be_read_is_never_left_out(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds the database, and its newest rows are in its log alone."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(filled, isolation_level=None)) as db:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("INSERT INTO memo VALUES ('newest', 'row')")
        with pytest.raises(StoreError, match="locked"):
            await back_up(filled, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_a_copy_that_is_to_stop_stops_and_leaves_nothing(filled: Path, tmp_path: Path) -> None:
    stopped = Event()
    stopped.set()
    with pytest.raises(StoreError, match="ending"), whole_file(tmp_path / "x.db", filled) as part:
        engine.copy(filled, part, stopped)
    assert not list(tmp_path.glob("x.db*"))


class Writing(Event):
    """Asked whether to stop, it writes another row: a bot that never rests."""

    def __init__(self, database: Path) -> None:
        super().__init__()
        self.db, self.asked = sqlite3.connect(database, isolation_level=None), 0

    def is_set(self) -> bool:
        self.asked += 1
        self.db.execute("INSERT INTO memo VALUES (?, 'row')", (f"row {self.asked}",))
        return self.asked > 2_000


def test_a_copy_is_made_however_often_the_bot_writes(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PAGES_AT_ONCE", 1)
    writing = Writing(filled)
    engine.copy(filled, tmp_path / "copy.db", writing)
    writing.db.close()
    assert writing.asked > 20
    assert whole(tmp_path / "copy.db")["memo"] == []


@pytest.mark.parametrize("mode", [0o600, 0o640])
async def test_whoever_may_not_read_the_database_may_not_read_its_copies(
    filled: Path, tmp_path: Path, mode: int
) -> None:
    filled.chmod(mode)
    copy = tmp_path / "copy.db"
    await back_up(filled, copy)
    await restore(copy, filled, overwrite=True)
    assert [its.stat().st_mode & 0o777 for its in (copy, filled)] == [mode, mode]


async def test_nothing_is_written_over_unasked(filled: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match="--overwrite"):
        await back_up(filled, there)
    assert there.read_text(encoding="utf-8") == "mine"
    await back_up(filled, there, overwrite=True)
    assert whole(there) == whole(filled)


def missing(path: Path) -> None:
    path.unlink()


def rubbish(path: Path) -> None:
    path.write_bytes(b"no database " * 900)


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE bookmark (url TEXT)")


def torn(path: Path) -> None:
    """A page in the middle is noise, which shows only when all is read."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 4096 // 2 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(content)


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 999")


SPOILED = [missing, rubbish, foreign, torn, newer]


@pytest.mark.parametrize("spoil", SPOILED)
async def test_what_can_not_be_copied_leaves_no_copy_and_says_why(
    filled: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(filled)
    copy = tmp_path / "copies" / "copy.db"
    with pytest.raises(StoreError) as raised:
        await back_up(filled, copy)
    assert "\n" not in str(raised.value)
    assert not list(copy.parent.glob("*"))


# --- restore


async def test_what_is_restored_is_equal_and_what_was_there_is_kept(
    filled: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    await back_up(filled, copy)
    async with await open_store(filled, exclusive=True) as store:
        await machine(store).take(day("05-03", trending=names(30)))
    later = whole(filled)
    kept = await restore(copy, filled, overwrite=True)
    assert kept
    assert (whole(filled), whole(kept)) == (whole(copy), later)
    assert not [its for its in filled.parent.iterdir() if its.name.endswith((".part", "-wal"))]


async def test_into_an_empty_place_it_restores_without_being_asked_twice(
    filled: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new" / "overtake.db"
    assert await restore(filled, new) is None
    assert whole(new) == whole(filled)


async def test_a_restore_over_a_database_wants_to_be_told_so(filled: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    await back_up(filled, copy)
    before = filled.read_bytes()
    with pytest.raises(StoreError, match="--overwrite"):
        await restore(copy, filled)
    assert filled.read_bytes() == before


async def test_under_a_running_bot_nothing_is_restored(filled: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    await back_up(filled, copy)
    async with await open_store(filled, exclusive=True):
        with pytest.raises(StoreError, match="in use"):
            await restore(copy, filled, overwrite=True)


@pytest.mark.parametrize("spoil", SPOILED)
async def test_what_is_no_backup_replaces_nothing(
    filled: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    copy = tmp_path / "copy.db"
    await back_up(filled, copy)
    spoil(copy)
    before = filled.read_bytes()
    with pytest.raises(StoreError) as raised:
        await restore(copy, filled, overwrite=True)
    assert "\n" not in str(raised.value)
    assert filled.read_bytes() == before
    assert not list(filled.parent.glob("*.replaced-*"))


async def test_a_damaged_database_is_replaced_and_kept_with_its_log(
    filled: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    await back_up(filled, copy)
    rubbish(filled)
    log = Path(f"{filled}-wal")
    log.write_bytes(b"a log of something else")
    kept = await restore(copy, filled, overwrite=True)
    assert kept
    assert kept.read_bytes().startswith(b"no database")
    assert Path(f"{kept}-wal").read_bytes() == b"a log of something else"
    assert whole(filled) == whole(copy)


async def test_what_a_crash_left_in_the_log_is_kept_too(filled: Path, tmp_path: Path) -> None:
    """A bot that was killed leaves its last days in the log."""
    copy, torn_off = tmp_path / "copy.db", tmp_path / "killed.db"
    await back_up(filled, copy)
    async with await open_store(filled, exclusive=True) as store:
        await machine(store).take(day("05-03", trending=names(30)))
        for ending in ("", "-wal"):
            Path(f"{torn_off}{ending}").write_bytes(Path(f"{filled}{ending}").read_bytes())
        assert Path(f"{torn_off}-wal").stat().st_size
    kept = await restore(copy, torn_off, overwrite=True)
    assert kept
    assert whole(kept) == whole(filled)
    assert whole(torn_off) == whole(copy)


async def test_a_restore_that_is_cut_short_leaves_what_was_there(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy.db"
    await back_up(filled, copy)
    before = whole(filled)

    def full(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:5000])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(engine, "copy", full)
    with pytest.raises(StoreError, match="disk is full"):
        await restore(copy, filled, overwrite=True)
    assert whole(filled) == before
    assert not list(filled.parent.glob("*.part"))


# --- each night


def nightly(database: Path, keep: int = 3) -> tuple[Nightly, list[str]]:
    said: list[str] = []

    def log(step: Step, **facts: object) -> None:
        assert step is Step.BACKED_UP
        said.append(str(facts["file"]))

    return Nightly(database, database.parent / "backups", keep, log), said


def there(database: Path) -> Sequence[str]:
    return [its.name for its in nightly_copies(database.parent / "backups")]


async def test_each_day_has_one_copy_and_the_newest_are_kept(filled: Path) -> None:
    chore, said = nightly(filled)
    for n in range(1, 6):
        for hour in ("03:00", "13:30", "23:59"):
            await chore(moment(f"05-0{n}", hour))
    assert len(said) == 5
    assert there(filled) == [f"overtake-2026-05-0{n}.db" for n in (3, 4, 5)]
    assert whole(filled.parent / "backups" / said[-1]) == whole(filled)


async def test_after_a_restart_the_days_copy_is_there_already(filled: Path) -> None:
    await nightly(filled)[0](moment("05-01"))
    chore, said = nightly(filled)
    await chore(moment("05-01", "14:00"))
    assert not said


async def test_other_files_in_the_folder_are_left_alone(filled: Path) -> None:
    folder = filled.parent / "backups"
    folder.mkdir()
    (folder / "overtake-before-the-move.db").touch()
    chore, _ = nightly(filled, keep=1)
    for n in (1, 2):
        await chore(moment(f"05-0{n}"))
    assert sorted(its.name for its in folder.iterdir()) == [
        "overtake-2026-05-02.db",
        "overtake-before-the-move.db",
    ]


async def test_a_night_that_fails_takes_none_of_the_old_ones(filled: Path) -> None:
    chore, _ = nightly(filled, keep=1)
    await chore(moment("05-01"))
    good = filled.read_bytes()
    rubbish(filled)
    with pytest.raises(StoreError):
        await chore(moment("05-02"))
    await chore(moment("05-02", "14:00"))  # it was said, and is not said again at once
    assert there(filled) == ["overtake-2026-05-01.db"]
    filled.write_bytes(good)
    await chore(moment("05-02", "14:30"))  # an hour later
    assert there(filled) == ["overtake-2026-05-02.db"]


async def test_a_clock_that_was_wrong_for_a_day_costs_no_copy(filled: Path) -> None:
    chore, _ = nightly(filled, keep=2)
    far = moment("05-02") + timedelta(days=900)
    for when in (moment("05-01"), far, moment("05-02"), moment("05-03"), moment("05-04")):
        await chore(when)
    assert there(filled) == [
        *(f"overtake-2026-05-0{n}.db" for n in (3, 4)),
        f"overtake-{far:%F}.db",
    ]


def test_where_only_copies_are_left_nothing_begins_anew(filled: Path, tmp_path: Path) -> None:
    copies.check_not_lost(filled, tmp_path / "nowhere")
    copies.check_not_lost(tmp_path / "new.db", tmp_path / "nowhere")
    newest = tmp_path / "overtake-2026-05-02.db"
    for its in (newest.with_name("overtake-2026-05-01.db"), newest):
        its.touch()
    copies.check_not_lost(filled, tmp_path)
    with pytest.raises(StoreError, match=f"overtake restore {newest}"):
        copies.check_not_lost(tmp_path / "new.db", tmp_path)


async def test_what_a_killed_night_left_is_taken_away(filled: Path) -> None:
    folder = filled.parent / "backups"
    folder.mkdir()
    for name in ("overtake-2026-04-30.db.part", "overtake-2026-04-30.db.part-journal"):
        (folder / name).touch()
    await nightly(filled)[0](moment("05-01"))
    assert [its.name for its in folder.iterdir()] == ["overtake-2026-05-01.db"]


async def test_a_folder_that_can_not_be_is_said_in_a_sentence(filled: Path) -> None:
    (filled.parent / "backups").touch()
    with pytest.raises(StoreError, match="can't be used"):
        await nightly(filled)[0](moment("05-01"))


def test_the_names_of_a_copys_parts_are_no_copies() -> None:
    assert copies.NIGHTLY.fullmatch("overtake-2026-05-01.db")
    assert not copies.NIGHTLY.fullmatch("overtake-2026-05-01.db.part")
