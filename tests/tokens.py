"""Tokens for tests, each unlike all others, and with a mark by which any of them is found again."""

import secrets

MARK = "5ec2e7ba5e5ec2e7"
"""In each of them: digits and letters that stand for themselves wherever a text is encoded."""
HEX = 24
"""Digits at the end of a token, unless told otherwise."""
made: set[str] = set()
"""All that were made in this process."""


def token(start: str = "", digits: int = HEX) -> str:
    """Return a new one: how it starts, then so many hexadecimal digits."""
    its = start + MARK + secrets.token_hex(digits)[: digits - len(MARK)]
    made.add(its)
    return its
