"""`top`: a board with its movements, and the seats by organisation."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from bot.commands.ask import Answer, Command, Desk, number
from bot.commands.find import find_board, no_data
from bot.commands.rank import latest_snapshot, snapshot_on, unvetted
from bot.figures import seats_figure
from bot.findings import Seat, TopFacts, TopRow
from bot.model import Ask, Option, Takes
from bot.views.answers import top_view

BOARD = Option("board", Takes.BOARD)
COUNT = Option("count", Takes.NUMBER, default="10", most=500)
DRAWN = 50
"""Seats are drawn of a top that is watched: 50 at most (SPEC 5)."""


async def top(desk: Desk, ask: Ask) -> Answer:
    """Answer with the first rows of a board."""
    board = await find_board(desk, ask.given.get(BOARD.name, ""))
    count = number(desk, ask, COUNT)
    snapshot = await latest_snapshot(desk, board.name)
    if snapshot is None:
        raise no_data(desk)
    directory = await desk.directory()
    before = await snapshot_on(desk, board.name, snapshot.day - timedelta(days=1))
    was = before.ranks() if before else {}
    rows = [
        TopRow(
            rank=rank,
            model=directory.models[key].name,
            value=snapshot.values[rank - 1],
            change=was[key] - rank if key in was else None,
        )
        for rank, key in enumerate(snapshot.models[:count], start=1)
    ]
    seats = _seats(desk, [row.model for row in rows])
    facts = TopFacts(board.name, snapshot.day, snapshot.quality, tuple(rows), seats)
    unlinked = await unvetted(desk, [row.model for row in rows])
    view = top_view(desk.words, desk.families, facts, board, unlinked)
    figure = await seats_figure(desk, board.name, snapshot.day, count) if count <= DRAWN else None
    return Answer(replace(view, figure=figure), facts)


def _seats(desk: Desk, models: list[str]) -> tuple[Seat, ...]:
    """Return who holds how many of the rows, the most first; "unknown" is one of them."""
    held = Counter(desk.families.place(name).organisation for name in models)
    ordered = sorted(held.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Seat(organisation, count) for organisation, count in ordered)


TOP = Command("top", (BOARD, COUNT), top)
