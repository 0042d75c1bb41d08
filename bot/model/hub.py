"""What is read from the Hub, and what is kept of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter


class Metric(StrEnum):
    """What a board or a standing counts."""

    TRENDING = "trending"
    """The Hub's trendingScore, a float: a score, not a counter."""
    DOWNLOADS = "downloads"
    """The Hub's 30-day rolling count of downloads."""
    ALL_TIME = "all-time"
    """downloadsAllTime: should only ever rise."""
    LIKES = "likes"
    DERIVATIVES = "derivatives"
    """Models that name this one as their base."""


COUNTERS = (Metric.ALL_TIME, Metric.DOWNLOADS, Metric.LIKES, Metric.DERIVATIVES)
"""The metrics that groups are added up over; a trending score is no counter."""


class Quality(StrEnum):
    """Is a snapshot to be believed? (SPEC 4)."""

    OK = "ok"
    STALE = "stale"
    SHOCK = "shock"
    REJECTED = "rejected"


class Grouping(StrEnum):
    """The three ways to count models together."""

    FAMILY = "family"
    ORGANISATION = "organisation"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Counts:
    """One model's counters on one day; None where the Hub did not say."""

    downloads: int | None = None
    all_time: int | None = None
    likes: int | None = None
    derivatives: int | None = None
    trending: float | None = None

    def of(self, metric: Metric) -> float | None:
        """Return the counter that `metric` names."""
        return reader(metric)(self)


def reader(metric: Metric) -> Callable[[Counts], float | None]:
    """Return what reads one counter: for whoever reads it of many models."""
    return attrgetter(metric.value.replace("-", "_"))


@dataclass(frozen=True, slots=True)
class Listing:
    """One model as a source listed it: who it says it is, and its counters."""

    name: str
    """`org/name`, or a bare name for the Hub's oldest models."""
    counts: Counts = Counts()
    hub_id: str | None = None
    """The Hub's `_id`, which survives a rename."""
    kind: str = "model"
    created_at: datetime | None = None
    pipeline_tag: str | None = None
    library: str | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """One reading of the Hub: some boards and namespaces, at one moment."""

    taken_at: datetime
    """In UTC; its date is the day this fetch belongs to."""
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Model names by board, in rank order, without repeats; an empty one was fetched empty."""
    models: tuple[Listing, ...] = ()
    namespaces: frozenset[str] = frozenset()
    """Namespaces whose models are all in `models`."""
    gone: frozenset[str] = frozenset()
    """Names that were looked up and are no longer on the Hub."""
    missing: frozenset[str] = frozenset()
    """Namespaces that did not answer and are asked again: the day's counters wait for them."""

    @property
    def day(self) -> date:
        """The UTC day."""
        return self.taken_at.date()


# --- what is kept ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Model:
    """A model repository, under one key whatever it was called over time."""

    key: int
    name: str
    hub_id: str | None = None
    kind: str = "model"
    created_at: datetime | None = None
    pipeline_tag: str | None = None
    library: str | None = None
    first_seen: date | None = None
    """The first day it was on a list that was believed, or in a namespace listed in full."""
    gone_on: date | None = None
    good: Counts = Counts()
    """Its counters as last seen on a good day; `all_time` is the running maximum of good days."""

    @property
    def namespace(self) -> str:
        """What stands before the slash; the Hub's oldest models have none."""
        return namespace_of(self.name)


def namespace_of(name: str) -> str:
    """Return the namespace of `org/name`, or `""` for a bare name."""
    return name.partition("/")[0] if "/" in name else ""


@dataclass(frozen=True, slots=True)
class Board:
    """An ordered list on the Hub that is watched."""

    name: str
    metric: Metric | None = None
    """None for a recorded list that no configured board explains: order events only."""
    tags: tuple[str, ...] = ()
    """Pipeline tags merged into one list; none means all tasks."""
    depth: int = 100


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One board as it stood on one UTC day. Rank n is at index n - 1: ranks are a permutation."""

    board: str
    taken_at: datetime
    models: tuple[int, ...]
    """Model keys in rank order."""
    values: tuple[float | None, ...]
    """The board's own metric for each, None where unknown."""
    quality: Quality = Quality.OK

    @property
    def day(self) -> date:
        """The UTC day it stands for."""
        return self.taken_at.date()

    def ranks(self, top: int | None = None) -> dict[int, int]:
        """Return the rank of each model, of the first `top` or of all."""
        return {key: rank for rank, key in enumerate(self.models[:top], start=1)}

    def counters(self) -> dict[int, float]:
        """Return the board's counter of each model that has one."""
        return {
            key: value
            for key, value in zip(self.models, self.values, strict=True)
            if value is not None
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `quality.judge` says of a snapshot, and why."""

    quality: Quality
    why: str = ""
    """A short English phrase with the figures that decided it, for the operator."""
    jumped: bool = False
    """The counters moved together on this day (SPEC 4, shock)."""
    median: float | None = None
    """Median relative change of the counters that changed since the day before."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A snapshot with its verdict; a `rejected` one is kept for the operator only."""

    snapshot: Snapshot
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Mark:
    """What is remembered of an earlier verdict, on a board or on a counter."""

    day: date
    quality: Quality
    jumped: bool = False
    rows: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is known of one stored day: what group figures are added up from."""

    day: date
    counts: Mapping[int, Counts] = field(default_factory=dict)
    boards: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Model keys of each board stored that day, in rank order."""
    complete: frozenset[str] = frozenset()
    """Namespaces that were listed in full."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A group's figure for a metric on a day, its place, and the cohort behind it."""

    grouping: Grouping
    group: str
    metric: Metric
    value: float
    place: int
    cohort: int
    """How many models the figure was added up over."""
    complete: bool
    """True if every namespace of the group was listed in full that day."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What each group grew by from one good day to the next, like for like."""

    metric: Metric
    base: date
    """The good day before."""
    day: date
    by_group: Mapping[tuple[Grouping, str], float] = field(default_factory=dict)
    """Of the groups that were seen on both days."""
    complete: frozenset[tuple[Grouping, str]] = frozenset()
    """Those of them that were listed in full on both."""


@dataclass(frozen=True, slots=True)
class Lead:
    """Of two groups, which one is ahead, and since when (an overtake must turn it)."""

    grouping: Grouping
    metric: Metric
    ahead: str
    behind: str
    since: date
    seen: bool = True
    """Whether we saw it begin; else it has led since `since` at least."""
