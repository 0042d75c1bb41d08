"""What SQLite and the file system raise, as one sentence for whoever runs the bot."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.ports import StoreError

DAMAGED = (
    "it is damaged or no database at all ({}); move it away, or put a backup in its place"
    " (`overtake restore FILE --overwrite`)"
)
FULL = "the disk is full; make room, nothing half-done was kept"
READ_ONLY = "the disk is mounted read-only ({}); mount it for writing"
MEANINGS = {
    "locked": "another program keeps it locked; try again when it is done",
    "not a database": DAMAGED,
    "malformed": DAMAGED,
    "full": FULL,
    "No space left": FULL,
    "disk I/O error": "the disk is full, broken or gone ({}); see what the system says of it",
    "Read-only file system": READ_ONLY,
}
"""What the words of an error mean, and what to do."""


@contextmanager
def explaining(path: str | Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise of a file into StoreError."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{path} can't be used: {say(error, path)}") from error


def say(error: Exception, path: str | Path) -> str:
    """Return what an error at a file means to whoever runs the bot, and what to do."""
    text, place = str(error), Path(path)
    if "readonly" in text and all(os.access(its, os.W_OK) for its in (place, place.parent)):
        return READ_ONLY.format(text)
    if any(its in text for its in ("readonly", "unable to open", "Permission denied")):
        return f"it can't be opened or written ({text}); {permit(place.parent)}"
    found = (meaning for words, meaning in MEANINGS.items() if words in text)
    return next(found, "{}").format(text)


def permit(folder: Path) -> str:
    """Return what would give this program a folder to write in, for whoever may do that."""
    if not hasattr(os, "getuid"):
        return f"let this user write in {folder}"
    return (
        f"run `chown -R {os.getuid()}:{os.getgid()} {folder.absolute()}` as root, if that folder is"
        " the bot's alone, or name a file in one that is"
    )
