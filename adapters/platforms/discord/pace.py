"""How fast we ask Discord, and how often in vain: 50 a second at most, and never near a ban.

discord.py heeds each route's limit by its headers. It does not keep to the limit over all routes,
nor count what Discord bans an address for; its `http_trace` is where both can be done for every
request, its own repetitions included.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar

import aiohttp
from aiolimiter import AsyncLimiter

BURST = 2
A_SECOND = 47.5
"""Discord takes 50 requests a second over all (PLATFORMS): no second has more than 49.5 of ours."""
TOO_MANY = 429
BANNING = frozenset({401, 403, TOO_MANY})
MOST_INVALID = 5_000
WITHIN = 600.0
"""Discord bans an address after 10,000 of these answers in 10 minutes: we stop at half (SPEC 8)."""
A_MINUTE = 60.0
EXEMPT = ("/interactions/", "/webhooks/")
"""Answers to people, which the limit over all does not count, and which can't wait."""
PATIENCE = 30.0
"""Seconds for one request, from when it is sent until it is answered."""
LONGEST_WAIT = 30.0
"""Seconds that discord.py waits by itself when Discord asks it to; more is the delivery's."""
_limit: ContextVar[asyncio.Timeout | None] = ContextVar("limit", default=None)


class SpentError(Exception):
    """Too many requests were in vain: nothing is sent for so many seconds."""

    def __init__(self, seconds: float) -> None:
        """Say for how long."""
        super().__init__("too many requests to Discord were refused: waiting, not to be banned")
        self.seconds = seconds


class Pace:
    """Holds requests back, and counts those that were in vain."""

    def __init__(self, clock: Callable[[], float], most_invalid: int = MOST_INVALID) -> None:
        """Read the time, in seconds, from a clock that never goes back."""
        self.clock, self.most_invalid = clock, most_invalid
        self._limiter = AsyncLimiter(BURST, BURST / A_SECOND)
        self._invalid: deque[float] = deque()
        self._closed_until = 0.0
        """Until when Discord's doorkeeper takes nothing of ours, as it said."""

    @property
    def invalid(self) -> int:
        """How many requests of the last 10 minutes were in vain."""
        while self._invalid and self._invalid[0] <= self.clock() - WITHIN:
            self._invalid.popleft()
        return len(self._invalid)

    def trace(self) -> aiohttp.TraceConfig:
        """Return what discord.py puts before and after each of its requests."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._before)
        config.on_request_end.append(self._after)
        return config

    async def _before(
        self, _: object, __: object, request: aiohttp.TraceRequestStartParams
    ) -> None:
        """Wait for the request's turn. Raises SpentError instead of risking a ban."""
        if any(part in request.url.path for part in EXEMPT):
            return
        if self.clock() < self._closed_until:
            raise SpentError(self._closed_until - self.clock())
        if self.invalid >= self.most_invalid:
            raise SpentError(self._invalid[0] + WITHIN - self.clock())
        _allow(None)
        await self._limiter.acquire()
        _allow(PATIENCE)

    async def _after(self, _: object, __: object, request: aiohttp.TraceRequestEndParams) -> None:
        answer = request.response
        is_shared = answer.headers.get("X-RateLimit-Scope") == "shared"  # not counted by Discord
        if answer.status in BANNING and not is_shared:
            self._invalid.append(self.clock())
        if answer.status == TOO_MANY and answer.content_type != "application/json":
            # Not Discord says so but who guards its door, to an address that is about to be banned.
            self._closed_until = self.clock() + _seconds(answer.headers.get("Retry-After", ""))
        _allow(PATIENCE + LONGEST_WAIT)  # the rest of the answer, and perhaps a wait asked for


def _seconds(text: str) -> float:
    """Return how long is to be waited, a minute where that is not said."""
    return float(text) if text.replace(".", "", 1).isdecimal() else A_MINUTE


def _allow(seconds: float | None) -> None:
    """Let what goes on inside `patience` take so many seconds from now, or as long as it takes."""
    if limit := _limit.get():
        now = asyncio.get_running_loop().time()
        limit.reschedule(None if seconds is None else now + seconds)


@asynccontextmanager
async def patience() -> AsyncIterator[None]:
    """Give each request inside so long, not counting what it waits for its turn.

    Raises TimeoutError.
    """
    async with asyncio.timeout(None) as limit:
        token = _limit.set(limit)
        try:
            yield
        finally:
            _limit.reset(token)
