"""Copies of the database: made while it is in use, kept for some nights, and put back.

A copy has its name only once it is whole, checked and on the disk; nothing is written over unasked.
"""

import asyncio
import os
import re
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

from bot.model import Step
from bot.ports import Log, StoreError
from storage import engine
from storage.lock import hold
from storage.migrate import MIGRATIONS
from storage.troubles import explaining
from storage.whole import whole

NIGHTLY = re.compile(r"overtake-\d{4}-\d{2}-\d{2}\.db")
AGAIN = timedelta(hours=1)
"""Until a night's copy that failed is tried again (ours)."""
LOGS = ("-wal", "-shm")
"""What SQLite keeps beside a database that is open, or was not closed."""


async def back_up(source: Path, target: Path, *, overwrite: bool = False) -> int:
    """Copy a database, which may be in use, into a file; return its size in bytes.

    Raises StoreError for a source that is missing, not ours or damaged, for a target that is there
    unless `overwrite`, and where it can't be written. Cancelled, it stops soon.
    """
    stopped = Event()
    try:
        return await asyncio.to_thread(_back_up, source, target, stopped, overwrite=overwrite)
    finally:
        stopped.set()


def _back_up(source: Path, target: Path, stopped: Event, *, overwrite: bool) -> int:
    with explaining(source):
        if not source.exists():
            raise StoreError(f"there is no database {source} yet: nothing to back up")
        engine.look_into(source, len(MIGRATIONS))
    with explaining(target):
        _check_target(source, target, overwrite=overwrite)
        with whole(target, source, overwrite=overwrite) as part:
            engine.copy(source, part, stopped)
        return target.stat().st_size


async def restore(source: Path, database: Path, *, overwrite: bool = False) -> Path | None:
    """Put a backup in the place of the database; return where that is kept, None if none was there.

    Raises StoreError for what is no backup, for a database that is in use, and for one that is
    there unless `overwrite`.
    """
    return await asyncio.to_thread(_restore, source, database, overwrite=overwrite)


def _restore(source: Path, database: Path, *, overwrite: bool) -> Path | None:
    with explaining(source):
        if not source.exists():
            raise StoreError(f"there is no file {source}: name a backup")
        engine.look_into(source, len(MIGRATIONS))
    with explaining(database):
        _check_target(source, database, overwrite=overwrite)
        like = database if database.exists() else source
        with hold(database), whole(database, like, overwrite=True) as part:
            engine.copy(source, part)
            return _set_aside(database)


def _check_target(source: Path, target: Path, *, overwrite: bool) -> None:
    if target.exists() and source.exists() and target.samefile(source):
        raise StoreError(f"{target} is the file itself: name another one")
    if target.is_dir():
        raise StoreError(f"{target} is a folder: name a file in it")
    if target.exists() and not overwrite:
        raise StoreError(f"{target} is there already: name another file, or add --overwrite")


def _set_aside(database: Path) -> Path | None:
    """Give what is in the database's place another name too, and take its logs from there.

    The file itself stays until the new one takes its name in one step: at no moment is there none.
    """
    if not database.exists():
        return None
    kept = database.with_name(f"{database.name}.replaced-{datetime.now(UTC):%Y%m%d-%H%M%S}")
    with suppress(sqlite3.Error):
        engine.settle(database)
    try:
        os.link(database, kept)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        shutil.copy2(database, kept)
    for ending in LOGS:
        with suppress(FileNotFoundError):
            Path(f"{database}{ending}").rename(f"{kept}{ending}")
    return kept


class Nightly:
    """A chore: a copy of the database for each UTC day, and the newest few of them kept."""

    def __init__(self, database: Path, folder: Path, keep: int, log: Log) -> None:
        """Keep so many copies, at least one, in a folder."""
        self.database, self.folder, self.keep, self.log = database, folder, keep, log
        self._done: date | None = None
        self._tried: datetime | None = None

    async def __call__(self, now: datetime) -> None:
        """Make today's copy if it is not there; one that fails is tried again in an hour.

        Raises StoreError.
        """
        soon = self._tried is not None and timedelta() <= now - self._tried < AGAIN
        if self._done == now.date() or soon:
            return
        self._tried = now
        with explaining(self.folder):
            await self._copy(now.date())
        self._done, self._tried = now.date(), None

    async def _copy(self, day: date) -> None:
        for left in self.folder.glob("overtake-*.db.part*"):  # by one that was killed
            left.unlink()
        copy = self.folder / f"overtake-{day}.db"
        if not copy.exists():
            size = await back_up(self.database, copy)
            self.log(Step.BACKED_UP, file=copy.name, megabytes=round(size / 1e6, 1))
        for old in nightly_copies(self.folder, day)[: -self.keep]:
            old.unlink()


def check_not_lost(database: Path, folder: Path) -> None:
    """Refuse to begin anew where there is no database, but there are copies of one.

    A bot that lost its subscriptions without a word would be silent for good. Raises StoreError.
    """
    with explaining(folder):
        copies = () if database.exists() else nightly_copies(folder)
    if copies:
        raise StoreError(
            f"there is no database {database}, but {folder} holds copies of one: put the newest"
            f" back (`overtake restore {copies[-1]}`), or move them away to begin anew"
        )


def nightly_copies(folder: Path, until: date = date.max) -> Sequence[Path]:
    """Return the copies that were made by themselves until a day, the oldest first.

    What a clock that was wrong has named after a later day is none of them. Raises OSError.
    """
    if not folder.exists():
        return ()
    named = (its for its in folder.iterdir() if NIGHTLY.fullmatch(its.name))
    return sorted(its for its in named if its.name <= f"overtake-{until}.db")
