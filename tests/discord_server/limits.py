"""Rate limits: over all requests, and for the messages of one channel."""

import hashlib
import math
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web

from tests.discord_server.answers import as_json
from tests.discord_server.errors import RefusedError
from tests.discord_server.requests import Request
from tests.discord_server.routes import INTERACTIONS

VIA = "1.1 google"
TOO_MANY_OLD = 30046


@dataclass
class Window:
    """A bucket: so many until it is full again."""

    ends: float
    left: int


@dataclass
class Limits:
    """Both limits are as Discord's; None takes one away."""

    globally: int | None = 50
    """Requests in any second; those that answer interactions are not counted."""
    per_channel: tuple[int, float] | None = (5, 5.0)
    """Messages posted to one channel, in so many seconds; and as many changed."""
    old_edits: tuple[int, float] | None = (3, 20.0)
    """Changes of messages older than an hour, in a channel and so many seconds.

    Discord does not say how many it takes (discord-api-docs, issue 4413): this is a guess.
    """
    _recent: deque[float] = field(default_factory=deque, repr=False)
    _windows: dict[str, Window] = field(default_factory=dict, repr=False)

    def over_all(self, request: Request) -> web.Response | None:
        """Count a request; the refusal if it is one too many."""
        if self.globally is None or request.route in INTERACTIONS:
            return None
        now = time.monotonic()
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= self.globally:
            oldest = self._recent[0] if self._recent else now
            return too_many(oldest + 1 - now, scope="global")
        self._recent.append(now)
        return None

    def old(self, request: Request) -> web.Response | None:
        """Count a change of an old message: the refusal if it is one too many."""
        if self.old_edits is None:
            return None
        window = self._counted(f"old {request.major}", *self.old_edits)
        if window.left >= 0:
            return None
        why = str(RefusedError(TOO_MANY_OLD))
        after = window.ends - time.monotonic()
        return too_many(after, scope="user", said={"message": why, "code": TOO_MANY_OLD})

    def _counted(self, name: str, most: int, seconds: float) -> Window:
        """The bucket of that name, with one taken out."""
        now = time.monotonic()
        window = self._windows.get(name)
        if window is None or window.ends <= now:
            window = self._windows[name] = Window(now + seconds, most)
        window.left -= 1
        return window

    def message(self, request: Request) -> tuple[web.Response | None, dict[str, str]]:
        """Count a message or a change: the refusal of one too many, and what the headers say."""
        if self.per_channel is None:
            return None, {}
        most, seconds = self.per_channel
        window = self._counted(f"{request.method} {request.major}", most, seconds)
        now = time.monotonic()
        headers = {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(max(window.left, 0)),
            "X-RateLimit-Reset": f"{time.time() + window.ends - now:.3f}",
            "X-RateLimit-Reset-After": told(window.ends - now),
            "X-RateLimit-Bucket": hashlib.sha256(request.route.encode()).hexdigest()[:32],
        }
        if window.left >= 0:
            return None, headers
        return too_many(window.ends - now, scope="user", more=headers), headers


def told(seconds: float) -> str:
    """A time to wait: rounded up, so that whoever waits that long does not come too early."""
    return f"{math.ceil(max(seconds, 0) * 1000 + 1) / 1000:.3f}"


def too_many(
    after: float,
    *,
    scope: str,
    via: bool = True,
    more: Mapping[str, str] | None = None,
    said: Mapping[str, object] | None = None,
) -> web.Response:
    """A 429, as Discord words it; without `Via` as Cloudflare does, in front of it."""
    everywhere = scope == "global"
    headers = {
        "Retry-After": told(after),
        "X-RateLimit-Scope": scope,
        **(more or {}),
    }
    if everywhere:
        headers["X-RateLimit-Global"] = "true"
    if via:
        headers["Via"] = VIA
    body = {
        "message": "You are being rate limited.",
        "retry_after": float(told(after)),
        "global": everywhere,
        **(said or {}),
    }
    return as_json(body, status=HTTPStatus.TOO_MANY_REQUESTS, headers=headers)
