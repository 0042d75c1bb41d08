"""When a later snapshot shows that what was told rested on wrong data. Pure.

A list that lost some of its models for a day made others enter, leave or lead; a counter that fell
back by far more than counters do was wrong when it rose. What was told so is corrected where it was
told (`bot/posts/corrections.py`), and its receipt says so. What merely changed afterwards is news,
and no correction.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.diff.amounts import AmountChange, is_ahead
from bot.model import Event, Grouping, Kind, Metric, Reason, Snapshot, reader
from bot.rules.telling import drop
from bot.standings import Groups
from bot.thresholds import (
    CORRECTED_DAYS,
    CORRECTED_DEPTH,
    CORRECTED_FALL,
    CORRECTED_LOST,
    LOST_PAGE_TOP,
)


def corrected(event: Event, day: date, to: float | None) -> Event:
    """Return an event as corrected on a day, with the figure that is right."""
    return replace(event, facts=replace(event.facts, corrected_on=day, corrected_to=to))


# --- order


@dataclass(frozen=True, slots=True)
class Looked:
    """A board on the day that is looked back at, on the one before it, and today."""

    before: Snapshot
    then: Snapshot
    now: Snapshot
    groups: Groups

    def lost(self, top: int) -> bool:
        """Return whether the day's list had lost models that stood in the top before, and do now.

        One may have been hidden for a day; so many at once are a list that lost rows. Nobody falls
        from a top to below a list that reaches twice as deep, and is back the next day.
        """
        top = max(top, LOST_PAGE_TOP)
        around = {*self.before.models[:top]} & {*self.now.models[:top]}
        is_deep = len(self.then.models) >= top * CORRECTED_DEPTH
        return is_deep and len(around - {*self.then.models}) >= max(2, top * CORRECTED_LOST)

    def ranks(self, event: Event) -> tuple[int | None, int | None]:
        """Return an event's rank on the day before it and today: its model's, or group's best."""
        return self._best(event, self.before), self._best(event, self.now)

    def _best(self, event: Event, snapshot: Snapshot) -> int | None:
        found = (rank for rank, key in enumerate(snapshot.models, 1) if self._is_of(event, key))
        return next(found, None)

    def seats(self, event: Event, snapshot: Snapshot) -> int:
        """Return how many seats of an event's top its group holds in a snapshot."""
        return sum(self._is_of(event, key) for key in snapshot.models[: event.top])

    def _is_of(self, event: Event, key: int) -> bool:
        if event.group is None:
            return key == event.model
        return self.groups.group_of(event.group, key) == event.subject


def correct_order(looked: Looked, told: Iterable[Event]) -> Iterator[Event]:
    """Give what was told of a board on the day that is looked back at, corrected where wrong.

    That is where the day's list had lost a model, and all is today as it was before that day.
    """
    for event in told:
        is_as_before = AS_BEFORE.get(event.kind)
        if is_as_before and looked.lost(event.top or 1) and is_as_before(looked, event):
            yield corrected(event, looked.now.day, _now(looked, event))


def as_ruled(looked: Looked, event: Event) -> Event:
    """Return an event of today, dropped if it merely undoes what a list without its models made.

    Who was lost is back, and who stood in its place is not: all is as it was before, and no news.
    """
    is_as_before = RESTORED.get(event.kind)
    if is_as_before and looked.lost(event.top or 1) and is_as_before(looked, event):
        return drop(event, Reason.RESTORED)
    return event


def _now(looked: Looked, event: Event) -> int | None:
    return looked.seats(event, looked.now) if event.kind is Kind.SEATS else looked.ranks(event)[1]


def _leads_again(looked: Looked, event: Event) -> bool:
    return looked.now.models[:1] == looked.before.models[:1] and looked.ranks(event)[1] != 1


def _same_leader(looked: Looked, event: Event) -> bool:
    return looked.before.models[:1] == (event.model,)


def _same_side(looked: Looked, event: Event) -> bool:
    """Return whether a model, or a group's best, is on the side of the line it was on before."""
    top = event.top or 1
    before, now = (rank is not None and rank <= top for rank in looked.ranks(event))
    return before == now


def _was_lost(looked: Looked, event: Event) -> bool:
    return event.model not in looked.then.models and _same_side(looked, event)


def _same_seats(looked: Looked, event: Event) -> bool:
    return looked.seats(event, looked.now) == looked.seats(event, looked.before)


AS_BEFORE: Mapping[Kind, Callable[[Looked, Event], bool]] = {
    Kind.LEADER: _leads_again,
    Kind.ENTERED: _same_side,
    Kind.LEFT: _was_lost,
    Kind.MOVED: _same_side,
    Kind.SEATS: _same_seats,
}
"""By kind of event about order, whether today is as if it had not happened."""
RESTORED = {**AS_BEFORE, Kind.LEADER: _same_leader, Kind.LEFT: _same_side}
"""...and of an event of today, whether by it all is as it was."""


# --- amounts


def correct_amounts(change: AmountChange, told: Iterable[Event]) -> Iterator[Event]:
    """Give what was told of a counter lately, corrected where today's good figure refutes it."""
    for event in told:
        if event.told_on is None or (change.day - event.told_on).days > CORRECTED_DAYS:
            continue
        now = _figure(change, event)
        if now is not None and _is_refuted(change, event, now):
            yield corrected(event, change.day, now)


def _figure(change: AmountChange, event: Event) -> float | None:
    """Return today's figure of an event's subject, None where it can't be compared."""
    if event.model is not None:
        counts = change.picture.counts.get(event.model)
        return reader(change.metric)(counts) if counts else None
    if event.group is None:
        return None
    tally = change.tally(event.group, event.subject)[1]
    if event.facts.complete and tally.complete:
        return tally.total
    return _without_its_fall(change, event)


def _without_its_fall(change: AmountChange, event: Event) -> float | None:
    """Return a group's figure as it was told, less what the model named beside it lost since.

    Where only a part of a group is seen its total falls as a list reaches less deep, which refutes
    nothing; but the model that makes most of it is seen, today and on the good day before.
    """
    name, told = event.facts.model, event.after
    models = change.groups.models.items()
    key = next((key for key, model in models if model.name == name), None) if name else None
    counts = change.picture.counts.get(key) if key is not None else None
    now = reader(change.metric)(counts) if counts else None
    earlier = change.earlier.get(key) if key is not None else None
    before = earlier.good.of(change.metric) if earlier else None
    if now is None or before is None or not isinstance(told, int | float):
        return None
    return told - max(0.0, before - now)


def _is_refuted(change: AmountChange, event: Event, now: float) -> bool:
    """Return whether what was told can't have been: its figure fell as no counter does."""
    if event.kind is Kind.MILESTONE:
        fell = change.metric is Metric.ALL_TIME and event.model is not None
        return now < (event.facts.threshold or 0) * (1 if fell else CORRECTED_FALL)
    if event.kind is not Kind.OVERTAKE or not isinstance(event.after, int | float):
        return False
    other = change.tally(event.group or Grouping.FAMILY, event.other or "")[1].total
    return now < event.after * CORRECTED_FALL and is_ahead(other, now)
