"""The connections that are open, and waiting for them."""

import asyncio
import time
from dataclasses import dataclass, field

from aiohttp import web

from tests.slack_server.deliveries import Delivery


@dataclass(eq=False)
class Link:
    """One connection of the app."""

    host: str
    socket: web.WebSocketResponse = field(repr=False)
    request: web.Request = field(repr=False)
    ready: bool = False
    """Whether it was greeted, and so is delivered to."""
    closing: bool = False
    """Nothing new is delivered here."""
    muted: bool = False
    """It looks open, and is dead."""
    deaf: bool = False
    """Nothing that comes here is heard."""
    heard: float = field(default_factory=time.monotonic)
    pending: dict[str, Delivery] = field(default_factory=dict, repr=False)
    """What was delivered here and is not acknowledged."""

    @property
    def live(self) -> bool:
        return self.ready and not self.closing and not self.muted

    def abort(self) -> None:
        """Drop the connection, with no close frame."""
        if self.request.transport is not None:
            self.request.transport.abort()


class Links:
    """Which connections there are."""

    def __init__(self) -> None:
        self.links: list[Link] = []
        self.opened = 0
        """How many were opened in all this time."""
        self.changed = asyncio.Event()

    @property
    def connections(self) -> int:
        """How many are open now."""
        return len(self.links)

    @property
    def live(self) -> list[Link]:
        """Those that can be delivered to."""
        return [link for link in self.links if link.live]

    def add(self, link: Link) -> None:
        self.links.append(link)
        self.opened += 1

    def greeted(self, link: Link) -> None:
        link.ready = True
        self.changed.set()

    def remove(self, link: Link) -> None:
        self.links.remove(link)
        self.changed.set()

    async def wait(self, n: int = 1, seconds: float = 30) -> None:
        """Wait until so many connections can be delivered to."""
        async with asyncio.timeout(seconds):
            while len(self.live) < n:
                self.changed.clear()
                await self.changed.wait()

    async def wait_closed(self, seconds: float = 30) -> None:
        """Wait until none is open."""
        async with asyncio.timeout(seconds):
            while self.links:
                self.changed.clear()
                await self.changed.wait()

    @property
    def mute(self) -> bool:
        """Whether a connection is dead that looks open; those opened later are alive."""
        return any(link.muted for link in self.links)

    @mute.setter
    def mute(self, dead: bool) -> None:
        for link in self.links:
            link.muted = dead
        self.changed.set()
        if not dead:
            self.pump()

    def pump(self) -> None:
        """Deliver what waits."""
