"""Bringing a database up to date: migrations in order, each in a transaction, a copy first."""

import sqlite3
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import aiosqlite

from bot.ports import StoreError

MIGRATIONS = tuple(
    sorted(
        (entry.name, entry.read_text(encoding="utf-8"))
        for entry in files("storage").joinpath("migrations").iterdir()
        if entry.name.endswith(".sql")
    )
)
"""Name and text of every migration; the schema's version is how many of them were run."""


def check_version(path: str, version: int, newest: int) -> None:
    """Refuse a database that a newer Overtake made; raises StoreError."""
    if version > newest:
        raise StoreError(
            f"{path} was made by a newer Overtake (schema {version}, this one knows {newest}):"
            " upgrade Overtake, or name another file in OVERTAKE_DATABASE"
        )


async def migrate(
    db: aiosqlite.Connection,
    path: str,
    version: int,
    migrations: Sequence[tuple[str, str]],
    set_version: str,
) -> None:
    """Run the migrations after `version`; a database with data is copied to `PATH.schema-N` first.

    `set_version` is the engine's statement that notes a number, with `{}` for the number.
    """
    if version >= len(migrations):
        return
    if version:
        await _copy(db, Path(f"{path}.schema-{version}"))
    for number, (_, text) in enumerate(migrations[version:], start=version + 1):
        await _run(db, text, set_version.format(number))


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


async def _copy(db: aiosqlite.Connection, target: Path) -> None:
    async with aiosqlite.connect(target) as copy:
        await db.backup(copy)
