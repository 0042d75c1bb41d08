"""`overtake run` under a moved clock, started warm: forked by a process that has imported it.

Starting Python and importing is a second; what is killed a hundred times can do without. What is
forked is a process of its own like any other, which a signal reaches alone.
"""

import asyncio
import importlib
import inspect
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.texts import languages, words
from tests.e2e.bot import Bot
from tests.e2e.program import NEEDED, ROOT

LATE = ("apscheduler.triggers.cron", "rich.progress", "structlog")
"""What the program imports only when it is kept running."""


@dataclass
class Fork:
    """A run of the bot."""

    pid: int
    _reading: asyncio.StreamReader
    status: int | None = None
    """What it ended with; below zero where a signal ended it."""

    def send(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    async def ended(self) -> int:
        """Wait for its end; return the status."""
        if self.status is None:
            self.status = int(await self._reading.readline())
        return self.status


class Forks:
    """Starts the bot again and again."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin
        assert process.stdout
        self._asking, self._reading = process.stdin, process.stdout
        self.last: Fork | None = None

    async def start(self, bot: Bot, log: Path) -> Fork:
        """Start `overtake run`; the one before must have ended, and its log is kept beside."""
        if log.exists():
            log.rename(log.with_name(f"{log.name}-{len([*log.parent.glob(f'{log.name}-*')]) + 1}"))
        log.touch()
        request = {
            "words": ["run"],
            "folder": str(bot.folder),
            "environment": bot.environment,
            "to": [os.devnull, str(log)],
        }
        self._asking.write(f"{json.dumps(request)}\n".encode())
        self.last = Fork(int(await self._reading.readline()), self._reading)
        return self.last


@asynccontextmanager
async def forks(*modules: str) -> AsyncIterator[Forks]:
    """Have a process that has imported the program, and these modules that it imports late."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.e2e.forks", *modules),
        cwd=ROOT,
        env=NEEDED,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    its = Forks(process)
    try:
        yield its
    finally:
        if its.last and its.last.status is None:
            its.last.send(signal.SIGKILL)
        assert process.stdin
        process.stdin.close()
        await process.wait()


def warm_up(modules: Iterable[str]) -> None:
    """Do what every start does alike: import, read the texts, find where the modules lie."""
    for module in (*LATE, *modules):
        importlib.import_module(module)
    for language in languages():
        words(language)
    inspect.stack()  # as slack-bolt does, to see who made it


def serve() -> None:
    """Start a run for each line of standard input; say its process, and then its status."""
    from tests.e2e.moved import start  # noqa: PLC0415 - the tests themselves need not load it
    from tests.e2e.warm import become  # noqa: PLC0415

    replies = os.dup(1)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.close(replies)
            become(**json.loads(line))
            start()
        os.write(replies, f"{child}\n".encode())
        _, status = os.waitpid(child, 0)
        os.write(replies, f"{os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    warm_up(sys.argv[1:])
    serve()
