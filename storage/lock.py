"""The lock of whoever takes days in: a second one refuses; one whose holder died is free."""

from pathlib import Path

from filelock import FileLock, Timeout

from bot.ports import StoreError
from storage.troubles import say


def hold(file: str | Path, seconds: float = 0) -> FileLock:
    """Return the held lock of a database; raises StoreError where another program holds it."""
    lock = FileLock(f"{file}.lock")
    try:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=seconds)
    except Timeout as error:
        raise StoreError(
            f"{file} is in use by another overtake (run, snapshot, import): wait for it or stop it"
        ) from error
    except OSError as error:
        raise StoreError(f"{file} can't be used: {say(error, file)}") from error
    return lock
