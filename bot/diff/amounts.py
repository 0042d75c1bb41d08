"""What changed in one counter: two days added up, and all that events about amounts need."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.model import Grouping, Metric, Model, Picture
from bot.standings import Groups, Tallies, Tally, like_for_like
from bot.thresholds import AHEAD

NOBODY = Tally()


@dataclass(frozen=True, slots=True)
class AmountChange:
    """A counter between its base (the last day whose amounts were believed) and today."""

    metric: Metric
    base: date
    day: date
    before: Tallies
    after: Tallies
    groups: Groups
    earlier: Mapping[int, Model]
    """The models as known before today: `good` is what a good day last said."""
    picture: Picture
    was_complete: frozenset[str] = frozenset()
    """Namespaces that were listed in full in the base: who is not there was truly absent."""

    def tally(self, grouping: Grouping, group: str) -> tuple[Tally, Tally]:
        """Return a group's tally in the base and today."""
        namespaces = self.groups.families.groups[grouping][group].namespaces
        absent = Tally(complete=namespaces <= self.was_complete)
        return (
            self.before.get(grouping, {}).get(group, absent),
            self.after.get(grouping, {}).get(group, NOBODY),
        )

    def like_for_like(self, grouping: Grouping, group: str) -> tuple[float, float]:
        """Return a group's totals in the base and today over the same members."""
        before, after = self.tally(grouping, group)
        return like_for_like(before, after, self.base, self.groups.models)

    def model(self, key: int) -> Model:
        """Return the model behind a key."""
        return self.groups.models[key]

    def depth(self) -> int | None:
        """Return how deep the boards of this counter reach today, None if no board carries it."""
        boards = self.groups.boards_of(self.picture, lambda board: board.metric is self.metric)
        return max((len(models) for models in boards.values()), default=None)


def is_ahead(one: float, other: float) -> bool:
    """Return whether a total is ahead of another by enough to say so (half a per cent)."""
    return one > 0 and one >= AHEAD * other
