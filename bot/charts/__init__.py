"""Figures drawn as PNGs, by Matplotlib without pyplot. Pure: a figure always gives the same bytes.

Whoever imports this loads Matplotlib, which takes half a second and 60 MB: the bot leaves it to a
process of its own (`bot/drawing`).
"""

from collections.abc import Callable, Mapping

from bot.charts.card import Card
from bot.charts.flow import draw_flow
from bot.charts.lines import draw_race, draw_rank
from bot.charts.seats import draw_seats
from bot.model import Figure, Shape

__all__ = ["draw"]

_DRAWN: Mapping[Shape, Callable[[Card, Figure], None]] = {
    Shape.RANK: draw_rank,
    Shape.RACE: draw_race,
    Shape.SEATS: draw_seats,
    Shape.FLOW: draw_flow,
}
"""A new shape is an entry here."""
_TALL: Mapping[Shape, int] = {Shape.FLOW: 640}


def draw(figure: Figure) -> bytes:
    """Return a figure as a PNG, 960 pixels wide; whatever its words hold, they stay within it."""
    card = Card(_TALL.get(figure.shape, 540))
    _DRAWN[figure.shape](card, figure)
    return card.png()
