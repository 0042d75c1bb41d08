"""What every digest of a week is made of, and the digest of one subscription. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from bot.digest.boards import Finder
from bot.digest.facts import BoardWeek, Digest, Held, Standings, Week
from bot.jumps import Jump, last_jump
from bot.model import Event, Grouping, Kind, Metric, Reason, Standing, State, Subscription
from bot.thresholds import DIGEST_PLACES

T = TypeVar("T")
ORDERED = frozenset({Kind.ENTERED, Kind.LEFT, Kind.MOVED})
"""Who asks for any of these is shown climbs and falls."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What every digest of a week is made of."""

    week: Week
    boards: Mapping[str, BoardWeek]
    finder: Finder
    standings: tuple[Standings, ...] = ()
    held: tuple[Event, ...] = ()
    """Events that are held now, and those of the week that were dropped or are corrected."""
    shocks: tuple[Jump, ...] = ()
    """When counters jumped in a shock."""

    def digest(
        self, subscription: Subscription, events: Sequence[Event], held: Collection[Event]
    ) -> Digest:
        """Return a subscription's digest, given what it wants of what was told and held."""
        rules, top = set(subscription.rules), subscription.top
        boards = [self.boards[name] for name in subscription.boards if name in self.boards]
        return Digest(
            week=self.week,
            board=boards[0].board if boards else "",
            leaders=_each(boards, self.finder.leader) if Kind.LEADER in rules else (),
            events=tuple(events),
            inside=frozenset(
                (its.board, self.finder.models[key].name)
                for its in boards
                for key in its.after.models[:top]
            ),
            records=tuple(record for its in boards for record in self.finder.records(its, top))
            if Kind.ENTERED in rules
            else (),
            seats=_each(boards, lambda its: self.finder.seats(its, top))
            if Kind.SEATS in rules
            else (),
            moves=_each(boards, self.finder.moves) if ORDERED & rules else (),
            standings=self.standings if Kind.OVERTAKE in rules else (),
            held=held_back(held, self.shocks) if Kind.DATA in rules else (),
        )


def _each(boards: Iterable[BoardWeek], find: Callable[[BoardWeek], T | None]) -> tuple[T, ...]:
    return tuple(found for its in boards if (found := find(its)) is not None)


def compared(
    metric: Metric,
    day: date,
    since: date | None,
    now: Iterable[Standing],
    before: Iterable[Standing],
) -> Standings | None:
    """Return the first families of a day beside their places of an earlier one."""
    was = {its.group: its.place for its in before if its.grouping is Grouping.FAMILY}
    families = [its for its in now if its.grouping is Grouping.FAMILY]
    first = sorted(families, key=lambda its: its.place)[:DIGEST_PLACES]
    if not first:
        return None
    gained = (was[its.group] - its.place if its.group in was else None for its in first)
    return Standings(metric, day, since, tuple(zip(first, gained, strict=True)))


# --- what was not told


def held_back(events: Iterable[Event], shocks: Collection[Jump]) -> tuple[Held, ...]:
    """Return how many alerts are held or were dropped, by reason; the most first, held before.

    What a shock holds is counted by counter and by jump.
    """
    groups = Counter(
        (
            event.state is State.HELD,
            None if event.facts.corrected_on else event.reason,
            _jump(event, shocks),
        )
        for event in events
    )
    return tuple(
        Held(
            reason=reason,
            count=count,
            is_held=is_held,
            metric=jump.metric if jump else None,
            day=jump.day if jump else None,
            median=jump.median if jump else None,
        )
        for (is_held, reason, jump), count in sorted(
            groups.items(), key=lambda item: (not item[0][0], -item[1], item[0][1] or "")
        )
    )


def _jump(event: Event, shocks: Collection[Jump]) -> Jump | None:
    """Return the jump that an event is held for: the last of its counter up to its day."""
    if event.reason is not Reason.SHOCK or event.facts.corrected_on:
        return None
    own = [its for its in shocks if its.metric is event.metric]
    return last_jump(own, event.day, event.board)
