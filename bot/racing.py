"""A race as it stands: two sides over the good days, who is ahead since when. Pure; SPEC 5."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.crossings import turns
from bot.findings import CompareFacts, Side
from bot.model import Event, RaceCard
from bot.thresholds import FORECAST_GOOD_DAYS


@dataclass(frozen=True, slots=True)
class Amount:
    """A side's figure on a day, and what it was added up over."""

    value: float
    cohort: int = 1
    complete: bool = True


History = Mapping[date, Amount]


def pace_of(its: History) -> float | None:
    """Return a figure's change a day from the first of its days to the last.

    None with fewer than two days. None, too, of a group that was not added up alike on all of them,
    in full or over as many models: a change in which models a list holds is no pace.
    """
    is_alike = (
        all(on.complete for on in its.values()) or len({on.cohort for on in its.values()}) == 1
    )
    if not its or not is_alike:
        return None
    first, last = min(its), max(its)
    days = (last - first).days
    return (its[last].value - its[first].value) / days if days else None


@dataclass(frozen=True, slots=True)
class Order:
    """Who is ahead by the rule of overtakes, since when, and on which day that was known."""

    ahead: str
    since: date
    known_on: date


@dataclass(frozen=True, slots=True)
class Race:
    """A race as it stands: the good days on which both sides are known, oldest first."""

    card: RaceCard
    a: History
    b: History
    overtakes: Sequence[Event] = ()
    """Those of the two that were told, oldest first."""
    watched: bool = False
    """Whether they are of the first of a standing, so that an overtake of theirs is told."""

    @property
    def days(self) -> list[date]:
        """The days."""
        return sorted(self.a)

    @property
    def ahead(self) -> str:
        """Who has more on the last day."""
        return self._most(self.days[-1])

    def _most(self, day: date) -> str:
        return self.card.a if self.a[day].value >= self.b[day].value else self.card.b

    def settled(self) -> str:
        """Return who is ahead by the rule of overtakes: until one is seen, who was at first."""
        turn = self.last_turn()
        return turn.ahead if turn else self._most(self.days[0])

    def last_turn(self) -> Order | None:
        """Return how the order was settled last, None if it was not seen to change."""
        if self.overtakes:
            event = self.overtakes[-1]
            return Order(event.subject, event.day, event.told_on or event.day)
        if self.watched:
            return None
        days = [day for day in self.days if self.a[day].complete and self.b[day].complete]
        found = turns([[side[day].value for day in days] for side in (self.a, self.b)])
        if not found:
            return None
        turn, names = found[-1], (self.card.a, self.card.b)
        return Order(names[turn.ahead], days[turn.day], days[turn.day + 1])

    def facts(self) -> CompareFacts:
        """Return both sides today, the gap and the pace over the last good days."""
        paced = self.days[-FORECAST_GOOD_DAYS:]
        one, two = self._side(self.card.a, self.a, paced), self._side(self.card.b, self.b, paced)
        gap = one.value - two.value
        return CompareFacts(self.card.metric.value, self.days[-1], one, two, gap, len(paced))

    def _side(self, key: str, its: History, paced: Sequence[date]) -> Side:
        last, pace = its[paced[-1]], pace_of({day: its[day] for day in paced})
        kind = self.card.grouping.value if self.card.grouping else "model"
        return Side(kind, key, last.value, pace, last.cohort, last.complete)
