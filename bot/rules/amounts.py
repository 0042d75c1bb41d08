"""A counter's day, as the rules about amounts see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.diff.amounts import AmountChange
from bot.model import Grouping, Model
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
    known: Mapping[int, Model]
    """The models as known with today: `good` is what a good day last said."""

    @property
    def day(self) -> date:
        """The UTC day."""
        return self.change.day
