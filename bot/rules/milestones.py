"""When a milestone is told: at once and once, ever; through a shock it is held."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.diff.milestones import family_milestones, is_reached, model_milestones
from bot.model import Event, Grouping, Reason, State
from bot.rules.amounts import AmountDay
from bot.rules.telling import Reached, drop, hold, identity, reached_of, tell


def rule_milestones(today: AmountDay, held: Sequence[Event]) -> Iterator[Event]:
    """Rule on a counter's milestones: those that were held and have changed, then the new ones."""
    fresh = (*model_milestones(today.change), *family_milestones(today.change))
    known = set(today.heard.milestones)
    if not today.believed:
        known.update(reached_of(event) for event in held)
        yield from (hold(e, Reason.SHOCK) for e in fresh if reached_of(e) not in known)
        return
    judged = [_judged_afresh(today, event) for event in held]
    reached = [tell(event, today.day, Reason.AT_ONCE, today.heard) for event in fresh]
    told: set[Reached] = set()
    for event in _highest_first((*judged, *reached)):
        if event.state is not State.TOLD:
            yield event
        elif reached_of(event) not in known | told:
            outdone = any(_outdoes(other, event) for other in told)
            told.add(reached_of(event))
            yield drop(event, Reason.OUTDONE) if outdone else event


def _highest_first(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: -(event.facts.threshold or 0))


def _outdoes(other: Reached, event: Event) -> bool:
    """Return whether a milestone told is a higher one of the same subject and counter."""
    who, metric, threshold = other
    mine = event.facts.threshold or 0
    return (who, metric) == (identity(event), event.metric) and (threshold or 0) > mine


def _judged_afresh(today: AmountDay, event: Event) -> Event:
    """Tell a milestone that was held through a shock with today's figures, or drop it."""
    now = today.known(event.model) if event.model is not None else None
    if not is_reached(today.change, event, now):
        return drop(event, Reason.UNDONE)
    if event.group is Grouping.FAMILY:
        now = today.change.tally(Grouping.FAMILY, event.subject)[1].total
    return tell(replace(event, after=now), today.day, Reason.JUDGED_AFRESH, today.heard)
