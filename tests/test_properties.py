"""Whatever the Hub may serve, in whatever order: what must hold for any run of days."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from adapters.sources.recorded import find_days, read_day, write_day
from bot.model import Counts, Event, Fetch, Kind, Listing, Quality, Snapshot, State
from storage.store import SqliteStore, open_store
from tests.make import Machine, day, later, machine

OWNERS = ("Qwen", "Qwen", "meta-llama", "google", "deepmind", "mistralai", "nobody", "someone")
CAST = tuple(f"{OWNERS[n % len(OWNERS)]}/model-{n}" for n in range(12))
LISTED = ("Qwen", "meta-llama")
some = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller seed is no smaller story
)
COUNTERS = (None, 90_000, 110_000, 110_000, 9_000_000, 12_000_000)
"""Near the round numbers, and few, so that many tie and many stand still."""


def invent(seed: int, count: int) -> list[Fetch]:
    """Return so many days: some missing, some fetched twice, their lists short, empty, shuffled.

    Drawn with dice of our own: a thousand draws for each run are too slow for hypothesis. It picks
    the seed and the number of days.
    """
    dice = random.Random(seed)  # noqa: S311 - it invents data
    found: list[Fetch] = []
    renamed: frozenset[int] = frozenset()
    number = 0
    for _ in range(count):
        number += dice.choice([1, 1, 1, 1, 2, 4])
        if dice.random() < RARELY:  # only those of whom the Hub's own id is known
            renamed = frozenset({dice.choice([1, 2, 6])})
        times = ("13:30", "15:30")[: dice.choice([1, 1, 2])]
        found += [_fetch(dice, later("05-01", number), at, renamed) for at in times]
    return found


RARELY = 0.2


def _fetch(dice: random.Random, when: str, at: str, renamed: frozenset[int]) -> Fetch:
    rows = [_listing(dice, number, renamed) for number in range(len(CAST))]
    rows += [row for row in rows if dice.random() < RARELY]
    lists = {}
    for board in ("trending", "downloads", "likes"):
        called = [row.name for row in rows[: len(CAST)]]
        if dice.random() < 0.5:
            dice.shuffle(called)
        size = dice.choice([11, 11, 11, 11, 4, 0, None])
        if size is not None:
            lists[board] = called[:size]
    namespaces = LISTED if dice.random() < 0.5 else ()
    return day(when, *rows, at=at, namespaces=namespaces, **lists)


def _listing(dice: random.Random, number: int, renamed: frozenset[int]) -> Listing:
    return Listing(
        name=f"{CAST[number]}-renamed" if number in renamed else CAST[number],
        counts=Counts(
            downloads=dice.choice(COUNTERS),
            all_time=dice.choice(COUNTERS),
            likes=dice.choice([None, *range(990, 1010)]),
            trending=dice.choice([None, 5, 92.5]),
        ),
        hub_id=f"id{number}" if number % 5 else None,
    )


seeds, counts = st.integers(0, 2**32), st.integers(3, 10)


# --- plays


async def play(store: SqliteStore, days: Sequence[Fetch]) -> Machine:
    its = machine(store)
    for fetch in days:
        await its.take(fetch)
    return its


async def at_once(days: Sequence[Fetch]) -> tuple[Event, ...]:
    async with await open_store("nowhere.db") as store:
        await play(store, days)
        return await store.events()


async def one_by_one(days: Sequence[Fetch]) -> tuple[Event, ...]:
    """Start anew for each fetch, as after a crash."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "overtake.db")
        for fetch in days:
            async with await open_store(path, exclusive=True) as store:
                await play(store, [fetch])
        async with await open_store(path) as store:
            return await store.events()


@dataclass(frozen=True)
class Run:
    events: tuple[Event, ...]
    snapshots: tuple[Snapshot, ...]
    exported: tuple[Fetch, ...]


async def whole(days: Sequence[Fetch]) -> Run:
    async with await open_store("nowhere.db") as store:
        await play(store, days)
        snapshots = [
            snapshot
            for board in await store.board_names()
            for mark in await store.board_marks(board)
            if (snapshot := await store.snapshot(board, mark.day))
        ]
        exported = [await store.fetch(taken_at) for taken_at in await store.fetches()]
        return Run(await store.events(), tuple(snapshots), tuple(exported))


def told(events: Sequence[Event], *kinds: Kind) -> Iterator[tuple[Event, date]]:
    for event in events:
        if event.state is State.TOLD and event.kind in kinds:
            assert event.told_on is not None
            yield event, event.told_on


# --- what must hold


@some
@given(seeds, counts)
def test_no_run_of_days_breaks_what_must_hold(seed: int, count: int) -> None:
    days = invent(seed, count)
    run = asyncio.run(whole(days))
    ranks_are_a_permutation(run.snapshots)
    a_day_is_stored_once_for_each_board(run.snapshots)
    every_events_fields_agree(run.events)
    nothing_is_told_again_within_its_rest(run.events)
    a_milestone_is_told_once_ever(run.events)
    the_data_are_noted_once_for_each_board_and_day(run.events)
    first = min(fetch.day for fetch in days)
    assert not [event for event in run.events if event.day == first]


def ranks_are_a_permutation(snapshots: Sequence[Snapshot]) -> None:
    for snapshot in snapshots:
        assert sorted(snapshot.ranks().values()) == list(range(1, len(snapshot.models) + 1))
        assert len(snapshot.values) == len(snapshot.models) > 0


def a_day_is_stored_once_for_each_board(snapshots: Sequence[Snapshot]) -> None:
    stored = [(snapshot.board, snapshot.day) for snapshot in snapshots]
    assert len(stored) == len(set(stored))
    assert Quality.REJECTED not in {snapshot.quality for snapshot in snapshots}


def every_events_fields_agree(events: Sequence[Event]) -> None:
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    for event in events:
        assert (event.told_on is not None) == (event.state is State.TOLD)
        assert event.base is None or event.base < (event.told_on or event.day)
        assert event.told_on is None or event.told_on >= event.day


def nothing_is_told_again_within_its_rest(events: Sequence[Event]) -> None:
    heard: dict[object, list[date]] = defaultdict(list)
    for event, when in told(events, Kind.ENTERED, Kind.LEFT, Kind.MOVED):
        who = event.model or (event.group, event.subject)
        heard[event.board, event.kind, event.top, who].append(when)
    for days in heard.values():
        assert all((b - a).days >= 7 for a, b in pairwise(sorted(days)))


def a_milestone_is_told_once_ever(events: Sequence[Event]) -> None:
    milestones = [
        (event.model or event.subject, event.metric, event.facts.threshold)
        for event, _ in told(events, Kind.MILESTONE)
        if event.facts.corrected_on is None  # what was wrong was not told
    ]
    assert len(milestones) == len(set(milestones))


def the_data_are_noted_once_for_each_board_and_day(events: Sequence[Event]) -> None:
    notes = [(e.board, e.metric, e.subject, e.day) for e, _ in told(events, Kind.DATA)]
    assert len(notes) == len(set(notes))


@some
@given(seeds, counts)
def test_days_one_by_one_tell_the_same_as_all_at_once(seed: int, count: int) -> None:
    days = invent(seed, count)
    assert asyncio.run(one_by_one(days)) == asyncio.run(at_once(days))


@some
@given(seeds, counts, st.data())
def test_taking_any_of_them_again_changes_nothing(
    seed: int, count: int, data: st.DataObject
) -> None:
    days = invent(seed, count)
    again = [days[n % len(days)] for n in data.draw(st.lists(st.integers(0, 19), max_size=4))]

    async def both() -> tuple[tuple[Event, ...], tuple[Event, ...]]:
        async with await open_store("nowhere.db") as store:
            its = await play(store, days)
            before = await store.events()
            stored = await store.days()
            await its.take(days[-1], *(fetch for fetch in again if fetch.day in stored))
            return before, await store.events()

    before, after = asyncio.run(both())
    assert before == after


async def _round_trip(*days: Fetch) -> tuple[Run, Run]:
    """Take days in, export them to files, and import those into an empty database."""
    first = await whole(days)
    with TemporaryDirectory() as folder:
        for fetch in first.exported:
            write_day(Path(folder), fetch)
        paths, _ = find_days([Path(folder)])
        return first, await whole([read_day(path) for path in paths])


def _by_name(events: Sequence[Event]) -> list[Event]:
    """Leave out the model's key, which is the database's own."""
    return [replace(event, model=None) for event in events]


@some
@given(seeds, counts)
def test_what_is_exported_and_imported_tells_the_same(seed: int, count: int) -> None:
    first, again = asyncio.run(_round_trip(*invent(seed, count)))
    assert _by_name(again.events) == _by_name(first.events)


# --- and what a person would trip over, each by itself


def _filled(
    when: str, *rows: Listing, at: str = "13:30", count: int = 20, **extra: list[str]
) -> Fetch:
    filler = [
        Listing(f"google/f{n}", Counts(downloads=50_000 - n + int(when[3:]))) for n in range(count)
    ]
    front = [row.name for row in rows]
    downloads = [*front, *(row.name for row in filler)]
    return day(when, *rows, *filler, at=at, downloads=downloads, **extra)


async def test_a_rejected_list_survives_export_and_import() -> None:
    stranger = Listing("nobody/new", Counts(downloads=60_000))
    first, again = await _round_trip(
        _filled("05-01"), _filled("05-02", stranger, count=4), _filled("05-02", at="15:30")
    )
    assert _by_name(again.events) == _by_name(first.events)


async def test_a_stored_fetch_has_a_row_for_every_name_in_its_lists() -> None:
    stranger = Listing("nobody/new", Counts(downloads=60_000))
    for fetch in (await whole([_filled("05-01"), _filled("05-02", stranger, count=4)])).exported:
        listed = {name for names in fetch.lists.values() for name in names}
        assert listed <= {row.name for row in fetch.models}


async def test_counters_of_a_second_fetch_survive_export_and_import() -> None:
    """The first fetch of the day had trending only; its rows are the same models."""
    hero = Listing("Qwen/hero", Counts(downloads=70_000, trending=9))
    trending_only = replace(_filled("05-02", hero), lists={"trending": ("Qwen/hero",)})
    first, again = await _round_trip(
        _filled("05-01", hero), trending_only, _filled("05-02", hero, at="15:30")
    )
    [before] = [
        s.values for s in first.snapshots if (s.board, s.day) == ("downloads", trending_only.day)
    ]
    [after] = [
        s.values for s in again.snapshots if (s.board, s.day) == ("downloads", trending_only.day)
    ]
    assert after == before


async def test_a_name_that_came_back_is_exported_as_it_was_each_day() -> None:
    called = ("Qwen/a", "Qwen/b", "Qwen/a")
    days = [
        _filled(f"05-0{n}", Listing(name, Counts(downloads=70_000 + n), hub_id="q"))
        for n, name in enumerate(called, start=1)
    ]
    exported = (await whole(days)).exported
    assert [fetch.lists["downloads"][0] for fetch in exported] == list(called)
