"""A counter's day, as the rules about amounts see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.diff.amounts import AmountChange
from bot.model import Grouping
from bot.rules.telling import Heard


@dataclass(frozen=True, slots=True)
class AmountDay:
    """A change of a counter, and what decides whether its events are told."""

    change: AmountChange
    heard: Heard
    believed: bool
    """False while a shock is open and until two good days have followed it: all is held."""
    previous: Mapping[tuple[Grouping, str], float]
    """Group totals of the last good day."""
    good: Mapping[int, float]
    """The counters of today, if it is a good day; all-time ones as running maxima."""

    def known(self, model: int) -> float | None:
        """Return a model's counter as last seen on a good day, today included."""
        earlier = self.change.earlier.get(model)
        return self.good.get(model, earlier.good.of(self.change.metric) if earlier else None)

    @property
    def day(self) -> date:
        """The UTC day."""
        return self.change.day
