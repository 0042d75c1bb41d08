"""A day end to end over a real database: second fetches, rejected lists, gaps, renames, crashes."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiosqlite
import pytest

from bot.daily import Outcome, TooLateError
from bot.model import Fetch, Kind, Metric, Quality, State
from bot.ports import StoreError
from storage.store import open_store
from tests.make import Machine, counted, crowd, day, everything, machine, model, names, on

HERO = "Qwen/Qwen4-8B"


@pytest.fixture
async def overtake(database: Path) -> AsyncIterator[Machine]:
    async with await open_store(database, exclusive=True) as store:
        yield machine(store)


async def content(path: Path) -> list[str]:
    """Everything that a database holds, as text."""
    async with aiosqlite.connect(path) as db:
        return [line async for line in db.iterdump()]


async def verdicts(overtake: Machine, when: str) -> dict[str, Quality]:
    found = await overtake.store.verdicts(on(when), on(when))
    return {board: mark.quality for board, mark in found}


def entering(when: str, at: str = "13:30") -> Fetch:
    return day(when, trending=[HERO, *names(29)], at=at)


# --- the same day again


async def test_taking_a_day_again_changes_nothing_and_posts_nothing(
    overtake: Machine, database: Path
) -> None:
    await overtake.store.subscribe(everything())
    await overtake.take(day("05-01", trending=names(30)), entering("05-02"), post=True)
    before = await content(database)
    assert (await overtake.take(entering("05-02"), post=True)).outcome is Outcome.UNCHANGED
    assert await content(database) == before


async def test_a_later_fetch_of_a_stored_day_is_ignored(overtake: Machine, database: Path) -> None:
    await overtake.take(day("05-01", trending=names(30)), day("05-02", trending=names(30)))
    before = await content(database)
    assert (await overtake.take(entering("05-02", "17:00"))).outcome is Outcome.UNCHANGED
    assert await content(database) == before


async def test_a_later_fetch_of_a_stored_day_releases_nothing(
    overtake: Machine, database: Path
) -> None:
    """A model that appeared in a family's listing since is tomorrow's news."""
    old, new = model(HERO, downloads=5_000, likes=7), model("Qwen/Qwen5-8B", downloads=2, likes=1)
    await overtake.take(day("05-01", old, namespaces=["Qwen"]))
    await overtake.take(day("05-02", model(HERO, downloads=5_100, likes=8), namespaces=["Qwen"]))
    before = await content(database)
    again = day("05-02", old, new, namespaces=["Qwen"], at="17:00")
    assert (await overtake.take(again)).outcome is Outcome.UNCHANGED
    assert await content(database) == before
    await overtake.take(day("05-03", old, new, namespaces=["Qwen"]))
    [event] = await overtake.told(Kind.RELEASED)
    assert (event.subject, event.day) == ("Qwen/Qwen5-8B", on("05-03"))


async def test_a_board_that_failed_is_fetched_again_later_the_same_day(overtake: Machine) -> None:
    likes = [model(f"google/m{n}", likes=900 - n) for n in range(1, 31)]
    more = [model(f"google/m{n}", likes=1001 - n) for n in range(1, 31)]
    listing = [row.name for row in likes]
    await overtake.take(day("05-01", *likes, likes=listing, trending=names(30)))
    await overtake.take(entering("05-02"))
    again = day("05-02", *more, likes=listing, trending=names(30), at="15:00")
    assert (await overtake.take(again)).outcome is Outcome.STORED
    assert await verdicts(overtake, "05-02") == {"trending": Quality.OK, "likes": Quality.OK}
    stored = await overtake.store.snapshot("trending", on("05-02"))
    assert stored is not None
    assert stored.taken_at == entering("05-02").taken_at


async def test_one_board_rejected_does_not_lose_the_others(overtake: Machine) -> None:
    for n in (1, 2):
        rows = [model(f"google/m{i}", likes=900 - i + n) for i in range(1, 31)]
        listing = [row.name for row in rows][: 30 if n == 1 else 10]
        await overtake.take(day(f"05-0{n}", *rows, likes=listing, trending=names(30)))
    assert await verdicts(overtake, "05-02") == {"trending": Quality.OK, "likes": Quality.REJECTED}


# --- rejected


def other_top(when: str, at: str, first: int = 101) -> Fetch:
    return day(when, trending=names(30, first=first), at=at)


async def test_a_rejected_day_is_not_stored_and_the_base_stays(overtake: Machine) -> None:
    await overtake.take(day("05-01", trending=names(30)))
    assert (await overtake.take(day("05-02", trending=[]))).outcome is Outcome.REJECTED
    assert await overtake.store.days() == (on("05-01"),)
    await overtake.take(entering("05-03"))
    [event] = await overtake.told(Kind.LEADER)
    assert event.base == on("05-01")
    [verdict] = [mark for _, mark in await overtake.store.verdicts(on("05-02"), on("05-02"))]
    assert verdict.why


async def test_a_second_fetch_that_agrees_with_the_rejected_one_is_believed(
    overtake: Machine,
) -> None:
    await overtake.take(day("05-01", trending=names(30)))
    first = await overtake.take(other_top("05-02", "13:30"))
    second = await overtake.take(other_top("05-02", "15:30"))
    assert (first.outcome, second.outcome) == (Outcome.REJECTED, Outcome.STORED)
    assert await overtake.store.days() == (on("05-01"), on("05-02"))
    assert len(await overtake.told(Kind.LEADER)) == 1


async def test_a_rejected_fetch_taken_in_again_does_not_agree_with_itself(
    overtake: Machine,
) -> None:
    await overtake.take(day("05-01", trending=names(30)))
    refused = other_top("05-02", "13:30")
    await overtake.take(refused)
    assert (await overtake.take(refused)).outcome is Outcome.UNCHANGED
    assert await overtake.store.days() == (on("05-01"),)


async def test_a_rejected_fetch_of_yesterday_agrees_with_nothing_today(overtake: Machine) -> None:
    await overtake.take(day("05-01", trending=names(30)), other_top("05-02", "13:30"))
    assert (await overtake.take(other_top("05-03", "13:30"))).outcome is Outcome.REJECTED


async def test_a_second_fetch_that_is_whole_is_the_day(overtake: Machine) -> None:
    await overtake.take(day("05-01", trending=names(30)), day("05-02", trending=names(5)))
    assert (await overtake.take(entering("05-02", "15:30"))).outcome is Outcome.STORED
    assert await verdicts(overtake, "05-02") == {"trending": Quality.OK}


async def test_a_rejected_board_is_no_amount_of_that_day_either(overtake: Machine) -> None:
    """A page cut short must not make a family fall behind, nor a later whole one overtake."""
    values = {f"Qwen/q{n}": 10_000_000 + n for n in range(10)}
    rivals = {f"meta-llama/l{n}": 9_000_000 + n for n in range(10)}
    for n in range(1, 7):
        both = {**rivals, **({} if n in (3, 4) else values)}
        moving = {name: count + n for name, count in both.items()}
        await overtake.take(counted(f"05-0{n}", moving, board="downloads"))
    assert (await verdicts(overtake, "05-03"))["downloads"] is Quality.REJECTED
    assert await overtake.events(Kind.OVERTAKE) == []


# --- older days, missing days


async def test_an_older_day_that_is_not_stored_is_refused_by_name(
    overtake: Machine, database: Path
) -> None:
    await overtake.take(day("05-01", trending=names(30)), day("05-03", trending=names(30)))
    before = await content(database)
    with pytest.raises(TooLateError, match="2026-05-02"):
        await overtake.take(entering("05-02"))
    assert await content(database) == before


async def test_an_older_day_that_is_stored_stays_as_it_is(
    overtake: Machine, database: Path
) -> None:
    await overtake.take(day("05-01", trending=names(30)), day("05-03", trending=names(30)))
    before = await content(database)
    assert (await overtake.take(entering("05-01", "18:00"))).outcome is Outcome.UNCHANGED
    assert await content(database) == before


@pytest.mark.parametrize(("next_day", "missing"), [("05-02", None), ("05-03", None), ("05-04", 2)])
async def test_two_or_more_missing_days_are_worth_a_note(
    overtake: Machine, next_day: str, missing: int | None
) -> None:
    await overtake.take(day("05-01", trending=names(30)), day(next_day, trending=names(30)))
    notes = await overtake.told(Kind.DATA)
    assert [e.after for e in notes] == ([missing] if missing else [])
    assert {(e.subject, e.board, e.base) for e in notes} <= {("gap", "trending", on("05-01"))}


async def test_days_that_were_only_rejected_are_missing_too(overtake: Machine) -> None:
    await overtake.take(day("05-01", trending=names(30)))
    await overtake.take(*(day(f"05-0{n}", trending=[]) for n in (2, 3)))
    await overtake.take(day("05-04", trending=names(30)))
    [note] = await overtake.told(Kind.DATA)
    assert (note.subject, note.after) == ("gap", 2)


# --- who is who


async def test_a_renamed_model_keeps_its_history_and_neither_left_nor_entered(
    overtake: Machine,
) -> None:
    old, new = (
        model("THUDM/glm", id="g1", trending=900),
        model("zai-org/glm", id="g1", trending=901),
    )
    await overtake.take(
        day("05-01", old, trending=["THUDM/glm", *names(29)]),
        day("05-02", new, trending=["zai-org/glm", *names(29)]),
    )
    told = [e for e in await overtake.events() if "glm" in f"{e.subject}{e.other}"]
    assert told == []
    [glm] = [m for m in await overtake.store.models() if m.hub_id == "g1"]
    assert glm.name == "zai-org/glm"
    ranks = await overtake.store.ranks(glm.key)
    assert ranks == {"trending": {on("05-01"): 1, on("05-02"): 1}}


async def test_a_renamed_model_that_is_listed_under_both_names_counts_once(
    overtake: Machine,
) -> None:
    rows = [model("Qwen/old", id="q", likes=500), model("Qwen/new", id="q", likes=500)]
    await overtake.take(day("05-01", *rows, likes=["Qwen/old", "Qwen/new", *names(8)]))
    snapshot = await overtake.store.snapshot("likes", on("05-01"))
    assert snapshot is not None
    assert len(snapshot.models) == len(set(snapshot.models)) == 9
    standings = await overtake.store.standings(on("05-01"), Metric.LIKES)
    assert {(s.value, s.cohort) for s in standings} == {(500, 1)}


async def test_a_renamed_models_milestone_is_still_told_once_ever(overtake: Machine) -> None:
    for n, (name, value) in enumerate(
        [("Qwen/a", 90_000), ("Qwen/a", 110_000), ("Qwen/b", 90_000), ("Qwen/b", 120_000)], start=1
    ):
        other = model("google/x", downloads=5_000 + n)
        await overtake.take(day(f"05-0{n}", model(name, id="q", downloads=value), other))
    assert [e.subject for e in await overtake.told(Kind.MILESTONE)] == ["Qwen/a"]


async def test_a_name_that_another_repository_took_over_is_another_model(
    overtake: Machine,
) -> None:
    first, second = model(HERO, id="one", trending=999), model(HERO, id="two", trending=998)
    await overtake.take(
        day("05-01", first, trending=[*names(29), HERO]),
        day("05-02", second, trending=[HERO, *names(29)]),
    )
    [event] = await overtake.told(Kind.LEADER)
    assert event.before is None
    assert len({m.key for m in await overtake.store.models() if m.name == HERO}) == 2


async def test_a_space_of_the_same_name_is_not_the_model(overtake: Machine) -> None:
    for n in (1, 2):
        rows = [
            model(HERO, trending=990 + n, likes=10 + n),
            model(HERO, kind="space", trending=5, likes=8_000 + n),
        ]
        await overtake.take(day(f"05-0{n}", *rows, trending=[HERO, *names(29)]))
    snapshot = await overtake.store.snapshot("trending", on("05-02"))
    assert snapshot is not None
    leader = {m.key: m.kind for m in await overtake.store.models()}[snapshot.models[0]]
    assert (leader, snapshot.values[0]) == ("model", 992)


async def test_a_model_is_known_again_after_a_restart(database: Path) -> None:
    rows = [model("THUDM/glm", id="g1", trending=900), model("zai-org/glm", id="g1", trending=901)]
    for n, row in enumerate(rows, start=1):
        async with await open_store(database, exclusive=True) as store:
            fetch = day(f"05-0{n}", row, trending=[row.name, *names(29)])
            await machine(store).take(fetch)
            assert [e for e in await store.events() if e.kind is Kind.LEADER] == []


# --- odd rows


async def test_rows_may_lack_anything_but_their_name(overtake: Machine) -> None:
    bare = [model(name) for name in names(30)]
    for n in (1, 2, 3):
        fetch = day(f"05-0{n}", *bare, downloads=names(30), likes=names(30))
        assert (await overtake.take(fetch)).outcome is Outcome.STORED
    assert set((await verdicts(overtake, "05-03")).values()) == {Quality.OK}


async def test_a_list_that_no_board_explains_makes_order_events_only(overtake: Machine) -> None:
    for n, listing in enumerate((names(30), [HERO, *names(29)]), start=1):
        rows = [model(name, downloads=900_000 * n) for name in listing]
        await overtake.take(day(f"05-0{n}", *rows, mystery=listing))
    told = [e for e in await overtake.events(state=State.TOLD) if e.board == "mystery"]
    assert {e.kind for e in told} == {Kind.LEADER, Kind.ENTERED, Kind.LEFT, Kind.MOVED, Kind.SEATS}
    assert {e.metric for e in told} == {None}


async def test_a_stale_day_is_stored_and_says_nothing(overtake: Machine) -> None:
    values = crowd(1.0, 30)
    listing = list(values)
    await overtake.take(counted("05-01", values, board="downloads"))
    swapped = dict(zip([*listing[1:], listing[0]], values.values(), strict=True))
    still = {name: values[name] for name in swapped}
    taken = await overtake.take(counted("05-02", still, board="downloads"))
    assert (taken.outcome, taken.decision.events) == (Outcome.STORED, ())
    assert await verdicts(overtake, "05-02") == {"downloads": Quality.STALE}


# --- whole, or not at all


async def test_if_a_day_cannot_be_written_whole_nothing_of_it_is(
    overtake: Machine, database: Path
) -> None:
    """The post is what is written last: the database refuses it, as a full disk would."""
    await overtake.store.subscribe(everything())
    await overtake.take(day("05-01", trending=names(30)), post=True)
    async with aiosqlite.connect(database) as db:
        await db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON post BEGIN"
            " SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
        await db.commit()
    before = await content(database)
    with pytest.raises(StoreError, match="full"):
        await overtake.take(entering("05-02"), post=True)
    assert await content(database) == before

    async with aiosqlite.connect(database) as db:
        await db.execute("DROP TRIGGER full")
        await db.commit()
    taken = await overtake.take(entering("05-02"), post=True)
    assert taken.outcome is Outcome.STORED
    assert len(taken.decision.posts) == 1


async def test_history_makes_events_but_no_posts(overtake: Machine) -> None:
    await overtake.store.subscribe(everything())
    await overtake.take(day("05-01", trending=names(30)), entering("05-02"), post=False)
    assert await overtake.told(Kind.LEADER) != []
    assert await overtake.store.posts() == ()


async def test_a_post_bears_the_time_it_was_written(overtake: Machine) -> None:
    await overtake.store.subscribe(everything())
    await overtake.take(day("05-01", trending=names(30)), post=True)
    now = entering("05-02").taken_at + timedelta(minutes=3)
    await overtake.daily.take(entering("05-02"), now=now, post=True)
    assert [(p.day, p.written_at) for p in await overtake.store.posts()] == [(on("05-02"), now)]
