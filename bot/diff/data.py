"""What happened to the data itself: a shock opens or closes, days are missing."""

from collections.abc import Iterator
from datetime import date

from bot.model import Board, Event, Facts, Kind, Metric, Quality, Verdict
from bot.thresholds import GAP_DAYS


def shock_notes(
    board: Board | None,
    metric: Metric | None,
    day: date,
    verdict: Verdict,
    *,
    was_open: bool,
    held: int,
) -> Iterator[Event]:
    """A shock opens or closes; at its close, how many alerts are held.

    `board` is None for a counter that no board carries (all-time: the listings of families).
    """
    if verdict.quality is Quality.STALE:
        return
    is_open = verdict.quality is Quality.SHOCK
    if is_open == was_open:
        return
    yield Event(
        kind=Kind.DATA,
        day=day,
        board=board.name if board else None,
        metric=metric,
        subject="shock",
        before=Quality.OK if is_open else Quality.SHOCK,
        after=Quality.SHOCK if is_open else Quality.OK,
        facts=Facts(median=verdict.median, held=None if is_open else held),
    )


def gap_note(board: Board, last: date | None, day: date) -> Iterator[Event]:
    """Two or more days of a board are missing: how many."""
    missing = (day - last).days - 1 if last else 0
    if missing >= GAP_DAYS:
        yield Event(
            kind=Kind.DATA,
            day=day,
            board=board.name,
            metric=board.metric,
            subject="gap",
            after=missing,
            base=last,
        )
