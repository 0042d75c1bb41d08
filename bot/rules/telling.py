"""Told, held or dropped: what an event becomes, and what was told before."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.diff.overtakes import Pair
from bot.model import Event, Grouping, Kind, Reason, State
from bot.thresholds import REST_DAYS

Identity = int | tuple[Grouping | None, str]
"""Who an event is about: a model by its key, so that a rename hides nothing, or a group."""
Rest = tuple[str | None, Kind, int | None, Identity]
"""What rests: a board, a kind, a top and a subject."""
Reached = tuple[Identity, str | None, int | None]
"""A subject, a counter and a round number: told once, ever."""

RESTING = frozenset({Kind.ENTERED, Kind.LEFT, Kind.MOVED})
"""The kinds that are told again at the earliest a week later; `leader` never rests."""


def identity(event: Event) -> Identity:
    """Return who an event is about."""
    return event.model if event.model is not None else (event.group, event.subject)


def rest_of(event: Event) -> Rest:
    """Return what rests once this event is told."""
    return event.board, event.kind, event.top, identity(event)


def reached_of(event: Event) -> Reached:
    """Return what a milestone says once and for ever."""
    return identity(event), event.metric, event.facts.threshold


@dataclass(frozen=True, slots=True)
class Heard:
    """What was told before, as far as it still matters."""

    rests: Mapping[Rest, date] = field(default_factory=dict)
    """When the same was told last."""
    overtakes: Mapping[Pair, Event] = field(default_factory=dict)
    """The overtake of each pair that was told last."""
    forecasts: Mapping[tuple[Pair, str], Event] = field(default_factory=dict)
    """By pair and who was to pass, the forecast that was told last, as long as it may rest."""
    milestones: frozenset[Reached] = frozenset()
    releases: Mapping[tuple[str | None, str | None], date] = field(default_factory=dict)
    """When a family's release was told last."""


def rests(told_on: date | None, day: date) -> bool:
    """Return whether what was told on `told_on` still rests on `day`: until the seventh day."""
    return told_on is not None and (day - told_on).days < REST_DAYS


def tell(event: Event, day: date, reason: Reason, heard: Heard) -> Event:
    """Return the event told on `day`, or dropped if the same was told less than a week before."""
    if event.kind in RESTING and rests(heard.rests.get(rest_of(event)), day):
        return drop(event, Reason.RESTING)
    return replace(event, state=State.TOLD, told_on=day, reason=reason)


def hold(event: Event, reason: Reason) -> Event:
    """Return the event held."""
    return replace(event, state=State.HELD, told_on=None, reason=reason)


def drop(event: Event, reason: Reason) -> Event:
    """Return the event dropped."""
    return replace(event, state=State.DROPPED, told_on=None, reason=reason)
