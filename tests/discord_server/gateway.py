"""The gateway: hello, identify, ready, heartbeats, resume; and everything that goes wrong there."""

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from tests.discord_server import shapes
from tests.discord_server.sessions import (
    ACK,
    HEARTBEAT,
    HELLO,
    IDENTIFY,
    INVALID_SESSION,
    PRESENCE,
    RECONNECT,
    RESUME,
    VOICE_STATE,
    Line,
    Session,
)
from tests.discord_server.world import Guild, Json

if TYPE_CHECKING:
    from tests.discord_server.server import Discord

PRIVILEGED = {1: "GUILD_MEMBERS", 8: "GUILD_PRESENCES", 15: "MESSAGE_CONTENT"}
FRAMES = 120  # a minute and connection
IDENTIFIES = 1000  # a day


class ClosedError(Exception):
    """The socket is to be closed with a code."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


class Gateway:
    """Every session, and the drills; `interval` is seconds between heartbeats."""

    def __init__(self, discord: "Discord") -> None:
        self.interval = 41.25
        self.shards = 1
        self.front = ""
        """The address that clients are told instead of this one's: of a relay before it."""
        self.refuse = 0
        """How many connections from now are answered with a 502."""
        self.deaf = False
        """Heartbeats are not acknowledged."""
        self.sessions: list[Session] = []
        self.heartbeats = 0
        self.closes: list[int] = []
        """The codes that this side closed with."""
        self.refused = 0
        self._discord = discord
        self._lines: set[Line] = set()
        self._changed = asyncio.Event()

    @property
    def url(self) -> str:
        """The address, which the client asks for and READY repeats."""
        return self.front or f"{self._discord.root.replace('http', 'ws', 1)}/gateway/"

    # --- events

    def tell(self, event: str, data: Json, guild: Guild | None) -> bool:
        """Tell the shard of a guild, be it later; return whether a socket was there to hear it."""
        heard = False
        for session in self.sessions:
            if session.hears_of_guilds and session.of(guild.id if guild else None):
                heard |= session.connected
                session.tell(event, data)
        return heard

    def ask(self, data: Json, guild: Guild | None) -> bool:
        """Send an interaction; it is lost, and not kept, where no socket is."""
        listening = [each for each in self.sessions if each.connected and each.ready]
        for session in listening:
            if session.of(guild.id if guild else None):
                session.tell("INTERACTION_CREATE", data)
                return True
        return False

    # --- a connection

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket to its end."""
        if self.refuse > 0:
            self.refuse -= 1
            self.refused += 1
            return web.Response(status=502, text="<html>bad gateway</html>")
        socket = web.WebSocketResponse(timeout=1.0, compress=False)
        await socket.prepare(request)
        line = Line(socket, request)
        self._lines.add(line)
        writer = asyncio.create_task(line.write())
        line.send({"op": HELLO, "s": None, "t": None, "d": self._hello()})
        try:
            await self._listen(line)
        except ClosedError as closed:
            self.closes.append(closed.code)
            await line.close(closed.code, str(closed))
        finally:
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await writer
            self._leave(line, socket.close_code)
        return socket

    def _hello(self) -> Json:
        return {"heartbeat_interval": int(self.interval * 1000), "_trace": ["[]"]}

    def _leave(self, line: Line, code: int | None) -> None:
        """The socket is gone; with 1000 or 1001 from the client, so is its session."""
        self._lines.discard(line)
        self._changed.set()
        for session in [each for each in self.sessions if each.line is line]:
            session.line, session.ready = None, False
            if code in {1000, 1001} and not line.hung_up:
                self.sessions.remove(session)

    async def _listen(self, line: Line) -> None:
        frames: deque[float] = deque(maxlen=FRAMES)
        async for message in line.socket:
            if message.type is not WSMsgType.TEXT:
                raise ClosedError(4002, "Error while decoding payload.")
            now = asyncio.get_running_loop().time()
            if len(frames) == FRAMES and now - frames[0] < 60:
                raise ClosedError(4008, "You are being rate limited.")
            frames.append(now)
            try:
                frame = json.loads(message.data)
            except ValueError:
                raise ClosedError(4002, "Error while decoding payload.") from None
            self._hear(line, frame)

    def _hear(self, line: Line, frame: Json) -> None:
        operation, data = frame.get("op"), frame.get("d")
        if operation == HEARTBEAT:
            self.heartbeats += 1
            if not self.deaf:
                line.send({"op": ACK, "d": None})
        elif operation == IDENTIFY:
            self._identify(line, data or {})
        elif operation == RESUME:
            self._resume(line, data or {})
        elif operation not in {PRESENCE, VOICE_STATE}:
            self._discord.problems.append(f"gateway: operation {operation}, not played here")
        elif not any(session.line is line for session in self.sessions):
            raise ClosedError(4003, "Not authenticated.")

    def _identify(self, line: Line, data: Json) -> None:
        if any(session.line is line for session in self.sessions):
            raise ClosedError(4005, "Already authenticated.")
        self._authenticate(data)
        shard, shards = data.get("shard") or (0, 1)
        if not 0 <= shard < shards:
            raise ClosedError(4010, "Invalid shard.")
        intents = data.get("intents")
        if not isinstance(intents, int):
            raise ClosedError(4013, "Invalid intent(s).")
        if asked := [name for bit, name in PRIVILEGED.items() if intents >> bit & 1]:
            self._discord.problems.append(f"identify: privileged intents {', '.join(asked)}")
            raise ClosedError(4014, "Disallowed intent(s).")
        self._discord.identifies += 1
        if self._discord.identifies > IDENTIFIES:
            self._discord.problems.append("identify: more than 1,000, the token would be reset")
        session = Session(shard, shards, intents, line=line)
        self.sessions = [each for each in self.sessions if each.connected or each.shard != shard]
        self.sessions.append(session)
        self._welcome(session)

    def _welcome(self, session: Session) -> None:
        """READY, then every guild of this shard that is not down."""
        mine = [its for its in self._discord.guilds.values() if its.bot and session.of(its.id)]
        session.tell(
            "READY",
            {
                "v": 10,
                "user": shapes.own_user(self._discord),
                "guilds": [{"id": guild.id, "unavailable": True} for guild in mine],
                "session_id": session.id,
                "resume_gateway_url": self.url,
                "shard": [session.shard, session.shards],
                "application": {
                    "id": self._discord.application_id,
                    "flags": shapes.PUBLIC_APPLICATION,
                },
                "private_channels": [],
                "relationships": [],
                "user_settings": {},
                "_trace": ["[]"],
            },
        )
        for guild in mine:
            if session.hears_of_guilds and not guild.down:
                whole = shapes.guild_create(self._discord, guild) | {"unavailable": False}
                session.tell("GUILD_CREATE", whole)
        self._greet(session)

    def _resume(self, line: Line, data: Json) -> None:
        self._authenticate(data)
        asked, since = data.get("session_id"), data.get("seq")
        session = next((each for each in self.sessions if each.id == asked), None)
        if session is None:
            line.send({"op": INVALID_SESSION, "d": False})
            return
        if not isinstance(since, int) or not 0 <= since <= len(session.told):
            raise ClosedError(4007, "Invalid seq.")
        if session.line and session.line is not line:
            session.line.cut()  # the old one, which nobody reads
        session.line = line
        self._discord.resumes += 1
        session.tell_again(since)
        session.tell("RESUMED", {"_trace": ["[]"]})
        self._greet(session)

    def _greet(self, session: Session) -> None:
        assert session.line

        def greeted() -> None:
            session.ready = True
            self._changed.set()

        session.line.then(greeted)

    def _authenticate(self, data: Json) -> None:
        if data.get("token") not in {self._discord.token, f"Bot {self._discord.token}"}:
            raise ClosedError(4004, "Authentication failed.")

    # --- waiting

    @property
    def is_ready(self) -> bool:
        """Whether every shard of some client is connected and got all that it is owed."""
        ready = [each for each in self.sessions if each.ready and each.connected]
        return any(
            {each.shard for each in ready if each.shards == shards} == set(range(shards))
            for shards in {each.shards for each in ready}
        )

    async def wait(self, seconds: float) -> None:
        """Wait until `is_ready`; TimeoutError after so long."""
        async with asyncio.timeout(seconds):
            while not self.is_ready:
                self._changed.clear()
                await self._changed.wait()

    # --- drills

    async def drop(self, code: int | None = None) -> None:
        """Close every socket: without a word, or with a code."""
        lines = list(self._lines)
        for line in lines:
            if code is None:
                line.cut()
            else:
                self.closes.append(code)
                await line.close(code)
        await self._without(lines)

    async def reconnect(self) -> None:
        """Tell every client to come back and resume; each hangs up by itself."""
        await self._order({"op": RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every client that its session is over, or only to be resumed."""
        if not resumable:
            for session in self.sessions:
                session.id = ""  # nobody can resume it
        await self._order({"op": INVALID_SESSION, "d": resumable})

    async def _order(self, frame: Json) -> None:
        leaving = [session.line for session in self.sessions if session.line]
        for line in leaving:
            line.send(frame)
        await self._without(leaving)

    async def _without(self, lines: Iterable[Line]) -> None:
        """Wait until these are gone; TimeoutError if a client keeps one open."""
        async with asyncio.timeout(10):
            while self._lines.intersection(lines):
                self._changed.clear()
                await self._changed.wait()

    async def shut(self) -> None:
        """The server ends: every socket is cut."""
        lines = list(self._lines)
        for line in lines:
            line.cut()
        await self._without(lines)
