"""A network that fails: a relay before a server, where single calls go wrong as a test has it.

    async with Door(port_of_the_server, name_of_a_call) as door:
        door.arm("login", Kind.RESET, Kind.HTML)   # the next login is reset, the one after it ...

Each connection carries one request, or one web socket, whose frames may go wrong too.
"""

import asyncio
import random
import socket
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Self

from tests.e2e.relay import Ends, Relay, Strike, drip, reset
from tests.e2e.wrong import (
    UNDONE,
    Kind,
    instead,
)

HOST = "127.0.0.1"
SHUT = 1.5
"""Seconds for which nobody listens, where nothing tells that somebody was refused."""
SHUT_FOR = 15.0
"""...at most, where something does."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked, as it came."""

    method: str
    target: str
    head: bytes
    body: bytes

    @property
    def path(self) -> str:
        """Without the query."""
        return self.target.partition("?")[0]

    @property
    def upgrades(self) -> bool:
        """Whether it opens a web socket."""
        return b"upgrade: websocket" in self.head.lower()


@dataclass(frozen=True, slots=True)
class Names:
    """What is a call of a web socket: its frames, by what they answer."""

    hello: str
    """The first."""
    answers: Mapping[int, str]
    """The one behind a client's operation of such a number."""
    later: str
    """Those that follow."""


NONE = Names("", {}, "")


class Door:
    """Stands before a server."""

    def __init__(
        self,
        to: Callable[[], int],
        name: Callable[[Request], str],
        frames: Names = NONE,
        *,
        dice: random.Random,
    ) -> None:
        """Relay to a port; name its requests, and the frames of its web sockets."""
        self.to, self.name, self.frames, self.dice = to, name, frames, dice
        self.queues: dict[str, deque[Kind]] = defaultdict(deque)
        self.strikes: list[Strike] = []
        self.port = 0
        self._held = socket.socket()
        """Keeps the port while nobody listens there."""
        self._server: asyncio.Server | None = None
        self._refusing = asyncio.Lock()
        self._trap: Callable[[Request], bool] | None = None
        self._sprung = asyncio.Event()
        self.slow = asyncio.Event()
        """Set once what drips at this moment may flow."""
        self._going: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self._held.bind((HOST, 0))
        self.port = int(self._held.getsockname()[1])
        await self._listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._shut()
        for task in self._going:
            task.cancel()
        await asyncio.gather(*self._going, return_exceptions=True)
        self._held.close()

    @property
    def at(self) -> str:
        """Its address, without a scheme."""
        return f"{HOST}:{self.port}"

    # --- what is to go wrong

    def arm(self, call: str, *kinds: Kind) -> None:
        """Let the next requests of a call go wrong, each in its way."""
        self.queues[call].extend(kinds)

    def left(self, *calls: str) -> bool:
        """Whether something has still to go wrong with any of these calls."""
        return any(self.queues[call] for call in calls)

    def disarm(self) -> list[tuple[str, Kind]]:
        """Let nothing more go wrong; return what did not come to it."""
        found = [(call, kind) for call, kinds in self.queues.items() for kind in kinds]
        self.queues.clear()
        return found

    def calm(self) -> None:
        """End what still goes on: what drips flows. What is silent stays so, as if cut off."""
        self.slow.set()
        self.slow = asyncio.Event()
        for strike in self.strikes:
            strike.end = strike.end or monotonic()

    async def refuse(
        self,
        call: str,
        behind: Callable[[Request], bool] | None = None,
        until: Callable[[], bool] | None = None,
    ) -> bool:
        """Let nobody listen for a while: right behind a request that is answered, or from now on.

        Until something shows that somebody was refused; return whether that was soon.
        """
        async with self._refusing:
            if behind:
                self._sprung.clear()
                self._trap = behind
                try:
                    await self._sprung.wait()
                finally:
                    self._trap = None
            self._shut()
            strike = Strike(call, Kind.REFUSED)
            try:
                happened = await _soon(until)
            finally:
                await self._listen()
            strike.end = monotonic()
            strike.call = call if happened else ""
            self.strikes.append(strike)
            return happened

    # --- how

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, HOST, self.port, reuse_port=True)

    def _shut(self) -> None:
        if self._server:
            self._server.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._going.add(task)
        try:
            request = await _request(reader)
            if request.upgrades:
                await self._upgrade(request, reader, writer)
            else:
                await self._answer(request, reader, writer)
        except (*Ends, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            writer.close()
            self._going.discard(task)

    def struck(self, call: str) -> Strike | None:
        """The fault that a call meets, if it is to meet one."""
        if not self.queues[call]:
            return None
        strike = Strike(call, self.queues[call].popleft())
        self.strikes.append(strike)
        return strike

    async def _answer(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Answer one request."""
        strike = self.struck(self.name(request))
        kind = strike.kind if strike else None
        swallowed = kind in UNDONE or (kind is Kind.SILENT and self.dice.random() < 0.5)
        answer = b"" if swallowed else await self._asked(request)
        if self._trap and self._trap(request):
            self._shut()
            self._sprung.set()
        if strike is None:
            writer.write(answer)
            await writer.drain()
            return
        try:
            await self._go_wrong(strike, answer, reader, writer)
        finally:
            strike.end = strike.end or monotonic()

    async def _asked(self, request: Request) -> bytes:
        """The server's answer, whole."""
        reader, writer = await asyncio.open_connection(HOST, self.to())
        try:
            writer.write(_closing(request.head) + request.body)
            await writer.drain()
            return await reader.read()
        finally:
            writer.close()

    async def _go_wrong(
        self,
        strike: Strike,
        answer: bytes,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        head, _, body = answer.partition(b"\r\n\r\n")
        kind = strike.kind
        if kind in {Kind.RESET, Kind.LOST}:
            reset(writer)
        elif kind is Kind.SILENT:
            await reader.read()  # until whoever asked has had enough
        elif kind is Kind.DRIP:
            await drip(answer, writer, self.slow)
        elif kind is Kind.CUT_HEAD:
            writer.write(head[: len(head) // 2])
        elif kind is Kind.CUT_BODY:
            writer.write(head + (b"\r\n\r\n" + body[: len(body) // 2] if body else b"\r\n"))
        else:
            writer.write(instead(kind, body))
        with suppress(*Ends):
            await writer.drain()

    # --- web sockets

    async def _upgrade(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Open a web socket, and relay it to its end."""
        strike = self.struck(self.name(request))
        kind = strike.kind if strike else None
        if strike and kind in UNDONE | {Kind.TORN, Kind.SHAPE, Kind.NULLS}:
            await self._go_wrong(strike, b"", reader, writer)
            strike.end = monotonic()
            return
        up_reader, up_writer = await asyncio.open_connection(HOST, self.to())
        try:
            up_writer.write(request.head)
            answer = await up_reader.readuntil(b"\r\n\r\n")
            if strike and kind is not Kind.DRIP:
                await self._go_wrong(strike, answer, reader, writer)
                strike.end = monotonic()
                return
            await drip(answer, writer, self.slow) if strike else writer.write(answer)
            await Relay(self, (reader, writer), (up_reader, up_writer)).run()
        finally:
            up_writer.close()


async def _soon(holds: Callable[[], bool] | None) -> bool:
    """Wait until something holds, for a while; return whether it does."""
    if holds is None:
        await asyncio.sleep(SHUT)
        return True
    end = monotonic() + SHUT_FOR
    while not holds() and monotonic() < end:  # noqa: ASYNC110 - it is in a database
        await asyncio.sleep(0.1)
    return holds()


# --- HTTP


async def _request(reader: asyncio.StreamReader) -> Request:
    """Read one request, whole."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    fields = {name.lower(): its.strip() for name, _, its in (line.partition(":") for line in lines)}
    assert "transfer-encoding" not in fields, "no client of ours sends chunks"
    body = await reader.readexactly(int(fields.get("content-length", 0)))
    return Request(method, target, head, body)


def _closing(head: bytes) -> bytes:
    """A request's head that asks the server to close behind its answer."""
    first, *lines = head.rstrip(b"\r\n").split(b"\r\n")
    kept = [line for line in lines if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([first, *kept, b"Connection: close", b"", b""])
