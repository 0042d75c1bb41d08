"""`overtake run` as a process under a moved clock, read by its log; and a small Hub's days."""

import asyncio
import re
import signal
import sqlite3
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TextIO

from tests.e2e.forks import MOTHER, Fork
from tests.e2e.program import NEEDED
from tests.hub import Hub, world

PATIENCE = 40.0
"""Seconds that anything may take before it counts as never."""
SETTINGS = """
[[boards]]
name = "trending"
metric = "trending"
depth = 10

[[boards]]
name = "downloads"
metric = "downloads"
depth = 10

[[boards]]
name = "likes"
metric = "likes"
depth = 10
"""
QUERIES = {
    "boards": "SELECT board, position, name, value FROM place"
    " JOIN snapshot ON snapshot.id = snapshot_id JOIN model ON model.id = model_id"
    " WHERE day = ? AND quality <> 'rejected' ORDER BY board, position",
    "standings": "SELECT metric, grouping, group_key, value, place, cohort, complete FROM standing"
    " WHERE day = ? ORDER BY metric, grouping, place",
    "counters": "SELECT metric, quality FROM counter WHERE day = ? ORDER BY metric",
}
PAGES = 12
"""Three boards of two pages, and three pages of Qwen's and three of Llama's models."""


def small_hub(day: int) -> Hub:
    """Return a Hub of 39 models in pages of five, as it is on a day."""
    return Hub(world(39, day=day), page=5)


class Bot:
    """The program in a folder of its own, started and killed as often as a test likes."""

    def __init__(self, folder: Path, url: str, **environment: str) -> None:
        """Write the settings; start nothing."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "overtake.toml").write_text(SETTINGS, encoding="utf-8")
        self.folder, self.clock = folder, folder / "clock"
        self.database = folder / "overtake.db"
        self.environment = {
            **NEEDED,
            "HF_ENDPOINT": url,
            "HF_HOME": str(folder / "hf"),
            "OVERTAKE_DATABASE": str(self.database),
            "OVERTAKE_HUB_PAUSE": "0",
            "OVERTAKE_HUB_TIMEOUT": "0.6",
            "OVERTAKE_JITTER": "0",
            "OVERTAKE_TEST_CLOCK": str(self.clock),
            **environment,
        }
        self.log: list[str] = []
        """Every line of standard error since the last start."""
        self.out = b""
        """Standard output of the last run that ended."""
        self.within: Sequence[str] = ()
        """Words before the command that starts it, which give it another view of the disk."""
        self._told = asyncio.Condition()
        self.process: Fork | Process

    def set_clock(self, text: str) -> None:
        """Move the clock to `05-01T13:30`, of 2026, in UTC."""
        self.set_time(datetime.fromisoformat(f"2026-{text}:00+00:00"))

    def set_time(self, moment: datetime) -> None:
        """Move the clock to a time of any year."""
        part = self.clock.with_suffix(".part")
        part.write_text(moment.isoformat(), encoding="utf-8")
        part.replace(self.clock)

    def later(self, minutes: int) -> None:
        """Move the clock on from where it was set."""
        moment = datetime.fromisoformat(self.clock.read_text(encoding="utf-8"))
        self.set_time(moment + timedelta(minutes=minutes))

    @asynccontextmanager
    async def running(self, *words: str, stderr: Path | None = None) -> AsyncIterator["Bot"]:
        """Start it, its log to a file if one is given, and see to it that it ends at the end.

        It is started warm, unless there are words before its command.
        """
        self.log = []
        log = stderr.open("w") if stderr else None
        self.process = await (self._cold if self.within else self._warm)(words or ("run",), log)
        reading = asyncio.gather(self._read_log(), self._read_out())
        try:
            yield self
        finally:
            if self.process.returncode is None:
                self.process.kill()
            await self.process.wait()
            await reading
            if log:
                with suppress(OSError):
                    log.close()

    async def _warm(self, words: Sequence[str], log: TextIO | None) -> Fork:
        to = log.fileno() if log else None
        return await MOTHER.fork(words, self.folder, self.environment, stderr=to)

    async def _cold(self, words: Sequence[str], log: TextIO | None) -> Process:
        return await asyncio.create_subprocess_exec(
            *(*self.within, sys.executable, "-m", "tests.e2e.moved", *words),
            cwd=self.folder,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=log or asyncio.subprocess.PIPE,
        )

    async def _read_log(self) -> None:
        if self.process.stderr is None:
            return
        with self.kept.open("ab") as kept:
            async for line in self.process.stderr:
                kept.write(line)
                async with self._told:
                    self.log.append(line.decode().rstrip())
                    self._told.notify_all()

    async def _read_out(self) -> None:
        assert self.process.stdout
        self.out = await self.process.stdout.read()
        with self.kept.open("ab") as kept:
            kept.write(self.out)

    @property
    def kept(self) -> Path:
        """All that it ever printed, beside its folder: for the search for secrets."""
        return self.folder.with_name(f"{self.folder.name}.printed")

    async def says(self, step: str, times: int = 1) -> str:
        """Wait until a step was logged so often, and return the line."""

        def found() -> list[str]:
            return [line for line in self.log if re.search(rf"step={step}( |$)", line)]

        await self._until(lambda: len(found()) >= times, step)
        return found()[times - 1]

    async def _until(self, holds: Callable[[], bool], what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE), self._told:
                await self._told.wait_for(holds)
        except TimeoutError:
            raise AssertionError(f"no {what} in:\n" + "\n".join(self.log)) from None

    async def comes_to(self, holds: Callable[[], bool]) -> None:
        """Wait until the database holds something, which no log tells."""
        async with asyncio.timeout(PATIENCE):
            while not (self.database.exists() and self._holds(holds)):  # noqa: ASYNC110 - a file
                await asyncio.sleep(0.05)

    def _holds(self, holds: Callable[[], bool]) -> bool:
        try:
            return holds()
        except sqlite3.OperationalError:  # its tables are being made
            return False

    async def ends(self, number: signal.Signals | None = None) -> int:
        """Wait for the end, after a signal if one is given; return the status."""
        if number is not None:
            self.process.send_signal(number)
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()

    # --- what the database holds

    def rows(self, query: str, *given: str) -> list[tuple[object, ...]]:
        """Return what a query finds, in order."""
        with sqlite3.connect(self.database) as db:
            found = db.execute(query, given).fetchall()
        db.close()
        return found

    def day(self, day: str) -> dict[str, list[tuple[object, ...]]]:
        """Return all that a day says of boards and groups, with names instead of numbers."""
        return {name: self.rows(query, f"2026-{day}") for name, query in QUERIES.items()}

    @property
    def snapshots(self) -> list[tuple[object, ...]]:
        """Every board and day that is stored, and how often."""
        return self.rows(
            "SELECT board, day, COUNT(*) FROM snapshot WHERE quality <> 'rejected'"
            " GROUP BY board, day ORDER BY day, board"
        )


async def subscribe(bot: Bot) -> None:
    """Turn the terminal's alerts on, of all that there is."""
    async with bot.running("alerts", "on", "--boards", "trending,downloads,likes"):
        assert await bot.ends() == 0, bot.log
