"""What changed on one board: the two snapshots and all that its events need to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.model import Board, Model, Quality, Snapshot
from bot.standings import Groups
from bot.thresholds import GOOD_SIGHTINGS


@dataclass(frozen=True, slots=True)
class Career:
    """What a model did on a board before today."""

    good_sightings: int = 0
    """Good snapshots it stood in; counting stops at two."""
    last_in: Mapping[int, date] = field(default_factory=dict)
    """By top, the last day it was in it."""


NEWCOMER = Career()


@dataclass(frozen=True, slots=True)
class BoardChange:
    """A board between its base and today."""

    board: Board
    before: Snapshot
    after: Snapshot
    groups: Groups
    careers: Mapping[int, Career] = field(default_factory=dict)
    reigning: int | None = None
    """The leader that was told last, where the base has another one that was held."""
    led_since: tuple[date, bool] | None = None
    """Since when the reigning leader has led, and whether we saw it begin."""

    @property
    def day(self) -> date:
        """The day it happened."""
        return self.after.day

    def model(self, key: int) -> Model:
        """Return the model behind a key."""
        return self.groups.models[key]

    def career(self, key: int) -> Career:
        """Return what a model did on this board before today."""
        return self.careers.get(key, NEWCOMER)

    def is_news(self, key: int) -> bool:
        """Return whether a model may be told of: a known publisher's, or seen often enough."""
        if self.groups.is_known(key):
            return True
        today = key in self.after.models and self.after.quality is Quality.OK
        return self.career(key).good_sightings + today >= GOOD_SIGHTINGS

    def watched(self, tops: tuple[int, ...]) -> tuple[int, ...]:
        """Return the tops that both lists are deep enough for."""
        depth = min(len(self.before.models), len(self.after.models))
        return tuple(top for top in tops if top <= depth)

    def age_days(self, key: int) -> int | None:
        """Return the days since a model's repository was created, None if unknown."""
        return age_days(self.model(key), self.day)


def age_days(model: Model, day: date) -> int | None:
    """Return the days from a repository's creation to `day`, None if unknown."""
    if model.created_at is None or model.created_at.date() == DATES_BEGIN:
        return None
    return max((day - model.created_at.date()).days, 0)


DATES_BEGIN = date(2022, 3, 2)
"""The Hub's `createdAt` of every repository from before dates were kept (PLATFORMS, The Hub)."""
