"""About one message a second and channel, with a few at once; and what a workspace may do."""

import math
import time
from dataclasses import dataclass, field

TIERS = {
    "chat.update": 50,
    "files.getUploadURLExternal": 100,
    "files.completeUploadExternal": 100,
}
"""Calls a minute and workspace: https://docs.slack.dev/apis/web-api/rate-limits (tiers 3 and 4)."""


@dataclass
class Bucket:
    """What there still is, and since when."""

    left: float
    since: float
    closed_until: float = 0.0


@dataclass
class Limits:
    """chat.postMessage in one channel, `TIERS` in a workspace; `on = False` takes them away."""

    on: bool = True
    per_second: float = 1.0
    burst: int = 3
    breaches: int = 0
    """How many calls were answered with 429."""
    impatient: int = 0
    """How many of those came before the Retry-After of the last one was over."""
    _buckets: dict[str, Bucket] = field(default_factory=dict, repr=False)

    def post(self, channel: str) -> int:
        """Count a message: 0, or the seconds to wait if it is one too many."""
        return self._take(channel, self.per_second, self.burst)

    def call(self, method: str, team: str) -> int:
        """Count a call of a method that has a tier, in the same way."""
        a_minute = TIERS.get(method, 0)
        return self._take(f"{method} in {team}", a_minute / 60, a_minute) if a_minute else 0

    def _take(self, what: str, per_second: float, burst: int) -> int:
        if not self.on:
            return 0
        now = time.monotonic()
        bucket = self._buckets.setdefault(what, Bucket(burst, now))
        bucket.left = min(burst, bucket.left + (now - bucket.since) * per_second)
        bucket.since = now
        if bucket.left >= 1 and now >= bucket.closed_until:
            bucket.left -= 1
            return 0
        self.breaches += 1
        if now < bucket.closed_until:
            self.impatient += 1
            return max(1, math.ceil(bucket.closed_until - now))
        wait = max(1, math.ceil((1 - bucket.left) / per_second))
        bucket.closed_until = now + wait
        return wait
