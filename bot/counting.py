"""A day's counters: each judged, added up over groups, its amounts ruled on. Pure; SPEC 4, 5."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.diff.amounts import AmountChange
from bot.diff.overtakes import pair_of_event
from bot.diff.paces import growth, latest
from bot.model import (
    Event,
    Growth,
    Kind,
    Lead,
    Mark,
    Metric,
    Model,
    Picture,
    Quality,
    Standing,
    State,
    Verdict,
)
from bot.past import MetricPast, Past, values_of
from bot.quality import judge_counters
from bot.rules.amounts import AmountDay
from bot.rules.corrections import correct_amounts
from bot.rules.forecasts import rule_forecasts
from bot.rules.milestones import rule_milestones
from bot.rules.overtakes import rule_overtakes
from bot.standings import Groups, Tallies, standings, totals_of

WORST_FIRST = (Quality.SHOCK, Quality.STALE, Quality.OK)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a day says of one counter."""

    verdict: Verdict | None = None
    """None if the day does not show the counter whole."""
    listed: bool = False
    """Whether families' listings gave that verdict, not boards."""
    standings: tuple[Standing, ...] = ()
    events: tuple[Event, ...] = ()
    leads: tuple[Lead, ...] = ()
    growths: tuple[Growth, ...] = ()
    """If its amounts are believed, what the groups grew by since the last day whose were."""
    good: Mapping[int, float] = field(default_factory=dict)
    """On a good day, the counter of each model; all-time ones as running maxima."""

    def mark(self, picture: Picture) -> Mark | None:
        """Return what is remembered of the verdict."""
        if self.verdict is None:
            return None
        return Mark(
            picture.day,
            self.verdict.quality,
            self.verdict.jumped,
            len(picture.counts),
            self.verdict.why,
        )


def count(
    metric: Metric,
    past: Past,
    picture: Picture,
    verdicts: Mapping[str, Quality],
    groups: Groups,
) -> Counted:
    """Judge one counter of a day, add its groups up and rule on the events about its amounts.

    A day does not show a counter of which a board was rejected, or is absent with its shock open,
    or of which every board is absent.

    `verdicts` are the day's on each board that was fetched.
    """
    mine = {q for name, q in verdicts.items() if groups.boards[name].metric is metric}
    absent = {shock for name, shock in past.absent.items() if groups.boards[name].metric is metric}
    hidden = Quality.REJECTED in mine or True in absent or (bool(absent) and not mine)
    if hidden:
        return Counted()
    verdict = _verdict(metric, past.metrics[metric], picture, mine, groups)
    if verdict is None:
        return Counted()
    tallies = groups.tally(picture, metric)
    counted = Counted(verdict, bool(picture.complete) and not mine, standings(tallies, metric))
    if verdict.quality is Quality.STALE:
        return counted
    if verdict.quality is Quality.OK:
        counted = replace(counted, good=_known(metric, picture, groups.models))
    return _ruled(counted, metric, past, picture, tallies, groups)


def _verdict(
    metric: Metric, past: MetricPast, picture: Picture, mine: set[Quality], groups: Groups
) -> Verdict | None:
    """Return the boards' worst verdict; where no board carries the counter, the listings' own."""
    if mine:
        return Verdict(next(quality for quality in WORST_FIRST if quality in mine))
    values = values_of(picture, metric)
    if not values:
        return None
    return judge_counters(metric, past.counters(metric, groups.models), picture.day, values)


def _known(metric: Metric, picture: Picture, models: Mapping[int, Model]) -> dict[int, float]:
    """Return the counters of a good day; all-time ones as running maxima."""
    known = values_of(picture, metric)
    if metric is not Metric.ALL_TIME:
        return known
    return {key: max(value, models[key].good.all_time or 0) for key, value in known.items()}


def _ruled(
    counted: Counted,
    metric: Metric,
    past: Past,
    picture: Picture,
    tallies: Tallies,
    groups: Groups,
) -> Counted:
    """Return what was counted with its events; the first day of a counter tells nothing."""
    metric_past = past.metrics[metric]
    mark, base = counted.mark(picture), metric_past.base
    if base is None or mark is None:
        return counted
    change = AmountChange(
        metric=metric,
        base=base.day,
        day=picture.day,
        before=groups.tally(base, metric),
        after=tallies,
        groups=groups,
        earlier=past.directory.models,
        picture=picture,
        was_complete=base.complete,
    )
    today = AmountDay(
        change=change,
        heard=past.heard,
        believed=metric_past.believes(mark),
        previous=totals_of(change.before) if metric_past.previous is None else metric_past.previous,
        good=counted.good,
    )
    passing, leads, growths = _raced(today, past)
    reached = rule_milestones(today, _held(past, metric, Kind.MILESTONE))
    told = [event for event in past.told if event.metric is metric]
    is_good = today.believed and mark.quality is Quality.OK
    wrong = correct_amounts(change, told) if is_good else ()
    return replace(counted, events=(*passing, *reached, *wrong), leads=leads, growths=growths)


def _raced(
    today: AmountDay, past: Past
) -> tuple[tuple[Event, ...], tuple[Lead, ...], tuple[Growth, ...]]:
    """Return the overtakes and forecasts of a counter, the turned leads, and what it grew by."""
    change, metric = today.change, today.change.metric
    held = _held(past, metric, Kind.OVERTAKE)
    passing, turned, races = rule_overtakes(today, held, past.leads)
    if not today.believed:
        return tuple(passing), tuple(turned), ()
    tallies = change.before, change.after
    grown = growth(metric, change.base, change.day, tallies, change.groups.models)
    growths = latest((*past.growths.get(metric, ()), grown), change.day)
    busy = {pair_of_event(e) for e in passing if e.state is not State.DROPPED}
    coming = rule_forecasts(today, growths, races, busy)
    return (*passing, *coming), tuple(turned), (grown,)


def _held(past: Past, metric: Metric, kind: Kind) -> Sequence[Event]:
    return [event for event in past.held if event.metric is metric and event.kind is kind]
