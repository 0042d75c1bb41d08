"""`movers`: the biggest climbs and falls of a board."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.commands.ask import Answer, Command, Desk, number
from bot.commands.find import find_board, no_data
from bot.commands.rank import snapshot_on, unvetted
from bot.directory import Directory
from bot.findings import Mover, MoversFacts
from bot.memory import memory_of
from bot.model import Ask, Option, Snapshot, Takes
from bot.views.answers import movers_view

BOARD = Option("board", Takes.BOARD)
DAYS = Option("days", Takes.NUMBER, default="7", most=365)
SHOWN = 5


async def movers(desk: Desk, ask: Ask) -> Answer:
    """Answer with the models that climbed and fell most between two stored days."""
    board = await find_board(desk, ask.given.get(BOARD.name, ""))
    days = [mark.day for mark in await memory_of(desk).of(desk.store.board_marks, board.name)]
    earlier = _earlier(days, number(desk, ask, DAYS))
    before = await snapshot_on(desk, board.name, earlier) if earlier else None
    after = await snapshot_on(desk, board.name, days[0]) if days else None
    if before is None or after is None:
        raise no_data(desk)
    directory = await desk.directory()
    gains = _gains(before, after)
    order = sorted(gains, key=lambda key: (-gains[key], key))
    facts = MoversFacts(
        board=board.name,
        day=after.day,
        since=before.day,
        climbs=_shown(directory, before, after, [key for key in order if gains[key] > 0]),
        falls=_shown(directory, before, after, [key for key in order[::-1] if gains[key] < 0]),
    )
    shown = (*facts.climbs, *facts.falls)
    unlinked = await unvetted(desk, [mover.model for mover in shown])
    return Answer(movers_view(desk.words, facts, len(before.models), unlinked), facts)


def _earlier(days: Sequence[date], span: int) -> date | None:
    """Return the stored day so long before the last one, or the next one known after it."""
    if not days:
        return None
    wanted = days[0] - timedelta(days=span)
    return min((day for day in days if day >= wanted), default=None)


def _gains(before: Snapshot, after: Snapshot) -> dict[int, int]:
    """Return the places each model gained.

    One from below the list gained at least so many, one that fell below it lost at least so many;
    where a list reaches more or less deep, that alone moves nobody.
    """
    was, now = before.ranks(), after.ranks()
    gains = {key: was[key] - now[key] for key in was.keys() & now.keys()}
    risen = {key: len(was) + 1 - now[key] for key in now.keys() - was.keys()}
    fallen = {key: was[key] - len(now) - 1 for key in was.keys() - now.keys()}
    gains.update({key: places for key, places in risen.items() if places > 0})
    gains.update({key: places for key, places in fallen.items() if places < 0})
    return gains


def _shown(
    directory: Directory, before: Snapshot, after: Snapshot, keys: Sequence[int]
) -> tuple[Mover, ...]:
    was, now = before.ranks(), after.ranks()
    return tuple(
        Mover(
            model=directory.models[key].name,
            before=was.get(key),
            after=now.get(key),
            change=was[key] - now[key] if key in was and key in now else None,
        )
        for key in keys[:SHOWN]
    )


MOVERS = Command("movers", (BOARD, DAYS), movers)
