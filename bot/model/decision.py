"""All that one fetch leads to, to be written in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.model.channels import Post
from bot.model.events import Event
from bot.model.hub import Counts, Growth, Judged, Lead, Mark, Metric, Model, Picture, Standing


@dataclass(frozen=True, slots=True)
class Decision:
    """What a fetch adds to the database: a day is written whole or not at all (SPEC 3, 8)."""

    taken_at: datetime
    judged: tuple[Judged, ...] = ()
    models: tuple[Model, ...] = ()
    """Models that are new or changed."""
    renamed: tuple[Model, ...] = ()
    """Those of them that have a new name, or their first."""
    counts: Mapping[int, Counts] = field(default_factory=dict)
    """The counters of every model of the fetch."""
    believed: frozenset[int] = frozenset()
    """Those whose counters stand for the day: not of a rejected list, nor known from before."""
    complete: frozenset[str] = frozenset()
    """Namespaces that this fetch is the first of the day to list in full."""
    missing: frozenset[str] = frozenset()
    """Namespaces that did not answer: the day's counters wait for them."""
    picture: Picture | None = None
    """All that is believed of the day so far, this fetch included."""
    gone: frozenset[int] = frozenset()
    marks: Mapping[Metric, Mark] = field(default_factory=dict)
    """The day's verdict on each counter."""
    standings: tuple[Standing, ...] = ()
    leads: tuple[Lead, ...] = ()
    """Leads that are new or have turned."""
    growths: tuple[Growth, ...] = ()
    """What a good day's groups grew by: not stored, but remembered by who takes days in."""
    events: tuple[Event, ...] = ()
    """New events, numbered."""
    settled: tuple[Event, ...] = ()
    """Events that were held and have changed."""
    posts: tuple[Post, ...] = ()

    @property
    def day(self) -> date:
        """The UTC day it belongs to."""
        return self.taken_at.date()
