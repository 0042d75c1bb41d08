"""The Store over SQLite (`bot.ports.Store`), and how its file is opened. SPEC 7, 8."""

import os
from pathlib import Path

import aiosqlite
from filelock import FileLock

from bot.ports import StoreError
from storage import engine
from storage.channels import Channels
from storage.lock import hold
from storage.migrate import MIGRATIONS, migrate
from storage.past import PastQuestions
from storage.questions import Questions
from storage.saving import Saving
from storage.thinning import Thinning
from storage.troubles import explaining, permit

MIGRATION_SECONDS = 2
"""How long a program that only reads or edits waits for another one to make the tables."""


class SqliteStore(PastQuestions, Saving, Questions, Channels, Thinning):
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
    with explaining(path):
        if not (exclusive or create or Path(file).exists()):
            file = engine.IN_MEMORY
        lock = hold(file) if exclusive else None
        try:
            if lock is None and _is_closed(file):
                return await _open_to_read(file)
            return await _open(file, lock)
        except BaseException:
            if lock:
                lock.release()
            raise


async def _open(file: str, lock: FileLock | None) -> SqliteStore:
    if file != engine.IN_MEMORY:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    writer = await engine.connect(file)
    try:
        version = await engine.version_of(writer, file)
        engine.check_version(file, version, len(MIGRATIONS))
        await _update(writer, file, version, lock)
        reader = writer if file == engine.IN_MEMORY else await engine.connect(file)
    except BaseException:
        await writer.close()
        raise
    return SqliteStore(file, writer, reader, lock)


def _is_closed(file: str) -> bool:
    """Return whether a database is there, where nothing can be written: it can still be asked."""
    return Path(file).exists() and not os.access(Path(file).parent, os.W_OK)


async def _open_to_read(file: str) -> SqliteStore:
    db = await engine.connect_to_read(file)
    try:
        _check_readable(file, await engine.version_of(db, file))
    except BaseException:
        await db.close()
        raise
    return SqliteStore(file, db, db, None)


def _check_readable(file: str, version: int) -> None:
    """Refuse what can't be asked as it is. Raises StoreError."""
    engine.check_version(file, version, len(MIGRATIONS))
    if version < len(MIGRATIONS):
        raise StoreError(
            f"{file} is of an older Overtake (schema {version}), and can't be brought up to date"
            f" where nothing can be written: {permit(Path(file).parent)}"
        )


async def _update(
    writer: aiosqlite.Connection, file: str, version: int, lock: FileLock | None
) -> None:
    """Bring the schema up to date; never under another overtake that takes days in."""
    await engine.set_up(writer)
    if version == len(MIGRATIONS):
        return
    mine = None if lock or file == engine.IN_MEMORY else hold(file, MIGRATION_SECONDS)
    try:
        version = await engine.version_of(writer, file)  # another may have done it meanwhile
        await migrate(writer, file, version, MIGRATIONS)
    finally:
        if mine:
            mine.release()
