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
from tests.discord_server.requests import Request
from tests.discord_server.routes import INTERACTIONS

VIA = "1.1 google"


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
    """Messages posted to one channel, in so many seconds."""
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

    def post(self, request: Request) -> tuple[web.Response | None, dict[str, str]]:
        """Count a message: the refusal if it is one too many, and what the headers say."""
        if self.per_channel is None:
            return None, {}
        most, seconds = self.per_channel
        now = time.monotonic()
        window = self._windows.get(request.major)
        if window is None or window.ends <= now:
            window = self._windows[request.major] = Window(now + seconds, most)
        window.left -= 1
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
    after: float, *, scope: str, via: bool = True, more: Mapping[str, str] | None = None
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
    }
    return as_json(body, status=HTTPStatus.TOO_MANY_REQUESTS, headers=headers)
