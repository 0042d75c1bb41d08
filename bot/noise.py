"""Of what is worth telling: how much, now, to one channel. Pure; SPEC 6 and 8."""

from collections.abc import Collection, Sequence

from bot.model import COUNTERS, Event, Grouping, Kind, Metric, Subscription
from bot.rules.wanted import Circle, wanted
from bot.thresholds import POST_ROWS

IMPORTANCE = (
    Kind.LEADER,
    Kind.OVERTAKE,
    Kind.SEATS,
    Kind.ENTERED,
    Kind.MILESTONE,
    Kind.RELEASED,
    Kind.MOVED,
    Kind.FORECAST,
    Kind.LEFT,
    Kind.DATA,
)
"""The most important first (SPEC 6); the data note comes last and keeps its rows."""

MOST_NOTES = 3
"""Rows of a post that data notes may take from the news."""
GROUPINGS = (None, *Grouping)
METRICS = (None, Metric.TRENDING, *COUNTERS)
"""All-time downloads before 30-day ones, likes and derivatives."""


def choose(
    events: Collection[Event], subscription: Subscription, circle: Circle
) -> tuple[Event, ...]:
    """Return the events that a channel wants, the most important first."""
    chosen = {event.id: event for event in events if wanted(event, subscription, circle)}
    return tuple(sorted(chosen.values(), key=_importance))


def quieten(chosen: Sequence[Event]) -> tuple[tuple[Event, ...], int]:
    """Return the events that a post has rows for, data notes last, and how many more there are."""
    notes = [event for event in chosen if event.kind is Kind.DATA][:MOST_NOTES]
    rows = [event for event in chosen if event.kind is not Kind.DATA]
    shown = (*rows[: POST_ROWS - len(notes)], *notes)
    return shown, len(chosen) - len(shown)


def _importance(event: Event) -> tuple[float, ...]:
    """Order by kind, then by the smaller top, the wider counter, and the larger figure."""
    size = event.after if isinstance(event.after, int | float) else 0.0
    by_rank = event.kind in {Kind.ENTERED, Kind.LEFT, Kind.MOVED}
    return (
        IMPORTANCE.index(event.kind),
        event.top or 0,
        GROUPINGS.index(event.group),
        METRICS.index(event.metric),
        (size or float("inf")) if by_rank else -size,
        event.id,
    )
