"""Amounts and ranks over time, a line each: a race, and a small line of ranks."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.charts.card import DASHES, GROUND, INK, MARKERS, MUTED, PALETTE, Card, Look, Point
from bot.charts.frame import (
    COLUMN,
    Frame,
    Label,
    Scale,
    fitted,
    frame_of,
    label,
    lay,
    steps,
)
from bot.charts.letters import SMALL
from bot.model import Crossing, Curve, Figure
from bot.texts import words

FLAT = 0.02
"""The least part of the amounts that a race spans: noise is not to look like news (ours)."""
FEWEST_RANKS = 4
LONGEST_CLAIM = 420
"""Pixels of what is said of a crossing."""
LINE = 36
"""Pixels from one such text to the next, at least."""
Box = tuple[float, float, float]
"""Where such a text is written: its middle, and how wide it is."""
CLAIM_ROOM = 26
"""...and above and below it, in which there should be no line."""


def draw_race(card: Card, figure: Figure) -> None:
    """Draw two to five amounts, their names at their ends, and where one passed another."""
    said = words(figure.language)
    frame = _lines(card, figure, _amounts(figure, said.short), said.short)
    within = [crossing for crossing in figure.crossings if _is_within(frame, crossing)]
    written: list[Box] = []
    for crossing in reversed(within):  # the latest is the news
        others = [its for its in within if its is not crossing]
        box = _cross(card, frame, crossing, others, written)
        written += [box] if box else []


def draw_rank(card: Card, figure: Figure) -> None:
    """Draw ranks, #1 at the top."""

    def written(rank: float) -> str:
        return f"#{rank:.0f}"

    _lines(card, figure, _ranks(figure, written), written)


def _amounts(figure: Figure, written: Callable[[float], str]) -> Scale:
    low, high = _extent(figure)
    room = max(high - low, FLAT * abs(high), 1.0)
    middle = (low + high) / 2
    low, high = middle - 0.56 * room, middle + 0.56 * room
    return Scale(high, low, steps(low, high, 4), written)


def _ranks(figure: Figure, written: Callable[[float], str]) -> Scale:
    best, worst = _extent(figure)
    worst = max(worst, best + FEWEST_RANKS)
    room = 0.08 * (worst - best)
    top, bottom = best - room, worst + room
    ticks = {max(tick, 1.0) for tick in steps(top, bottom, 4, whole=True)}
    return Scale(top, bottom, sorted(ticks), written)


def _extent(figure: Figure) -> tuple[float, float]:
    values = [value for curve in figure.curves for value in curve.values if value is not None]
    return min(values, default=0.0), max(values, default=1.0)


def _lines(card: Card, figure: Figure, scale: Scale, written: Callable[[float], str]) -> Frame:
    """Draw every curve, with its name and its last value at its end."""
    single = len(figure.curves) == 1
    labels = [
        Label((0, 0), "" if single else curve.label, written(_last(curve)), _colour(n, curve))
        for n, curve in enumerate(figure.curves)
    ]
    labels, column = fitted(card, labels, COLUMN)
    frame = frame_of(card, figure, scale, column)
    lay(card, frame)
    ends = []
    for n, curve in enumerate(figure.curves):
        end = _line(card, frame.runs(curve), _colour(n, curve), n)
        if end:
            ends.append(Label(end, labels[n].name, labels[n].value, labels[n].colour))
    label(card, frame, ends, column)
    card.head(figure.title, figure.axis)
    card.foot(figure.source, figure.gap if _has_gap(figure) else "")
    return frame


def _line(card: Card, runs: Sequence[Sequence[Point]], colour: str, n: int) -> Point | None:
    """Draw one curve; return where it ends, None for one without a value."""
    for run in runs:
        if len(run) > 1:
            card.line(run, Look(colour, 5, DASHES[n % len(DASHES)]))
        else:  # a day between two gaps
            card.mark(run[0], MARKERS[n % len(MARKERS)], colour, 9)
    if not runs:
        return None
    card.mark(runs[-1][-1], MARKERS[n % len(MARKERS)], colour, 16)
    return runs[-1][-1]


def _colour(n: int, curve: Curve) -> str:
    return MUTED[0] if curve.muted else PALETTE[n % len(PALETTE)]


def _last(curve: Curve) -> float:
    return next((value for value in reversed(curve.values) if value is not None), 0.0)


def _has_gap(figure: Figure) -> bool:
    """Return whether any curve is broken, or ends before the last day."""
    for curve in figure.curves:
        days = [day for day, value in enumerate(curve.values) if value is not None]
        if any(after - day > figure.stride for day, after in pairwise([*days, figure.days])):
            return True
    return False


# --- where one passed another


def _is_within(frame: Frame, crossing: Crossing) -> bool:
    day, scale = (crossing.day - frame.figure.first).days, frame.scale
    return 0 <= day < frame.figure.days and scale.bottom <= crossing.value <= scale.top


def _at(frame: Frame, crossing: Crossing) -> Point:
    return frame.x((crossing.day - frame.figure.first).days), frame.y(crossing.value)


def _cross(
    card: Card,
    frame: Frame,
    crossing: Crossing,
    others: Sequence[Crossing],
    written: Sequence[Box],
) -> Box | None:
    """Mark a crossing, and say it where least is in the way; return where that was written.

    None where it would be written over what is said of another, or of all but the latest over a
    line: then the mark has to do.
    """
    at = _at(frame, crossing)
    card.mark(at, "o", INK, 24, ring=True)
    text = card.letters.cut(crossing.label, LONGEST_CLAIM, SMALL, bold=True)
    wide = card.letters.width(text, SMALL, bold=True) + 16
    taken = [point for curve in frame.figure.curves for run in frame.runs(curve) for point in run]
    taken += [_at(frame, its) for its in others]
    places = [
        (min(max(at[0] + dx * (wide / 2 + 20), frame.left + wide / 2), frame.right - wide / 2),
         at[1] + dy)
        for dy in (-52, 52, -88, 88, -130, 130, -176, 176, -220, 220)
        for dx in (0, -1, 1)
    ]  # fmt: skip

    def in_the_way(place: Point) -> float:
        x, y = place
        inside = frame.top - 2 <= y <= frame.bottom - 14
        hit = sum(abs(px - x) < wide / 2 + 12 and abs(py - y) < CLAIM_ROOM for px, py in taken)
        return hit + (0 if inside else 1_000) + abs(y - at[1]) / 1_000

    free = [place for place in places if not any(_meets((*place, wide), its) for its in written)]
    x, y = min(free, key=in_the_way, default=at)
    if not free or (written and in_the_way((x, y)) >= 1):
        return None
    side = y - 17 if at[1] < y else y + 17
    end = min(max(at[0], x - wide / 2 + 8), x + wide / 2 - 8), side
    card.line([at, end], Look(INK, 1.5, above=4))
    if in_the_way((x, y)) >= 1:
        card.box((x - wide / 2, y - 17), wide, 34, GROUND, above=4)
    card.text((x, y), text, INK, SMALL, bold=True, side="center")
    return x, y, wide


def _meets(one: Box, two: Box) -> bool:
    """Return whether one text would be written over another."""
    near = abs(one[0] - two[0]) < (one[2] + two[2]) / 2 + 8
    return near and abs(one[1] - two[1]) < LINE
