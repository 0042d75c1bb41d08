"""What SQLite and the file system raise, as one sentence for whoever runs the bot."""

import os
import sqlite3
from collections.abc import Callable, Coroutine
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot.ports import StoreError

P = ParamSpec("P")
T = TypeVar("T")


def explained(
    method: Callable[P, Coroutine[object, object, T]],
) -> Callable[P, Coroutine[object, object, T]]:
    """Turn what SQLite raises in a method of the store into StoreError."""

    @wraps(method)
    async def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await method(*args, **kwargs)
        except sqlite3.Error as error:
            path = getattr(args[0], "path", "")
            raise StoreError(f"the database can't be used: {say(error, path)}") from error

    return call


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
        "readonly" in text and os.access(Path(path).parent, os.W_OK)
    ):
        return f"the disk is mounted read-only ({text}); mount it for writing"
    if "readonly" in text or "unable to open" in text or "Permission denied" in text:
        return f"it can't be opened or written ({text}); {permit(Path(path).parent)}"
    return text


def permit(folder: Path) -> str:
    """Return what would give this program a folder to write in."""
    if not hasattr(os, "getuid"):
        return f"let this user write in {folder}"
    return f"run `chown -R {os.getuid()}:{os.getgid()} {folder.absolute()}` as its owner or root"
