"""Socket Mode: tickets, connections, envelopes; and everything that goes wrong there."""

import asyncio
import contextlib
import json
import secrets
import time
import uuid
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from tests.slack_server.answers import as_json
from tests.slack_server.deliveries import EVENT, RETRIES, Delivery, Kind
from tests.slack_server.errors import RefusedError
from tests.slack_server.faults import too_many
from tests.slack_server.links import Link, Links
from tests.slack_server.world import Json

if TYPE_CHECKING:
    from tests.slack_server.server import Slack

MOST = 10  # connections of one app
TICKET = 30.0  # seconds in which an address must be used
GONE = (ConnectionError, RuntimeError)


class Sockets(Links):
    """Every connection of the app, what waits for one, and the drills."""

    def __init__(self, slack: "Slack") -> None:
        super().__init__()
        self._slack = slack
        self.interval = 10.0
        """Seconds between this server's pings."""
        self.front = ""
        """What clients are told instead of this address: a relay's, as `ws://127.0.0.1:1`."""
        self.waiting: list[Delivery] = []
        """What waits for a connection."""
        self._refusals: list[int] = []
        self._tickets: dict[str, float] = {}
        self._envelopes: dict[str, Delivery] = {}
        self._close_after: list[Kind] = []
        self._turn = 0
        self._sending = asyncio.Lock()

    # --- the way in

    def refuse(self, status: int, times: int = 1) -> None:
        """Answer the next calls of apps.connections.open with this HTTP status."""
        self._refusals += [status] * times

    def open(self) -> web.Response | Json:
        """What apps.connections.open answers: an address that is good once, and not for long."""
        if self._refusals:
            status = self._refusals.pop(0)
            return too_many(1) if status == 429 else web.Response(status=status, text="no")
        if self._slack.mode != "socket":
            raise RefusedError("forbidden_team")
        ticket = str(uuid.uuid4())
        self._tickets[ticket] = time.monotonic() + TICKET
        address = f"{self.front or f'ws://127.0.0.1:{self._slack.port}'}/link/"
        return {"ok": True, "url": f"{address}?ticket={ticket}&app_id={self._slack.app_id}"}

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection to its end."""
        until = self._tickets.pop(request.query.get("ticket", ""), 0.0)
        if until < time.monotonic():
            self._slack.problems.append("a socket was opened with a ticket that is not good")
            return as_json({"ok": False, "error": "invalid_ticket"}, status=404)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        link = Link(f"applink-{secrets.token_hex(5)}-{secrets.token_hex(3)}", socket, request)
        if len(self.links) >= MOST:
            await self._say(link, "disconnect", reason="too_many_websockets")
            await socket.close()
            return socket
        self.add(link)
        pings = self._slack.spawn(self._ping(link))
        try:
            await self._hello(link)
            self.pump()
            await self._listen(link)
        finally:
            pings.cancel()
            self.remove(link)
            self._lost(link)
        return socket

    async def _hello(self, link: Link) -> None:
        hello = {
            "type": "hello",
            "num_connections": len(self.links),
            "debug_info": {
                "host": link.host,
                "build_number": 118,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._slack.app_id},
        }
        with contextlib.suppress(*GONE):
            await link.socket.send_str(json.dumps(hello))
            self.greeted(link)

    async def _listen(self, link: Link) -> None:
        async for message in link.socket:
            link.heard = time.monotonic()
            if link.muted:
                continue
            if message.type == WSMsgType.PING:
                with contextlib.suppress(*GONE):
                    await link.socket.pong(message.data)
            elif message.type == WSMsgType.TEXT:
                self._acknowledged(link, message.data)

    async def _ping(self, link: Link) -> None:
        """Ping as Slack does, and close where nothing is heard for three times as long."""
        while True:
            await asyncio.sleep(self.interval)
            with contextlib.suppress(*GONE):
                await link.socket.ping(f"Ping from {link.host}".encode())
            if time.monotonic() - link.heard > 3 * self.interval:
                link.abort()

    # --- what comes back

    def _acknowledged(self, link: Link, text: str) -> None:
        if link.deaf:
            return
        try:
            told = json.loads(text)
            delivery = self._envelopes.get(told["envelope_id"])
        except (ValueError, KeyError, TypeError):
            self._slack.problems.append(f"socket: this is no acknowledgement: {text[:80]!r}")
            return
        if delivery is None:
            unknown = told["envelope_id"]
            self._slack.problems.append(f"socket: there was no envelope {unknown!r}")
            return
        for each in self.links:
            each.pending.pop(told["envelope_id"], None)
        delivery.acknowledge(told.get("payload"))

    # --- what goes out

    @property
    def reachable(self) -> bool:
        return bool(self.live)

    def send(self, delivery: Delivery) -> None:
        self.waiting.append(delivery)
        self.pump()

    def pump(self) -> None:
        """Deliver what waits, as far as somebody is there."""
        if self.waiting and self.live:
            self._slack.spawn(self._deliver())

    async def _deliver(self) -> None:
        async with self._sending:
            while self.waiting and (live := self.live):
                delivery = self.waiting.pop(0)
                if delivery.over:
                    continue
                self._turn += 1
                await self._put(live[self._turn % len(live)], delivery)

    async def _put(self, link: Link, delivery: Delivery) -> None:
        """One envelope on one connection."""
        envelope_id = str(uuid.uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "payload": delivery.payload,
            "type": delivery.type,
            "accepts_response_payload": delivery.type != EVENT,
        }
        if delivery.type == EVENT:
            envelope |= {"retry_attempt": delivery.retries, "retry_reason": delivery.reason}
        delivery.ids.append(envelope_id)
        self._envelopes[envelope_id] = link.pending[envelope_id] = delivery
        closing = delivery.type in self._close_after
        if closing:
            self._close_after.remove(delivery.type)
            link.closing = link.deaf = True
        delivery.goes()
        with contextlib.suppress(*GONE):
            await link.socket.send_str(json.dumps(envelope))
        if closing:
            self._slack.spawn(self._close(link))
        if delivery.type == EVENT:
            self._slack.spawn(self._late(link, envelope_id, delivery))

    async def _late(self, link: Link, envelope_id: str, delivery: Delivery) -> None:
        """Send an event again that nobody acknowledged in time."""
        await asyncio.sleep(self._slack.patience)
        if link.pending.pop(envelope_id, None) is None or delivery.over:
            return
        if delivery.retries < RETRIES:
            await asyncio.sleep(self._slack.retry_after[delivery.retries])
        self._again(delivery, "timeout")

    def _lost(self, link: Link) -> None:
        """Its connection is gone: what was not acknowledged goes out on another one."""
        for delivery in link.pending.values():
            self._again(delivery, "connection_failed")
        link.pending.clear()

    def _again(self, delivery: Delivery, why: str) -> None:
        if delivery.over:
            return
        if delivery.type == EVENT:
            if delivery.retries == RETRIES:
                delivery.give_up(why)
                return
            delivery.retries += 1
            delivery.reason = why
        elif not self._slack.redeliver or delivery.times > 1:
            return
        self.waiting.append(delivery)
        self.pump()

    # --- drills

    async def _say(self, link: Link, kind: str, reason: str) -> None:
        told = {"type": kind, "reason": reason, "debug_info": {"host": link.host}}
        with contextlib.suppress(*GONE):
            await link.socket.send_str(json.dumps(told))

    async def disconnect(self, reason: str = "refresh_requested", *, delay: float = 0.0) -> None:
        """Tell every connection to go, deliver nothing more there, and close it after a while."""
        for link in list(self.live):
            link.closing = True
            self.changed.set()
            await self._say(link, "disconnect", reason)
            closing = self._close(link, delay)
            if delay:
                self._slack.spawn(closing)
            else:
                await closing

    async def _close(self, link: Link, delay: float = 0.0) -> None:
        if delay:
            await asyncio.sleep(delay)
        with contextlib.suppress(*GONE, TimeoutError):
            await asyncio.wait_for(link.socket.close(), 1)

    async def cut(self) -> None:
        """Abort every connection, with no word."""
        for link in list(self.links):
            link.closing = True
            link.abort()
        while any(link.closing for link in self.links):
            self.changed.clear()
            await self.changed.wait()

    def close_after_next(self, kind: Kind) -> None:
        """Close a connection right behind the next envelope of a kind, deaf to its answer."""
        self._close_after.append(kind)

    async def shut(self) -> None:
        for link in list(self.links):
            link.closing = True
            link.abort()
