"""What is missing of a day, asked of the Hub: boards, namespaces, single models. SPEC 2 and 3.

One part that fails does not lose the others. What is collected becomes one Fetch; what was not to
be had is asked again later the same day, and until then the day's counters wait (`Fetch.missing`).
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from bot import thresholds as at
from bot.families import Families
from bot.memory import load_directory
from bot.model import (
    COUNTERS,
    Board,
    Fetch,
    Listing,
    Metric,
    Quality,
    Step,
    namespace_of,
)
from bot.ports import Log, Source, SourceError, Store
from bot.quality import days_of, is_cut_short

T = TypeVar("T")
NAMED = 5
"""So many namespaces are named; more are counted."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is still to be asked of a day."""

    day: date
    boards: tuple[Board, ...]
    namespaces: tuple[str, ...]
    """Families' own first."""
    unsettled: bool = False
    """Whether the day's counters wait for namespaces that were missing."""

    @property
    def parts(self) -> tuple[str, ...]:
        """What is asked, by name; many namespaces as their number."""
        names = self.namespaces
        shown = names if len(names) <= NAMED else (f"{len(names)} namespaces",)
        return (*(board.name for board in self.boards), *shown)

    @property
    def is_empty(self) -> bool:
        """Whether the day is there, whole."""
        return not (self.boards or self.namespaces or self.unsettled)


@dataclass(frozen=True, slots=True)
class Failure:
    """A part of a day that could not be had."""

    part: str
    reason: str
    lasting: bool = False
    """Whether asking again today is no use."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What a collection brought."""

    fetch: Fetch
    failures: tuple[Failure, ...] = ()


class Collector:
    """Asks a source for what is missing of a day."""

    def __init__(
        self,
        source: Source,
        store: Store,
        boards: Sequence[Board],
        families: Families,
        log: Log,
        calls: int,
    ) -> None:
        """Keep what every day needs.

        `calls` is how often the source may answer in one collection; a day that goes well has one.
        """
        self.source, self.store, self.families, self.log = source, store, families, log
        self.boards, self.calls = tuple(boards), calls
        self.namespaces = namespaces_of(families)
        self._day = date.min
        """The day that was collected last."""
        self._short: dict[str, int] = {}
        """Rows of the day's listings that were cut short, as it seemed."""
        self._failed_before: set[str] = set()
        """Boards and namespaces that failed at an earlier try of the day: they come last."""
        self._has_read = False
        """Whether the day's share of derivatives was read."""

    async def plan(self, day: date) -> Plan:
        """Return what is missing of a day."""
        verdicts = await self.store.verdicts(day, day)
        stored = {board for board, mark in verdicts if mark.quality is not Quality.REJECTED}
        picture = await self.store.picture(day) if day in await self.store.days() else None
        listed = picture.complete if picture else frozenset()
        settled = picture is not None and await self._is_counted(day)
        return Plan(
            day=day,
            boards=tuple(board for board in self.boards if board.name not in stored),
            namespaces=()
            if settled
            else tuple(name for name in self.namespaces if name not in listed),
            unsettled=picture is not None and not settled,
        )

    async def _is_counted(self, day: date) -> bool:
        """Return whether the day's counters are judged: then no listing can add to them."""
        marks = [await self.store.counter_marks(metric, 1) for metric in COUNTERS]
        return any(mark[0].day == day for mark in marks if mark)

    async def collect(self, plan: Plan, now: datetime, *, last: bool = False) -> Collected:
        """Ask for all of a plan, and return it as a fetch of `now`.

        On the `last` chance of a day its counters wait no longer for what did not come, unless it
        was not even asked, as nothing answered.
        """
        self.log(
            Step.COLLECTING,
            day=plan.day.isoformat(),
            boards=len(plan.boards),
            namespaces=len(plan.namespaces),
        )
        self.source.begin()
        if self._day != plan.day:
            self._day, self._short, self._has_read = plan.day, {}, False
            self._failed_before = set()
        before = self.source.calls
        work = _Work(before + self.calls)
        try:
            await self._ask(plan, work)
        finally:
            self.log(
                Step.COLLECTED,
                day=plan.day.isoformat(),
                failed=len(work.failures),
                calls=self.source.calls - before,
            )
        missing = set(plan.namespaces) - work.namespaces - work.over_budget
        unasked = missing - {failure.part for failure in work.failures}
        return Collected(
            Fetch(
                taken_at=now,
                lists=work.lists,
                models=tuple(work.models.values()),
                namespaces=frozenset(work.namespaces),
                gone=frozenset(work.gone),
                missing=frozenset() if last and not unasked else frozenset(missing),
            ),
            tuple(work.failures),
        )

    async def _ask(self, plan: Plan, work: "_Work") -> None:
        await self._ask_boards(plan.boards, work)
        await self._ask_namespaces(plan, work)
        if work.is_hopeless:
            return
        await self._ask_after_the_lost(plan.day, work)
        await self._ask_derivatives(plan.day, work)

    # --- boards and namespaces

    async def _ask_boards(self, boards: Iterable[Board], work: "_Work") -> None:
        for board in self._in_turn(boards, lambda its: its.name):
            if work.is_hopeless:
                return
            try:
                found = await self.source.board(board)
            except SourceError as error:
                self._failed(work, board.name, error)
                continue
            self._listed(work, board.name, found)
            work.lists[board.name] = tuple(dict.fromkeys(its.name for its in found))
            work.add(found)

    def _in_turn(self, parts: Iterable[T], name: Callable[[T], str]) -> list[T]:
        """Return parts in their order, but last those that failed before: they hold up no other."""
        return sorted(parts, key=lambda part: name(part) in self._failed_before)

    async def _ask_namespaces(self, plan: Plan, work: "_Work") -> None:
        if work.is_unreachable:
            return
        work.failed_in_a_row = 0  # the boards' failures may be their own
        known = await self._sizes(plan.day)
        names = self._in_turn(plan.namespaces, str)
        for number, name in enumerate(names):
            if work.is_hopeless:
                return
            if self.source.calls >= work.most_calls:
                self._stop_asking(names[number:], work)
                return
            found = await self._namespace(name, work)
            if found is None:
                continue
            if self._is_believed(name, len(found), known.get(name, 0)):
                work.list(name, found)
            else:
                reason = f"{len(found)} models where {known[name]} were"
                self._failed(work, name, SourceError(reason))

    def _is_believed(self, name: str, rows: int, usual: int) -> bool:
        """Return whether a listing is whole: as long as ever, or as short as the last one today.

        A second fetch that agrees is believed, as for boards (SPEC 4).
        """
        before = self._short.get(name, 0)
        agrees = bool(before) and not (is_cut_short(rows, before) or is_cut_short(before, rows))
        if is_cut_short(rows, usual) and not agrees:
            self._short[name] = rows
            return False
        return True

    def _stop_asking(self, names: Sequence[str], work: "_Work") -> None:
        """Leave namespaces out of the day: its calls are used up, so nothing waits for them."""
        work.over_budget.update(names)
        reason = f"not asked, as all {self.calls} calls are used up: raise hub_calls"
        self._failed(work, f"{len(names)} namespaces", SourceError(reason, lasting=True))

    async def _namespace(self, name: str, work: "_Work") -> Sequence[Listing] | None:
        """Return a namespace's models, None if they can't be had now."""
        try:
            found = await self.source.namespace(name)
        except SourceError as error:
            self._failed(work, name, error)
            return None
        self._listed(work, name, found)
        return found

    def _listed(self, work: "_Work", part: str, found: Sequence[Listing]) -> None:
        work.failed_in_a_row = 0
        self.log(Step.LISTED, part=part, rows=len(found))

    def _failed(self, work: "_Work", part: str, error: SourceError) -> None:
        work.failures.append(Failure(part, str(error), error.lasting))
        work.is_unreachable = error.unreachable
        work.failed_in_a_row += not error.lasting
        self._failed_before.add(part)
        self.log(Step.FAILED, part=part, reason=str(error))

    async def _sizes(self, day: date) -> Mapping[str, int]:
        """Return how many models each namespace had when it was last listed, a week ago at most."""
        namespaces = {model.key: model.namespace for model in await self.store.models()}
        sizes: dict[str, int] = {}
        for earlier in reversed(await self.store.days()):
            if (day - earlier).days > at.USUAL_LISTS or len(sizes) == len(self.namespaces):
                break
            picture = await self.store.picture(earlier) if earlier < day else None
            if picture:
                counted = Counter(namespaces[key] for key in picture.counts)
                sizes |= {name: counted[name] for name in picture.complete - sizes.keys()}
        return sizes

    # --- model by model

    async def _ask_after_the_lost(self, day: date, work: "_Work") -> None:
        """Look up who stood in a watched top and is on no list now: gone, renamed or just below."""
        lost = await self._lost(day, work)
        for name in lost[: at.LOOK_UPS]:
            if self.source.calls >= work.most_calls:
                return
            try:
                found = await self.source.look_up(name)
            except SourceError as error:
                self.log(Step.FAILED, part=name, reason=str(error))
                continue
            if found is None:
                work.gone.add(name)
            else:
                # Its derivatives wait for the week's: one model's would pass for a whole reading.
                work.add([replace(found, counts=replace(found.counts, derivatives=None))])

    async def _lost(self, day: date, work: "_Work") -> list[str]:
        """Return the names that were in a top and are nowhere now, the best-placed first."""
        directory = await load_directory(self.store)
        here = (directory.find(listing) for listing in work.models.values())
        keys = {model.key for model in here if model is not None}
        if day in await self.store.days() and (earlier := await self.store.picture(day)):
            keys |= earlier.counts.keys()
        lost: dict[str, int] = {}
        for board in work.lists:
            base = days_of(await self.store.board_marks(board)).base
            snapshot = await self.store.snapshot(board, base) if base and base < day else None
            for rank, key in enumerate(snapshot.models[: max(at.TOPS)] if snapshot else ()):
                if key not in keys:
                    name = directory.models[key].name
                    lost[name] = min(rank, lost.get(name, rank))
        return sorted(lost, key=lambda name: (lost[name], name))

    async def _ask_derivatives(self, day: date, work: "_Work") -> None:
        """Read some models' derivatives, and hand over the week's when a week is full.

        They cost a call for each model (SPEC 3), so they are read over a week and shown on its last
        day; what was read is kept at once, and handed over by each collection of that day: the one
        before may not have been stored.
        """
        marks = await self.store.counter_marks(Metric.DERIVATIVES, 1)
        shown = marks[0].day if marks else date.min
        if not self._has_read:
            await self._read_derivatives(day, work, shown)
            self._has_read = True
        first = await self.store.derivatives_since(shown)
        begun = shown if marks else first and first - timedelta(days=1)
        if begun and (day - begun).days >= at.DERIVATIVE_DAYS:
            work.count(await self.store.derivatives(shown))

    async def _read_derivatives(self, day: date, work: "_Work", shown: date) -> None:
        """Read the day's share of what was not read since the week's were shown."""
        read = await self.store.derivatives(shown)
        for name in await asyncio.to_thread(self._to_read, work, read):
            if self.source.calls >= work.most_calls:
                break
            try:
                found = await self.source.look_up(name)
            except SourceError as error:
                self.log(Step.FAILED, part=name, reason=str(error))
                break
            if found is not None and found.counts.derivatives is not None:
                await self.store.note_derivatives(name, day, found.counts.derivatives)

    def _to_read(self, work: "_Work", read: Mapping[str, int]) -> list[str]:
        """Return today's share of the families' most downloaded models that were not read yet."""
        official = [
            its
            for its in work.models.values()
            if its.name not in read
            and namespace_of(its.name) in work.namespaces
            and self.families.place(its.name, its.pipeline_tag, its.library).official
        ]
        official.sort(key=lambda its: (-(its.counts.all_time or 0), its.name))
        return [its.name for its in official[: at.DERIVATIVE_CALLS]]


@dataclass(slots=True)
class _Work:
    """A collection as it grows."""

    most_calls: int
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    models: dict[str, Listing] = field(default_factory=dict)
    namespaces: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    over_budget: set[str] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)
    is_unreachable: bool = False
    failed_in_a_row: int = 0

    @property
    def is_hopeless(self) -> bool:
        """Whether the source is out of reach: the rest is left for the next try."""
        return self.is_unreachable or self.failed_in_a_row >= at.HOPELESS

    def add(self, found: Iterable[Listing]) -> None:
        """Keep models as they were read first."""
        for listing in found:
            self.models.setdefault(listing.name, listing)

    def list(self, namespace: str, found: Iterable[Listing]) -> None:
        """Keep a namespace that was listed in full."""
        self.namespaces.add(namespace)
        self.add(found)

    def count(self, derivatives: Mapping[str, int]) -> None:
        """Give models the derivatives that were read of them over the week."""
        for name, count in derivatives.items():
            if listing := self.models.get(name):
                counts = replace(listing.counts, derivatives=count)
                self.models[name] = replace(listing, counts=counts)


def namespaces_of(families: Families) -> tuple[str, ...]:
    """Return every namespace that is listed in full: the families' own, then the others."""
    own = (name for family in families.families.values() for name in family.namespaces)
    all_of_them = (name for owner in families.organisations.values() for name in owner.namespaces)
    return tuple(dict.fromkeys((*own, *all_of_them)))
