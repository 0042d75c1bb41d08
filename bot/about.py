"""Whom an event is about, and what is the same news as another. Pure; for receipts."""

from collections.abc import Iterator

from bot.diff.overtakes import pair_of_event
from bot.families import Families
from bot.model import Event, Grouping, Kind
from bot.rules.telling import identity, rest_of


def is_about(
    event: Event, grouping: Grouping | None, name: str, model: int | None, families: Families
) -> bool:
    """Return whether an event is about a group, or about a model where there is no `grouping`.

    What a group's model did is about the group too.
    """
    if event.kind is Kind.DATA:
        return False
    if grouping is None:
        return event.model == model is not None or name in _models(event)
    if event.group is grouping and name in (event.subject, event.other):
        return True
    if grouping is Grouping.FAMILY and event.facts.family == name:
        return True
    return any(families.place(its).group(grouping) == name for its in _models(event))


def _models(event: Event) -> Iterator[str]:
    """Give the names of the models that an event is about."""
    yield from event.facts.models
    if event.group is None:
        yield event.subject
        if event.other:
            yield event.other


def is_same_news(event: Event, other: Event) -> bool:
    """Return whether two events say the same of the same, whenever: one can rest for the other."""
    if event.kind is not other.kind:
        return False
    if event.kind in {Kind.OVERTAKE, Kind.FORECAST}:
        return pair_of_event(event) == pair_of_event(other)
    if event.kind is Kind.RELEASED:
        mine, its = event.facts, other.facts
        return (mine.family, mine.release) == (its.family, its.release)
    if event.kind is Kind.MILESTONE:
        return (identity(event), event.metric) == (identity(other), other.metric)
    return rest_of(event) == rest_of(other)
