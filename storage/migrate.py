"""Bringing a database up to date: migrations in order, each in a transaction, a copy first."""

import asyncio
import sqlite3
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import aiosqlite

from storage import engine
from storage.whole import whole

MIGRATIONS = tuple(
    sorted(
        (entry.name, entry.read_text(encoding="utf-8"))
        for entry in files("storage").joinpath("migrations").iterdir()
        if entry.name.endswith(".sql")
    )
)
"""Name and text of every migration; the schema's version is how many of them were run."""


async def migrate(
    db: aiosqlite.Connection, path: str, version: int, migrations: Sequence[tuple[str, str]]
) -> None:
    """Run the migrations after `version`; a database with data is copied to `PATH.schema-N` first.

    Raises StoreError for a database that is damaged: it is left as it is.
    """
    if version >= len(migrations):
        return
    if version:
        await asyncio.to_thread(_copy, Path(path), Path(f"{path}.schema-{version}"))
    for number, (_, text) in enumerate(migrations[version:], start=version + 1):
        await _run(db, text, engine.SET_VERSION.format(number))


def _copy(database: Path, copy: Path) -> None:
    with whole(copy, database, overwrite=True) as part:
        engine.copy(database, part)


async def _run(db: aiosqlite.Connection, text: str, note: str) -> None:
    """Run one migration and note its number, in one transaction."""
    await db.execute("BEGIN IMMEDIATE")
    try:
        for statement in (*_statements(text), note):
            await db.execute(statement)
    except BaseException:
        await db.execute("ROLLBACK")
        raise
    await db.execute("COMMIT")


def _statements(text: str) -> list[str]:
    """Split a script into statements where SQLite says that one is complete."""
    statements, current = [], ""
    for line in text.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return statements
