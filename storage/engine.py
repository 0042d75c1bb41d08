"""All that only SQLite understands: how a file is opened, marked as ours, judged and copied.

Every PRAGMA is in this file. SQLite allows one writer at a time, in WAL mode beside any number of
readers; that does not work on network file systems (PLATFORMS).
"""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from threading import Event
from urllib.parse import quote

import aiosqlite

from bot.ports import StoreError

BUSY_SECONDS = 10
"""How long a writer waits for another program's transaction."""
ROWS_AT_ONCE = 10_000
"""Rows that one step of a query brings over from the connection's thread."""
OURS = 0x4F565441
"""SQLite's application id of our files: "OVTA"."""
SET_VERSION = "PRAGMA user_version = {}"
EMPTY_THE_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"
IN_MEMORY = ":memory:"
PAGES_AT_ONCE = 500
"""Pages of 4 KB that are copied between two looks at whether it should stop (ours)."""
INSTRUCTIONS = 10_000
"""Of SQLite's, after which it looks whether it should stop: some milliseconds (ours)."""


async def connect(file: str) -> aiosqlite.Connection:
    """Return a connection to a file, which is made if missing."""
    sqlite3.connect(file).close()  # fails here, before a thread is started that would outlive it
    return await _connected(file)


async def connect_to_read(file: str) -> aiosqlite.Connection:
    """Return a connection to a file in a place where nothing can be written."""
    return await _connected(to_read(Path(file)), uri=True)


async def _connected(address: str, *, uri: bool = False) -> aiosqlite.Connection:
    db = await aiosqlite.connect(
        address, uri=uri, isolation_level=None, timeout=BUSY_SECONDS, iter_chunk_size=ROWS_AT_ONCE
    )
    db.row_factory = aiosqlite.Row
    return db


async def set_up(db: aiosqlite.Connection) -> None:
    """Set what a connection needs; a new file is marked as ours."""
    if not await _pragma(db, "application_id"):
        await db.execute(f"PRAGMA application_id = {OURS}")
    await db.execute("PRAGMA journal_mode = WAL")
    await db.execute("PRAGMA synchronous = FULL")
    await db.execute("PRAGMA foreign_keys = ON")


async def version_of(db: aiosqlite.Connection, file: str) -> int:
    """Return the schema's version, 0 for an empty file; raises StoreError for what is not ours."""
    owner, version = await _pragma(db, "application_id"), await _pragma(db, "user_version")
    async with db.execute("SELECT COUNT(*) FROM sqlite_master") as cursor:
        row = await cursor.fetchone()
    if row and row[0] and owner != OURS:
        raise StoreError(
            f"{file} holds another program's data: name another file in OVERTAKE_DATABASE"
        )
    return version


async def _pragma(db: aiosqlite.Connection, name: str) -> int:
    async with db.execute(f"PRAGMA {name}") as cursor:
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


def copy(source: Path, target: Path, stopped: Event | None = None) -> None:
    """Write a database as it is at one moment into a new file, and check it.

    What is written meanwhile goes on and is not in it. The copy is one file, with no log beside it.
    Raises sqlite3.Error, and StoreError for a source that is damaged, or once it is `stopped`.
    """
    stopped = stopped or Event()

    def go_on(*_: int) -> None:
        if stopped.is_set():
            raise StoreError(f"the copy of {source} was not made: the program is ending")

    with closing(_existing(source)) as db, closing(sqlite3.connect(target)) as to:
        for each in (db, to):  # every thread that once made a copy would keep two megabytes twice
            each.execute("PRAGMA cache_size = -256")
        db.execute("BEGIN")  # held to the end, so that no writer makes the copy begin anew
        db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        db.backup(to, pages=PAGES_AT_ONCE, progress=go_on)
        to.execute("PRAGMA journal_mode = DELETE")
        to.set_progress_handler(stopped.is_set, INSTRUCTIONS)
        try:
            found = to.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except sqlite3.OperationalError:
            go_on()
            raise
    if found != "ok":
        raise StoreError(f"{source} is damaged ({' '.join(found.split())})")


def settle(file: Path) -> None:
    """Have what stands in a database's log written into the file. Raises sqlite3.Error."""
    with closing(_existing(file)) as db:
        db.execute(EMPTY_THE_LOG)


async def settle_open(db: aiosqlite.Connection) -> None:
    """Have it written into the file that is open, wherever that is now. Raises sqlite3.Error."""
    await db.execute(EMPTY_THE_LOG)


def look_into(file: Path, newest: int) -> None:
    """Refuse what is no database of ours, or newer than this program. Raises StoreError."""
    with closing(_existing(file)) as db:
        _, is_ours, version = marks_of(db)
    if not (is_ours and version):
        raise StoreError(f"{file} is no database of Overtake")
    check_version(str(file), version, newest)


def check_version(file: str, version: int, newest: int) -> None:
    """Refuse a database that a newer Overtake made; raises StoreError."""
    if version > newest:
        raise StoreError(
            f"{file} was made by a newer Overtake (schema {version}, this one knows {newest}):"
            " upgrade Overtake, or name another file in OVERTAKE_DATABASE"
        )


def _existing(file: Path) -> sqlite3.Connection:
    """Return a connection to a file that is there, also where nothing can be written.

    There a file is read as one that does not change, but for one that has a log: what stands in
    that would be missing. Raises sqlite3.OperationalError.
    """
    address = f"file:{quote(str(file.absolute()))}"
    db = sqlite3.connect(f"{address}?mode=rw", uri=True, timeout=BUSY_SECONDS)
    try:
        db.execute("SELECT COUNT(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        db.close()
        if "unable to open" not in str(error) or _has_log(file):
            raise
        return sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True)
    return db


def _has_log(file: Path) -> bool:
    log = Path(f"{file}-wal")
    return log.exists() and log.stat().st_size > 0


def to_read(file: Path) -> str:
    """Return the address by which a database is read, and nothing written, nor beside it.

    Beside a database without a log SQLite would make one, also to read; but then nobody has it
    open, and it is read as a file that does not change.
    """
    still = "" if Path(f"{file}-wal").exists() else "&immutable=1"
    return f"file:{quote(str(file.absolute()))}?mode=ro{still}"


def marks_of(db: sqlite3.Connection) -> tuple[bool, bool, int]:
    """Return whether a database is empty, whether it is ours, and the version of its schema."""
    [tables] = db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    [owner] = db.execute("PRAGMA application_id").fetchone()
    [version] = db.execute("PRAGMA user_version").fetchone()
    return not tables, owner == OURS, int(version)


def quick_check(db: sqlite3.Connection, seconds: float) -> str | None:
    """Return what SQLite says of a database, "ok" if it is whole; None if that took too long."""
    until = time.monotonic() + seconds
    db.set_progress_handler(lambda: time.monotonic() > until, INSTRUCTIONS)
    try:
        return str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return None
    finally:
        db.set_progress_handler(None, 0)
