"""Two connections to one database: one that writes, one that reads beside it."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import date
from functools import wraps
from importlib.resources import files
from time import monotonic
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar

import aiosql
import aiosqlite
from filelock import FileLock

from bot.model import Picture, Snapshot
from bot.ports import StoreError, StoreLostError
from storage import engine
from storage.troubles import say

QUERIES = aiosql.from_path(str(files("storage").joinpath("queries")), "aiosqlite")
"""Every line of SQL, by name; see `queries/`."""
FAILED_SECONDS = 4200.0
"""A failed write is told of for so long, if nothing is written meanwhile: whatever is due is tried
again within an hour, and what else failed then failed for whoever asked for it (ours)."""
CACHED_DAYS = 4
CACHED_SNAPSHOTS = 8 * CACHED_DAYS
"""What was written of so many days stays in memory: the next day asks for it."""

T = TypeVar("T")
A = TypeVar("A")


C = TypeVar("C", bound="Connections")
P = ParamSpec("P")
K = TypeVar("K")
V = TypeVar("V")


def remember(cache: dict[K, V], key: K, value: V, most: int) -> None:
    """Keep a value, and forget the oldest when there are too many."""
    cache[key] = value
    cache[key] = cache.pop(key)
    while len(cache) > most:
        del cache[next(iter(cache))]


class Query(Protocol):
    """A query that aiosql has read."""

    sql: str


Bound = str | int | float | None
"""What SQLite takes for a `:name`."""


async def many(db: aiosqlite.Connection, query: Query, **given: Bound) -> list[aiosqlite.Row]:
    """Return all rows of a query, in one step of the connection's thread.

    aiosql alone would take four (open, read, read on, close); a day asks some fifty questions.
    """
    return list(await db.execute_fetchall(query.sql, given))


async def one(db: aiosqlite.Connection, query: Query, **given: Bound) -> aiosqlite.Row | None:
    """Return the only row of a query, or None."""
    found = await many(db, query, **given)
    return found[0] if found else None


async def largest(db: aiosqlite.Connection, query: Query) -> int:
    """Return the largest number that a query gives, from 0."""
    return int((await many(db, query))[0][0])


async def put(db: aiosqlite.Connection, query: Query, given: Sequence[Mapping[str, Any]]) -> None:
    """Write rows in one step, and take none where there are none."""
    if given:
        await db.executemany(query.sql, given)


async def beside(make: Callable[[A], T], each: Iterable[A]) -> list[T]:
    """Return what is made of each, beside the event loop: of 25,000 that takes a while."""
    return await asyncio.to_thread(lambda: [make(its) for its in each])


def explained(
    method: Callable[Concatenate[C, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[C, P], Coroutine[Any, Any, T]]:
    """Turn what SQLite raises in a method of the store into StoreError."""

    @wraps(method)
    async def call(store: C, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await method(store, *args, **kwargs)
        except sqlite3.Error as error:
            store.check_file()
            raise StoreError(f"the database can't be used: {say(error, store.path)}") from error

    return call


class Connections:
    """What every part of the store works through."""

    def __init__(
        self,
        path: str,
        writer: aiosqlite.Connection,
        reader: aiosqlite.Connection,
        lock: FileLock | None,
    ) -> None:
        """Take over open connections; use `open_store` to make one."""
        self.path = path
        self._writer, self._reader, self._lock = writer, reader, lock
        self._writing, self._reading = asyncio.Lock(), asyncio.Lock()
        self._file = _identity(path)
        self._pictures: dict[date, Picture] = {}
        self._snapshots: dict[tuple[str, date], Snapshot] = {}
        self._last_reading = -1
        """Its number, where it is known and no other program can take a day in meanwhile."""
        self._failed_write = ""
        """Why the last change failed, empty if it did not."""
        self._failed_at = 0.0

    def check_file(self) -> None:
        """Raise StoreLostError where another file has taken the database's place, or none is there.

        SQLite would go on with the one it opened, and all that is written would be lost.
        """
        if _identity(self.path) != self._file:
            raise StoreLostError(
                f"{self.path} was taken away or replaced while it was in use: start again to go on"
                " with what is there now"
            )

    def failed_write(self) -> str:
        """Return why the last change failed; nothing if it did not, or long ago."""
        is_news = monotonic() - self._failed_at < FAILED_SECONDS
        return self._failed_write if is_news else ""

    async def close(self) -> None:
        """Close both connections and free the lock.

        The log of a file that was taken away is written into that first: SQLite would leave it
        there, and read it into the next file of that name.
        """
        if self._writer is not self._reader:
            await self._reader.close()
        if self._lock and _identity(self.path) != self._file:
            with suppress(sqlite3.Error):
                await engine.settle_open(self._writer)
        await self._writer.close()
        if self._lock:
            self._lock.release()

    async def __aenter__(self) -> Self:
        """Return the store."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it: a connection that stays open keeps the process alive."""
        await self.close()

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[aiosqlite.Connection]:
        """Hold the one writing transaction; it commits whole or not at all."""
        async with self._writing:
            self.check_file()
            before = self._writer.total_changes
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
                await self._writer.execute("COMMIT")
            except BaseException as error:
                if isinstance(error, sqlite3.Error):
                    self._failed_write, self._failed_at = say(error, self.path), monotonic()
                # Cancelled while it waited, a statement is still carried out after us: so this
                # comes last, whether a transaction is open by then or not.
                await self._writer.rollback()
                raise
            if self._writer.total_changes != before:  # else nothing was written: it says nothing
                self._failed_write = ""

    @asynccontextmanager
    async def _read(self) -> AsyncIterator[aiosqlite.Connection]:
        """Hold one reading transaction, so that several statements see the same moment."""
        async with self._reading:
            await self._reader.execute("BEGIN")
            try:
                yield self._reader
            finally:
                await self._reader.execute("ROLLBACK")


def _identity(path: str) -> tuple[int, int] | None:
    """Return what tells one file from another, whatever its name; None where there is none."""
    if path == engine.IN_MEMORY:
        return None
    try:
        found = os.stat(path)  # noqa: PTH116 - a path that is a string, before each write
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreError(f"{path} can't be used: {say(error, path)}") from error
    return found.st_dev, found.st_ino
