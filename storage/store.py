"""The Store over SQLite (`bot.ports.Store`), and how its file is opened. SPEC 7, 8.

SQLite allows one writer at a time, in WAL mode beside any number of readers; that does not work on
network file systems. Every PRAGMA is in this file; the SQL is in `queries/`, in the dialect that
SQLite and PostgreSQL share.
"""

import sqlite3
from pathlib import Path

import aiosqlite
from filelock import FileLock, Timeout

from bot.ports import StoreError
from storage.channels import Channels
from storage.connections import say
from storage.migrate import MIGRATIONS, check_version, migrate
from storage.past import PastQuestions
from storage.questions import Questions
from storage.saving import Saving

BUSY_SECONDS = 10
"""How long a writer waits for another program's transaction."""
ROWS_AT_ONCE = 10_000
"""Rows that one step of a query brings over from the connection's thread."""
MIGRATION_SECONDS = 2
"""How long a program that only reads or edits waits for another one to make the tables."""
SET_VERSION = "PRAGMA user_version = {}"
OURS = 0x4F565441
"""SQLite's application id of our files: "OVTA"."""
IN_MEMORY = ":memory:"


class SqliteStore(PastQuestions, Saving, Questions, Channels):
    """The whole of the Store seam over one SQLite file."""


async def open_store(
    path: str | Path, *, exclusive: bool = False, create: bool = False
) -> SqliteStore:
    """Open the database, bring it up to date, and return the store.

    `exclusive` is for what takes days in: a second one refuses. Where there is no file yet and
    neither `exclusive` nor `create` asks for one, the store is an empty one in memory. Raises
    StoreError for a file that is in use, damaged, newer than this program, or can't be opened.
    """
    file = str(path)
    if not (exclusive or create or Path(file).exists()):
        file = IN_MEMORY
    lock = _lock(file) if exclusive else None
    try:
        return await _open(file, lock)
    except (sqlite3.Error, OSError) as error:
        if lock:
            lock.release()
        raise StoreError(f"{path} can't be used: {say(error)}") from error
    except StoreError:
        if lock:
            lock.release()
        raise


def _lock(file: str, seconds: float = 0) -> FileLock:
    """Return the lock that whoever takes days in holds; raises StoreError where another does."""
    lock = FileLock(f"{file}.lock")
    try:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=seconds)
    except Timeout as error:
        raise StoreError(
            f"{file} is in use by another overtake (run, snapshot, import): wait for it or stop it"
        ) from error
    except OSError as error:
        raise StoreError(f"{file} can't be used: {say(error)}") from error
    return lock


async def _open(file: str, lock: FileLock | None) -> SqliteStore:
    if file != IN_MEMORY:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    writer = await _connect(file)
    try:
        version = await _version(writer, file)
        check_version(file, version, len(MIGRATIONS))
        await _update(writer, file, version, lock)
        reader = writer if file == IN_MEMORY else await _connect(file)
    except BaseException:
        await writer.close()
        raise
    return SqliteStore(file, writer, reader, lock)


async def _update(
    writer: aiosqlite.Connection, file: str, version: int, lock: FileLock | None
) -> None:
    """Bring the schema up to date; never under another overtake that takes days in."""
    await _set_up(writer)
    if version == len(MIGRATIONS):
        return
    mine = None if lock or file == IN_MEMORY else _lock(file, MIGRATION_SECONDS)
    try:
        version = await _pragma(writer, "user_version")  # another may have done it meanwhile
        await migrate(writer, file, version, MIGRATIONS, SET_VERSION)
    finally:
        if mine:
            mine.release()


async def _connect(file: str) -> aiosqlite.Connection:
    sqlite3.connect(file).close()  # fails here, before a thread is started that would outlive it
    db = await aiosqlite.connect(
        file, isolation_level=None, timeout=BUSY_SECONDS, iter_chunk_size=ROWS_AT_ONCE
    )
    db.row_factory = aiosqlite.Row
    return db


async def _version(db: aiosqlite.Connection, file: str) -> int:
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


async def _set_up(db: aiosqlite.Connection) -> None:
    """Set what a connection needs; a new file is marked as ours."""
    if not await _pragma(db, "application_id"):
        await db.execute(f"PRAGMA application_id = {OURS}")
    await db.execute("PRAGMA journal_mode = WAL")
    await db.execute("PRAGMA synchronous = FULL")
    await db.execute("PRAGMA foreign_keys = ON")
