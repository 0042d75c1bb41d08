"""When an event about a board's order is told: at once, unless nobody knows the publisher."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.diff.board import BoardChange
from bot.model import Event, Kind, Reason
from bot.rules.telling import Heard, drop, hold, rest_of, tell


def rule_order(
    change: BoardChange, fresh: Iterable[Event], held: Sequence[Event], heard: Heard
) -> Iterator[Event]:
    """Rule on one board's events: those that were held and have changed, then the new ones.

    An unknown publisher's model is held until it has been seen often enough; one that is gone
    before was never told, so it is never told to have left.
    """
    for event in held:
        ruled = _revisit(change, event, heard)
        if ruled is not event:
            yield ruled
    waiting = {rest_of(event) for event in held}
    for event in fresh:
        arrival = replace(event, kind=Kind.ENTERED) if event.kind is Kind.LEFT else event
        if rest_of(arrival) not in waiting:
            yield _first_ruling(change, event, heard)


def _first_ruling(change: BoardChange, event: Event, heard: Heard) -> Event:
    if event.model and event.kind is not Kind.LEFT and not change.is_news(event.model):
        return hold(event, Reason.UNKNOWN_PUBLISHER)
    return tell(event, change.day, Reason.AT_ONCE, heard)


def _revisit(change: BoardChange, event: Event, heard: Heard) -> Event:
    """Tell an event whose publisher has been vetted, drop one that is no longer true."""
    model = event.model
    if model is None or model not in change.after.models[: event.top or 1]:
        return drop(event, Reason.UNDONE)
    if change.is_news(model):
        return tell(event, change.day, Reason.VETTED, heard)
    return event
