"""Whatever the Hub may serve, in whatever order: what must hold for any run of days."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import Counts, Event, Fetch, Kind, Listing, Quality, Snapshot, State
from storage.store import SqliteStore, open_store
from tests.make import Machine, day, later, machine, moment

OWNERS = ("Qwen", "Qwen", "meta-llama", "google", "deepmind", "mistralai", "nobody", "someone")
CAST = tuple(f"{OWNERS[n % len(OWNERS)]}/model-{n}" for n in range(14))
LISTED = ("Qwen", "meta-llama")
some = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

counter = st.one_of(st.none(), st.sampled_from([90_000, 110_000, 9_000_000, 12_000_000]))
"""Near the round numbers, and few, so that many tie and many stand still."""


@st.composite
def listings(draw: st.DrawFn, renamed: frozenset[int]) -> list[Listing]:
    """Every model, its counters as they may be, some rows twice."""
    rows = []
    for number, name in enumerate(CAST):
        rows.append(
            Listing(
                name=f"{name}-renamed" if number in renamed else name,
                counts=Counts(
                    downloads=draw(counter),
                    all_time=draw(counter),
                    likes=draw(st.one_of(st.none(), st.integers(990, 1010))),
                    trending=draw(st.sampled_from([None, 5, 92.5])),
                ),
                hub_id=f"id{number}" if number % 5 else None,
            )
        )
    return rows + [row for row in rows if draw(st.integers(0, 9)) == 0]


@st.composite
def fetches(draw: st.DrawFn) -> list[Fetch]:
    """Up to twelve days: missing ones, several fetches of one, lists short, empty and shuffled."""
    found: list[Fetch] = []
    renamed: frozenset[int] = frozenset()
    number = 0
    for _ in range(draw(st.integers(3, 12))):
        number += draw(st.sampled_from([1, 1, 1, 1, 2, 4]))
        if draw(st.integers(0, 4)) == 0:  # only those of whom the Hub's own id is known
            renamed = frozenset({draw(st.sampled_from([1, 2, 6]))})
        for at in draw(st.sampled_from([("13:30",), ("13:30",), ("13:30", "15:30")])):
            found.append(_fetch(draw, later("05-01", number), at, renamed))
    return found


def _fetch(draw: st.DrawFn, when: str, at: str, renamed: frozenset[int]) -> Fetch:
    rows = draw(listings(renamed))
    called = list(dict.fromkeys(row.name for row in rows))
    lists = {}
    for board in ("trending", "downloads", "likes"):
        kind = draw(st.sampled_from(["whole", "whole", "whole", "short", "empty", "absent"]))
        order = draw(st.permutations(called)) if draw(st.booleans()) else called
        size = {"whole": 13, "short": 4, "empty": 0, "absent": 0}[kind]
        if kind != "absent":
            lists[board] = order[:size]
    return day(when, *rows, at=at, namespaces=LISTED if draw(st.booleans()) else (), **lists)


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
@given(fetches())
def test_ranks_are_a_permutation_and_a_day_is_stored_once_for_each_board(
    days: list[Fetch],
) -> None:
    snapshots = asyncio.run(whole(days)).snapshots
    for snapshot in snapshots:
        assert sorted(snapshot.ranks().values()) == list(range(1, len(snapshot.models) + 1))
        assert len(snapshot.values) == len(snapshot.models)
        assert snapshot.models
        assert snapshot.quality is not Quality.REJECTED
    stored = [(snapshot.board, snapshot.day) for snapshot in snapshots]
    assert len(stored) == len(set(stored))


@some
@given(fetches())
def test_days_one_by_one_tell_the_same_as_all_at_once(days: list[Fetch]) -> None:
    assert asyncio.run(one_by_one(days)) == asyncio.run(at_once(days))


@some
@given(fetches())
def test_nothing_is_told_again_within_its_rest(days: list[Fetch]) -> None:
    heard: dict[object, list[date]] = defaultdict(list)
    events = asyncio.run(at_once(days))
    for event, when in told(events, Kind.ENTERED, Kind.LEFT, Kind.MOVED):
        who = event.model or (event.group, event.subject)
        heard[event.board, event.kind, event.top, who].append(when)
    for when_told in heard.values():
        assert all((b - a).days >= 7 for a, b in pairwise(sorted(when_told)))
    for event, _ in told(events, Kind.DATA):
        heard[event.kind, event.board, event.metric, event.subject, event.day].append(event.day)
    assert all(len(each) == 1 for key, each in heard.items() if Kind.DATA in tuple(key))  # type: ignore[arg-type]


@some
@given(fetches())
def test_a_milestone_is_told_once_ever(days: list[Fetch]) -> None:
    milestones = [
        (event.model or event.subject, event.metric, event.facts.threshold)
        for event, _ in told(asyncio.run(at_once(days)), Kind.MILESTONE)
    ]
    assert len(milestones) == len(set(milestones))


@some
@given(fetches())
def test_every_event_has_a_state_that_its_other_fields_agree_with(days: list[Fetch]) -> None:
    events = asyncio.run(at_once(days))
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    for event in events:
        assert (event.told_on is not None) == (event.state is State.TOLD)
        assert event.base is None or event.base < event.day
        assert event.told_on is None or event.told_on >= event.day
    assert not [event for event in events if event.day == min(fetch.day for fetch in days)]


@some
@given(fetches(), st.data())
def test_taking_any_of_them_again_changes_nothing(days: list[Fetch], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(days), max_size=4))

    async def both() -> tuple[tuple[Event, ...], tuple[Event, ...]]:
        async with await open_store("nowhere.db") as store:
            its = await play(store, days)
            before = await store.events()
            stored = await store.days()
            await its.take(days[-1], *(fetch for fetch in again if fetch.day in stored))
            return before, await store.events()

    before, after = asyncio.run(both())
    assert before == after


def _by_name(events: Sequence[Event]) -> list[Event]:
    """Leave out the model's key, which is the database's own."""
    return [replace(event, model=None) for event in events]


@some
@given(fetches())
def test_what_is_exported_and_imported_tells_the_same(days: list[Fetch]) -> None:
    first = asyncio.run(whole(days))
    again = asyncio.run(whole(first.exported))
    assert _by_name(again.events) == _by_name(first.events)


# --- and what a person would trip over, each by itself


async def _round_trip(*days: Fetch) -> tuple[Run, Run]:
    first = await whole(days)
    return first, await whole(first.exported)


def _filled(when: str, *rows: Listing, at: str = "13:30", count: int = 20, **extra: list[str]) -> Fetch:
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


async def test_counters_of_a_second_fetch_survive_export_and_import() -> None:
    """The first fetch of the day had trending only; its rows are the same models."""
    hero = Listing("Qwen/hero", Counts(downloads=70_000, trending=9))
    trending_only = replace(_filled("05-02", hero), lists={"trending": ("Qwen/hero",)})
    first, again = await _round_trip(
        _filled("05-01", hero), trending_only, _filled("05-02", hero, at="15:30")
    )
    [before] = [s.values for s in first.snapshots if (s.board, s.day) == ("downloads", trending_only.day)]
    [after] = [s.values for s in again.snapshots if (s.board, s.day) == ("downloads", trending_only.day)]
    assert after == before


async def test_a_name_that_came_back_is_exported_as_it_was_each_day() -> None:
    called = ("Qwen/a", "Qwen/b", "Qwen/a")
    days = [
        _filled(f"05-0{n}", Listing(name, Counts(downloads=70_000 + n), hub_id="q"))
        for n, name in enumerate(called, start=1)
    ]
    exported = (await whole(days)).exported
    assert [fetch.lists["downloads"][0] for fetch in exported] == list(called)


async def test_what_was_learnt_later_is_not_exported_as_if_it_was_known() -> None:
    """Without its age on the first day, an entry on the first days had no age to tell."""
    hero = Listing("Qwen/hero", Counts(downloads=70_000))
    told_late = replace(hero, counts=Counts(downloads=70_009), created_at=moment("04-01"))
    first, again = await _round_trip(
        _filled("05-01"), _filled("05-02", hero), _filled("05-03", told_late)
    )
    assert _by_name(again.events) == _by_name(first.events)
