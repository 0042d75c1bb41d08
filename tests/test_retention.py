"""What is kept for how long: every day of every board for two years, then one a week."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.model import DeliveryState, Kind, Step
from bot.ports import Log
from bot.retention import Thinning, thin
from bot.thresholds import DAILY_DAYS, FULL_DAYS
from bot.upkeep import Thinner
from storage.store import SqliteStore, open_store
from tests.databases import whole
from tests.make import Machine, day, everything, machine, model, names, on

FIRST = date(2024, 1, 1)
"""A Monday."""
HERO = "Qwen/Qwen4-8B"


def run_of(count: int, first: date = FIRST) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]


def test_for_five_weeks_everything_is_kept() -> None:
    assert thin(run_of(FULL_DAYS)) == Thinning()


def test_the_day_after_loses_its_unlisted_models_unless_it_is_its_weeks_first() -> None:
    assert thin(run_of(FULL_DAYS + 1)).lighten == ()
    assert thin(run_of(FULL_DAYS + 2)).lighten == (FIRST + timedelta(days=1),)
    assert thin(run_of(FULL_DAYS + 2)).settle == (FIRST, FIRST + timedelta(days=1))


def test_what_is_light_already_is_not_lightened_again() -> None:
    days = run_of(FULL_DAYS + 6)
    assert thin(days, lightened=days[4]) == Thinning(lighten=(days[5],), settle=(days[5],))


def test_after_two_years_the_first_day_of_each_week_is_kept() -> None:
    days = run_of(DAILY_DAYS + 9)
    assert thin(days, lightened=days[-1]).drop == (*days[1:7], days[8])


def test_a_clock_that_was_wrong_once_costs_no_day() -> None:
    days = [*run_of(DAILY_DAYS), date(2099, 1, 1)]
    assert thin(days, lightened=days[-1]) == Thinning()


def test_a_bot_that_was_off_for_years_keeps_what_it_had() -> None:
    days = [*run_of(30), *run_of(3, date(2031, 1, 1))]
    assert thin(days) == Thinning()


@given(st.sets(st.dates(date(2020, 1, 1), date(2026, 1, 1)), max_size=1500))
def test_whatever_days_there_are_the_newest_and_one_a_week_stay(some: set[date]) -> None:
    days = sorted(some)
    due = thin(days)
    left = [its for its in days if its not in due.drop]
    assert left[-DAILY_DAYS:] == days[-DAILY_DAYS:]
    weeks = {its.isocalendar()[:2] for its in days}
    assert {its.isocalendar()[:2] for its in left} == weeks
    assert not set(due.drop) & set(due.lighten)
    assert not set(due.lighten) & set(days[-FULL_DAYS:])
    assert not thin(left, lightened=max(days, default=date.min)).drop


# --- in the database


def unheard(step: Step, **facts: object) -> None:
    """Tell nobody."""


async def lived(store: SqliteStore, count: int, log: Log = unheard) -> Machine:
    """Let so many days go by, thinned each day; a model of Qwen's is on no board."""
    its, chore = machine(store), Thinner(store, log)
    for n in range(count):
        fetch = day("05-01", model(HERO, likes=n), trending=led(n), namespaces=["Qwen"])
        moment = datetime.combine(FIRST + timedelta(days=n), time(13, 30), UTC)
        await its.take(replace(fetch, taken_at=moment))
        await chore(moment)
    return its


def led(n: int) -> list[str]:
    return [f"google/m{1 + n % 3}", *(its for its in names(12) if its != f"google/m{1 + n % 3}")]


async def test_a_light_day_keeps_its_boards_and_loses_who_stood_on_none(database: Path) -> None:
    async with await open_store(database, exclusive=True) as store:
        await lived(store, FULL_DAYS + 3)
        [second, third] = [await store.picture(its) for its in run_of(3)[1:]]
        hero = next(its.key for its in await store.models() if its.name == HERO)
        assert second
        assert third
        assert third.counts
        assert hero not in second.counts
        assert not second.complete
        latest = await store.picture((await store.days())[-1])
        assert latest
        assert hero in latest.counts
        assert len((await store.snapshot("trending", FIRST + timedelta(days=1))).models) == 12  # type: ignore[union-attr]
    assert whole(database)


async def test_what_a_dropped_day_saw_of_a_model_is_still_known(database: Path) -> None:
    """Else a model that was in the top 3 two years ago would be new there."""
    async with await open_store(database, exclusive=True) as store:
        its = machine(store)
        once = "mistralai/Mistral-9"
        await its.take(day("05-04", trending=names(30)))
        await its.take(day("05-05", trending=[once, *names(29)]))
        await its.take(day("05-06", trending=[once, *names(29)]))
        await its.take(day("05-07", trending=names(30)))
        key = next(m.key for m in await store.models() if m.name == once)
        before = await store.sighting("trending", key, on("05-08"))
        assert (before.good, before.last_in[3]) == (2, on("05-06"))
        for dropped in ("05-05", "05-06"):
            await store.drop(on(dropped))
        assert await store.days() == (on("05-04"), on("05-07"))
        assert await store.sighting("trending", key, on("05-08")) == before
        assert await its.events(Kind.LEADER)
    assert whole(database)


async def test_after_days_were_dropped_the_next_tell_the_same(tmp_path: Path) -> None:
    told = []
    for thinned in (False, True):
        async with await open_store(tmp_path / f"{thinned}.db", exclusive=True) as store:
            its = machine(store)
            for n in range(1, 13):
                await its.take(day(f"05-{n:02}", trending=led(n)))
            for n in (2, 3) if thinned else ():
                await store.drop(on(f"05-{n:02}"))
            for n in range(13, 20):
                await its.take(day(f"05-{n:02}", trending=led(n)))
            told.append(await its.events())
    assert told[0] == told[1]


async def test_once_a_day_it_says_what_it_thinned(database: Path) -> None:
    said: list[tuple[Step, dict[str, object]]] = []

    def log(step: Step, **facts: object) -> None:
        said.append((step, facts))

    async with await open_store(database, exclusive=True) as store:
        its = await lived(store, FULL_DAYS + 2, log)
        assert said == [(Step.THINNED, {"lightened": 1, "dropped": 0})]
        fresh = Thinner(store, log)
        await fresh((await store.fetches())[-1])
        assert len(said) == 1  # a fresh start has nothing left to do
        assert len(await its.events()) > 30


async def test_an_old_post_keeps_what_it_told_and_loses_what_it_showed(database: Path) -> None:
    async with await open_store(database, exclusive=True) as store:
        its = machine(store)
        await store.subscribe(everything("discord:1"))
        await its.take(day("05-01", trending=names(30)))
        await its.take(day("05-02", trending=[HERO, *names(29)]), post=True)
        await its.take(day("05-03", trending=names(30)), post=True)
        first, second = await store.posts()
        await store.note_posts([replace(first, state=DeliveryState.SENT, receipt="7")])
        for its_day in ("05-02", "05-03"):
            await store.settle_posts(on(its_day))
        old, waiting = await store.posts()
        assert not old.view.rows
        assert (old.events, old.receipt, old.state) == (first.events, "7", DeliveryState.SENT)
        assert waiting == second
