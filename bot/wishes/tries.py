"""What a subscription could be instead: one wish changed, quieter or louder. Pure; for previews."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.model import Kind, Rhythm, Subscription
from bot.wishes.louder import LADDERS, Threshold, moved, switched

SIGNS = {"with": "+", "without": "-"}
"""How one of several values comes or goes, as `alerts on` is given it."""


@dataclass(frozen=True, slots=True)
class Try:
    """A subscription with one wish changed."""

    wish: str
    """The option of `alerts on`."""
    value: str
    """...and what it is given."""
    name: str
    """How it is said: `top`, `places`, `families`, `with`, `without`, `board` or `rhythm`."""
    what: str
    """The value, or the kind or board that comes or goes."""
    wishes: Subscription


def tries(its: Subscription, busiest: Sequence[Kind], boards: Collection[str]) -> Iterator[Try]:
    """Give what could be tried: its thresholds a step away, a kind or a board more or less.

    `busiest` are the kinds that it has rows of, the busiest first.
    """
    for ladder in LADDERS:
        for by in (-1, +1):
            change = moved(its, ladder, by) if ladder.kinds & set(its.rules) else None
            if change:
                yield _threshold(change.threshold, change.after, change.wishes)
    others = [kind for kind in Kind if kind not in its.rules]
    for name, kinds in (("without", busiest), ("with", others)):
        for kind in kinds:
            wishes = switched(its, kind).wishes
            if wishes.rules:
                yield Try("rules", f"{SIGNS[name]}{kind}", name, kind, wishes)
    for board in boards:
        if board not in its.boards:
            wishes = replace(its, boards=(*its.boards, board))
            yield Try("boards", f"+{board}", "board", board, wishes)
    other = Rhythm.DAILY if its.rhythm is Rhythm.WEEKLY else Rhythm.WEEKLY
    yield Try("rhythm", other, "rhythm", other, replace(its, rhythm=other))


def _threshold(threshold: Threshold, step: str, wishes: Subscription) -> Try:
    """Return a threshold's step; of families all are named that are wanted then."""
    value = ",".join(wishes.families) if threshold is Threshold.FAMILIES else step
    return Try(threshold, value, threshold, step, wishes)
