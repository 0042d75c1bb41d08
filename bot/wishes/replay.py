"""The last days once more, through what makes the posts, for wishes that are tried. Pure; SPEC 6.

What a subscription would have made of a day is asked of `choose` and `quieten`, as
`bot/posts/outbox.py` asks them; of a week, of `choose` alone, as `bot/posts/weekly.py` does: a
digest holds all of it.
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
    """The events that it shows, or that a digest holds; the most important first."""
    more: int = 0
    """...and how many more a post counts."""


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
        if not its.rules:  # a channel of races alone has no posts of a day, and no digests
            return Preview(())
        if its.rhythm is Rhythm.WEEKLY:
            return Preview(tuple(self._digest(its, day) for day in self.weeks))
        return Preview(tuple(post for day in self.days if (post := self._post(its, day))))

    def _post(self, its: Subscription, day: date) -> Played | None:
        chosen = choose(self.told.get(day, ()), its, self.circles[day])
        return Played(day, *quieten(chosen)) if chosen else None

    def _digest(self, its: Subscription, day: date) -> Played:
        """Return the digest that a day brings; a quiet week has one too, and what was wrong none.

        What was found wrong after it had been told in the digest stays.
        """
        told = [
            event
            for each in self.weeks[day]
            for event in self.told.get(each, ())
            if event.facts.corrected_on is None or event.facts.corrected_on > day
        ]
        return Played(day, choose(told, its, self.circles[day]))
