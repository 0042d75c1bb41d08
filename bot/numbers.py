"""Numbers of events as people and buttons write them: `12`, `#12`, `25,12-19`. Pure.

A button's id has 100 characters on Discord: what follows on each other is written as a range.
"""

from collections.abc import Iterator, Sequence

LONGEST_NUMBER = 18
"""Digits; a database holds no longer one."""
MOST = 100
"""So many numbers are read: no post has as many rows."""


def written(numbers: Sequence[int]) -> str:
    """Return numbers in as few characters as can be: the first stays first, the rest in order."""
    unique = tuple(dict.fromkeys(numbers))
    return ",".join((*map(str, unique[:1]), *_ranges(sorted(unique[1:]))))


def _ranges(numbers: Sequence[int]) -> Iterator[str]:
    """Give numbers that follow on each other as `12-19`; a range of two is no shorter."""
    start = 0
    for end, number in enumerate(numbers, start=1):
        if end < len(numbers) and numbers[end] == number + 1:
            continue
        run = numbers[start:end]
        yield f"{run[0]}-{run[-1]}" if run[2:] else ",".join(map(str, run))
        start = end


def read(text: str) -> tuple[int, ...] | None:
    """Return the numbers that a text writes, without repeats; None where it writes anything else.

    Of a range without end, or too many, the first hundred are read.
    """
    words = text.replace(";", ",").replace(",", " ").split()
    found: dict[int, None] = {}
    for word in words:
        first, dash, last = word.removeprefix("#").partition("-")
        ends = (first, last) if dash else (first,)
        if not all(end.isdecimal() and len(end) <= LONGEST_NUMBER for end in ends):
            return None
        low, high = int(ends[0]), int(ends[-1])
        found |= dict.fromkeys(range(low, min(high, low + MOST) + 1))
    return tuple(found)[:MOST] if found else None
