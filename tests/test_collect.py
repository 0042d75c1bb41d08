"""A day collected from a source that works in part: what is asked, kept, and left for later."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from adapters.sources.recorded import find_days, read_day, write_day
from bot import thresholds as at
from bot.collect import Collected, Collector
from bot.daily import Taken
from bot.model import (
    COUNTERS,
    Board,
    Event,
    Examined,
    Grouping,
    Kind,
    Listing,
    Metric,
    Quality,
    Standing,
    Step,
    namespace_of,
)
from bot.ports import SourceError
from storage.store import open_store
from tests.make import FAMILIES, Machine, machine, model, moment, names, on

TRENDING = Board("trending", Metric.TRENDING, depth=20)
LIKES = Board("likes", Metric.LIKES, depth=20)
BROKEN = SourceError("it is broken")


@dataclass(slots=True)
class FakeHub:
    """A source that works: models in the order of every board, and what fails, by name.

    As on the Hub, derivatives are told of a single model only.
    """

    models: list[Listing] = field(default_factory=list)
    errors: dict[str, SourceError] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    cut: dict[str, int] = field(default_factory=dict)
    """How many rows a list has, at most."""
    off_boards: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    calls: int = 0

    def begin(self) -> None:
        self.asked.clear()

    async def board(self, board: Board) -> Sequence[Listing]:
        here = [its for its in self.models if its.name not in self.off_boards]
        return self._list(board.name, here[: board.depth])

    async def namespace(self, name: str) -> Sequence[Listing]:
        return self._list(name, [its for its in self.models if namespace_of(its.name) == name])

    async def look_up(self, name: str) -> Listing | None:
        now = self.renamed.get(name, name)
        return next(iter(self._answer(name, [its for its in self.models if its.name == now])), None)

    async def examine(self) -> Examined:
        return Examined()

    def _list(self, part: str, rows: list[Listing]) -> list[Listing]:
        known = self._answer(part, rows)
        return [replace(its, counts=replace(its.counts, derivatives=None)) for its in known]

    def _answer(self, part: str, rows: list[Listing]) -> list[Listing]:
        self.asked.append(part)
        if part in self.errors:
            raise self.errors[part]
        self.calls += 1
        return rows[: self.cut.get(part, len(rows))]


@dataclass
class Days:
    """A collector over a fake Hub, and a machine that takes in what it brings."""

    machine: Machine
    hub: FakeHub = field(default_factory=FakeHub)
    boards: Sequence[Board] = (TRENDING, LIKES)
    calls: int = 1000
    failed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        store = self.machine.store
        self.collector = Collector(
            self.hub, store, self.boards, FAMILIES, self.log, calls=self.calls
        )

    def log(self, step: Step, **facts: str | float | None) -> None:
        if step is Step.FAILED:
            self.failed.append(str(facts["part"]))

    async def left(self, day: str) -> tuple[list[str], list[str], bool]:
        """Return what is still to be asked of a day."""
        plan = await self.collector.plan(on(day))
        return [board.name for board in plan.boards], list(plan.namespaces), plan.unsettled

    async def collect(self, day: str, at: str = "13:30", *, last: bool = False) -> Collected:
        plan = await self.collector.plan(on(day))
        return await self.collector.collect(plan, moment(day, at), last=last)

    async def take(self, day: str, at: str = "13:30", *, last: bool = False) -> Taken:
        """Collect what is missing of a day, and take it in."""
        return await self.machine.take((await self.collect(day, at, last=last)).fetch)

    async def standings(self, day: str, metric: Metric) -> tuple[Standing, ...]:
        return await self.machine.store.standings(on(day), metric)

    async def family(self, day: str, metric: Metric, family: str) -> Standing:
        [found] = [
            its
            for its in await self.standings(day, metric)
            if (its.grouping, its.group) == (Grouping.FAMILY, family)
        ]
        return found


def listed(day: int, qwen: int = 10, pace: int = 1) -> list[Listing]:
    """The models of a day: `qwen` of Qwen, which grow at that pace, and six others."""
    every = [*names(qwen, "Qwen"), *names(3, "meta-llama"), *names(3, "google")]
    return [
        model(
            name,
            trending=900.5 - rank + day / 8,
            likes=9_000 - 10 * rank + day,
            downloads=1_000_000 + 1_000 * day * (pace if name.startswith("Qwen") else 1),
            all_time=(
                9_000_000 + 100_000 * day * pace
                if name.startswith("Qwen")
                else 31_000_000 + 20_000 * day
            ),
            id=f"id {name}",
            derivatives=100 + rank,
        )
        for rank, name in enumerate(every)
    ]


@pytest.fixture
def days(overtake: Machine) -> Days:
    return Days(overtake, FakeHub(listed(1)))


# --- what is asked


async def test_all_of_a_day_is_asked_once_and_the_families_own_namespaces_first(days: Days) -> None:
    boards, namespaces, unsettled = await days.left("05-01")
    assert boards == ["trending", "likes"]
    assert namespaces[:3] == ["Qwen", "meta-llama", "google"]
    assert {"Wan-AI", "deepmind"} < set(namespaces)
    assert not unsettled
    await days.take("05-01")
    assert days.hub.asked[: 2 + len(namespaces)] == [*boards, *namespaces]
    plan = await days.collector.plan(on("05-01"))
    assert plan.is_empty
    assert not (await days.collector.plan(on("05-02"))).is_empty


async def test_only_what_failed_is_asked_again(days: Days) -> None:
    days.hub.errors = {"likes": BROKEN, "google": BROKEN}
    found = await days.collect("05-01")
    assert [its.part for its in found.failures] == days.failed == ["likes", "google"]
    await days.machine.take(found.fetch)
    assert await days.left("05-01") == (["likes"], ["google"], True)
    days.hub.errors = {}
    await days.take("05-01", "14:30")
    assert days.hub.asked[:2] == ["likes", "google"]
    assert await days.left("05-01") == ([], [], False)


async def test_a_board_that_fails_does_not_lose_the_others(days: Days) -> None:
    days.hub.errors = {"trending": BROKEN}
    taken = await days.take("05-01")
    assert [its.snapshot.board for its in taken.decision.judged] == ["likes"]
    assert await days.machine.store.snapshot("likes", on("05-01")) is not None
    assert (await days.left("05-01"))[0] == ["trending"]


async def test_a_board_that_was_not_believed_is_asked_again(days: Days) -> None:
    await days.take("05-01")
    days.hub.models, days.hub.cut = listed(2), {"likes": 8}
    taken = await days.take("05-02")
    verdicts = {its.snapshot.board: its.verdict.quality for its in taken.decision.judged}
    assert verdicts == {"trending": Quality.OK, "likes": Quality.REJECTED}
    assert (await days.left("05-02"))[0] == ["likes"]
    days.hub.cut = {}
    await days.take("05-02", "14:30")
    assert (await days.left("05-02"))[0] == []


async def test_a_board_the_source_can_never_list_is_one_failure_that_lasts(
    overtake: Machine,
) -> None:
    ever = Board("ever", Metric.ALL_TIME)
    hub = FakeHub(listed(1), errors={"ever": SourceError("no such list", lasting=True)})
    days = Days(overtake, hub, (ever, TRENDING))
    found = await days.collect("05-01")
    assert [(its.part, its.lasting) for its in found.failures] == [("ever", True)]
    await overtake.take(found.fetch)
    assert await days.left("05-01") == (["ever"], [], False)
    assert await days.standings("05-01", Metric.ALL_TIME)


# --- a namespace that is missing


async def test_the_days_counters_wait_for_a_namespace_that_is_missing(days: Days) -> None:
    await days.take("05-01")
    days.hub.models, days.hub.errors = listed(2), {"Qwen": BROKEN}
    found = await days.collect("05-02")
    assert found.fetch.missing == {"Qwen"}
    taken = await days.machine.take(found.fetch)
    assert taken.decision.marks == {}
    assert taken.decision.judged
    assert await days.standings("05-02", Metric.ALL_TIME) == ()
    assert await days.left("05-02") == ([], ["Qwen"], True)


async def test_a_day_that_came_in_two_parts_tells_what_it_would_have_told_at_once(
    overtake: Machine, tmp_path: Path
) -> None:
    async with await open_store(tmp_path / "other.db") as store:
        whole, parted = Days(overtake), Days(machine(store))
        for number in range(1, 8):
            day = f"05-0{number}"
            whole.hub.models = parted.hub.models = listed(number, pace=3)
            await whole.take(day)
            if number in {3, 4}:
                parted.hub.errors = {"Qwen": BROKEN, "likes": BROKEN}
                await parted.take(day)
                parted.hub.errors = {}
            await parted.take(day, "15:00")
            for metric in COUNTERS:
                assert await parted.standings(day, metric) == await whole.standings(day, metric)
        told = await overtake.told(Kind.MILESTONE)
        assert {event.day for event in told} & {on("05-03"), on("05-04")}
        assert (await whole.family("05-04", Metric.ALL_TIME, "qwen")).complete
        assert as_told(await parted.machine.events()) == as_told(await overtake.events())


async def test_days_that_came_in_parts_tell_the_same_when_exported_and_imported(
    days: Days, tmp_path: Path
) -> None:
    for number in range(1, 8):
        day = f"05-0{number}"
        days.hub.models = listed(number, pace=3)
        if number in {3, 4}:
            days.hub.errors = {"Qwen": BROKEN, "likes": BROKEN}
            await days.take(day)
            days.hub.errors = {}
        await days.take(day, "15:00")
    store = days.machine.store
    for taken_at in await store.fetches():
        write_day(tmp_path / "days", await store.fetch(taken_at))
    files, _ = find_days([tmp_path / "days"])
    assert len(files) == 9
    async with await open_store(tmp_path / "other.db") as other:
        again = machine(other)
        await again.take(*map(read_day, files))
        assert as_told(await again.events()) == as_told(await days.machine.events())
        for number in range(1, 8):
            for metric in COUNTERS:
                told = await other.standings(on(f"05-0{number}"), metric)
                assert told == await days.standings(f"05-0{number}", metric)


def as_told(events: Iterable[Event]) -> list[Event]:
    """Events without the database's own numbers: their order, and the model's key."""
    return sorted((replace(event, id=0, model=None) for event in events), key=repr)


async def test_the_last_try_counts_without_what_is_still_missing(days: Days) -> None:
    days.hub.errors = {"Qwen": BROKEN}
    await days.take("05-01")
    found = await days.collect("05-01", "23:30", last=True)
    assert found.fetch.missing == frozenset()
    taken = await days.machine.take(found.fetch)
    assert Metric.ALL_TIME in taken.decision.marks
    assert (await days.family("05-01", Metric.LIKES, "llama")).complete
    assert not (await days.family("05-01", Metric.LIKES, "qwen")).complete
    assert not (await days.left("05-01"))[2]


@pytest.mark.parametrize(
    ("second", "believed"),
    [(5, True), (10, True), (2, False), (8, False)],
    ids=["as-short", "whole", "shorter", "less-short"],
)
async def test_a_namespace_cut_short_is_believed_only_when_a_second_listing_agrees(
    days: Days, second: int, *, believed: bool
) -> None:
    await days.take("05-01")
    days.hub.models, days.hub.cut = listed(2), {"Qwen": 5}
    found = await days.collect("05-02")
    assert found.fetch.missing == {"Qwen"}
    assert [its.part for its in found.failures] == ["Qwen"]
    assert (await days.machine.take(found.fetch)).decision.marks == {}
    days.hub.cut = {"Qwen": second}
    found = await days.collect("05-02", "14:30")
    assert ("Qwen" in found.fetch.namespaces) == believed
    assert found.fetch.missing == (set() if believed else {"Qwen"})
    await days.machine.take(found.fetch)
    if believed:
        assert (await days.family("05-02", Metric.LIKES, "qwen")).complete


async def test_a_namespace_that_lost_one_of_ten_models_is_believed_at_once(days: Days) -> None:
    await days.take("05-01")
    days.hub.models = listed(2, qwen=9)
    assert (await days.collect("05-02")).fetch.missing == frozenset()


# --- limits


async def test_namespaces_beyond_the_days_calls_are_left_out_and_nothing_waits(
    overtake: Machine,
) -> None:
    days = Days(overtake, FakeHub(listed(1)), calls=4)
    found = await days.collect("05-01")
    assert days.hub.asked == ["trending", "likes", "Qwen", "meta-llama"]
    assert found.fetch.namespaces == {"Qwen", "meta-llama"}
    assert found.fetch.missing == frozenset()
    [failure] = found.failures
    assert failure.lasting
    assert "4 calls" in failure.reason
    taken = await overtake.take(found.fetch)
    assert taken.decision.marks
    assert not (await days.left("05-01"))[2]


async def test_a_source_that_fails_at_everything_is_not_asked_for_everything(days: Days) -> None:
    boards, namespaces, _ = await days.left("05-01")
    days.hub.errors = dict.fromkeys([*boards, *namespaces], BROKEN)
    found = await days.collect("05-01")
    assert len(days.hub.asked) == len(boards) + at.HOPELESS < len(namespaces)
    assert found.fetch.missing == set(namespaces)


async def test_a_source_that_cannot_be_reached_is_asked_once(days: Days) -> None:
    boards, namespaces, _ = await days.left("05-01")
    nowhere = SourceError("nobody is there", unreachable=True)
    days.hub.errors = dict.fromkeys([*boards, *namespaces], nowhere)
    found = await days.collect("05-01")
    assert len(days.hub.asked) == len(found.failures) == 1


async def test_three_that_fail_in_a_row_keep_no_other_out_for_long(days: Days) -> None:
    _, namespaces, _ = await days.left("05-01")
    bad = namespaces[5:8]
    days.hub.errors = dict.fromkeys(bad, BROKEN)
    await days.take("05-01")
    found = await days.collect("05-01")
    assert found.fetch.namespaces == set(namespaces[8:])
    assert found.fetch.missing == set(bad)


async def test_a_last_try_that_gave_up_does_not_count_without_what_it_did_not_ask(
    days: Days,
) -> None:
    _, namespaces, _ = await days.left("05-01")
    days.hub.errors = dict.fromkeys(namespaces, BROKEN)
    found = await days.collect("05-01", last=True)
    assert found.fetch.missing == set(namespaces)


# --- models that are lost


async def test_a_model_that_is_gone_is_told_to_be_gone(days: Days) -> None:
    await days.take("05-01")
    days.hub.models = [its for its in listed(2) if its.name != "Qwen/m3"]
    found = await days.collect("05-02")
    assert found.fetch.gone == {"Qwen/m3"}
    await days.machine.take(found.fetch)
    left = await days.machine.events(Kind.LEFT)
    assert left
    assert {(event.subject, event.facts.gone) for event in left} == {("Qwen/m3", True)}


async def test_a_model_that_only_fell_off_its_boards_is_not_said_to_be_gone(days: Days) -> None:
    lonely = model("somebody/m1", trending=950, likes=9500, id="lonely")
    days.hub.models = [lonely, *listed(1)]
    await days.take("05-01")
    days.hub.models, days.hub.off_boards = [lonely, *listed(2)], {"somebody/m1"}
    found = await days.collect("05-02")
    assert "somebody/m1" in days.hub.asked
    assert found.fetch.gone == frozenset()
    await days.machine.take(found.fetch)
    left = await days.machine.events(Kind.LEFT)
    assert left
    assert {(event.subject, event.facts.gone) for event in left} == {("somebody/m1", False)}


async def test_a_model_that_cannot_be_looked_up_is_not_said_to_be_gone(days: Days) -> None:
    await days.take("05-01")
    days.hub.models = [its for its in listed(2) if its.name != "Qwen/m3"]
    days.hub.errors = {"Qwen/m3": BROKEN}
    found = await days.collect("05-02")
    assert found.fetch.gone == frozenset()
    assert found.failures == ()


@pytest.mark.parametrize("off_boards", [False, True])
async def test_a_renamed_model_neither_left_nor_is_new(days: Days, *, off_boards: bool) -> None:
    await days.take("05-01")
    days.hub.models = [
        replace(its, name="Qwen/better-name") if its.name == "Qwen/m3" else its for its in listed(2)
    ]
    days.hub.renamed = {"Qwen/m3": "Qwen/better-name"}
    days.hub.off_boards = {"Qwen/better-name"} if off_boards else set()
    found = await days.collect("05-02")
    assert found.fetch.gone == frozenset()
    await days.machine.take(found.fetch)
    events = await days.machine.events()
    assert not {its.kind for its in events if its.subject == "Qwen/better-name"} - {Kind.LEFT}
    assert Kind.RELEASED not in {its.kind for its in events}
    left = await days.machine.events(Kind.LEFT)
    assert bool(left) == off_boards
    assert {(its.subject, its.facts.gone) for its in left} <= {("Qwen/better-name", False)}
    assert len(await days.machine.store.models()) == len(days.hub.models)


# --- derivatives


async def test_derivatives_are_read_over_a_week_and_shown_on_its_last_day(days: Days) -> None:
    read, store = [], days.machine.store
    for number in range(1, 10):
        day = f"05-0{number}"
        days.hub.models = listed(number, qwen=40)
        before = len(await store.derivatives(on("04-01")))
        found = await days.collect(day)
        read.append(len(days.hub.asked) - 2 - len(days.collector.namespaces))
        assert len(await store.derivatives(on("04-01"))) in {before, before + read[-1]}
        shown = [its for its in found.fetch.models if its.counts.derivatives]
        await days.machine.take(found.fetch)
        marks = await store.counter_marks(Metric.DERIVATIVES, 1)
        assert [mark.day for mark in marks] == ([on("05-07")] if number >= 7 else [])
        assert len(shown) == (46 if number == 7 else 0)
    assert read == [at.DERIVATIVE_CALLS, 16, 0, 0, 0, 0, 0, at.DERIVATIVE_CALLS, 16]


async def test_the_weeks_derivatives_are_handed_over_again_where_the_day_was_not_stored(
    days: Days,
) -> None:
    for number in range(1, 7):
        days.hub.models = listed(number)
        await days.take(f"05-0{number}")
    days.hub.models = listed(7)
    lost = await days.collect("05-07")  # as when the disk was full
    again = await days.collect("05-07", "13:37")
    assert [its.counts.derivatives for its in again.fetch.models if its.counts.derivatives]
    assert {its.name: its.counts for its in again.fetch.models} == {
        its.name: its.counts for its in lost.fetch.models
    }


async def test_a_model_that_is_looked_up_does_not_end_the_week_of_derivatives(days: Days) -> None:
    """One model's count is no reading of the counter."""
    lonely = model("somebody/m1", trending=950, likes=9500, id="lonely", derivatives=7)
    days.hub.models = [lonely, *listed(1)]
    await days.take("05-01")
    days.hub.models, days.hub.off_boards = [lonely, *listed(2)], {"somebody/m1"}
    found = await days.collect("05-02")
    assert "somebody/m1" in {its.name for its in found.fetch.models}
    assert not [its for its in found.fetch.models if its.counts.derivatives is not None]


async def test_derivatives_that_were_not_read_of_every_member_are_no_whole_total(
    days: Days,
) -> None:
    for number in range(1, 8):
        unread = model("Qwen/unread", likes=5, id="unread", trending=number)
        days.hub.models = [*listed(number), unread]
        await days.take(f"05-0{number}")
    assert (await days.family("05-07", Metric.DERIVATIVES, "llama")).complete
    assert not (await days.family("05-07", Metric.DERIVATIVES, "qwen")).complete
    assert (await days.family("05-07", Metric.LIKES, "qwen")).complete


async def test_derivatives_that_fail_are_read_the_next_day_and_fail_nothing_else(
    days: Days,
) -> None:
    days.hub.errors = {"Qwen/m1": BROKEN}
    found = await days.collect("05-01")
    assert found.failures == ()
    assert found.fetch.missing == frozenset()
    await days.machine.take(found.fetch)
    days.hub.models, days.hub.errors = listed(2), {}
    await days.take("05-02")
    assert len(await days.machine.store.derivatives(on("04-01"))) == 16
