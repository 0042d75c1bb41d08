"""Everything that a database of ours holds, read by SQLite alone."""

import sqlite3
from contextlib import closing
from pathlib import Path

Rows = dict[str, list[tuple[object, ...]]]


def tables(db: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the columns of every table."""
    found = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: [row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", (name,))]
        for (name,) in found
    }


def whole(path: Path) -> Rows:
    """Return all rows of all tables, once the file is found to be whole."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        return {name: sorted(_all(db, name), key=repr) for name in tables(db)}


def _all(db: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return db.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - a name of the schema
