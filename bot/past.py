"""What a day's decision depends on: everything that earlier days left behind. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.diff.board import Career
from bot.diff.overtakes import Pair
from bot.directory import Directory
from bot.model import (
    Event,
    Grouping,
    Growth,
    Lead,
    Mark,
    Metric,
    Model,
    Picture,
    Quality,
    Snapshot,
    reader,
)
from bot.quality import BoardPast, CounterPast, Shock, days_of, settled_days
from bot.rules.telling import Heard


@dataclass(frozen=True, slots=True)
class MetricPast:
    """A counter's earlier days, over all that was seen of it."""

    marks: tuple[Mark, ...] = ()
    """Its days, newest first; stale ones too, missing ones not."""
    base: Picture | None = None
    """The last day whose amounts were believed."""
    last: Picture | None = None
    """The last stored day."""
    unstale: Picture | None = None
    """The last stored day that was not stale."""
    previous: Mapping[tuple[Grouping, str], float] | None = None
    """Group totals of the last good day, where that is not the base."""

    def counters(self, metric: Metric, models: Mapping[int, Model]) -> CounterPast:
        """Return what a verdict on this counter depends on, where no board carries it."""
        days = days_of(self.marks)
        return CounterPast(
            base_day=days.base,
            base=values_of(self.unstale, metric),
            last=values_of(self.last, metric),
            stale_days=days.stale_days,
            shock=Shock(
                days.opened_on, days.jumped_on or days.opened_on, self._level(metric, models)
            )
            if days.opened_on
            else None,
        )

    def _level(self, metric: Metric, models: Mapping[int, Model]) -> Mapping[int, float]:
        """Return the level before a shock; for all-time counters the running maxima."""
        if metric is not Metric.ALL_TIME:
            return values_of(self.base, metric)
        return {key: model.good.all_time for key, model in models.items() if model.good.all_time}

    def believes(self, today: Mark) -> bool:
        """Return whether amounts of `today` are to be believed, after what went before."""
        return settled_days((today, *self.marks))[:1] == (today.day,)


def values_of(picture: Picture | None, metric: Metric) -> dict[int, float]:
    """Return one counter of every model of a day that has it."""
    if picture is None:
        return {}
    read = reader(metric)
    values = ((key, read(counts)) for key, counts in picture.counts.items())
    return {key: value for key, value in values if value is not None}


@dataclass(frozen=True, slots=True)
class Past:
    """Everything that earlier fetches left behind, as far as today's decision needs it."""

    directory: Directory
    boards: Mapping[str, BoardPast] = field(default_factory=dict)
    """By board, for every list of today's fetch."""
    careers: Mapping[str, Mapping[int, Career]] = field(default_factory=dict)
    led_since: Mapping[str, tuple[date, bool]] = field(default_factory=dict)
    today: Mapping[str, Quality] = field(default_factory=dict)
    """The last verdict on each board that was fetched earlier this very day."""
    absent: Mapping[str, bool] = field(default_factory=dict)
    """Boards that were stored lately and are not in any fetch of today: whether a shock is open."""
    picture: Picture | None = None
    """What earlier fetches of this very day left."""
    metrics: Mapping[Metric, MetricPast] = field(default_factory=dict)
    """By counter, but for those that were judged earlier this very day."""
    held: Sequence[Event] = ()
    told: Sequence[Event] = ()
    """What was told lately and may turn out to rest on wrong data."""
    origins: Mapping[str, Snapshot] = field(default_factory=dict)
    """By board, what the events of its base were compared with."""
    heard: Heard = field(default_factory=Heard)
    leads: Mapping[Pair, Lead] = field(default_factory=dict)
    growths: Mapping[Metric, Sequence[Growth]] = field(default_factory=dict)
    """What the groups grew by between the last good days, oldest first."""
    listed_before: frozenset[str] = frozenset()
    """Namespaces that were listed in full on an earlier day."""
    last_day: date | None = None
    """The last stored day before today."""
    next_event: int = 1
