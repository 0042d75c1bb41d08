"""Who draws: one process beside the bot, started at the first figure and ended when it is idle."""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from tempfile import TemporaryDirectory

from bot.drawing.worker import HEAD, PICTURE, QUESTION, message
from bot.faults import fault
from bot.model import Figure, Step
from bot.ports import Log, OvertakeError

IDLE = 300.0
"""Seconds without a figure, after which the process ends: it takes 100 MB (ours)."""
LONGEST = 20.0
"""Seconds for one chart, a cold start included; then the process is taken to hang (ours)."""
LEAVING = 1.0
"""Seconds that the process has to end by itself."""
MOST_WAITING = 8
"""Figures that are being drawn or wait for it; beyond that there is no picture (ours)."""
KEPT_BYTES = 4_000_000
"""Of pictures that are kept: some sixty."""
STARTS = (
    "import sys; _, folder, *sys.path[:] = sys.argv; "
    "from bot.drawing.worker import main; main(folder)"
)
"""What the process runs: it finds what the bot finds, wherever either was started."""
HANDED_ON = (
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "MPLCONFIGDIR",
    "PYTHONDONTWRITEBYTECODE",
    "SYSTEMROOT",
    "TMPDIR",
    "TZ",
)
"""All of the bot's environment that the process is given: no token is in it."""


class NoPictureError(OvertakeError):
    """A figure that could not be drawn."""


class Studio:
    """Draws the charts; implements `bot.ports.Drawer`."""

    def __init__(self, log: Log, idle: float = IDLE) -> None:
        """Start nothing yet."""
        self._log, self._idle = log, idle
        self._kept: dict[Figure, bytes] = {}
        """The one asked for last at the end; empty bytes for a figure that can't be drawn."""
        self._drawing: dict[Figure, asyncio.Task[bytes | None]] = {}
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._ending: asyncio.TimerHandle | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._fonts: TemporaryDirectory[str] | None = None
        self._closed = False
        self._said = ""

    @property
    def process(self) -> int | None:
        """The number of the process that draws, None where there is none."""
        return self._process.pid if self._process else None

    async def draw(self, figure: Figure, within: float) -> bytes | None:
        """Return a figure as a PNG, None where it is not there within so many seconds."""
        kept = self._kept.pop(figure, None)
        if kept is not None:
            self._kept[figure] = kept
            return kept or None
        task = self._drawing.get(figure)
        if task is None:
            if self._closed or len(self._drawing) >= MOST_WAITING:
                return None
            task = asyncio.create_task(self._in_turn(figure))
            self._drawing[figure] = task
        await asyncio.wait([task], timeout=within)
        return task.result() if task.done() and not task.cancelled() else None

    async def close(self) -> None:
        """Let go of the process that draws; what is being drawn is not waited for."""
        self._closed = True
        left = list(self._drawing.values())
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)
        if self._leaving:
            await self._leaving
        await self._end()
        if self._fonts:
            self._fonts.cleanup()

    async def _in_turn(self, figure: Figure) -> bytes | None:
        """Draw a figure when those before it are done, and keep it; None if it can't be done."""
        try:
            async with self._turn:
                if self._ending:
                    self._ending.cancel()
                picture = await self._draw(figure)
                self._keep(figure, picture)
                self._ending = asyncio.get_running_loop().call_later(self._idle, self._rest)
                return picture or None
        except Exception as error:  # noqa: BLE001 - a chart is never worth an answer
            self._trouble(str(error) if isinstance(error, OvertakeError) else fault(error))
            return None
        finally:
            del self._drawing[figure]

    async def _draw(self, figure: Figure) -> bytes:
        """Have a figure drawn; empty bytes if it can't be. Raises NoPictureError, OSError."""
        process = self._process
        if process is None or process.returncode is not None:
            process = await self._start()
        try:
            async with asyncio.timeout(LONGEST):
                kind, said = await _ask(process, figure)
        except BaseException as error:  # also when it is called off: the answer would come later
            await self._end(at_once=True)
            if isinstance(error, TimeoutError):
                raise NoPictureError(f"a chart took over {LONGEST:.0f} seconds") from error
            if isinstance(error, (asyncio.IncompleteReadError, ConnectionError)):
                raise NoPictureError("the process that draws charts has ended") from error
            raise
        if kind == PICTURE:
            return said
        self._trouble(f"a chart can't be drawn: {said.decode(errors='replace')}")
        return b""

    async def _start(self) -> Process:
        """Start the process, away from the terminal: Ctrl-C is the bot's."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            STARTS,
            self._folder(),
            *map(os.path.abspath, sys.path),
            cwd=os.sep,  # Matplotlib would read settings from where the bot was started
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env={name: os.environ[name] for name in HANDED_ON if name in os.environ},
            start_new_session=True,
        )
        return self._process

    def _folder(self) -> str:
        """Return where Matplotlib's list of fonts is kept from one process to the next.

        Nothing where whoever runs the bot has set a place for it.
        """
        if "MPLCONFIGDIR" in os.environ:
            return ""
        if self._fonts is None:
            self._fonts = TemporaryDirectory(prefix="overtake-charts-", ignore_cleanup_errors=True)
        return self._fonts.name

    def _rest(self) -> None:
        """Let the process end, unless a figure came meanwhile."""
        if not self._turn.locked():
            self._leaving = asyncio.create_task(self._end())

    async def _end(self, *, at_once: bool = False) -> None:
        """End the process, and wait until it has."""
        if self._ending:
            self._ending.cancel()
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin:
            process.stdin.write(message(QUESTION, b""))
            process.stdin.close()
        if at_once:
            _kill(process)
        try:
            async with asyncio.timeout(LEAVING):
                await process.wait()
        except TimeoutError:
            _kill(process)
            await process.wait()

    def _keep(self, figure: Figure, picture: bytes) -> None:
        """Keep a picture; those asked for longest ago go."""
        self._kept[figure] = picture
        size = sum(map(len, self._kept.values()))
        while size > KEPT_BYTES:
            size -= len(self._kept.pop(next(iter(self._kept))))

    def _trouble(self, reason: str) -> None:
        """Say what is wrong, once while it stays the same."""
        if reason != self._said:
            self._log(Step.TROUBLE, reason=reason)
        self._said = reason


async def _ask(process: Process, figure: Figure) -> tuple[bytes, bytes]:
    """Return what kind of answer the process gave, and the answer."""
    if process.stdin is None or process.stdout is None:
        raise NoPictureError("the process that draws charts can't be reached")
    process.stdin.write(message(QUESTION, pickle.dumps(figure)))
    await process.stdin.drain()
    head = await process.stdout.readexactly(HEAD)
    return head[:1], await process.stdout.readexactly(int.from_bytes(head[1:], "big"))


def _kill(process: Process) -> None:
    try:
        process.kill()
    except ProcessLookupError:  # it has ended meanwhile
        return
