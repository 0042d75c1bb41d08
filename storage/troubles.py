"""What SQLite and the file system raise, as one sentence for whoever runs the bot."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.ports import StoreError


@contextmanager
def explaining(path: str | Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise of a file into StoreError."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{path} can't be used: {say(error, path)}") from error


def say(error: Exception, path: str | Path) -> str:
    """Return what an error at a file means to whoever runs the bot, and what to do."""
    text = str(error)
    if "locked" in text:
        return "another program keeps it locked; try again when it is done"
    if "not a database" in text or "malformed" in text:
        return (
            f"it is damaged or no database at all ({text}); move it away, or put a backup in its"
            " place (`overtake restore FILE --overwrite`)"
        )
    if "full" in text or "No space left" in text:
        return "the disk is full; make room, nothing half-done was kept"
    if "Read-only file system" in text or (
        "readonly" in text and all(os.access(its, os.W_OK) for its in (path, Path(path).parent))
    ):
        return f"the disk is mounted read-only ({text}); mount it for writing"
    if "readonly" in text or "unable to open" in text or "Permission denied" in text:
        return f"it can't be opened or written ({text}); {permit(Path(path).parent)}"
    return text


def permit(folder: Path) -> str:
    """Return what would give this program a folder to write in, for whoever may do that."""
    if not hasattr(os, "getuid"):
        return f"let this user write in {folder}"
    return (
        f"run `chown -R {os.getuid()}:{os.getgid()} {folder.absolute()}` as root, if that folder is"
        " the bot's alone, or name a file in one that is"
    )
