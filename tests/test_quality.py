"""When the Hub is not believed: each verdict at its threshold, and on each side of it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest

from bot.model import Mark, Metric, Quality, Snapshot
from bot.quality import BoardPast, CounterPast, Shock, days_of, judge, judge_counters, settled_days
from tests.make import Machine, day, model, moment, names, on

FULL = 100


def listed(day: str, models: Sequence[int], at: str = "13:30") -> Snapshot:
    """A list of models, of which no counter is known."""
    return Snapshot("downloads", moment(day, at), tuple(models), (None,) * len(models))


def counting(day: str, values: Mapping[int, float], metric: str = "downloads") -> Snapshot:
    return Snapshot(metric, moment(day), tuple(values), tuple(values.values()))


def levels(scale: float = 1.0, count: int = 20, first: int = 100_000) -> dict[int, float]:
    return {key: (first + key) * scale for key in range(1, count + 1)}


def past(base: Snapshot, metric: Metric | None = Metric.DOWNLOADS, **more: object) -> BoardPast:
    """What one stored day before leaves behind."""
    told: dict[str, object] = {"lengths": (len(base.models),) * 7, "last": base, "base": base}
    return BoardPast(metric, **(told | more))  # type: ignore[arg-type]


# --- rejected


def test_the_first_list_ever_is_believed() -> None:
    assert judge(BoardPast(Metric.DOWNLOADS), listed("05-01", range(5))).quality is Quality.OK


def test_a_list_fetched_empty_is_rejected_even_the_first_time() -> None:
    assert judge(BoardPast(Metric.DOWNLOADS), listed("05-01", ())).quality is Quality.REJECTED


@pytest.mark.parametrize(("rows", "quality"), [(89, Quality.REJECTED), (90, Quality.OK)])
def test_a_list_with_less_than_nine_tenths_of_the_usual_rows_is_rejected(
    rows: int, quality: Quality
) -> None:
    before = past(listed("05-01", range(FULL)))
    assert judge(before, listed("05-02", range(rows))).quality is quality


def test_the_usual_length_is_the_median_of_the_last_seven_lists() -> None:
    grown = past(listed("05-01", range(FULL)), lengths=(100, 100, 100, 100, 10, 10, 10, 10, 10))
    assert judge(grown, listed("05-02", range(50))).quality is Quality.REJECTED
    shrunk = past(listed("05-01", range(FULL)), lengths=(50, 50, 50, 50, 100, 100, 100))
    assert judge(shrunk, listed("05-02", range(50))).quality is Quality.OK


@pytest.mark.parametrize(("lost", "quality"), [(5, Quality.OK), (6, Quality.REJECTED)])
def test_a_list_as_deep_as_ever_without_most_of_the_top_lost_a_page(
    lost: int, quality: Quality
) -> None:
    before = past(listed("05-01", range(FULL)))
    assert judge(before, listed("05-02", range(lost, FULL + lost))).quality is quality


def test_a_top_ten_that_only_fell_deep_into_the_list_lost_no_page() -> None:
    before = past(listed("05-01", range(FULL)))
    turned = [*range(10, FULL), *range(10)]
    assert judge(before, listed("05-02", turned)).quality is Quality.OK


@pytest.mark.parametrize(("day", "quality"), [("05-04", Quality.REJECTED), ("05-05", Quality.OK)])
def test_after_more_than_three_days_a_new_top_ten_is_no_lost_page(
    day: str, quality: Quality
) -> None:
    before = past(listed("05-01", range(FULL)))
    assert judge(before, listed(day, range(FULL, 2 * FULL))).quality is quality


@pytest.mark.parametrize(("shared", "quality"), [(9, Quality.OK), (8, Quality.REJECTED)])
def test_a_second_fetch_of_the_day_that_agrees_with_a_rejected_one_is_believed(
    shared: int, quality: Quality
) -> None:
    refused = listed("05-02", range(200, 250))
    again = [*range(200, 200 + shared), *range(300, 350 - shared)]
    before = past(listed("05-01", range(FULL)), refused=(refused,))
    assert judge(before, listed("05-02", again, "15:30")).quality is quality


def test_empty_twice_is_still_rejected() -> None:
    before = past(listed("05-01", range(FULL)), refused=(listed("05-02", ()),))
    assert judge(before, listed("05-02", (), "15:30")).quality is Quality.REJECTED


def test_the_operator_sees_why_a_list_was_rejected() -> None:
    verdict = judge(past(listed("05-01", range(FULL))), listed("05-02", range(40)))
    assert "40" in verdict.why
    assert "100" in verdict.why


# --- stale


@pytest.mark.parametrize(("equal", "quality"), [(94, Quality.OK), (95, Quality.STALE)])
def test_counters_that_stand_still_were_read_before_the_daily_update(
    equal: int, quality: Quality
) -> None:
    before = levels(count=100)
    today = {k: v if k <= equal else v * (1.01 if k % 2 else 0.99) for k, v in before.items()}
    verdict = judge(past(counting("05-01", before)), counting("05-02", today))
    assert verdict.quality is quality


def test_what_is_on_one_day_only_says_nothing_of_staleness() -> None:
    before = dict.fromkeys(range(60), 5.0)
    moved = {key: 6.0 + key % 2 for key in range(40)}
    today = moved | dict.fromkeys(range(100, 200), 5.0)
    assert judge(past(counting("05-01", before)), counting("05-02", today)).quality is Quality.OK


def test_a_trending_board_is_stale_only_when_order_and_scores_are_all_equal() -> None:
    first = counting("05-01", {1: 90.5, 2: 80.0, 3: 80.0}, "trending")
    before = past(first, Metric.TRENDING)
    same = counting("05-02", {1: 90.5, 2: 80.0, 3: 80.0}, "trending")
    assert judge(before, same).quality is Quality.STALE
    reordered = counting("05-02", {1: 90.5, 3: 80.0, 2: 80.0}, "trending")
    assert judge(before, reordered).quality is Quality.OK
    rescored = counting("05-02", {1: 90.5, 2: 80.0, 3: 79.0}, "trending")
    assert judge(before, rescored).quality is Quality.OK


def test_a_trending_board_knows_no_shock() -> None:
    before = past(counting("05-01", levels(), "trending"), Metric.TRENDING)
    assert judge(before, counting("05-02", levels(0.5), "trending")).quality is Quality.OK


# --- shock opens


def after_a_day(changes: Sequence[float], first: int = 100_000) -> Quality:
    """The verdict on counters that changed so much since the day before."""
    before = {key: float(first + key) for key in range(len(changes))}
    today = {key: before[key] * (1 + change) for key, change in enumerate(changes)}
    return judge(past(counting("05-01", before)), counting("05-02", today)).quality


@pytest.mark.parametrize(
    ("changes", "quality"),
    [
        ([-0.077] * 30, Quality.SHOCK),  # as on 2026-06-09
        ([0.0835] * 30, Quality.SHOCK),  # and upwards, as on 06-17
        ([-0.059] * 30, Quality.OK),
        ([-0.07] * 27 + [0.07] * 3, Quality.SHOCK),
        ([-0.07] * 26 + [0.07] * 4, Quality.OK),
        ([-0.12] * 22 + [0.001] * 8, Quality.SHOCK),
        ([-0.12] * 20 + [0.001] * 10, Quality.OK),  # 67 % moved the same way
        ([-0.095] * 22 + [0.001] * 8, Quality.OK),
        ([-0.3] * 9, Quality.OK),
        ([-0.3] * 10, Quality.SHOCK),
        ([-0.3] * 10 + [0.0] * 90, Quality.SHOCK),  # what stood still did not change
    ],
)
def test_a_shock_opens_when_the_counters_jump_together(
    changes: Sequence[float], quality: Quality
) -> None:
    assert after_a_day(changes) is quality


def test_counters_below_a_thousand_make_no_shock() -> None:
    assert after_a_day([-0.3] * 30, first=900) is Quality.OK
    assert after_a_day([-0.3] * 30, first=1_000) is Quality.SHOCK


def test_a_missing_day_makes_no_jump() -> None:
    before = past(counting("05-01", levels()))
    assert judge(before, counting("05-03", levels(0.5))).quality is Quality.OK


def test_stale_days_in_between_do_not_count() -> None:
    before = past(counting("05-01", levels()), stale_days=2)
    assert judge(before, counting("05-04", levels(0.5))).quality is Quality.SHOCK


def test_a_list_of_unknown_metric_is_never_stale_nor_a_shock() -> None:
    before = past(counting("05-01", levels()), None)
    assert judge(before, counting("05-02", levels())).quality is Quality.OK
    assert judge(before, counting("05-02", levels(0.5))).quality is Quality.OK


# --- shock closes


def in_shock(yesterday: Mapping[int, float], *, jumped: str = "05-02") -> BoardPast:
    """A shock that opened on 05-02, seen from a later day."""
    shock = Shock(on("05-02"), on(jumped), levels())
    return past(counting("05-04", yesterday), shock=shock)


@pytest.mark.parametrize(
    ("level", "quality"),
    [(0.95, Quality.OK), (0.93, Quality.SHOCK), (1.05, Quality.OK), (1.07, Quality.SHOCK)],
)
def test_a_shock_closes_when_the_level_is_back(level: float, quality: Quality) -> None:
    verdict = judge(in_shock(levels(level - 0.02)), counting("05-05", levels(level)))
    assert verdict.quality is quality


def test_a_jump_back_to_the_level_closes_and_is_ok() -> None:
    verdict = judge(in_shock(levels(0.8)), counting("05-05", levels(1.0)))
    assert verdict.quality is Quality.OK


def test_a_shock_that_stands_still_stays_open_and_the_day_is_stale() -> None:
    verdict = judge(in_shock(levels(0.8)), counting("05-05", levels(0.8)))
    assert verdict.quality is Quality.STALE


@pytest.mark.parametrize(("day", "quality"), [("05-09", Quality.SHOCK), ("05-10", Quality.OK)])
def test_a_shock_closes_at_the_latest_seven_days_after_its_last_jump(
    day: str, quality: Quality
) -> None:
    shock = Shock(on("05-02"), on("05-03"), levels())
    yesterday = Snapshot(
        "downloads",
        moment(day) - timedelta(days=1),
        tuple(range(1, 21)),
        tuple(levels(0.7).values()),
    )
    verdict = judge(past(yesterday, shock=shock), counting(day, levels(0.705)))
    assert verdict.quality is quality


# --- all-time counters


def all_time(changes: Sequence[float], shock: Shock | None = None) -> Quality:
    before = dict.fromkeys(range(len(changes)), 100_000.0)
    today = {key: before[key] * (1 + change) for key, change in enumerate(changes)}
    known = CounterPast(on("05-01"), before, before, shock=shock)
    return judge_counters(Metric.ALL_TIME, known, on("05-02"), today).quality


def test_an_all_time_shock_is_when_most_counters_fall_which_they_never_should() -> None:
    assert all_time([-0.001] * 11 + [0.001] * 9) is Quality.SHOCK
    assert all_time([-0.001] * 10 + [0.001] * 10) is Quality.OK
    assert all_time([0.3] * 20) is Quality.OK


def test_an_all_time_shock_closes_when_most_are_no_longer_below_their_maximum() -> None:
    shock = Shock(on("05-01"), on("05-01"), dict.fromkeys(range(20), 100_000.0))
    assert all_time([-0.001] * 11 + [0.001] * 9, shock) is Quality.SHOCK
    assert all_time([-0.001] * 9 + [0.001] * 11, shock) is Quality.OK


# --- what earlier verdicts say


def marks(qualities: str) -> tuple[Mark, ...]:
    """Verdicts from 05-01 on: `o`k, `s`tale, `x` shock, `J` a jump and so a shock, `.` missing."""
    kinds = {"o": Quality.OK, "s": Quality.STALE, "x": Quality.SHOCK, "J": Quality.SHOCK}
    first = on("05-01")
    days = [
        Mark(first + timedelta(days=n), kinds[c], jumped=c == "J")
        for n, c in enumerate(qualities)
        if c != "."
    ]
    return tuple(reversed(days))


def settled(qualities: str) -> list[int]:
    return sorted(day.day for day in settled_days(marks(qualities)))


def test_amounts_are_believed_again_when_two_good_days_have_followed_the_closing_one() -> None:
    assert settled("ooo") == [1, 2, 3]
    assert settled("oJxoooo") == [1, 6, 7]  # closed on 4; 5 and 6 follow
    assert settled("oJosoo") == [1, 6]  # a stale day is none of the two
    assert settled("oJo.oo") == [1, 6]
    assert settled("oJooJoooo") == [1, 8, 9]


def test_a_shock_day_is_the_base_of_the_next_day_and_a_stale_one_is_not() -> None:
    assert days_of(marks("oJ")).base == date(2026, 5, 2)
    assert days_of(marks("oss")).base == date(2026, 5, 1)
    assert days_of(marks("oss")).last == date(2026, 5, 3)


def test_a_shock_stays_open_through_stale_days_and_keeps_the_level_before_it() -> None:
    days = days_of(marks("ooJxsJs"))
    assert (days.opened_on, days.jumped_on) == (date(2026, 5, 3), date(2026, 5, 6))
    assert days.level == date(2026, 5, 2)


def test_the_level_before_a_shock_is_no_stale_day_that_came_in_between() -> None:
    assert days_of(marks("oosJ")).level == date(2026, 5, 2)


# --- through the machine


async def test_rejected_lists_count_towards_the_usual_length(overtake: Machine) -> None:
    """A board that was made shorter for good is believed after some days, not never."""
    await overtake.take(*(day(f"05-0{n}", trending=names(100)) for n in range(1, 8)))
    found = []
    for n in range(8, 14):
        await overtake.take(day(f"05-{n:02}", trending=names(60)))
        [(_, mark)] = await overtake.store.verdicts(on(f"05-{n:02}"))
        found.append(mark.quality)
    assert found == [Quality.REJECTED] * 4 + [Quality.OK] * 2


async def test_a_verdict_looks_at_the_boards_own_counter_only(overtake: Machine) -> None:
    """Likes that stand still say nothing of downloads."""
    rows = [
        [model(f"google/m{n}", downloads=10**6 + n + d, likes=500 + n) for n in range(20)]
        for d in (0, 7)
    ]
    both = names(20, first=0)
    for n in (0, 1):
        await overtake.take(day(f"05-0{n + 1}", *rows[n], downloads=both, likes=both))
    verdicts = {board: mark.quality for board, mark in await overtake.store.verdicts(on("05-02"))}
    assert verdicts == {"downloads": Quality.OK, "likes": Quality.STALE}
