"""A small HTTP port for whoever watches the bot: pages that are read, soon over, and never long.

It must not hold the bot up. So there are few connections at a time, each has one question and a few
seconds, what is beyond that is closed unread, and a page is made once for all who want it.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from logging import Logger
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.ports import OvertakeError

MOST = 32
"""Connections at a time: far more than watch a bot, far fewer than a process has files (ours)."""
SECONDS = 10.0
"""A connection has so long, and twice that at most (ours)."""
FRESH = 5.0
"""Seconds for which a page is what it was: however many read it, it costs the same (ours)."""
ENDING = 0.5
"""Seconds that questions have to their ends, when the program ends."""
LARGEST = 1024
"""Bytes of a question's body: it should have none."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is answered."""

    status: int
    content_type: str
    """With its charset: it is sent as it stands."""
    body: bytes


Make = Callable[[], Awaitable[Page]]


class Port:
    """The pages by path, served between `async with` and its end."""

    def __init__(self, host: str, port: int, pages: Mapping[str, Make], logger: Logger) -> None:
        """Serve these, once entered; the logger is told of what goes wrong."""
        self.host, self.port = host, port
        app = web.Application(client_max_size=LARGEST)
        app.on_response_prepare.append(_once)
        for path, make in pages.items():
            app.router.add_get(path, _Kept(make).answer)
        self._runner = web.AppRunner(
            app, access_log=None, logger=logger, shutdown_timeout=ENDING, keepalive_timeout=0
        )
        self._ending = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Listen. Raises OvertakeError where that can't be, e.g. as another program does."""
        await self._runner.setup()
        self._ending.push_async_callback(self._runner.cleanup)
        loop = asyncio.get_running_loop()
        try:
            listening = await loop.create_server(self._connection, self.host, self.port)
        except OSError as error:
            await self._ending.aclose()
            why = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
            raise OvertakeError(
                f"nothing can be served on {self.host}, port {self.port} ({why}): set another "
                "OVERTAKE_HEALTH_PORT or OVERTAKE_HEALTH_HOST, or none"
            ) from error
        self._ending.callback(listening.close)
        self._ending.callback(loop.create_task(self._sweep()).cancel)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Listen no more; what is open is closed."""
        await self._ending.aclose()

    def _connections(self) -> list[web.RequestHandler]:
        return self._runner.server.connections if self._runner.server else []

    def _connection(self) -> asyncio.BaseProtocol:
        """Return what takes a connection: aiohttp's, or one that hangs up at once."""
        server = self._runner.server
        return server() if server and len(self._connections()) < MOST else _HangingUp()

    async def _sweep(self) -> None:
        """Close what is open for too long, whatever is still to be read or sent."""
        old: set[web.RequestHandler] = set()
        while True:
            for its in old.intersection(self._connections()):
                _hang_up(its.transport)
            old = set(self._connections())
            await asyncio.sleep(SECONDS)


class _HangingUp(asyncio.Protocol):
    """Takes nobody: there are too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Close it."""
        _hang_up(transport)


def _hang_up(transport: asyncio.BaseTransport | None) -> None:
    if isinstance(transport, asyncio.Transport):
        transport.abort()


async def _once(_: web.Request, answer: web.StreamResponse) -> None:
    """Have a connection end with its answer, whatever that is, and say so."""
    answer.force_close()
    answer.headers["Connection"] = "close"  # they are written by now, but for this


class _Kept:
    """A page that is made anew only once it is no longer fresh."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self._page: Page | None = None
        self._made_at = 0.0
        self._making = asyncio.Lock()

    async def answer(self, _: web.Request) -> web.Response:
        """Answer with it."""
        time = asyncio.get_running_loop().time
        async with self._making:
            if self._page is None or time() - self._made_at >= FRESH:
                self._page, self._made_at = await self._make(), time()
            page = self._page
        headers = {"Content-Type": page.content_type, "Cache-Control": "no-store"}
        return web.Response(status=page.status, body=page.body, headers=headers)
