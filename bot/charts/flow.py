"""A month of ranks in a top, a line for each model: a rank-flow (bump) chart."""

from bot.charts.card import DASHES, MUTED, PALETTE, Card, Look
from bot.charts.frame import Label, Scale, fitted, frame_of, held, label, lay
from bot.model import Figure

COLUMN = 390
"""Names of models are long; their ranks take little room."""

MOST_RULES = 12
"""A deeper top has numbers at its ends alone."""


def draw_flow(card: Card, figure: Figure) -> None:
    """Draw a line for each model, with its rank and its name at its end.

    Lines of models that are not in it on the last day are grey and have no name.
    """
    depth = figure.depth or 10
    ticks = (
        [float(rank) for rank in range(1, depth + 1)]
        if depth <= MOST_RULES
        else [1.0, float(depth)]
    )
    scale = Scale(0.5, depth + 0.5, ticks, lambda rank: f"{rank:.0f}")
    named = [n for n, curve in enumerate(figure.curves) if not curve.muted]
    labels = [Label((0, 0), figure.curves[n].label, "", _colour(n)) for n in named]
    labels, column = fitted(card, labels, COLUMN)
    frame = frame_of(card, figure, scale, column)
    lay(card, frame)
    for curve in figure.curves:
        if curve.muted:
            _draw(card, frame.runs(curve), Look(MUTED[0], 2, above=2))
    ends = []
    for n, its in zip(named, labels, strict=True):
        runs = frame.runs(figure.curves[n])
        dash = DASHES[n // len(PALETTE) % len(DASHES)]
        _draw(card, runs, Look(its.colour, 5, dash))
        if runs:
            ends.append(Label(runs[-1][-1], its.name, "", its.colour))
            card.mark(runs[-1][-1], "o", its.colour, 16)
    label(card, frame, ends, column)
    card.head(figure.title, figure.axis)
    card.foot(figure.source, figure.gap if held(figure) else "")


def _draw(card: Card, runs: list[list[tuple[float, float]]], look: Look) -> None:
    for run in runs:
        if len(run) > 1:
            card.line(run, look)
        else:
            card.mark(run[0], "o", look.colour, 9)


def _colour(n: int) -> str:
    return PALETTE[n % len(PALETTE)]
