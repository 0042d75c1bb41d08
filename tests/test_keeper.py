"""The keeper: what it does at a look at the clock. Time is passed in; nothing waits."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from bot.collect import Collector
from bot.keeper import Keeper, StaleReadingError, Taker
from bot.model import Address, Board, Examined, Listing, Metric, Step, Subscription, View
from bot.ports import PostError, Reception, SourceError, StoreError, StoreLostError
from bot.schedule import Schedule
from storage.store import open_store
from tests.fakes import OpenPlatform
from tests.make import FAMILIES, Machine, everything, machine, model, moment, names, on

TRENDING = Board("trending", Metric.TRENDING, depth=20)
LIKES = Board("likes", Metric.LIKES, depth=20)


START = moment("05-01", "10:00")


@dataclass(slots=True)
class FakeHub:
    """A source that works: every board has the same models, of which `leader` is first."""

    leader: str = "google/m1"
    broken: set[str] = field(default_factory=set)
    """Boards and namespaces that can't be had."""
    calls: int = 0
    meanwhile: Callable[[], None] | None = None
    """What happens while it is asked."""
    days: float = 0
    """Grows the counters, so that no day is stale."""

    def begin(self) -> None:
        self.days += 1

    async def board(self, board: Board) -> Sequence[Listing]:
        self._answer(board.name)
        rest = [name for name in names(20) if name != self.leader]
        return [
            model(name, trending=500 - rank + self.days / 50, likes=9000 - rank + int(self.days))
            for rank, name in enumerate([self.leader, *rest][: board.depth])
        ]

    async def namespace(self, name: str) -> Sequence[Listing]:
        self._answer(name)
        return []

    async def look_up(self, name: str) -> Listing | None:
        self._answer(name)
        return model(name)

    async def examine(self) -> Examined:
        return Examined()

    def _answer(self, part: str) -> None:
        if self.meanwhile:
            self.meanwhile()
        if part in self.broken:
            raise SourceError("it is broken")
        self.calls += 1


@dataclass(slots=True)
class FakePlatform(OpenPlatform):
    """A platform that takes every post, unless its door is closed."""

    name: str = "fake"
    posts: list[View] = field(default_factory=list)
    closed: bool = False
    odd: set[str] = field(default_factory=set)
    """Channels at which it breaks in a way that no platform should."""
    meanwhile: Callable[[], Awaitable[object]] | None = None
    """What happens while a door is tried."""

    told: list[tuple[str, View]] = field(default_factory=list)
    """Who was told what in person."""

    connected: asyncio.Event = field(default_factory=asyncio.Event)
    left: bool = False
    fails: Exception | None = None

    async def run(self, reception: Reception) -> None:  # noqa: ARG002
        self.connected.set()
        if self.fails:
            raise self.fails
        try:
            await asyncio.Event().wait()
        finally:
            self.left = True

    async def tell(self, person: Address, view: View) -> None:
        self.told.append((person.id, view))

    def taken(self, to: Address, view: View, key: str) -> None:  # noqa: ARG002
        self.posts.append(view)

    async def check(self, to: Address) -> None:
        if self.meanwhile:
            await self.meanwhile()
        if to.id in self.odd:
            raise RuntimeError
        if self.closed:
            raise PostError(f"{to.id} is archived", lasting=True)


@dataclass
class Kept:
    """A keeper with all its parts at hand, its clock included."""

    machine: Machine
    hub: FakeHub = field(default_factory=FakeHub)
    platform: FakePlatform = field(default_factory=FakePlatform)
    said: list[tuple[Step, dict[str, str | float | None]]] = field(default_factory=list)
    now: datetime = START

    def __post_init__(self) -> None:
        self.keeper = self.started()

    def started(self, schedule: Schedule = Schedule()) -> Keeper:  # noqa: B008 - it is frozen
        collector = Collector(
            self.hub, self.machine.store, (TRENDING, LIKES), FAMILIES, self.log, 1000
        )
        platforms = {self.platform.name: self.platform}
        daily, hour = self.machine.daily, timedelta(hours=1)
        taker = Taker(collector, daily, lambda: self.now, self.log, hour)
        return Keeper(taker, platforms, schedule)

    def log(self, step: Step, **facts: str | float | None) -> None:
        self.said.append((step, facts))

    def steps(self, step: Step) -> list[dict[str, str | float | None]]:
        return [facts for its, facts in self.said if its is step]

    async def look(self, day: str, at: str) -> None:
        self.now = moment(day, at)
        await self.keeper.look(self.now)

    async def days(self) -> list[str]:
        return [f"{day:%m-%d}" for day in await self.machine.store.days()]


@pytest.fixture
def kept(overtake: Machine) -> Kept:
    return Kept(overtake)


async def test_nothing_is_taken_before_it_is_due_and_once_when_it_is(kept: Kept) -> None:
    await kept.look("05-01", "13:29")
    assert await kept.days() == []
    assert kept.steps(Step.NEXT) == [{"due": "2026-05-01 13:30 UTC"}]
    for at in ("13:30", "13:31", "18:00", "23:59"):
        await kept.look("05-01", at)
    assert await kept.days() == ["05-01"]
    assert len(await kept.machine.store.fetches()) == 1
    assert len(kept.steps(Step.COLLECTING)) == 1
    assert kept.steps(Step.NEXT)[-1] == {"due": "2026-05-02 13:30 UTC"}


async def test_a_database_that_was_taken_away_ends_the_bot(tmp_path: Path) -> None:
    """Else it would go on, and all that it wrote would be gone with the file."""
    path = tmp_path / "overtake.db"
    async with await open_store(path, exclusive=True) as store:
        kept = Kept(machine(store))
        kept.now = moment("05-01", "13:30")
        path.rename(tmp_path / "elsewhere.db")
        async with asyncio.timeout(10):
            with pytest.raises(StoreLostError, match="start again"):
                await kept.keeper.run()
    assert not kept.steps(Step.TROUBLE)


async def test_asleep_through_the_due_time_it_catches_up_at_once(kept: Kept) -> None:
    await kept.look("05-01", "12:00")
    await kept.look("05-01", "20:00")
    assert await kept.days() == ["05-01"]


async def test_asleep_for_days_it_takes_today_and_invents_nothing(kept: Kept) -> None:
    await kept.machine.store.subscribe(everything("fake:a"))
    await kept.look("05-01", "13:30")
    kept.hub.leader = "google/m7"
    await kept.look("05-04", "15:00")
    assert await kept.days() == ["05-01", "05-04"]
    await kept.keeper.deliver(kept.now)
    [post] = kept.platform.posts
    assert "since 3 days ago" in "".join(span.text for span in post.title)


async def test_a_start_takes_what_is_due_and_missing_and_nothing_else(kept: Kept) -> None:
    await kept.look("05-01", "15:00")
    kept.keeper = kept.started()
    await kept.look("05-01", "15:10")
    assert len(kept.steps(Step.COLLECTING)) == 1
    assert kept.steps(Step.AGAIN) == []


async def test_a_board_that_failed_is_taken_later_the_same_day(kept: Kept) -> None:
    kept.hub.broken = {"likes"}
    await kept.look("05-01", "13:30")
    assert kept.steps(Step.FAILED) == [{"part": "likes", "reason": "it is broken"}]
    assert kept.steps(Step.AGAIN) == [{"day": "2026-05-01", "due": "2026-05-01 13:35 UTC"}]
    kept.hub.broken = set()
    await kept.look("05-01", "13:34")
    assert await kept.machine.store.snapshot("likes", on("05-01")) is None
    await kept.look("05-01", "13:35")
    assert await kept.machine.store.snapshot("likes", on("05-01")) is not None
    await kept.look("05-01", "14:35")
    assert len(kept.steps(Step.COLLECTING)) == 2


async def test_while_the_hub_is_down_it_asks_less_and_less_often(kept: Kept) -> None:
    kept.hub.broken = {"trending", "likes", *all_namespaces()}
    start = moment("05-01", "13:30")
    tries = []
    for minute in range(180):
        before = len(kept.steps(Step.COLLECTING))
        await kept.look("05-01", f"{start + timedelta(minutes=minute):%H:%M}")
        if len(kept.steps(Step.COLLECTING)) > before:
            tries.append(minute)
    assert tries == [0, 5, 15, 35, 75, 135]


async def test_after_four_hours_the_counters_wait_no_longer_for_a_namespace(kept: Kept) -> None:
    kept.hub.broken = {"Qwen"}
    await kept.look("05-01", "13:30")
    assert await kept.machine.store.counter_marks(Metric.LIKES) == ()
    for at in ("13:35", "13:45", "14:05", "14:45", "15:45", "16:45"):
        await kept.look("05-01", at)
    assert await kept.machine.store.counter_marks(Metric.LIKES) == ()
    await kept.look("05-01", "17:45")
    assert [mark.day for mark in await kept.machine.store.counter_marks(Metric.LIKES)] == [
        on("05-01")
    ]
    await kept.look("05-01", "19:45")
    assert kept.steps(Step.COLLECTING)[-1]["namespaces"] == 1


async def test_a_clock_set_back_takes_nothing_and_says_so(kept: Kept) -> None:
    await kept.look("05-04", "13:30")
    await kept.look("05-02", "13:30")
    assert await kept.days() == ["05-04"]
    assert kept.steps(Step.CLOCK_BEHIND) == [{"day": "2026-05-02", "last": "2026-05-04"}]


def test_a_platform_that_has_been_deaf_for_long_is_said_once_each_time(kept: Kept) -> None:
    def listen(minute: int, *, hearing: bool) -> int:
        kept.platform.is_hearing = hearing
        kept.keeper.listen(moment("05-01", f"13:{minute:02}"))
        return len(kept.steps(Step.DEAF))

    assert [listen(minute, hearing=False) for minute in range(4)] == [0, 0, 1, 1]
    assert [listen(4, hearing=True), listen(5, hearing=False)] == [1, 1]
    assert listen(7, hearing=False) == 2
    assert kept.steps(Step.DEAF)[0] == {"platform": "fake", "since": "2026-05-01 13:00 UTC"}


async def test_a_closed_door_is_tried_once_a_day_and_goes_on_by_itself(kept: Kept) -> None:
    store, channel = kept.machine.store, "fake:a"
    await store.subscribe(Subscription(channel, paused="it is archived", refused=True))
    kept.platform.closed = True
    await kept.keeper.check(moment("05-01"))
    kept.platform.closed = False
    await kept.keeper.check(moment("05-02", "13:29"))
    assert kept.steps(Step.RESUMED) == []
    await kept.keeper.check(moment("05-02", "13:30"))
    assert kept.steps(Step.RESUMED) == [{"channel": channel}]
    [subscription] = await store.subscriptions()
    assert (subscription.paused, subscription.refused) == (None, False)


async def test_what_a_person_paused_stays_paused(kept: Kept) -> None:
    await kept.machine.store.subscribe(Subscription("fake:a", paused="by hand"))
    await kept.keeper.check(moment("05-01"))
    [subscription] = await kept.machine.store.subscriptions()
    assert subscription.paused == "by hand"


async def test_a_collection_that_the_machine_slept_through_is_not_kept(kept: Kept) -> None:
    kept.hub.meanwhile = lambda: setattr(kept, "now", moment("05-03", "09:00"))
    with pytest.raises(StaleReadingError, match="slept"):
        await kept.look("05-01", "13:30")
    kept.hub.meanwhile = None
    await kept.look("05-03", "13:30")
    assert await kept.days() == ["05-03"]


async def test_a_collection_that_the_clock_was_set_in_is_taken_again_at_once(kept: Kept) -> None:
    kept.hub.meanwhile = lambda: setattr(kept, "now", moment("05-01", "15:00"))
    with pytest.raises(StaleReadingError):
        await kept.look("05-01", "13:30")
    kept.hub.meanwhile = None
    await kept.look("05-01", "15:01")
    assert await kept.days() == ["05-01"]


async def test_a_plan_of_yesterday_is_never_taken_today(kept: Kept) -> None:
    plan = await kept.keeper.taker.collector.plan(on("05-01"))
    kept.now = moment("05-02", "00:00")
    with pytest.raises(StaleReadingError, match="is over"):
        await kept.keeper.taker.take(plan)
    assert await kept.days() == []


async def test_however_late_the_jitter_it_stays_within_the_day(kept: Kept) -> None:
    hours = timedelta(hours=1)
    kept.keeper = kept.started(Schedule("30 23 * * *", jitter=100 * hours))
    for day in ("05-01", "05-02", "05-03"):
        await kept.look(day, "00:00")
        await kept.look(day, "23:59")
    assert await kept.days() == ["05-01", "05-02", "05-03"]


async def test_what_a_day_never_had_is_said_when_it_is_over(kept: Kept) -> None:
    kept.hub.broken = {"likes"}
    await kept.look("05-01", "23:30")
    assert kept.steps(Step.AGAIN)[-1]["due"] == "2026-05-01 23:35 UTC"
    await kept.look("05-01", "23:59")
    assert len(kept.steps(Step.AGAIN)) == 1  # the next try would be tomorrow's
    await kept.look("05-02", "00:00")
    assert kept.steps(Step.DAY_LACKS) == [{"day": "2026-05-01", "parts": "likes"}]


async def test_what_fails_while_it_is_stored_is_tried_again_and_says_when(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(kept.machine.store, "save", full)
        with pytest.raises(StoreError):
            await kept.look("05-01", "13:30")
    assert kept.steps(Step.AGAIN) == [{"day": "2026-05-01", "due": "2026-05-01 13:35 UTC"}]
    await kept.look("05-01", "13:35")
    assert await kept.days() == ["05-01"]


async def test_alerts_that_are_ended_while_a_door_is_tried_stay_ended(kept: Kept) -> None:
    store = kept.machine.store
    await store.subscribe(Subscription("fake:a", paused="it is archived", refused=True))
    kept.platform.meanwhile = lambda: store.unsubscribe("fake:a")
    await kept.keeper.check(moment("05-01"))
    assert await store.subscriptions() == ()
    assert kept.steps(Step.RESUMED) == []


async def test_a_door_that_breaks_in_an_odd_way_holds_up_no_other(kept: Kept) -> None:
    store = kept.machine.store
    for channel in ("fake:a", "fake:b"):
        await store.subscribe(Subscription(channel, paused="it is archived", refused=True))
    kept.platform.odd = {"a"}
    await kept.keeper.check(moment("05-01"))
    assert kept.steps(Step.RESUMED) == [{"channel": "fake:b"}]


def all_namespaces() -> set[str]:
    return {name for owner in FAMILIES.organisations.values() for name in owner.namespaces}


# --- the platforms, and rounds that take long


@dataclass
class FakeReception:
    """Is asked nothing, and counts how often it learnt."""

    learnt: int = 0

    async def refresh(self) -> None:
        self.learnt += 1


async def running(kept: Kept, reception: FakeReception) -> asyncio.Task[None]:
    kept.now = moment("05-01", "09:00")
    kept.keeper.reception = cast("Reception", reception)
    task = asyncio.create_task(kept.keeper.run())
    await kept.platform.connected.wait()
    return task


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])


async def test_every_platform_is_connected_and_left_at_the_end(kept: Kept) -> None:
    reception = FakeReception()
    task = await running(kept, reception)
    assert reception.learnt == 1
    await ended(task)
    assert kept.platform.left


async def test_a_platform_that_fails_ends_nothing_and_is_said(kept: Kept) -> None:
    kept.platform.fails = RuntimeError("odd")
    task = await running(kept, FakeReception())
    while not kept.steps(Step.TROUBLE):  # noqa: ASYNC110 - of a fake
        await asyncio.sleep(0)
    assert "RuntimeError: odd" in str(kept.steps(Step.TROUBLE))
    assert not task.done()
    await ended(task)


async def test_after_each_snapshot_the_reception_learns_what_can_be_asked_for(kept: Kept) -> None:
    reception = FakeReception()
    kept.keeper.reception = cast("Reception", reception)
    await kept.look("05-01", "13:30")
    assert reception.learnt == 1


async def test_a_round_that_takes_long_is_not_waited_for(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.keeper.DELIVER_SECONDS", 0.01)
    released = asyncio.Event()

    async def slow(_: datetime) -> int:
        await released.wait()
        return 3

    monkeypatch.setattr(kept.keeper.postman, "round", slow)
    await kept.keeper.deliver(kept.now)
    assert kept.steps(Step.SENT) == []
    released.set()
    await kept.keeper.deliver(kept.now)
    assert {"posts": 3} in kept.steps(Step.SENT)


async def test_of_several_rounds_that_failed_one_is_said_and_no_traceback_printed(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.keeper.DELIVER_SECONDS", 0.01)
    printed: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: printed.append(what))
    released = asyncio.Event()

    async def fails(_: datetime) -> int:
        await released.wait()
        raise StoreError("the disk is full")

    monkeypatch.setattr(kept.keeper.postman, "round", fails)
    for _ in range(3):
        await kept.keeper.deliver(kept.now)
    released.set()
    await asyncio.wait(kept.keeper._rounds)
    said = ""
    try:  # what pytest raises keeps the tasks alive, which tell when they are forgotten
        await kept.keeper.deliver(kept.now)
    except StoreError as error:
        said = str(error)
    gc.collect()
    assert said == "the disk is full"
    assert printed == []
