"""What Slack sends to the app, by whichever way, and what comes back."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from tests.slack_server.world import Json

Kind = Literal["slash_commands", "interactive", "events_api"]
EVENT: Kind = "events_api"
RETRIES = 3


@dataclass(eq=False)
class Delivery:
    """One thing to deliver, and how it went."""

    type: Kind
    payload: Json
    ids: list[str] = field(default_factory=list)
    """The envelope ids it went under, one each time; by HTTP invented."""
    sent: float | None = None
    """When it went out first, by the monotonic clock."""
    acknowledged: float | None = None
    times: int = 0
    """How often it was sent."""
    body: Any = None
    """What the acknowledgement carried."""
    retries: int = 0
    reason: str = ""
    """Why it is sent again, in Slack's words."""
    failed: str = ""
    """Why it did not arrive, where it did not."""
    given_up: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def id(self) -> str:
        return self.ids[0] if self.ids else ""

    @property
    def over(self) -> bool:
        return self.acknowledged is not None or self.given_up

    def goes(self) -> None:
        """It is sent now."""
        self.times += 1
        if self.sent is None:
            self.sent = time.monotonic()

    def acknowledge(self, body: object) -> None:
        if self.acknowledged is None:
            self.acknowledged, self.body = time.monotonic(), body
            self.done.set()

    def give_up(self, why: str) -> None:
        """Nobody waits for it any more."""
        if not self.over:
            self.failed, self.given_up = why, True
            self.done.set()


class Transport(Protocol):
    """The way to the app: Socket Mode or HTTP."""

    def send(self, delivery: Delivery) -> None:
        """Start to deliver; the delivery tells how it goes."""

    @property
    def reachable(self) -> bool:
        """Whether something is there that could take it now."""

    async def shut(self) -> None:
        """Cut everything."""
