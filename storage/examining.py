"""Is the database as it should be, and what is round it: the lock, the folder, the disk, copies.

Nothing is written or locked, so that it may be looked at while a bot runs. What SQLite may make is
its `-shm`, where that is gone and a log is left: as root it is its owner's who owns the database.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import aiosqlite

from bot.model import Detail, Fact, Finding, Trouble, finding
from storage import engine
from storage.connections import QUERIES
from storage.copies import nightly_copies
from storage.migrate import MIGRATIONS
from storage.store import SqliteStore

CHECK_SECONDS = 10.0
"""For reading the database to its end: so much is read of some gigabytes (ours)."""
BUSY_SECONDS = 1.0
"""How long another program's lock is waited for: in WAL mode none keeps a reader out (ours)."""
LEAST, EMPTY = 500_000_000, 10_000_000
"""Bytes that should be free on the disk at least, and below which it is full (ours)."""
TIMES = 3
"""...and so often the database's size: an upgrade and a nightly copy each take one (ours)."""
COPY_DAYS = timedelta(days=2)
"""Age of the newest nightly copy, and days of data without any, that are worth a word (ours)."""
NETWORK = frozenset(
    {"9p", "afs", "ceph", "cifs", "fakeowner", "fuse", "glusterfs", "lustre", "ncpfs", "nfs",
     "nfs4", "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs"}
)  # fmt: skip
"""File systems of the network, or shared with the machine round this one, where SQLite's log does
not work, or may not (https://www.sqlite.org/wal.html, 1): two programs must share memory in it.
`fuse.…` is one too, as anything may be behind it."""
FLEETING = frozenset({"overlay", "ramfs", "tmpfs"})
"""File systems that are gone with the container, or at the machine's next start."""
LOCKS, MOUNTS = Path("/proc/locks"), Path("/proc/mounts")
"""Where Linux says who holds which lock, and what is mounted."""


@dataclass(frozen=True, slots=True)
class Place:
    """A database and what is set about it."""

    database: Path
    backups: Path
    """The folder of its nightly copies."""
    keep: int
    """How many are kept; 0 makes none."""
    locks: Path = LOCKS
    mounts: Path = MOUNTS


async def open_to_read(file: Path) -> SqliteStore | None:
    """Return the store, which can only be read; None where there is none of ours that can be.

    The schema may be an older one: what it has no table for raises StoreError.
    """
    try:
        if not file.is_file():
            return None
        with closing(_opened(file)) as db:
            _, is_ours, version = engine.marks_of(db)
        if not is_ours or version > len(MIGRATIONS):
            return None
        reader = await aiosqlite.connect(
            engine.to_read(file), uri=True, isolation_level=None, timeout=BUSY_SECONDS
        )
    except (sqlite3.Error, OSError):
        return None
    reader.row_factory = aiosqlite.Row
    return SqliteStore(str(file), reader, reader, None)


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(engine.to_read(file), uri=True, timeout=BUSY_SECONDS)


def examine(place: Place, today: date) -> tuple[Finding, ...]:
    """Return how the database is, and what is round it; takes some seconds for a large one."""
    found, days = _file(place)
    return (
        *found,
        *_folder(place),
        *_file_system(place),
        *_space(place),
        *_copies(place, today, days),
    )


# --- the file


def _file(place: Place) -> tuple[list[Finding], int]:
    """Return how the file is and who holds it, and how many days are in it."""
    file, name = place.database, str(place.database)
    try:
        if not file.exists():
            return [_none(place)], 0
        with closing(_opened(file)) as db:
            found = [*_judged(file, db), *_lock(place)]
            is_ours = found[0].found is Fact.DATABASE
            return found, _days(db) if is_ours else 0
    except sqlite3.OperationalError as error:  # e.g. a folder, or a file of somebody else's
        if "locked" in str(error):
            return [finding(Trouble.DATABASE_LOCKED, file=name)], 0
        folder = str(file.parent.absolute())
        given = {"reason": str(error), "owner": _me(), "folder": folder}
        return [finding(Trouble.DATABASE_CLOSED, file=name, **given)], 0
    except sqlite3.DatabaseError as error:
        return [finding(Trouble.DATABASE_DAMAGED, file=name, reason=str(error))], 0
    except OSError:  # the folder is closed to us, which is said of the folder
        return [], 0


def _none(place: Place) -> Finding:
    """Return that there is no database: yet, or any more."""
    copies = nightly_copies(place.backups) if place.backups.is_dir() else ()
    if copies:
        return finding(Trouble.DATABASE_LOST, file=str(place.database), copy=str(copies[-1]))
    return finding(Fact.NO_DATABASE, file=str(place.database))


def _judged(file: Path, db: sqlite3.Connection) -> Iterator[Finding]:
    """Give whose a database is, of which version, and whether it is whole. Raises sqlite3.Error."""
    is_empty, is_ours, version = engine.marks_of(db)
    newest, name = len(MIGRATIONS), str(file)
    if not is_empty and not is_ours:
        yield finding(Trouble.DATABASE_FOREIGN, file=name)
        return
    if version > newest:
        yield finding(Trouble.SCHEMA_NEWER, file=name, version=str(version), newest=str(newest))
        return
    said = engine.quick_check(db, CHECK_SECONDS)
    if said not in {None, "ok"}:
        yield finding(Trouble.DATABASE_DAMAGED, file=name, reason=str(said).splitlines()[-1])
        return
    yield finding(Fact.DATABASE, file=name, size=size_of(file))
    if version < newest and not is_empty:
        yield finding(Fact.SCHEMA_OLDER, version=str(version), newest=str(newest))
    if said is None:
        yield finding(Fact.WHOLE_SO_FAR, seconds=round(CHECK_SECONDS))
    else:
        yield finding(Fact.WHOLE)


def _days(db: sqlite3.Connection) -> int:
    try:
        return len(db.execute(QUERIES.stored_days.sql).fetchall())
    except sqlite3.Error:  # a schema without that table
        return 0


def size_of(file: Path) -> int:
    """Return the bytes of a database and its log, 0 for what is gone meanwhile."""
    sizes = 0
    for part in (file, Path(f"{file}-wal")):
        with suppress(OSError):
            sizes += part.stat().st_size
    return sizes


# --- the lock


def _lock(place: Place) -> tuple[Finding, ...]:
    """Return who takes days in, where the system says: to try the lock could keep it from a bot."""
    lock = Path(f"{place.database}.lock")
    if not (lock.exists() and place.locks.exists()):
        return ()
    lines = [line.split() for line in place.locks.read_text("utf-8").splitlines()]
    inode = str(lock.stat().st_ino)
    held = [
        words[4]
        for words in lines
        if words[1:2] == ["FLOCK"] and len(words) > 5 and words[5].rpartition(":")[2] == inode  # noqa: PLR2004
    ]
    return (finding(Fact.LOCK_HELD, pid=held[0]),) if held else ()


# --- the folder and the disk


def _standing(path: Path) -> Path:
    """Return the path, or the nearest folder above it that is there."""
    path = path.absolute()
    return next((its for its in (path, *path.parents) if _is_there(its)), path)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # in a folder that is closed to us
        return False


def _folder(place: Place) -> tuple[Finding, ...]:
    """Return whether everything can be written that has to be."""
    file = place.database
    parts = [file, *(Path(f"{file}{end}") for end in ("-wal", "-shm", ".lock"))]
    folders = [file.parent, *([place.backups] if place.keep else [])]
    paths = [*map(_standing, folders), *filter(_is_there, parts)]
    for setting, folder in zip(("DATABASE", "BACKUP_FOLDER"), folders, strict=False):
        if not _standing(folder).is_dir():
            given = {"path": str(_standing(folder)), "setting": f"OVERTAKE_{setting}"}
            return (finding(Trouble.NO_FOLDER, **given),)
    closed = [its for its in dict.fromkeys(paths) if not _is_writable(its)]
    if not closed:
        return (finding(Fact.FOLDER, folder=str(file.parent.absolute())),)
    first = closed[0]
    if _is_read_only(first):
        return (finding(Trouble.DISK_READ_ONLY, path=str(first)),)
    folder = first if first.is_dir() else first.parent.absolute()
    given = {"path": str(first), "folder": str(folder), "owner": _me()}
    return (finding(Trouble.FOLDER_CLOSED, **given),)


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK | (os.X_OK if path.is_dir() else 0))


def _is_read_only(path: Path) -> bool:
    return hasattr(os, "statvfs") and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _me() -> str:
    """Return this program's user and group, as `chown` takes them."""
    return f"{os.getuid()}:{os.getgid()}" if hasattr(os, "getuid") else "USER"


def _file_system(place: Place) -> tuple[Finding, ...]:
    """Return of what kind the file system is, where that can be known."""
    try:
        lines = place.mounts.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    folder = _standing(place.database.parent).resolve()
    kinds = {_unescaped(words[1]): words[2] for line in lines if len(words := line.split()) > 2}  # noqa: PLR2004
    kind = next((kinds[str(its)] for its in (folder, *folder.parents) if str(its) in kinds), "")
    if not kind:
        return ()
    if kind in FLEETING:
        return (finding(Trouble.FLEETING_DISK, kind=kind),)
    is_far = kind in NETWORK or kind.startswith("fuse.")
    return (finding(Trouble.NETWORK_FILE_SYSTEM if is_far else Fact.FILE_SYSTEM, kind=kind),)


def _unescaped(path: str) -> str:
    r"""Return a path as it is: Linux writes a space as `\040`."""
    return path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")


def _space(place: Place) -> Iterator[Finding]:
    """Give how much room there is, on the disk of the copies too if that is another one."""
    size = size_of(place.database)
    here, there = _standing(place.database.parent), _standing(place.backups)
    yield _room(here, max(LEAST, TIMES * size))
    if place.keep and here.stat().st_dev != there.stat().st_dev:
        yield _room(there, max(EMPTY, size))  # the oldest goes once the newest is there


def _room(folder: Path, needed: int) -> Finding:
    free = shutil.disk_usage(folder).free
    given: dict[str, Detail] = {"free": free, "folder": str(folder)}
    if free < EMPTY:
        return finding(Trouble.DISK_FULL, **given)
    if free < needed:
        return finding(Trouble.SPACE_LOW, **given, needed=needed)
    return finding(Fact.SPACE, **given)


# --- copies


def _copies(place: Place, today: date, days: int) -> tuple[Finding, ...]:
    """Return how old the newest nightly copy is, where there should be one."""
    if not place.keep:
        return (finding(Fact.BACKUPS_OFF),)
    try:
        copies = nightly_copies(place.backups)
    except OSError:  # that it can't be read is said of the folder
        return ()
    if not copies:
        if days > COPY_DAYS.days:
            return (finding(Trouble.NO_BACKUP, folder=str(place.backups)),)
        return (finding(Fact.NO_BACKUP_YET),) if days else ()
    newest = copies[-1]
    given: dict[str, Detail] = {"file": newest.name, "size": newest.stat().st_size}
    day = _day_of(newest)
    is_old = day is not None and today - day > COPY_DAYS
    if is_old and day:
        return (finding(Trouble.BACKUP_OLD, day=day, **given),)
    return (finding(Fact.BACKUP, **given),)


def _day_of(copy: Path) -> date | None:
    """Return the day that a copy is named after, None for one that no calendar has."""
    try:
        return date.fromisoformat(copy.stem.removeprefix("overtake-"))
    except ValueError:
        return None
