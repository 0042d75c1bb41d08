"""Seats in a top over time, stacked by organisation: a bar a day."""

from collections.abc import Iterator

from bot.charts.card import FAINT, MUTED, PALETTE, Card
from bot.charts.frame import COLUMN, Label, Scale, fitted, frame_of, held, label, lay, steps
from bot.model import Figure
from bot.texts import words


def draw_seats(card: Card, figure: Figure) -> None:
    """Draw the first curve at the bottom, the others over it, their names beside them."""
    said = words(figure.language)
    top = float(figure.depth or max(map(sum, _days(figure)), default=1.0)) or 1.0
    scale = Scale(top, 0, [0.0, *steps(1, top, 4, whole=True)], said.number)
    days = [day for day in range(figure.days) if day not in held(figure)]
    last = days[-1] if days else 0
    labels = [
        Label(
            end=(0, 0),
            name=curve.label,
            value=said.number((curve.values[last] or 0) if days else 0),
            colour=FAINT if curve.muted else _colour(figure, n),
        )
        for n, curve in enumerate(figure.curves)
    ]
    labels, column = fitted(card, labels, COLUMN)
    frame = frame_of(card, figure, scale, column, bars=True)
    lay(card, frame)
    ends = []
    stacks = {day: list(_stack(figure, day)) for day in days}
    for n, curve in enumerate(figure.curves):
        boxes = [
            (
                frame.x(day) - frame.inset,
                frame.y(stack[n][1]),
                frame.x(day) + frame.inset,
                frame.y(stack[n][0]),
            )
            for day, stack in stacks.items()
            if stack[n][1] > stack[n][0]
        ]
        card.boxes(boxes, _colour(figure, n), hatched=curve.muted and n == len(figure.curves) - 1)
        if days:
            end = frame.x(last) + frame.inset, frame.y(sum(stacks[last][n]) / 2)
            its = labels[n]
            ends.append(Label(end, its.name, its.value, its.colour))
    label(card, frame, ends, column)
    card.head(figure.title, figure.axis)
    card.foot(figure.source, figure.gap if held(figure) else "")


def _days(figure: Figure) -> Iterator[list[float]]:
    return ([curve.values[day] or 0.0 for curve in figure.curves] for day in range(figure.days))


def _stack(figure: Figure, day: int) -> Iterator[tuple[float, float]]:
    """Return where each curve's part of a day's bar begins and ends."""
    height = 0.0
    for curve in figure.curves:
        below, height = height, height + (curve.values[day] or 0.0)
        yield below, height


def _colour(figure: Figure, n: int) -> str:
    """Return a colour of its own, or one of the two greys."""
    if figure.curves[n].muted:
        before = sum(curve.muted for curve in figure.curves[:n])
        return MUTED[before % len(MUTED)]
    return PALETTE[n % len(PALETTE)]
