"""Forecasts: who is about to pass whom, in how many days, and what is never told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from adapters.platforms.console import render
from adapters.sources.recorded import find_days, read_day
from bot.commands import COMMANDS
from bot.commands.ask import Answer, Desk, parse
from bot.daily import Daily
from bot.diff.amounts import AmountChange
from bot.diff.overtakes import Race, pair_of_event
from bot.diff.paces import Outlook, Pace, outlook
from bot.families import load
from bot.findings import CompareFacts, WhyFacts
from bot.model import (
    Event,
    Fetch,
    Grouping,
    Growth,
    Kind,
    Lead,
    Metric,
    Picture,
    Reason,
    State,
    View,
)
from bot.ports import Filter
from bot.rules.amounts import AmountDay
from bot.rules.forecasts import rule_forecasts
from bot.rules.telling import Heard
from bot.standings import Groups, Tally
from bot.thresholds import AHEAD, FORECAST_RANGE, FORECAST_WITHIN
from bot.views.posts import post_view
from storage.store import open_store
from tests.golden import agrees
from tests.make import BOARDS, FAMILIES, Machine, counted, crowd, later, moment, on

QWEN, LLAMA = "Qwen/Qwen4-8B", "meta-llama/Llama-5"
BOTH = ("Qwen", "meta-llama")
M = 1_000_000
FAMILY = Grouping.FAMILY
FIRST = "05-01"


def race(when: str, qwen: float, llama: float, scale: float = 1.0) -> Fetch:
    """Two families, listed in full, among people who move by `scale` together."""
    nudge = 1 + on(when).toordinal() % 7 / 10_000  # so that no day is stale
    values = {QWEN: round(qwen * M), LLAMA: round(llama * M), **crowd(scale * nudge)}
    return counted(when, values, namespaces=BOTH)


def approach(days: int, start: float = 85, step: float = 1) -> list[float]:
    """Return what Qwen has, in millions, on so many days; Llama has 100."""
    return [start + step * number for number in range(days)]


async def run(overtake: Machine, qwen: Sequence[float], first: str = FIRST) -> str:
    """Take in a day for each figure of Qwen's; return the day after."""
    for number, value in enumerate(qwen):
        await overtake.take(race(later(first, number), value, 100))
    return later(first, len(qwen))


async def foretold(overtake: Machine) -> list[Event]:
    return await overtake.told(Kind.FORECAST)


async def told_on(overtake: Machine) -> list[str]:
    return [f"{event.day:%m-%d}" for event in await foretold(overtake)]


# --- what is told


async def test_a_group_that_comes_nearer_each_day_is_foretold_to_pass(overtake: Machine) -> None:
    await run(overtake, approach(10))
    [event] = await foretold(overtake)
    assert (event.subject, event.other, event.group) == ("qwen", "llama", FAMILY)
    assert (event.metric, event.day, event.base) == (Metric.DOWNLOADS, on("05-10"), on("05-01"))
    assert (event.before, event.facts.other_value, event.after) == (94 * M, 100 * M, 7)
    assert (event.facts.low, event.facts.high, event.facts.place) == (7, 7, 1)
    assert (event.facts.cohort, event.facts.other_cohort, event.facts.complete) == (1, 1, True)
    assert (event.state, event.told_on, event.reason) == (State.TOLD, event.day, Reason.AT_ONCE)


async def test_what_is_foretold_comes_when_the_pace_holds(overtake: Machine) -> None:
    await run(overtake, approach(20))
    [event] = await foretold(overtake)
    [passed] = await overtake.told(Kind.OVERTAKE, group=FAMILY)
    assert passed.day == event.day + timedelta(days=int(event.after or 0))


async def test_an_overtake_says_the_better_place_of_the_two(overtake: Machine) -> None:
    await run(overtake, approach(20))
    [passed] = await overtake.told(Kind.OVERTAKE, group=FAMILY)
    assert passed.facts.place == 1


async def test_the_range_is_wider_where_the_days_differ_more(overtake: Machine) -> None:
    await run(overtake, UNEVEN)
    [event] = await foretold(overtake)
    low, high = event.facts.low or 0, event.facts.high or 0
    assert low < int(event.after or 0) < high


async def test_it_is_told_once_per_crossing(overtake: Machine) -> None:
    await run(overtake, approach(16))
    assert await told_on(overtake) == ["05-10"]


async def test_it_is_told_again_once_the_lead_has_turned(overtake: Machine) -> None:
    there, back = approach(30), approach(28, start=113, step=-1)
    await run(overtake, [*there, *back, *approach(15, start=87)])
    about = [(event.subject, event.day) for event in await foretold(overtake)]
    assert [subject for subject, _ in about] == ["qwen", "llama", "qwen"]
    assert about[0][1] == on("05-10")


async def test_after_a_range_that_passed_in_vain_the_same_rests_thirty_days(
    overtake: Machine,
) -> None:
    stalled = [94.0] * 20  # the range ended on 05-17
    await run(overtake, [*approach(10), *stalled, *approach(20, start=79)])
    assert await told_on(overtake) == ["05-10", "06-17"]


@pytest.mark.parametrize(("days_ago", "told"), [(6, False), (7, True)])
def test_a_pair_whose_overtake_was_told_rests_a_week(days_ago: int, told: bool) -> None:  # noqa: FBT001
    today, total = on("05-10"), {QWEN: 94.0, LLAMA: 100.0}
    last = Event(
        Kind.OVERTAKE,
        today - timedelta(days=days_ago),
        "llama",
        group=FAMILY,
        other="qwen",
        metric=Metric.LIKES,
        told_on=today - timedelta(days=days_ago),
    )
    change = AmountChange(
        metric=Metric.LIKES,
        base=on("05-09"),
        day=today,
        before={},
        after={FAMILY: {"qwen": Tally({1: total[QWEN]}), "llama": Tally({2: total[LLAMA]})}},
        groups=Groups(FAMILIES, {}, {}),
        earlier={},
        picture=Picture(today),
    )
    heard = Heard(overtakes={pair_of_event(last): last})
    lead = Lead(FAMILY, Metric.LIKES, "llama", "qwen", on("05-01"))
    steps = {(FAMILY, "qwen"): 1.0, (FAMILY, "llama"): 0.0}
    growths = [
        Growth(Metric.LIKES, on(f"05-0{n}"), on(f"05-0{n}") + timedelta(days=1), steps)
        for n in range(1, 10)
    ]
    day = AmountDay(change, heard, believed=True, previous={}, good={})
    foretold = rule_forecasts(day, growths, [Race(lead, "llama", "qwen")], ())
    assert bool(list(foretold)) is told


# --- what is not


async def test_nine_good_days_are_too_few(overtake: Machine) -> None:
    await run(overtake, approach(9, start=88))
    assert await foretold(overtake) == []


async def test_what_goes_up_and_down_is_not_foretold(overtake: Machine) -> None:
    await run(overtake, [97 + (2 if number % 2 else -2) for number in range(24)])
    assert await foretold(overtake) == []


async def test_what_slackens_is_not_foretold(overtake: Machine) -> None:
    nearer = [95 - 10 * 0.8**number for number in range(20)]
    await run(overtake, nearer)
    assert await foretold(overtake) == []


def test_what_slackened_in_the_last_days_is_not_foretold_though_all_of_them_say_so() -> None:
    """On all the days it made up 2.25 a day and lacks 8; on the last three it made up a half."""
    days = tuple(on(FIRST) + timedelta(days=number) for number in range(11))
    behind = (*(70.0 + 3 * number for number in range(8)), 91.5, 92.0, 92.5)
    steady = tuple(70.0 + 2.25 * number for number in range(11))
    ahead = (100.0,) * 11
    assert outlook(Pace(days, steady, ahead)) is not None
    assert outlook(Pace(days, behind, ahead)) is None


async def test_what_is_too_far_off_is_not_foretold(overtake: Machine) -> None:
    await run(overtake, approach(14, start=60))
    assert await foretold(overtake) == []


async def test_what_has_more_already_is_no_forecast(overtake: Machine) -> None:
    await run(overtake, [*approach(9, start=80), 100.2, 100.3, 100.4])
    assert await foretold(overtake) == []


async def test_nothing_is_foretold_in_a_shock_and_afresh_after_it(overtake: Machine) -> None:
    for number, value in enumerate(approach(20, start=73)):
        scale = 0.7 if 13 <= number < 16 else 1.0  # closes on 05-17; else it were told on 05-15
        await overtake.take(race(later(FIRST, number), value, 100, scale))
    assert await told_on(overtake) == ["05-19"]


async def test_a_stale_day_is_no_day_of_a_pace(overtake: Machine) -> None:
    first = await run(overtake, approach(9))
    rows = race(later(first, -1), 93, 100)
    values = {row.name: row.counts.downloads or 0 for row in rows.models}
    await overtake.take(counted(first, values, namespaces=BOTH))
    assert await foretold(overtake) == []


# --- like for like


def on_likes(when: str, members: Mapping[str, int]) -> Fetch:
    nudge = 1 + on(when).toordinal() % 7 / 10_000
    values = {**members, LLAMA: 1000, **crowd(nudge)}
    return counted(when, values, metric=Metric.LIKES, board="likes")


@pytest.mark.parametrize(("deeper", "told"), [(True, False), (False, True)])
async def test_a_list_that_reaches_deeper_each_day_is_no_pace(
    overtake: Machine,
    deeper: bool,  # noqa: FBT001
    told: bool,  # noqa: FBT001
) -> None:
    for number in range(12):
        more = {f"Qwen/old-{n}": 30 for n in range(number)} if deeper else {}
        grown = 0 if deeper else 30 * number
        await overtake.take(on_likes(later(FIRST, number), {QWEN: 550 + grown, **more}))
    assert bool(await foretold(overtake)) is told


async def test_by_downloads_only_what_was_listed_in_full_is_foretold(overtake: Machine) -> None:
    for number, value in enumerate(approach(16)):
        values = {QWEN: round(value * M), LLAMA: 100 * M + number, **crowd(1 + number / 10_000)}
        await overtake.take(counted(later(FIRST, number), values, board="llm"))
    assert await foretold(overtake) == []


# --- the arithmetic


def pace(behind: Iterable[float], ahead: float = 100) -> Pace:
    mine = tuple(behind)
    days = tuple(on(FIRST) + timedelta(days=number) for number in range(len(mine)))
    return Pace(days, mine, (ahead,) * len(mine))


@pytest.mark.parametrize(("last", "days"), [(99.5, 1), (99.4, 2), (95.5, 5), (95.0, 6)])
def test_a_part_of_a_day_is_a_day(last: float, days: int) -> None:
    its = outlook(pace(last - 9 + step for step in range(10)))
    assert its == Outlook(days, days, days)


def test_it_looks_a_fortnight_ahead() -> None:
    at_its_end, beyond = (
        outlook(pace(AHEAD * 100 - more - 9 + step for step in range(10)))
        for more in (FORECAST_WITHIN - 0.5, FORECAST_WITHIN + 0.5)
    )
    assert at_its_end == Outlook(14, 14, 14)
    assert beyond is None


@given(
    st.lists(st.integers(-20, 60), min_size=9, max_size=13),
    st.integers(0, 400),
)
def test_the_expected_day_is_in_the_range_and_the_range_is_near(
    steps: list[int], short: int
) -> None:
    figures = [1000.0 - short - sum(steps[number:]) for number in range(len(steps) + 1)]
    its = outlook(pace(figures, 1000))
    if its is not None:
        assert 1 <= its.low <= its.days <= its.high <= FORECAST_RANGE
        assert its.days <= FORECAST_WITHIN
        assert figures[-1] < 1000


# --- kept between days


async def test_a_bot_that_starts_anew_each_day_tells_the_same(overtake: Machine) -> None:
    days = [race(later(FIRST, number), value, 100) for number, value in enumerate(approach(20))]
    for each in days:
        await overtake.take(each)
    async with await open_store("nowhere-else.db") as store:
        for each in days:
            await Daily(store, BOARDS, FAMILIES).take(each, now=each.taken_at, post=False)
        assert await store.events() == tuple(await overtake.events())


# --- what people read


def shown(view: View) -> str:
    console = Console(width=100, file=StringIO(), record=True, color_system=None)
    console.print(render(view))
    return "\n".join(line.rstrip() for line in console.export_text().splitlines())


def desk(overtake: Machine) -> Desk:
    return Desk(
        store=overtake.store,
        families=FAMILIES,
        boards={board.name: board for board in BOARDS},
        now=moment("05-10", "15:00"),
        language="en",
    )


async def asked(overtake: Machine, command: str, *words: str) -> Answer:
    at, question = desk(overtake), COMMANDS[command]
    return await question.answer(at, parse(question, words, at, "console"))


WOBBLE = (0, 0.3, 0, -0.3, 0.3, -0.2, 0, 0.3, -0.2, 0)
UNEVEN = [value + more for value, more in zip(approach(10), WOBBLE, strict=True)]


async def test_a_post_says_the_pace_the_range_both_totals_and_the_cohorts(
    overtake: Machine,
) -> None:
    await run(overtake, UNEVEN)
    events = await foretold(overtake)
    said = [
        f"[{language}]\n{shown(post_view(events, 0, language, on('05-10'), FAMILIES))}"
        for language in ("en", "es")
    ]
    agrees("post-forecast.txt", "\n\n".join(said) + "\n")


async def test_the_receipt_shows_the_figures_of_the_first_and_the_last_of_the_good_days(
    overtake: Machine,
) -> None:
    await run(overtake, approach(10))
    [event] = await foretold(overtake)
    answer = await asked(overtake, "why", str(event.id))
    assert isinstance(answer.facts, WhyFacts)
    before, after = answer.facts.before, answer.facts.after
    assert before
    assert (before.day, before.value) == (on("05-01"), 85 * M)
    assert (after.day, after.value) == (on("05-10"), 94 * M)
    assert "told once per crossing" in answer.facts.thresholds


async def test_compare_says_when_the_one_behind_passes(overtake: Machine) -> None:
    await run(overtake, UNEVEN)
    [event] = await foretold(overtake)
    for names in (("qwen", "llama"), ("llama", "qwen"), (QWEN, LLAMA)):
        answer = await asked(overtake, "compare", *names)
        assert isinstance(answer.facts, CompareFacts)
        its = answer.facts.forecast
        assert its
        assert its.days == event.after
        assert (its.low, its.high) == (event.facts.low, event.facts.high)
    assert "At this pace" in shown(answer.view)


async def test_compare_says_nothing_of_what_is_not_near(overtake: Machine) -> None:
    await run(overtake, approach(10, start=50))
    answer = await asked(overtake, "compare", "qwen", "llama")
    assert isinstance(answer.facts, CompareFacts)
    assert answer.facts.forecast is None
    assert "At this pace" not in shown(answer.view)


# --- recorded days

DATA = Path(__file__).absolute().parents[2] / "shared" / "data" / "hub-days"


@pytest.mark.recorded
@pytest.mark.skipif(not DATA.is_dir(), reason=f"the recorded days are not in {DATA}")
async def test_on_four_recorded_months_what_was_foretold_came_in_its_range() -> None:
    async with await open_store("nowhere-at-all.db") as store:
        daily = Daily(store, BOARDS, load())
        for path in find_days([DATA])[0]:
            fetch = read_day(path)
            await daily.take(fetch, now=fetch.taken_at, post=False)
        told = await store.events(Filter(kind=Kind.FORECAST))
        passed = await store.events(Filter(kind=Kind.OVERTAKE, state=State.TOLD))
    assert [(its.subject, its.other) for its in told] == [
        ("pyannote", "bert"),
        ("pyannote", "google"),
    ]
    for its in told:
        days = [
            (other.day - its.day).days
            for other in passed
            if (other.subject, other.other, other.metric) == (its.subject, its.other, its.metric)
        ]
        assert (its.facts.low or 0) <= days[0] <= (its.facts.high or 0)
