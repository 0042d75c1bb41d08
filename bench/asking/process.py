"""The programs that are asked, as processes."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Process:
    """A program that answers on a Discord, and what it said when."""

    def __init__(self) -> None:
        self.log: list[tuple[float, str]] = []

    @asynccontextmanager
    async def running(self, folder: Path, *words: str, **env: str) -> AsyncIterator[None]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *words),
            cwd=folder,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), **env},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        reading = asyncio.create_task(self._read(process))
        try:
            yield
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
            await reading

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr
        async for text in process.stderr:
            self.log.append((time.monotonic(), text.decode().rstrip()))

    def said(self, step: str) -> float | None:
        """Return when a step was logged for the last time."""
        return max((at for at, text in self.log if f" step={step} " in f"{text} "), default=None)

    async def says(self, step: str, within: float) -> None:
        async with asyncio.timeout(within):
            while self.said(step) is None:  # noqa: ASYNC110 - a log
                await asyncio.sleep(0.05)
