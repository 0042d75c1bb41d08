"""A small volume that can be filled, and that stops being written to: seen only by its processes.

It is mounted in a mount namespace of its own, so that it goes with the process that holds it,
however the tests end. Whatever is to see it is started by the words of `within`.
"""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

PAGE = 4096
"""What a tmpfs gives room by."""
FILLER = "filler"
MOUNTS: Mapping[str, str] = {
    "tmpfs": 'mount -t tmpfs -o size="$1" overtake "$0"',
    "ext4": 'truncate -s "$1" "$0.img" && mkfs.ext4 -q "$0.img" && mount -o loop "$0.img" "$0"',
}
"""A tmpfs is filled to the page; a disk of its own is what a kernel makes read-only under us."""
HELD = " && echo here && exec cat"
"""It is held until standard input ends."""
ASKED = """
import json, sqlite3, sys
path, query, *given = sys.argv[1:]
db = sqlite3.connect(path)
print(json.dumps(db.execute(query, given).fetchall()))
db.close()
"""


class Volume:
    """A mounted volume, or without a holder a folder like any other."""

    def __init__(self, path: Path, holder: int | None = None) -> None:
        """Take over what a process holds mounted."""
        self.path, self._holder = path, holder

    @property
    def within(self) -> Sequence[str]:
        """The words before a command that make it see the volume; its folder stays what it is."""
        if self._holder is None:
            return ()
        return ("nsenter", f"--mount=/proc/{self._holder}/ns/mnt", "--wd=.")

    @property
    def here(self) -> Path:
        """The volume's folder as this process can reach it: for files, not for SQLite."""
        return Path(f"/proc/{self._holder}/root{self.path}")

    @property
    def free(self) -> int:
        """How many pages are free."""
        return os.statvfs(self.here).f_bfree

    def leave(self, pages: int) -> None:
        """Fill it up to so many free pages, or make room for them."""
        with (self.here / FILLER).open("ab", buffering=0) as filler:
            size = max(filler.tell() + (self.free - pages) * PAGE, 0)
            filler.truncate(min(size, filler.tell()))
            filler.seek(0, os.SEEK_END)
            with suppress(OSError):  # somebody else may take the last page
                while filler.tell() < size:
                    filler.write(bytes(PAGE))

    def make_room(self) -> None:
        """Take away what filled it."""
        (self.here / FILLER).unlink(missing_ok=True)

    async def asked(self, database: Path, query: str, *given: str) -> list[tuple[object, ...]]:
        """What a query finds in a database of the volume, by a program that sees it."""
        found = await self.told(sys.executable, "-c", ASKED, str(database), query, *given)
        return [tuple(row) for row in json.loads(found)]

    async def told(self, *words: str) -> str:
        """Run a command that sees the volume; return what it printed."""
        process = await asyncio.create_subprocess_exec(
            *self.within, *words, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        assert process.returncode == 0, words
        return out.decode()


@asynccontextmanager
async def volume(path: Path, pages: int, kind: str = "tmpfs") -> AsyncIterator[Volume]:
    """Mount a volume of so many pages at a new folder; skips the test where we may not."""
    path.mkdir(parents=True)
    if not (shutil.which("unshare") and shutil.which("nsenter")):
        pytest.skip("a volume needs unshare and nsenter, of Linux")
    script = ("sh", "-c", MOUNTS[kind] + HELD, str(path), str(pages * PAGE))
    pipe = asyncio.subprocess.PIPE
    holder = await asyncio.create_subprocess_exec(
        *("unshare", "--mount", *script), stdin=pipe, stdout=pipe, stderr=pipe
    )
    assert holder.stdin
    assert holder.stdout
    assert holder.stderr
    try:
        if await holder.stdout.readline() != b"here\n":
            why = (await holder.stderr.read()).decode().strip()
            pytest.skip(f"no volume can be mounted here: {why}")
        yield Volume(path, holder.pid)
    finally:
        holder.stdin.close()
        await holder.wait()
