"""Groups added up: totals, places, and comparisons like for like. Pure; SPEC 2 and 5."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.families import Families
from bot.model import COUNTERS, Board, Grouping, Metric, Model, Picture, Standing, reader
from bot.thresholds import MOST_OF


@dataclass(frozen=True, slots=True)
class Tally:
    """A group's members on a day, each with its counter: the cohort and its total."""

    values: Mapping[int, float] = field(default_factory=dict)
    complete: bool = False
    """True if all of the group's namespaces were listed in full, and all its derivatives read."""

    @property
    def total(self) -> float:
        """The group's figure."""
        return sum(self.values.values())


Tallies = Mapping[Grouping, Mapping[str, Tally]]


@dataclass(frozen=True, slots=True)
class Groups:
    """Who belongs where, and which boards carry which counter: all that adding up needs."""

    families: Families
    boards: Mapping[str, Board]
    models: Mapping[int, Model]
    _belongs: dict[int, tuple[tuple[Grouping, str], ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def tally(self, picture: Picture, metric: Metric) -> Tallies:
        """Add up every group of a day for one metric.

        A model counts if its namespace was listed in full, or if it stands on a board of that
        metric.
        """
        listed = self._listed(picture, metric)
        unread: set[tuple[Grouping, str]] = set()
        values: dict[Grouping, dict[str, dict[int, float]]] = {kind: {} for kind in Grouping}
        read = reader(metric)
        for key, counts in picture.counts.items():
            value = read(counts)
            model = self.models[key]
            if value is None:
                if metric is Metric.DERIVATIVES:  # read model by model, so perhaps not of all
                    unread.update(self.belongs(key))
                continue
            if key not in listed and model.namespace not in picture.complete:
                continue
            for kind, group in self.belongs(key):
                values[kind].setdefault(group, {})[key] = value
        return {
            kind: {
                group: Tally(
                    members,
                    (kind, group) not in unread and self._is_complete(kind, group, picture),
                )
                for group, members in groups.items()
            }
            for kind, groups in values.items()
        }

    def _listed(self, picture: Picture, metric: Metric) -> set[int]:
        """Return the models that a metric's boards show.

        Of a metric that no board carries that day, the boards of other counters: who is trending
        changes from day to day and is no cohort.
        """
        own = self.boards_of(picture, lambda board: board.metric is metric)
        other = self.boards_of(picture, lambda board: board.metric in COUNTERS)
        shown = own or other
        return set().union(*shown.values()) if shown else set(picture.counts)

    def boards_of(
        self, picture: Picture, chosen: Callable[[Board], bool]
    ) -> dict[str, tuple[int, ...]]:
        """Return a day's boards that are chosen, with their models."""
        return {
            name: models
            for name, models in picture.boards.items()
            if name in self.boards and chosen(self.boards[name])
        }

    def _is_complete(self, kind: Grouping, group: str, picture: Picture) -> bool:
        return self.families.groups[kind][group].namespaces <= picture.complete

    def belongs(self, key: int) -> tuple[tuple[Grouping, str], ...]:
        """Return the groups that a model counts for: at most one of each kind."""
        known = self._belongs.get(key)
        if known is None:
            model = self.models[key]
            place = self.families.place(model.name, model.pipeline_tag, model.library)
            groups = ((kind, place.group(kind)) for kind in Grouping)
            known = self._belongs[key] = tuple((kind, group) for kind, group in groups if group)
        return known

    def group_of(self, kind: Grouping, key: int) -> str | None:
        """Return the group of a kind that a model counts for, None if for none."""
        return next((group for its, group in self.belongs(key) if its is kind), None)

    def is_known(self, key: int) -> bool:
        """Return whether we know a model's publisher."""
        return self.families.place(self.models[key].name).known


def standings(tallies: Tallies, metric: Metric) -> tuple[Standing, ...]:
    """Return every group's standing, each kind of group in order of place."""
    return tuple(
        Standing(kind, group, metric, tally.total, place, len(tally.values), tally.complete)
        for kind, groups in tallies.items()
        for place, (group, tally) in enumerate(_by_total(groups.items()), start=1)
    )


def totals_of(tallies: Tallies) -> dict[tuple[Grouping, str], float]:
    """Return every group's total."""
    return {
        (kind, group): tally.total
        for kind, groups in tallies.items()
        for group, tally in groups.items()
    }


def _by_total(groups: Iterable[tuple[str, Tally]]) -> list[tuple[str, Tally]]:
    return sorted(groups, key=lambda item: (-item[1].total, item[0]))


def like_for_like(
    before: Tally, after: Tally, base: date, models: Mapping[int, Model]
) -> tuple[float, float]:
    """Return a group's totals on two days over the same members.

    A member that came by a new release has truly grown the group and counts on the later day; one
    that came, or went, because a list reached more or less deep counts on neither. Where both days
    list the group in full there is nothing to set right.
    """
    if before.complete and after.complete:
        return before.total, after.total
    both = before.values.keys() & after.values.keys()
    fresh = [key for key in after.values.keys() - both if _created_after(models[key], base)]
    return (
        sum(before.values[key] for key in both),
        sum(after.values[key] for key in both) + sum(after.values[key] for key in fresh),
    )


def _created_after(model: Model, day: date) -> bool:
    return model.created_at is not None and model.created_at.date() > day


@dataclass(frozen=True, slots=True)
class Share:
    """The member that makes up the largest part of a group's total, or of its growth."""

    model: int
    part: float
    """From 0 to 1."""
    of_growth: bool


def mostly(before: Tally, after: Tally) -> Share | None:
    """Return the member that makes up more than half of a group's total or growth, if one does."""
    grown = {key: value - before.values.get(key, 0) for key, value in after.values.items()}
    shares = (
        _largest(after.values, after.total, of_growth=False),
        _largest(grown, after.total - before.total, of_growth=True),
    )
    most = [share for share in shares if share and share.part > MOST_OF]
    return max(most, key=lambda share: share.part, default=None)


def _largest(parts: Mapping[int, float], whole: float, *, of_growth: bool) -> Share | None:
    if not parts or whole <= 0:
        return None
    key = max(parts, key=lambda member: (parts[member], -member))
    return Share(key, min(parts[key] / whole, 1.0), of_growth)
