"""On which days the counters jumped in a shock, and how far: what held an alert. Pure; SPEC 4.

A shock's note says how it opened. Its later jumps make no note; they are known by their marks.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.model import Event, Mark, Metric, Quality
from bot.quality import median_of


@dataclass(frozen=True, slots=True)
class Jump:
    """A day on which a counter's figures moved together."""

    metric: Metric | None
    board: str | None
    """None: it was seen in the families' listings."""
    day: date
    median: float | None
    """The median relative change, None where it is kept no more."""
    note: int
    """The event that says that the shock opened."""


def jumps(note: Event, marks: Iterable[Mark]) -> Iterator[Jump]:
    """Give the jumps of the shock that a note opened, oldest first: the opening, and later ones.

    `marks` are those of the note's board, or of its counter where it names no board.
    """
    yield Jump(note.metric, note.board, note.day, note.facts.median, note.id)
    later = sorted((its for its in marks if its.day > note.day), key=lambda its: its.day)
    for mark in later:
        if mark.quality is Quality.OK:
            return
        if mark.jumped:
            yield Jump(note.metric, note.board, mark.day, median_of(mark), note.id)


def last_jump(found: Collection[Jump], day: date, board: str | None = None) -> Jump | None:
    """Return the last jump up to a day, None if there is none; of several rather that of a board.

    One whose size is known comes before one of the same day whose size is not.
    """
    known = [its for its in found if its.day <= day]
    return max(
        known,
        key=lambda its: (its.day, its.median is not None, its.board == board),
        default=None,
    )
