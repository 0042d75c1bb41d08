"""The last days once more, through what makes the posts, for wishes that are tried. Pure; SPEC 6.

What a subscription would have made of a day is asked of `choose` and `quieten`, as `bot/outbox.py`
asks them.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.model import Event, Kind, Rhythm, Subscription
from bot.noise import IMPORTANCE, choose, quieten
from bot.rules.wanted import Circle


@dataclass(frozen=True, slots=True)
class Played:
    """A post that a subscription would have had."""

    day: date
    rows: tuple[Event, ...]
    """The events that it shows, the most important first."""
    more: int = 0
    """...and how many more it counts."""


@dataclass(frozen=True, slots=True)
class Preview:
    """All posts that a subscription would have had in some days, oldest first."""

    posts: tuple[Played, ...]

    @property
    def rows(self) -> int:
        """How many rows they show together."""
        return sum(len(post.rows) for post in self.posts)

    def kinds(self) -> Mapping[Kind, int]:
        """Return how many rows there are of each kind, the most important kind first."""
        found = Counter(event.kind for post in self.posts for event in post.rows)
        return {kind: found[kind] for kind in IMPORTANCE if found[kind]}

    def of(self, kinds: Collection[Kind]) -> int:
        """Return how many rows there are of some kinds."""
        return sum(count for kind, count in self.kinds().items() if kind in kinds)


@dataclass(frozen=True, slots=True)
class Replay:
    """What the last stored days told, and the weeks whose digests they brought."""

    days: tuple[date, ...]
    """The last that are stored, oldest first, at most `PREVIEW_DAYS`."""
    told: Mapping[date, Sequence[Event]] = field(default_factory=dict)
    """By the day on which it became fit to be told."""
    circles: Mapping[date, Circle] = field(default_factory=dict)
    weeks: Mapping[date, Sequence[date]] = field(default_factory=dict)
    """By the day that brings a digest, the days of its week."""

    def preview(self, its: Subscription) -> Preview:
        """Return the posts that a subscription would have had, paused or not."""
        spans = self.weeks if its.rhythm is Rhythm.WEEKLY else {day: (day,) for day in self.days}
        played = (self._played(its, day, span) for day, span in spans.items())
        return Preview(tuple(post for post in played if post))

    def _played(self, its: Subscription, day: date, span: Sequence[date]) -> Played | None:
        told = [event for each in span for event in self.told.get(each, ())]
        chosen = choose(told, its, self.circles[day])
        if not chosen and its.rhythm is not Rhythm.WEEKLY:  # a quiet week is said
            return None
        shown, more = quieten(chosen)
        return Played(day, shown, more)
