"""Who holds how much of a board: a group's best-placed model, and its seats in a top."""

from collections import Counter
from collections.abc import Iterator, Mapping

from bot.diff.board import BoardChange
from bot.model import Event, Facts, Grouping, Kind, Snapshot
from bot.thresholds import MOVED_LINES, SEATS_WORTH, TOPS

SEATED = (Grouping.ORGANISATION, Grouping.COUNTRY)


def moved(change: BoardChange) -> Iterator[Event]:
    """A group's best-placed model crosses a line; of several at once, the one nearest the top."""
    lines = change.watched(MOVED_LINES)
    before, after = _best(change, change.before), _best(change, change.after)
    for grouping, group in sorted(before.keys() | after.keys()):
        was, now = before.get((grouping, group)), after.get((grouping, group))
        crossed = [line for line in lines if _within(was, line) != _within(now, line)]
        if crossed:
            yield _moved(change, grouping, group, min(crossed), was, now)


def _within(rank: int | None, line: int) -> bool:
    return rank is not None and rank <= line


def _best(change: BoardChange, snapshot: Snapshot) -> dict[tuple[Grouping, str], int]:
    """Return the rank of each group's best-placed model."""
    best: dict[tuple[Grouping, str], int] = {}
    for rank, key in enumerate(snapshot.models, start=1):
        for group in change.groups.belongs(key):
            best.setdefault(group, rank)
    return best


def _moved(
    change: BoardChange,
    grouping: Grouping,
    group: str,
    line: int,
    was: int | None,
    now: int | None,
) -> Event:
    model = change.after.models[now - 1] if now else change.before.models[(was or 1) - 1]
    return Event(
        kind=Kind.MOVED,
        day=change.day,
        board=change.board.name,
        metric=change.board.metric,
        group=grouping,
        subject=group,
        top=line,
        before=was,
        after=now,
        base=change.before.day,
        facts=Facts(
            model=change.model(model).name,
            depth=len((change.before if was is None else change.after).models),
        ),
    )


def seats(change: BoardChange) -> Iterator[Event]:
    """A group gains or loses seats in a top and holds three or more, or it takes the lead.

    It may take the lead without a seat of its own, where another loses some.
    """
    for top in change.watched(TOPS):
        for grouping in SEATED:
            before = count_seats(change, grouping, change.before, top)
            after = count_seats(change, grouping, change.after, top)
            for group in sorted(before.keys() | after.keys()):
                takes_lead = _leads(after, group) and not _leads(before, group)
                changed = before[group] != after[group]
                if takes_lead or (changed and after[group] >= SEATS_WORTH):
                    yield _seats(change, grouping, group, top, (before, after), takes_lead)


def count_seats(
    change: BoardChange, grouping: Grouping, snapshot: Snapshot, top: int
) -> Counter[str]:
    """Return how many of the top each group holds; models of no known group hold none."""
    groups = (change.groups.group_of(grouping, key) for key in snapshot.models[:top])
    return Counter(group for group in groups if group)


def _leads(seats: Mapping[str, int], group: str) -> bool:
    """Return whether no other group has as many."""
    mine = seats[group]
    return mine > 0 and all(count < mine for other, count in seats.items() if other != group)


def _seats(
    change: BoardChange,
    grouping: Grouping,
    group: str,
    top: int,
    counts: tuple[Counter[str], Counter[str]],
    takes_lead: bool,  # noqa: FBT001 - one fact of the event among others
) -> Event:
    return Event(
        kind=Kind.SEATS,
        day=change.day,
        board=change.board.name,
        metric=change.board.metric,
        group=grouping,
        subject=group,
        top=top,
        before=counts[0][group],
        after=counts[1][group],
        base=change.before.day,
        facts=Facts(takes_lead=takes_lead),
    )
