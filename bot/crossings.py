"""Where one line of a race passed another: by the rule of overtakes. Pure; SPEC 5."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.diff.amounts import is_ahead

Amounts = Sequence[float | None]
"""One a day; None where there is no good one."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The one that passed, the one that was passed, and the day, each by its index."""

    day: int
    ahead: int
    behind: int


def turns(lines: Sequence[Amounts]) -> list[Turn]:
    """Return every turn of every pair, oldest first: ahead by half a per cent on two good days.

    A turn's day is the first of the two, as an overtake's is. What came of a list that holds other
    models is not set right here: of groups, only days that were added up alike are to be given.
    """
    found = [
        turn
        for (i, one), (j, two) in combinations(enumerate(lines), 2)
        for turn in _turns(i, one, j, two)
    ]
    return sorted(found, key=lambda turn: turn.day)


def _turns(i: int, one: Amounts, j: int, two: Amounts) -> list[Turn]:
    found: list[Turn] = []
    leader = before = None
    last = 0
    for day, (a, b) in enumerate(zip(one, two, strict=True)):
        if a is None or b is None:
            continue
        now = i if is_ahead(a, b) else j if is_ahead(b, a) else None
        if leader is None and a != b:
            leader = i if a > b else j
        if now is not None and now == before and now != leader:
            found.append(Turn(last, now, j if now == i else i))
            leader = now
        before, last = now, day
    return found
