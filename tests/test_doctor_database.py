"""`overtake doctor` on the database, and what is round it: only looked at, never touched."""

import os
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.model import Condition, Fact, Finding, Trouble
from bot.texts import words
from bot.views.doctor import advice_text
from storage import engine
from storage import examining as at_storage
from storage.examining import Place, open_to_read
from storage.store import open_store
from tests import ailing
from tests.ailing import Home, at
from tests.make import day, machine, names

home = ailing.home
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - nothing is made there


async def test_a_database_in_use_is_read_and_left_as_it_is(home: Home) -> None:
    await home.have_days()
    async with await open_store(home.database, exclusive=True) as store:
        before, names_before = _bytes_of(home.folder), set(home.folder.rglob("*"))
        said = await home.says()
        assert said.one("lock-held")["facts"]["pid"] == str(os.getpid())
        assert set(home.folder.rglob("*")) == names_before
        assert _bytes_of(home.folder) == before
        assert await store.days()
    assert said.one("whole")


async def test_a_database_that_nobody_uses_is_left_as_it_is(home: Home) -> None:
    await home.have_days()
    before, names_before = _bytes_of(home.folder), set(home.folder.rglob("*"))
    assert "nobody-runs" in (await home.says()).troubles
    assert _bytes_of(home.folder) == before
    assert set(home.folder.rglob("*")) == names_before


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root has to care")
async def test_what_root_has_sqlite_make_beside_a_log_that_was_left_is_the_bots(home: Home) -> None:
    await home.have_days()
    log, left = Path(f"{home.database}-wal"), home.folder / "left"
    async with await open_store(home.database) as store:
        await store.remember("name", "value")
        left.write_bytes(log.read_bytes())
    left.rename(log)
    for path in (log, home.database, home.database.parent):
        os.chown(path, 10001, 10001)
    assert (await home.says()).one("whole")
    assert {its.stat().st_uid for its in home.database.parent.glob("overtake.db*") if not
            its.name.endswith(".lock")} == {10001}  # fmt: skip


def _bytes_of(folder: Path) -> dict[str, bytes]:
    """Return everything in a folder, but for SQLite's own marks of who reads."""
    files = [its for its in folder.rglob("*") if its.is_file() and not its.name.endswith("-shm")]
    return {str(its): its.read_bytes() for its in files}


async def test_another_programs_database_is_left_alone(home: Home) -> None:
    await home.have_days()
    _change(home.database, "application_id = 77")
    said = await home.says()
    assert "OVERTAKE_DATABASE" in said.one("database-foreign")["advice"]
    assert not said.of("days")


async def test_a_newer_database_asks_for_an_upgrade(home: Home) -> None:
    await home.have_days()
    _change(home.database, "user_version = 99")
    assert (await home.says()).one("schema-newer")["facts"]["version"] == "99"


async def test_an_older_database_is_no_trouble(home: Home) -> None:
    await home.have_days()
    _change(home.database, "user_version = 1")
    await home.have_a_bot()
    said = await home.says()
    assert (said.one("schema-older")["condition"], said.status) == ("ok", 0)


def _change(file: Path, mark: str) -> None:
    db = sqlite3.connect(file)
    db.execute(f"PRAGMA {mark}")
    db.close()


async def test_a_page_of_rubbish_in_a_database_is_found(home: Home) -> None:
    await home.have_days()
    data = bytearray(home.database.read_bytes())
    data[3 * 4096 : 6 * 4096] = os.urandom(3 * 4096)
    home.database.write_bytes(data)
    said = await home.says()
    assert "overtake restore" in said.one("database-damaged")["advice"]
    assert said.status == 1


async def test_a_database_too_large_to_be_read_whole_says_so(home: Home) -> None:
    await home.have_days()
    home.monkeypatch.setattr(at_storage, "CHECK_SECONDS", 0.0)
    home.monkeypatch.setattr(engine, "INSTRUCTIONS", 10)
    said = await home.says()
    assert said.one("whole-so-far")["condition"] == "ok"


async def test_a_database_that_another_program_locks_is_no_matter_of_rights(home: Home) -> None:
    await home.have_days()
    home.monkeypatch.setattr(at_storage, "BUSY_SECONDS", 0.05)
    db = sqlite3.connect(home.database, isolation_level=None)
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("BEGIN EXCLUSIVE")
    try:
        assert (await home.says()).troubles == {"database-locked"}
    finally:
        db.close()


async def test_a_folder_in_the_databases_place_is_said(home: Home) -> None:
    home.database.mkdir(parents=True)
    assert (await home.says()).one("database-closed")


def look(file: Path, keep: int = 7, **where: Path) -> dict[str, Finding]:
    """Return what is found of a place, by its word."""
    place = Place(file, file.parent / "backups", keep, **where)
    return {its.found.value: its for its in at_storage.examine(place, date(2026, 5, 9))}


@pytest.mark.parametrize(
    "kind", ["nfs4", "cifs", "9p", "fuse.sshfs", "smb3", "virtiofs", "prl_fs", "fuse.vmhgfs-fuse"]
)
def test_a_network_file_system_is_warned_of(tmp_path: Path, kind: str) -> None:
    there = tmp_path / "a b"
    there.mkdir()
    mounts = tmp_path / "mounts"
    escaped = str(there).replace(" ", "\\040")
    mounts.write_text(f"x / ext4 rw 0 0\nhost:/x {escaped} {kind} rw 0 0\n", encoding="utf-8")
    assert look(there / "data" / "o.db", mounts=mounts)["network-file-system"].given == {
        "kind": kind
    }
    assert look(tmp_path / "o.db", mounts=mounts)["file-system"].given == {"kind": "ext4"}


@pytest.mark.parametrize("kind", ["tmpfs", "ramfs", "overlay"])
def test_a_disk_that_goes_with_the_container_is_warned_of(tmp_path: Path, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"x / ext4 rw 0 0\n{kind} {tmp_path} {kind} rw 0 0\n", encoding="utf-8")
    found = look(tmp_path / "o.db", mounts=mounts)
    assert "mount a volume at /data" in advice_text(words("en"), found["fleeting-disk"])
    assert "file-system" not in found


def test_where_the_system_does_not_say_nothing_is_claimed(tmp_path: Path) -> None:
    (tmp_path / "o.db").touch()
    found = look(tmp_path / "o.db", mounts=tmp_path / "none", locks=tmp_path / "none")
    assert not {"file-system", "lock-held"} & found.keys()


@pytest.mark.parametrize(
    ("free", "said"), [(10**12, "space"), (400_000_000, "space-low"), (1_000, "disk-full")]
)
def test_a_disk_that_gets_full_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, said: str
) -> None:
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    assert look(tmp_path / "o.db")[said].given["free"] == free


@pytest.mark.skipif(not SHARED_MEMORY.is_dir(), reason="Linux has a second disk everywhere: memory")
def test_the_disk_of_the_copies_is_looked_at_too(tmp_path: Path) -> None:
    place = Place(tmp_path / "o.db", SHARED_MEMORY / "copies-of-nobody", 7)
    found = at_storage.examine(place, date(2026, 5, 9))
    folders = [its.given["folder"] for its in found if its.found in {Fact.SPACE, Trouble.SPACE_LOW}]
    assert folders == [str(tmp_path), str(SHARED_MEMORY)]


@pytest.mark.parametrize("setting", ["OVERTAKE_DATABASE", "OVERTAKE_BACKUP_FOLDER"])
def test_a_file_where_a_folder_has_to_be_is_said_with_its_setting(
    tmp_path: Path, setting: str
) -> None:
    (tmp_path / "taken").touch()
    paths = {"OVERTAKE_DATABASE": tmp_path / "o.db", "OVERTAKE_BACKUP_FOLDER": tmp_path / "copies"}
    paths[setting] = tmp_path / "taken" / "o.db"
    place = Place(paths["OVERTAKE_DATABASE"], paths["OVERTAKE_BACKUP_FOLDER"], 7)
    found = at_storage.examine(place, date(2026, 5, 9))
    [wrong] = [its for its in found if its.condition is Condition.WRONG]
    assert wrong.found is Trouble.NO_FOLDER
    assert wrong.given == {"path": str(tmp_path / "taken"), "setting": setting}


def test_a_database_that_is_gone_and_has_copies_is_not_called_a_first_start(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    copy = tmp_path / "backups" / "overtake-2026-05-08.db"
    copy.touch()
    lost = look(tmp_path / "o.db")["database-lost"]
    assert f"`overtake restore {copy}`" in advice_text(words("en"), lost)


def test_a_folder_that_cannot_be_written_has_its_chown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path and real(path, mode))
    found = look(tmp_path / "data" / "o.db")["folder-closed"]
    said = advice_text(words("en"), found)
    assert said == f"Run `chown -R {os.getuid()}:{os.getgid()} {tmp_path}` as root."


def test_a_disk_that_is_mounted_read_only_needs_no_chown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_storage, "_is_writable", lambda _: False)
    monkeypatch.setattr(at_storage, "_is_read_only", lambda _: True)
    assert look(tmp_path / "o.db")["disk-read-only"].given == {"path": str(tmp_path)}


def test_a_folder_that_is_closed_to_us_is_all_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, closed = Path.stat, tmp_path / "data"
    closed.mkdir()

    def stat(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if closed in path.parents:
            raise PermissionError(13, "Permission denied")
        return real(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", stat)
    monkeypatch.setattr(os, "access", lambda path, _: path != closed)
    found = look(closed / "o.db")
    assert found["folder-closed"].given["path"] == str(closed)
    assert not {"no-database", "database"} & found.keys()


@pytest.mark.parametrize(
    ("copies", "keep", "said"),
    [
        (["2026-05-08", "2026-05-09"], 7, "backup"),
        (["2026-05-01", "2026-05-06"], 7, "backup-old"),
        ([], 0, "backups-off"),
    ],
)
def test_the_age_of_the_newest_copy_is_said(
    tmp_path: Path, copies: list[str], keep: int, said: str
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in (*(f"overtake-{its}.db" for its in copies), "notes.db"):
        (folder / name).write_bytes(b"x")
    found = look(tmp_path / "o.db", keep=keep)[said]
    if copies:
        assert found.given["file"] == f"overtake-{copies[-1]}.db"


async def test_days_without_any_copy_are_said(home: Home) -> None:
    await home.have_days()
    assert (await home.says()).one("no-backup-yet")
    async with await open_store(home.database) as store:
        last = datetime.now(UTC)
        more = [at(day(f"05-0{n}", trending=names(30)), last + timedelta(days=n)) for n in (1, 2)]
        await machine(store).take(*more)
    assert "no-backup" in (await home.says()).troubles


async def test_what_cannot_be_read_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("rubbish" * 1_000)
    assert await open_to_read(tmp_path / "x.db") is None
    assert await open_to_read(tmp_path / "none.db") is None
    assert await open_to_read(tmp_path) is None
