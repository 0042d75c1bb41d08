"""Ids, tokens and timestamps in Slack's shapes."""

import secrets
import time
from collections.abc import Callable

from tests.tokens import token

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Ids:
    """New ids, each unlike all before it; and the `ts` of messages, which only grow."""

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        self.wall = wall
        self._count = secrets.randbelow(36**4) + 36**7
        self._last = 0

    def __call__(self, prefix: str) -> str:
        """An id with its letter in front: T, C, D, U, B, V, F, Ev."""
        self._count += 37
        left, text = self._count, ""
        while left:
            left, digit = divmod(left, 36)
            text = DIGITS[digit] + text
        return f"{prefix}0{text}"

    def ts(self) -> str:
        """A message's timestamp, which is its id within its channel."""
        self._last = max(self._last + 100, int(self.wall() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    @staticmethod
    def number() -> str:
        return str(10**12 + secrets.randbelow(10**12))

    def bot_token(self) -> str:
        return token(f"xoxb-{self.number()}-{self.number()}-")

    def trigger(self) -> str:
        return f"{self.number()}.{self.number()}.{secrets.token_hex(16)}"
