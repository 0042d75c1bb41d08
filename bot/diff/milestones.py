"""A model or a family passes a round number: 1, 2 or 5 times a power of ten."""

from collections.abc import Iterator
from dataclasses import replace

from bot.diff.amounts import AmountChange
from bot.diff.board import age_days
from bot.model import Event, Facts, Grouping, Kind, Metric, reader
from bot.standings import Tally, like_for_like, mostly
from bot.thresholds import FAMILY_MILESTONE_FROM, MODEL_MILESTONE_FROM, ROUND_DIGITS


def passed(before: float, after: float, least: int) -> int | None:
    """Return the highest round number above `before` that `after` reaches, or None."""
    reached = None
    power = 10 ** (len(str(int(max(after, 1)))) - 1)
    for digit in ROUND_DIGITS:
        if digit * power <= after:
            reached = digit * power
    return reached if reached and reached >= least and before < reached else None


def model_milestones(change: AmountChange) -> Iterator[Event]:
    """Every model that passes a round number it was below in an earlier good snapshot, by name."""
    least = MODEL_MILESTONE_FROM[change.metric]
    events, read = [], reader(change.metric)
    for key, counts in change.picture.counts.items():
        now = read(counts)
        if now is None or now < least or key not in change.earlier:
            continue
        was = read(change.earlier[key].good)
        if was is not None and (threshold := passed(was, now, least)):
            events.append(_model_event(change, key, was, now, threshold))
    yield from sorted(events, key=lambda event: event.subject)


def _model_event(change: AmountChange, key: int, was: float, now: float, threshold: int) -> Event:
    model = change.model(key)
    return Event(
        kind=Kind.MILESTONE,
        day=change.day,
        board=_board_of(change, key),
        subject=model.name,
        model=key,
        metric=change.metric,
        before=was,
        after=now,
        base=change.base,
        facts=Facts(threshold=threshold, age_days=age_days(model, change.day)),
    )


def _board_of(change: AmountChange, key: int) -> str | None:
    """Return the board where it was seen: first one of that counter, else any, else None."""
    shown = [name for name, models in change.picture.boards.items() if key in models]
    boards = change.groups.boards
    same = [name for name in shown if name in boards and boards[name].metric is change.metric]
    return min(same or shown, key=list(boards).index, default=None)


def family_milestones(change: AmountChange) -> Iterator[Event]:
    """Every family whose total passes a round number, like for like as well.

    An all-time total goes by its members' running maxima: a fall and its recovery pass nothing.
    """
    for family in change.after.get(Grouping.FAMILY, {}):
        before, after = _risen_tallies(change, family)
        alike = like_for_like(before, after, change.base, change.groups.models)
        threshold = passed(before.total, after.total, FAMILY_MILESTONE_FROM)
        if threshold and before.values and alike[0] < threshold <= alike[1]:
            yield _family_event(change, family, threshold)


def _risen_tallies(change: AmountChange, family: str) -> tuple[Tally, Tally]:
    """Return a family's tallies; of all-time counters as running maxima."""
    before, after = change.tally(Grouping.FAMILY, family)
    if change.metric is not Metric.ALL_TIME:
        return before, after
    return _risen(change, before), _risen(change, after)


def _risen(change: AmountChange, tally: Tally) -> Tally:
    peaks = {
        key: max(value, model.good.all_time or 0) if (model := change.earlier.get(key)) else value
        for key, value in tally.values.items()
    }
    return replace(tally, values=peaks)


def _family_event(change: AmountChange, family: str, threshold: int) -> Event:
    before, after = change.tally(Grouping.FAMILY, family)
    most = mostly(before, after)
    return Event(
        kind=Kind.MILESTONE,
        day=change.day,
        group=Grouping.FAMILY,
        subject=family,
        metric=change.metric,
        before=before.total,
        after=after.total,
        base=change.base,
        facts=Facts(
            threshold=threshold,
            cohort=len(after.values),
            complete=after.complete,
            depth=None if after.complete else change.depth(),
            model=change.model(most.model).name if most else None,
            share=most.part if most else None,
            of_growth=most is not None and most.of_growth,
        ),
    )


def is_reached(change: AmountChange, event: Event, known: float | None) -> bool:
    """Return whether a milestone that was held is true today.

    `known` is the model's counter as last seen on a good day, today included (for all-time the
    running maximum).
    """
    threshold = event.facts.threshold or 0
    if event.group is Grouping.FAMILY:
        before, after = _risen_tallies(change, event.subject)
        alike = like_for_like(before, after, change.base, change.groups.models)
        return min(after.total, alike[1]) >= threshold
    return known is not None and known >= threshold
