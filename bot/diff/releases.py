"""New official models of a family; sizes and variants of one release are one event."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.diff.board import age_days
from bot.model import Event, Facts, Grouping, Kind, Model
from bot.standings import Groups
from bot.thresholds import RELEASE_FRESH_DAYS


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Models we see for the first time, and what tells a new one from one that we only now see."""

    base: date
    day: date
    models: Iterable[Model]
    """Models never seen before today."""
    listed_before: frozenset[str]
    """Namespaces that were listed in full on an earlier day."""
    listed_today: frozenset[str]
    groups: Groups

    def new(self) -> Iterator[Model]:
        """Return the models that are new to the Hub, not only to us.

        In a namespace that was listed in full before, whatever was not there is new; one that is
        listed for the first time tells nothing. On a board alone a model is new if it was created
        a short while ago.
        """
        fresh = self.base - timedelta(days=RELEASE_FRESH_DAYS)
        for model in self.models:
            created = model.created_at
            on_a_board_alone = model.namespace not in self.listed_today
            if model.namespace in self.listed_before or (
                on_a_board_alone and created and created.date() > fresh
            ):
                yield model


def released(arrivals: Arrivals) -> Iterator[Event]:
    """Return one event for each release: its family, its flagship, and all its new models."""
    releases: dict[tuple[str, str], list[Model]] = {}
    for model in arrivals.new():
        family = arrivals.groups.group_of(Grouping.FAMILY, model.key)
        if family:
            release = arrivals.groups.families.release(model.name)
            releases.setdefault((family, release), []).append(model)
    for (family, release), models in sorted(releases.items()):
        yield _released(arrivals, family, release, models)


def _released(arrivals: Arrivals, family: str, release: str, models: list[Model]) -> Event:
    flagship = min(models, key=lambda model: (len(model.name), model.name))
    return Event(
        kind=Kind.RELEASED,
        day=arrivals.day,
        subject=flagship.name,
        model=flagship.key,
        base=arrivals.base,
        facts=Facts(
            family=family,
            release=release,
            models=tuple(sorted(model.name for model in models)),
            age_days=age_days(flagship, arrivals.day),
        ),
    )
