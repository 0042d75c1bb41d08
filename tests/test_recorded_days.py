"""The recorded days of the Hub through the whole machine: what a channel would have heard."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.sources.recorded import find_days, read_day
from bot.daily import Daily
from bot.families import load
from bot.model import Event, Kind, Metric, Quality, State
from storage.store import open_store
from tests.make import BOARDS

DATA = Path(__file__).absolute().parents[2] / "shared" / "data"
pytestmark = [
    pytest.mark.recorded,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the recorded days are not in {DATA}"),
]
AMOUNTS = {Kind.OVERTAKE, Kind.MILESTONE, Kind.FORECAST}


@dataclass(frozen=True)
class Story:
    """What became of some recorded days."""

    events: tuple[Event, ...]
    verdicts: dict[tuple[str, date], Quality]

    def told(self, *kinds: Kind) -> list[Event]:
        return [e for e in self.events if e.state is State.TOLD and (not kinds or e.kind in kinds)]


async def taken_in(folder: str) -> Story:
    async with await open_store(f"{folder}.db") as store:  # there is no such file: in memory
        daily = Daily(store, BOARDS, load())
        paths, faults = find_days([DATA / folder])
        assert faults == []
        for path in paths:
            fetch = read_day(path)
            await daily.take(fetch, now=fetch.taken_at, post=False)
        verdicts = {(board, mark.day): mark.quality for board, mark in await store.verdicts()}
        return Story(await store.events(), verdicts)


@pytest.fixture(scope="module")
def hub() -> Story:
    return asyncio.run(taken_in("hub-days"))


@pytest.fixture(scope="module")
def wide() -> Story:
    return asyncio.run(taken_in("wide-days"))


def test_no_recorded_day_is_rejected(hub: Story, wide: Story) -> None:
    assert Quality.REJECTED not in {*hub.verdicts.values(), *wide.verdicts.values()}


def test_qwen3_vl_2b_enters_the_top_ten_on_the_seventeenth_of_april(hub: Story) -> None:
    entries = [
        e
        for e in hub.told(Kind.ENTERED)
        if (e.board, e.top, e.subject) == ("downloads", 10, "Qwen/Qwen3-VL-2B-Instruct")
    ]
    assert [e.told_on for e in entries][:1] == [date(2026, 4, 17)]
    assert entries[0].before == 12


def test_the_one_shock_opens_on_the_ninth_of_june_and_closes_on_the_nineteenth(hub: Story) -> None:
    notes = [e for e in hub.told(Kind.DATA) if (e.board, e.subject) == ("downloads", "shock")]
    assert [(e.day, e.before, e.after) for e in notes] == [
        (date(2026, 6, 9), Quality.OK, Quality.SHOCK),
        (date(2026, 6, 19), Quality.SHOCK, Quality.OK),
    ]


def test_no_other_day_is_a_shock(hub: Story) -> None:
    shocks = {day for (_, day), quality in hub.verdicts.items() if quality is Quality.SHOCK}
    assert shocks
    assert min(shocks) == date(2026, 6, 9)
    assert max(shocks) == date(2026, 6, 18)


def test_nothing_is_said_of_amounts_while_they_are_in_doubt(hub: Story) -> None:
    doubted = date(2026, 6, 9), date(2026, 6, 20)
    said = [
        e
        for e in hub.told(*AMOUNTS)
        if e.metric is Metric.DOWNLOADS
        and e.told_on is not None
        and doubted[0] <= e.told_on <= doubted[1]
    ]
    assert said == []


def test_order_is_told_all_through_the_shock(hub: Story) -> None:
    days = {e.day for e in hub.told() if e.board == "downloads" and e.kind is not Kind.DATA}
    assert any(date(2026, 6, 9) <= day <= date(2026, 6, 18) for day in days)


@pytest.mark.parametrize("kind", [Kind.ENTERED, Kind.LEFT, Kind.MOVED])
def test_nothing_is_told_twice_in_a_week(hub: Story, kind: Kind) -> None:
    told: dict[object, list[date]] = defaultdict(list)
    for event in hub.told(kind):
        assert event.told_on is not None
        told[event.board, event.top, event.group, event.model or event.subject].append(
            event.told_on
        )
    assert len(told) > 10
    gaps = [later - sooner for days in told.values() for sooner, later in pairwise(sorted(days))]
    assert min(gaps) >= timedelta(days=7)


def test_no_milestone_is_told_twice(hub: Story) -> None:
    told = [(e.group, e.subject, e.metric, e.facts.threshold) for e in hub.told(Kind.MILESTONE)]
    assert len(told) == len(set(told))


def test_strangers_are_told_the_day_after_at_the_earliest(hub: Story) -> None:
    """12 of 169 entries were held for a day, as measured: the rule costs next to nothing."""
    known = load()
    entries = [e for e in hub.events if (e.kind, e.board, e.top) == (Kind.ENTERED, "trending", 10)]
    late = [e for e in entries if e.told_on is not None and e.told_on > e.day]
    assert late
    assert not [e for e in late if known.place(e.subject).known]


def test_a_day_read_before_the_hubs_daily_update_is_stale_and_says_nothing(wide: Story) -> None:
    stale = date(2026, 8, 8)
    assert wide.verdicts["downloads", stale] is Quality.STALE
    assert [e for e in wide.told() if e.board == "downloads" and e.told_on == stale] == []
    amounts = [e for e in wide.told(*AMOUNTS) if e.metric is Metric.DOWNLOADS]
    assert [e for e in amounts if e.told_on == stale] == []
    assert {quality for (_, day), quality in wide.verdicts.items() if day > stale} == {Quality.OK}


def test_the_day_after_a_stale_one_is_compared_with_the_day_before_it(wide: Story) -> None:
    after = [e for e in wide.events if e.board == "downloads" and e.day == date(2026, 8, 9)]
    assert {e.base for e in after if e.metric is Metric.DOWNLOADS} == {date(2026, 8, 7)}
