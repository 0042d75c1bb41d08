"""A file that has its name only once it is whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def whole(target: Path, like: Path, *, overwrite: bool) -> Iterator[Path]:
    """Give a file to write, which has the target's name once it is whole and on the disk.

    Until then it is its owner's alone, then whoever may read `like` may read it. Raises
    FileExistsError where the target is there by then, unless `overwrite`.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    part.touch(0o600, exist_ok=False)
    try:
        yield part
        shutil.copymode(like, part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        if not overwrite and target.exists():
            raise FileExistsError(f"{target} is there by now")
        part.replace(target)
        _sync(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Have a folder's new names on the disk, where the system can."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
