"""A gateway session: what one shard was told, so that it can be told again; and its socket."""

import asyncio
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from tests.discord_server.compression import STREAMS, Compress
from tests.discord_server.world import Json

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, ACK = 7, 8, 9, 10, 11

GUILDS = 1  # the intent


class Line:
    """One open socket; whatever is sent goes out in order, from a task of its own."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.transport = request.transport
        self.hung_up = False
        """This side ended it."""
        asked = request.query.get("compress", "")
        self._compress: Compress | None = STREAMS[asked]() if asked in STREAMS else None
        self._queue: asyncio.Queue[Json | Callable[[], None]] = asyncio.Queue()

    @property
    def open(self) -> bool:
        return not self.socket.closed and bool(self.transport and not self.transport.is_closing())

    def send(self, frame: Json) -> None:
        self._queue.put_nowait(frame)

    def then(self, what: Callable[[], None]) -> None:
        """Do something once all that was sent so far has gone out."""
        self._queue.put_nowait(what)

    async def write(self) -> None:
        """Send, for ever."""
        while True:
            frame = await self._queue.get()
            if callable(frame):
                frame()
                continue
            text = json.dumps(frame)
            if self._compress:
                await self.socket.send_bytes(self._compress(text.encode()))
            else:
                await self.socket.send_str(text)

    def cut(self) -> None:
        """End the connection with no word."""
        self.hung_up = True
        if self.transport:
            self.transport.abort()

    async def close(self, code: int, why: str = "") -> None:
        self.hung_up = True
        await self.socket.close(code=code, message=why.encode())


@dataclass(eq=False)
class Session:
    """What one shard knows; it outlives its sockets."""

    shard: int = 0
    shards: int = 1
    intents: int = 0
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    told: list[Json] = field(default_factory=list)
    """Every event so far; the number of an event is its place, from 1."""
    line: Line | None = None
    ready: bool = False
    """READY, or RESUMED, has gone out on the socket of now."""

    @property
    def connected(self) -> bool:
        return self.line is not None and self.line.open

    def of(self, guild_id: str | None) -> bool:
        """Whether this shard hears of that guild; direct messages are the first one's."""
        return (int(guild_id or 0) >> 22) % self.shards == self.shard

    @property
    def hears_of_guilds(self) -> bool:
        """Whether it asked for what happens to guilds, channels and threads."""
        return bool(self.intents & GUILDS)

    def tell(self, event: str, data: Json) -> None:
        """Number an event, keep it, and send it if there is a socket."""
        frame = {"op": DISPATCH, "t": event, "s": len(self.told) + 1, "d": data}
        self.told.append(frame)
        if self.line and self.connected:
            self.line.send(frame)

    def tell_again(self, since: int) -> None:
        """Send what came after that number."""
        if self.line:
            for frame in self.told[since:]:
                self.line.send(frame)
