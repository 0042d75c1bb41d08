"""The program under a moved clock, started warm: forked by a process that has imported it.

Starting Python, importing and reading the texts is a second; what is started hundreds of times can
do without. What is forked is a process of its own like any other: its own folder, environment,
output and status, and a signal reaches it alone.
"""

import asyncio
import importlib
import inspect
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.e2e.program import NEEDED, ROOT

LATE = (
    *("apscheduler.triggers.cron", "rich.progress", "structlog"),
    *("discord", "adapters.platforms.discord", "adapters.platforms.slack"),
    *("slack_bolt.async_app", "slack_sdk.web.async_client", "adapters.sources.huggingface"),
)
"""What the program imports only where it is kept running, or has platforms."""
LARGEST = 2**16
"""Bytes of a request."""


class Fork:
    """A run of the program: what `asyncio.subprocess.Process` is, of a process that was forked."""

    def __init__(self, pid: int, told: asyncio.StreamReader) -> None:
        self.pid = pid
        self.stdout: asyncio.StreamReader | None = None
        self.stderr: asyncio.StreamReader | None = None
        self._ended = asyncio.create_task(self._status(told))

    @staticmethod
    async def _status(told: asyncio.StreamReader) -> int:
        return int(await told.read())

    @property
    def returncode(self) -> int | None:
        """What it ended with; below zero where a signal ended it."""
        return self._ended.result() if self._ended.done() else None

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Wait for its end; return the status."""
        return await asyncio.shield(self._ended)


class Mother:
    """Forks the program again and again: one process for all the tests, started by the first."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._asking: socket.socket | None = None
        self._home = TemporaryDirectory()
        """Where the Hub's library keeps what it knows: it looks once, when it is imported."""

    def _asked(self) -> socket.socket:
        """Where it is asked."""
        if self._asking is None:
            self._asking, its = socket.socketpair()
            with its:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "tests.e2e.forks"],
                    cwd=ROOT,
                    env={**NEEDED, "HF_HOME": self._home.name},
                    stdin=its.fileno(),
                )
        return self._asking

    async def fork(
        self,
        words: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        stderr: int | None = None,
    ) -> Fork:
        """Start the program in a folder, with its output read by us, unless a file is given."""
        request = {"words": words, "folder": str(folder), "environment": dict(environment)}
        told, telling = os.pipe()
        out, outward = os.pipe()
        err, errward = os.pipe() if stderr is None else (None, os.dup(stderr))
        its = (telling, outward, errward)
        socket.send_fds(self._asked(), [json.dumps(request).encode()], its)
        for end in its:
            os.close(end)
        status = await _reader(told)
        fork = Fork(int(await status.readline()), status)
        fork.stdout = await _reader(out)
        fork.stderr = None if err is None else await _reader(err)
        return fork

    def close(self) -> None:
        """End it."""
        if self._process and self._asking:
            self._asking.close()
            self._process.wait()
        self._home.cleanup()


MOTHER = Mother()


async def _reader(end: int) -> asyncio.StreamReader:
    """Return what reads from a pipe; it closes the pipe at its end."""
    stream = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(end, "rb", buffering=0)
    )
    return stream


# --- in the process that forks


def warm_up() -> None:
    """Do what every start does alike: import, read the texts, find where the modules lie."""
    from bot.texts import languages, words  # noqa: PLC0415 - the tests themselves need not load it

    for module in LATE:
        importlib.import_module(module)
    for language in languages():
        words(language)
    inspect.stack()  # as slack-bolt does, to see who made it


def serve(asking: socket.socket) -> None:
    """Start a run for each request; say its process, and once it has ended its status."""
    from tests.e2e.moved import start  # noqa: PLC0415

    telling: dict[int, int] = {}
    ended, waking = socket.socketpair()
    waking.settimeout(0)
    signal.set_wakeup_fd(waking.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)  # so that it wakes us
    while True:
        ready, *_ = select.select([asking, ended], [], [])
        if ended in ready:
            ended.recv(LARGEST)
            reap(telling)
        if asking not in ready:
            continue
        request, ends, *_ = socket.recv_fds(asking, LARGEST, 3)
        if not request:
            return
        child = os.fork()
        if child == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            become([*telling.values(), *ends], **json.loads(request))
            start()
            sys.exit()  # if it did not do so itself: never back to here
        telling[child], *others = ends
        for end in others:
            os.close(end)
        tell(telling[child], child)


def reap(telling: dict[int, int]) -> None:
    """Tell what became of the children that have ended, at whose ends that is wanted."""
    for child in list(telling):
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            end = telling.pop(child)
            tell(end, os.waitstatus_to_exitcode(status))
            os.close(end)


def tell(end: int, number: int) -> None:
    """Say a number to whoever still wants to know."""
    with suppress(BrokenPipeError):
        os.write(end, f"{number}\n".encode())


def become(ends: Sequence[int], words: list[str], folder: str, environment: dict[str, str]) -> None:
    """Turn this process into one that was started with these; the last two ends are its outputs."""
    *others, out, err = ends
    for end in others:
        os.close(end)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["overtake", *words]
    inputs = os.open(os.devnull, os.O_RDONLY)
    for number, end in enumerate([inputs, out, err]):
        os.dup2(end, number)
        os.close(end)
    # Anew, as what is written to now may be no file.
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(
        2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False
    )


if __name__ == "__main__":
    warm_up()
    serve(socket.socket(fileno=0))
