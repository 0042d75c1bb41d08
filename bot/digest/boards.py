"""What a digest finds on one board: who leads it, who moved, who holds its seats, records. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.digest.facts import BoardWeek, Leader, Moves, Record, Seats
from bot.families import UNKNOWN, Families
from bot.findings import Mover
from bot.model import Grouping, Model, Quality, Snapshot
from bot.thresholds import DIGEST_MOVERS, GOOD_SIGHTINGS, RECORD_DAYS, TOPS

Place = tuple[int, int, date]
GROUPINGS = (Grouping.COUNTRY, Grouping.ORGANISATION, Grouping.FAMILY)
"""The widest first."""


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks through the week of a board, knowing every model and who publishes it."""

    models: Mapping[int, Model]
    families: Families

    def _is_news(self, its: BoardWeek) -> Callable[[int], bool]:
        """Return what says whether a model may be spoken of yet.

        That is one whose publisher we know, or that stood in two good snapshots (SPEC 4).
        """
        seen = Counter(
            key
            for snapshot in (*((its.base,) if its.base else ()), *its.snapshots)
            if snapshot.quality is Quality.OK
            for key in snapshot.models
        )

        def is_news(key: int) -> bool:
            known = self.families.place(self.models[key].name).known
            return known or seen[key] >= GOOD_SIGHTINGS

        return is_news

    def leader(self, its: BoardWeek) -> Leader | None:
        """Return who is #1; a model that is no news yet is skipped over, as in the posts."""
        is_news = self._is_news(its)
        firsts = [next(filter(is_news, snapshot.models), None) for snapshot in its.whole]
        now = firsts[-1] if firsts else None
        if now is None:
            return None
        days = Counter(key for key in firsts if key is not None)
        others = [(self.models[key].name, n) for key, n in days.most_common() if key != now]
        since, seen = its.led_since or (date.max, True)
        is_older = not others and since < its.snapshots[0].day
        return Leader(
            board=its.board,
            model=self.models[now].name,
            days=days[now],
            seen=len(its.whole),
            since=since if is_older else None,
            at_least=is_older and not seen,
            others=tuple(others),
        )

    def moves(self, its: BoardWeek) -> Moves | None:
        """Return the biggest climbs into the deepest watched top, and falls out of or within it."""
        if its.before is its.after:
            return None
        deepest, is_news = max(TOPS), self._is_news(its)
        was, now = its.before.ranks(), its.after.ranks()
        here = [key for key in its.after.models[:deepest] if is_news(key)]
        there = [key for key in its.before.models[:deepest] if is_news(key)]
        below, below_now = len(was) + 1, len(now) + 1
        up = {key: was.get(key, below) - now[key] for key in here}
        down = {key: now.get(key, below_now) - was[key] for key in there}
        climbs, falls = _most(up), _most(down)
        if not (climbs or falls):
            return None
        return Moves(
            board=its.board,
            since=its.before.day,
            climbs=tuple(self._mover(key, was, now) for key in climbs),
            falls=tuple(self._mover(key, was, now) for key in falls),
            depth=len(was),
            depth_now=len(now),
        )

    def _mover(self, key: int, was: Mapping[int, int], now: Mapping[int, int]) -> Mover:
        before, after = was.get(key), now.get(key)
        change = before - after if before is not None and after is not None else None
        return Mover(self.models[key].name, before, after, change)

    def seats(self, its: BoardWeek, top: int) -> Seats | None:
        """Return the organisations in a top, those of no known one last."""
        if len(its.after.models) < top:
            return None
        now, before = self._held(its.after, top), self._held(its.before, top)
        order = sorted({*now, *before}, key=lambda key: (key == UNKNOWN, -now[key], key))
        return Seats(
            board=its.board,
            top=top,
            since=None if its.before is its.after else its.before.day,
            holders=tuple((key, now[key], before[key]) for key in order),
        )

    def _held(self, snapshot: Snapshot, top: int) -> Counter[str]:
        names = (self.models[key].name for key in snapshot.models[:top])
        return Counter(self.families.place(name).organisation for name in names)

    # --- records

    def records(self, its: BoardWeek, top: int) -> Iterator[Record]:
        """Give the places in a top that no model of a group had before, the widest group first.

        A group's first model there, or a family's best place; a model's first place is told once.
        """
        if its.bests is None or its.since is None or len(its.after.models) < top:
            return
        told: set[int] = set()
        best = self._best(its.bests.items())
        for group, (first, highest) in sorted(
            self._reached(its, top).items(), key=lambda item: (GROUPINGS.index(item[0][0]), item[1])
        ):
            before = best.get(group)
            is_first = before is None or before > top
            rank, key, day = first if is_first else highest
            is_higher = group[0] is Grouping.FAMILY and before is not None and rank < before
            if key in told or not (is_first or is_higher):
                continue
            told.add(key)
            yield Record(
                board=its.board,
                day=day,
                model=self.models[key].name,
                grouping=group[0],
                group=group[1],
                rank=rank,
                top=top,
                since=its.since,
                before=None if is_first else before,
            )

    def _reached(
        self, its: BoardWeek, top: int
    ) -> dict[tuple[Grouping, str], tuple["Place", "Place"]]:
        """Return the first and the best place of each group in the week: rank, model, first day."""
        reached: dict[tuple[Grouping, str], tuple[Place, Place]] = {}
        for snapshot in its.whole:
            for rank, key in enumerate(snapshot.models[:top], start=1):
                place = (rank, key, snapshot.day)
                for group in self._groups(key):
                    first, highest = reached.get(group, (place, place))
                    reached[group] = (first, place if rank < highest[0] else highest)
        return reached

    def _best(self, bests: Iterable[tuple[int, int]]) -> dict[tuple[Grouping, str], int]:
        best: dict[tuple[Grouping, str], int] = {}
        for key, rank in bests:
            for group in self._groups(key):
                best[group] = min(rank, best.get(group, rank))
        return best

    def _groups(self, key: int) -> Iterator[tuple[Grouping, str]]:
        model = self.models[key]
        placed = self.families.place(model.name, model.pipeline_tag, model.library)
        for grouping in Grouping:
            if group := placed.group(grouping):
                yield grouping, group


def _most(places: Mapping[int, int]) -> list[int]:
    """Return the models that moved most, and at all."""
    order = sorted(places, key=lambda key: (-places[key], key))
    return [key for key in order if places[key] > 0][:DIGEST_MOVERS]


def may_have_records(days: int) -> bool:
    """Return whether so many stored days before a week are enough to speak of records."""
    return days >= RECORD_DAYS
