"""The frame that values are drawn in: days along it, values up it, labels beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from matplotlib.ticker import MaxNLocator

from bot.charts.card import BAND, FAINT, MARGIN, RULE, WIDE, Card, Look, Point
from bot.charts.letters import NORMAL
from bot.model import Curve, Figure
from bot.texts import words

TOP, BELOW = 122, 104
"""Pixels above the frame, and below it."""
COLUMN = 310
"""The widest that labels at the lines' ends may be; the widest of a flow is wider."""
APART = 32
"""Pixels from one label to the next."""
MOVED = 3
"""Pixels from its line's height that a label needs no thread for."""
DATES, DATE = 4, 115
"""Steps along the days at most, and pixels that each needs for its date."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The values at the top and at the bottom of a frame, and those that have a rule."""

    top: float
    bottom: float
    ticks: Sequence[float]
    written: Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the card: where a day and a value are in it."""

    figure: Figure
    scale: Scale
    left: float
    right: float
    bottom: float
    inset: float
    """How far the first and the last day are within it."""
    top: float = TOP

    def x(self, day: float) -> float:
        """Return where a day is, by its number."""
        last = max(self.figure.days - 1, 1)
        wide = self.right - self.left - 2 * self.inset
        return self.left + self.inset + wide * day / last

    def y(self, value: float) -> float:
        """Return where a value is."""
        part = (value - self.scale.top) / (self.scale.bottom - self.scale.top)
        return self.top + (self.bottom - self.top) * part

    def runs(self, curve: Curve) -> list[list[Point]]:
        """Return the points of a curve, parted where it has gaps."""
        found: list[list[Point]] = []
        last = -self.figure.stride - 1
        for day, value in enumerate(curve.values):
            if value is None:
                continue
            if day - last > self.figure.stride or not found or day in curve.breaks:
                found.append([])
            found[-1].append((self.x(day), self.y(value)))
            last = day
        return found


def steps(low: float, high: float, count: int, *, whole: bool = False) -> list[float]:
    """Return some four round numbers from `low` to `high`."""
    found = MaxNLocator(count, steps=[1, 2, 2.5, 5, 10], integer=whole).tick_values(low, high)
    return [float(value) for value in found if low <= value <= high]


def frame_of(
    card: Card, figure: Figure, scale: Scale, column: float, *, bars: bool = False
) -> Frame:
    """Return the frame that leaves room for the values' names and a column of labels.

    Bars are as wide as a day, lines begin and end a little within it.
    """
    named = [card.letters.width(scale.written(tick)) for tick in scale.ticks]
    left = MARGIN + max(named, default=0) + (14 if named else 0)
    right = WIDE - MARGIN - column - 24
    inset = (right - left) / max(figure.days, 1) / 2 if bars else 10
    return Frame(figure, scale, left, right, card.tall - BELOW, inset)


def lay(card: Card, frame: Frame) -> None:
    """Draw what lies under the values: gaps, rules with their numbers, days with their dates."""
    figure, said = frame.figure, words(frame.figure.language)
    half = (frame.x(1) - frame.x(0)) / 2
    for day in held(figure):
        start, end = max(frame.x(day) - half, frame.left), min(frame.x(day) + half, frame.right)
        card.box((start, frame.top), end - start, frame.bottom - frame.top, BAND)
    for tick in frame.scale.ticks:
        y = frame.y(tick)
        card.line([(frame.left, y), (frame.right, y)], Look(RULE, 1.5, above=1))
        card.text((frame.left - 14, y), frame.scale.written(tick), FAINT, side="right")
    for day in _dated(max(figure.days - 1, 0), frame.x(1) - frame.x(0)):
        date = said.day(figure.first + timedelta(days=day))
        card.text((frame.x(day), frame.bottom + 32), date, FAINT, side="center")


def _dated(last: int, wide: float) -> list[int]:
    """Return the days that have a date, by number: as far apart as dates need.

    A day is `wide` pixels.
    """
    for parts in range(min(DATES, last), 1, -1):
        days = [round(last * part / parts) for part in range(parts + 1)]
        if min(after - day for day, after in pairwise(days)) * wide >= DATE:
            return days
    return sorted({0, last})


def held(figure: Figure) -> list[int]:
    """Return the days that no curve has a value of, where values are to be expected."""
    if figure.stride > 1:
        return []
    return [
        day
        for day in range(figure.days)
        if all(curve.values[day] is None for curve in figure.curves)
    ]


def spread(wanted: Sequence[float], low: float, high: float) -> list[float]:
    """Return where labels go that want to be at these heights, none over another, in this order."""
    if not wanted:
        return []
    apart = min(APART, (high - low) / max(len(wanted) - 1, 1))
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    placed = [min(max(wanted[n], low), high) for n in order]
    for n in range(1, len(placed)):
        placed[n] = max(placed[n], placed[n - 1] + apart)
    placed[-1] = min(placed[-1], high)
    for n in range(len(placed) - 1, 0, -1):
        placed[n - 1] = min(placed[n - 1], placed[n] - apart)
    found = dict(zip(order, placed, strict=True))
    return [found[n] for n in range(len(wanted))]


@dataclass(frozen=True, slots=True)
class Label:
    """What stands at the end of a line."""

    end: Point
    name: str
    value: str
    colour: str


def label(card: Card, frame: Frame, labels: Sequence[Label], column: float) -> None:
    """Write labels beside the frame, with a thread to the line where they had to move."""
    x = WIDE - MARGIN - column
    heights = spread([it.end[1] for it in labels], frame.top + 4, frame.bottom - 4)
    for it, y in zip(labels, heights, strict=True):
        if abs(y - it.end[1]) > MOVED or it.end[0] < frame.right - 1:
            thread = [(it.end[0] + 9, it.end[1]), (max(x - 12, it.end[0] + 10), y), (x - 4, y)]
            card.line(thread, Look(it.colour, 1.5, above=2))
        card.text((x, y), it.name, it.colour, bold=True)
        after = card.letters.width(it.name, bold=True) + 9 if it.name else 0
        card.text((x + after, y), it.value, it.colour)


def fitted(card: Card, labels: Sequence[Label], most: float) -> tuple[list[Label], float]:
    """Return labels with their names cut so that none is wider than so much, and their width."""
    found = []
    wide = 0.0
    for it in labels:
        value = card.letters.width(it.value) + 9 if it.value else 0
        name = card.letters.cut(it.name, most - value, NORMAL, bold=True)
        found.append(Label(it.end, name, it.value, it.colour))
        wide = max(wide, card.letters.width(name, bold=True) + value)
    return found, wide
