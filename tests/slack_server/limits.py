"""About one message a second and channel, with a few at once."""

import math
import time
from dataclasses import dataclass, field


@dataclass
class Bucket:
    """What a channel still has, and since when."""

    left: float
    since: float
    closed_until: float = 0.0


@dataclass
class Limits:
    """chat.postMessage in one channel; `on = False` takes it away."""

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
        if not self.on:
            return 0
        now = time.monotonic()
        bucket = self._buckets.setdefault(channel, Bucket(self.burst, now))
        bucket.left = min(self.burst, bucket.left + (now - bucket.since) * self.per_second)
        bucket.since = now
        if bucket.left >= 1 and now >= bucket.closed_until:
            bucket.left -= 1
            return 0
        self.breaches += 1
        if now < bucket.closed_until:
            self.impatient += 1
            return max(1, math.ceil(bucket.closed_until - now))
        wait = max(1, math.ceil((1 - bucket.left) / self.per_second))
        bucket.closed_until = now + wait
        return wait
