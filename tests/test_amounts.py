"""Overtakes and milestones: when a claim about amounts is told, held or dropped."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.model import Event, Fetch, Grouping, Kind, Metric, Quality, Reason, State
from tests.make import MANY, Machine, counted, crowd, day, later, model, on

QWEN, LLAMA = "Qwen/Qwen4-8B", "meta-llama/Llama-5"
BOTH = ("Qwen", "meta-llama")
M = 1_000_000


def race(when: str, qwen: int, llama: int, scale: float = 1.0) -> Fetch:
    """Two families, listed in full, among people who move by `scale` together."""
    nudge = 1 + on(when).day % 7 / 10_000  # so that no day is stale
    values = {QWEN: qwen, LLAMA: llama, **crowd(scale * nudge)}
    return counted(when, values, namespaces=BOTH)


async def run(overtake: Machine, *pairs: tuple[float, float] | None, first: str = "05-01") -> None:
    """Take in a day for each pair of totals, Qwen's and Llama's in millions; None is missing."""
    for number, pair in enumerate(pairs):
        if pair:
            qwen, llama = (round(value * M) for value in pair)
            await overtake.take(race(later(first, number), qwen, llama))


async def overtakes(overtake: Machine, group: Grouping = Grouping.FAMILY) -> list[Event]:
    return await overtake.told(Kind.OVERTAKE, group=group)


async def told_on(overtake: Machine) -> list[tuple[str, str]]:
    return [(f"{e.told_on:%m-%d}", e.subject) for e in await overtakes(overtake)]


BEHIND, AHEAD = (90, 100), (110, 100)


# --- two good days in a row


async def test_a_family_overtakes_when_it_is_ahead_on_two_good_days_in_a_row(
    overtake: Machine,
) -> None:
    await run(overtake, BEHIND, BEHIND, AHEAD)
    assert await overtakes(overtake) == []
    [held] = [e for e in await overtake.events(Kind.OVERTAKE) if e.group is Grouping.FAMILY]
    assert (held.state, held.reason) == (State.HELD, Reason.UNCONFIRMED)
    await run(overtake, AHEAD, first="05-04")
    [event] = await overtakes(overtake)
    assert (event.id, event.told_on, event.reason) == (held.id, on("05-04"), Reason.CONFIRMED)


async def test_it_says_both_totals_the_cohorts_the_day_and_how_long_the_lead_had_lasted(
    overtake: Machine,
) -> None:
    await run(overtake, BEHIND, BEHIND, AHEAD, AHEAD)
    [event] = await overtakes(overtake)
    assert (event.subject, event.other, event.metric) == ("qwen", "llama", Metric.DOWNLOADS)
    assert (event.after, event.facts.other_value, event.day) == (110 * M, 100 * M, on("05-03"))
    assert (event.facts.cohort, event.facts.other_cohort, event.facts.complete) == (1, 1, True)
    assert event.facts.led_days == 2


async def test_it_is_listed_in_full_only_if_both_groups_are(overtake: Machine) -> None:
    for number, (qwen, llama) in enumerate((BEHIND, BEHIND, AHEAD, AHEAD)):
        fetch = race(later("05-01", number), qwen * M, llama * M)
        lists = {"llm": tuple(row.name for row in fetch.models)}
        await overtake.take(replace(fetch, namespaces=frozenset({"Qwen"}), lists=lists))
    [event] = await overtakes(overtake)
    assert event.facts.complete is False


async def test_one_good_day_is_not_enough(overtake: Machine) -> None:
    await run(overtake, BEHIND, AHEAD, BEHIND, BEHIND)
    events = [e for e in await overtake.events(Kind.OVERTAKE) if e.group is Grouping.FAMILY]
    assert [(e.state, e.reason) for e in events] == [(State.DROPPED, Reason.NOT_CONFIRMED)]


@pytest.mark.parametrize(("margin", "told"), [(100.4, False), (100.5, True)])
async def test_ahead_is_by_half_a_per_cent(overtake: Machine, margin: float, told: bool) -> None:  # noqa: FBT001
    await run(overtake, BEHIND, (margin, 100), (margin, 100), (margin, 100))
    assert bool(await overtakes(overtake)) is told


async def test_ahead_on_the_second_day_too_by_half_a_per_cent(overtake: Machine) -> None:
    await run(overtake, BEHIND, (101, 100), (100.4, 100), (100.4, 100))
    assert await overtakes(overtake) == []


async def test_organisations_and_countries_overtake_as_families_do(overtake: Machine) -> None:
    await run(overtake, BEHIND, AHEAD, AHEAD)
    assert [e.subject for e in await overtakes(overtake, Grouping.ORGANISATION)] == ["alibaba"]
    assert [e.subject for e in await overtakes(overtake, Grouping.COUNTRY)] == ["CN"]


@pytest.mark.parametrize("metric", [Metric.ALL_TIME, Metric.LIKES, Metric.DERIVATIVES])
async def test_every_counter_is_raced_in(overtake: Machine, metric: Metric) -> None:
    for n, (qwen, llama) in enumerate([(90, 100), (91, 101), (110, 102), (111, 103)], start=1):
        values = {QWEN: qwen, LLAMA: llama}
        await overtake.take(counted(f"05-0{n}", values, metric=metric, namespaces=BOTH))
    assert {(e.subject, e.metric) for e in await overtakes(overtake)} == {("qwen", metric)}


async def test_trending_scores_are_no_race(overtake: Machine) -> None:
    for n, scores in enumerate([(90, 100), (110, 100), (111, 100)], start=1):
        rows = [model(QWEN, trending=scores[0]), model(LLAMA, trending=scores[1])]
        await overtake.take(day(f"05-0{n}", *rows, namespaces=BOTH))
    assert await overtake.events(Kind.OVERTAKE) == []


async def test_unknown_is_in_no_race(overtake: Machine) -> None:
    await run(overtake, BEHIND, AHEAD, AHEAD)
    involved = {name for e in await overtake.events(Kind.OVERTAKE) for name in (e.subject, e.other)}
    assert "unknown" not in involved


async def test_the_first_day_tells_nothing_of_who_was_ahead(overtake: Machine) -> None:
    await run(overtake, AHEAD, AHEAD, AHEAD)
    assert await overtake.events(Kind.OVERTAKE) == []


async def test_a_stale_day_neither_confirms_nor_breaks_in_a_row(overtake: Machine) -> None:
    await run(overtake, BEHIND, AHEAD)
    stale = race("05-02", *(value * M for value in AHEAD))
    await overtake.take(
        counted("05-03", {m.name: m.counts.downloads or 0 for m in stale.models}, namespaces=BOTH)
    )
    assert await overtakes(overtake) == []
    await run(overtake, AHEAD, first="05-04")
    assert await told_on(overtake) == [("05-04", "qwen")]


async def test_a_model_that_is_most_of_the_total_is_named_beside_the_claim(
    overtake: Machine,
) -> None:
    for n, star in enumerate((80, 96, 97), start=1):
        values = {QWEN: star * M, "Qwen/Qwen4-1B": (9 + n) * M, LLAMA: (100 + n) * M}
        await overtake.take(counted(f"05-0{n}", values, namespaces=BOTH))
    [event] = await overtakes(overtake)
    assert event.facts.model == QWEN
    assert (event.facts.share or 0) > 0.5


async def test_where_no_model_is_most_of_it_none_is_named(overtake: Machine) -> None:
    for n, each in enumerate((30, 36, 37), start=1):
        values = {f"Qwen/Qwen4-{i}B": each * M + i for i in (1, 2, 3)} | {LLAMA: (100 + n) * M}
        await overtake.take(counted(f"05-0{n}", values, namespaces=BOTH))
    [event] = await overtakes(overtake)
    assert (event.facts.model, event.facts.share, event.facts.cohort) == (None, None, 3)


# --- like for like


def shown(when: str, values: Mapping[str, int], created: Mapping[str, str] | None = None) -> Fetch:
    """A board of downloads, and nothing listed in full: figures are "within the top N"."""
    nudge = on(when).day
    moving = {name: value + nudge for name, value in values.items()}
    ordered = dict(sorted(moving.items(), key=lambda item: -item[1]))
    return counted(when, ordered, board="downloads", created=created)


SHALLOW = {LLAMA: 100 * M, QWEN: 90 * M}
DEEP = {**SHALLOW, **{f"Qwen/Qwen{n}": 5 * M for n in range(1, 6)}}


async def test_a_list_that_reached_deeper_is_no_overtake(overtake: Machine) -> None:
    await overtake.take(shown("05-01", SHALLOW), *(shown(f"05-0{n}", DEEP) for n in range(2, 6)))
    assert await overtake.events(Kind.OVERTAKE, State.TOLD) == []


async def test_a_list_that_reached_less_deep_is_no_overtake_either(overtake: Machine) -> None:
    await overtake.take(
        *(shown(f"05-0{n}", DEEP) for n in range(1, 3)),
        *(shown(f"05-0{n}", {**SHALLOW, "mistralai/a": M}) for n in range(4, 8)),
    )
    assert await overtake.events(Kind.OVERTAKE, State.TOLD) == []


async def test_a_real_overtake_after_a_list_reached_deeper_is_told(overtake: Machine) -> None:
    """It took the lead unseen, and lost it to a real fall: that is news."""
    grown = {**DEEP, LLAMA: 130 * M}
    await overtake.take(shown("05-01", SHALLOW), *(shown(f"05-0{n}", DEEP) for n in range(2, 5)))
    await overtake.take(*(shown(f"05-0{n}", grown) for n in range(5, 8)))
    assert [(e.subject, e.told_on) for e in await overtakes(overtake)] == [("llama", on("05-06"))]


async def test_a_new_release_truly_grows_its_family(overtake: Machine) -> None:
    release, created = {**SHALLOW, "Qwen/Qwen5": 25 * M}, {"Qwen/Qwen5": "05-02"}
    await overtake.take(shown("05-01", SHALLOW))
    await overtake.take(*(shown(f"05-0{n}", release, created) for n in (2, 3)))
    [event] = await overtakes(overtake)
    assert (event.subject, event.facts.complete, event.facts.depth) == ("qwen", False, 3)


async def test_a_family_listed_in_full_is_compared_in_full(overtake: Machine) -> None:
    for n in range(1, 4):
        values = {name: value + n for name, value in (SHALLOW if n == 1 else DEEP).items()}
        await overtake.take(counted(f"05-0{n}", values, namespaces=BOTH))
    assert await told_on(overtake) == [("05-03", "qwen")]


# --- who is watched


async def test_overtakes_are_watched_between_the_first_twenty(overtake: Machine) -> None:
    places = {f"ns{i:02}/m": (200 - i) * M for i in range(1, MANY + 1)}
    namespaces = [f"ns{i:02}" for i in range(1, MANY + 1)]
    swapped = dict(places)
    for one, other in ((19, 20), (22, 23)):
        first, second = f"ns{one:02}/m", f"ns{other:02}/m"
        swapped[first], swapped[second] = places[second] - M // 2, places[first] + M // 2
    for n, values in enumerate((places, swapped, swapped), start=1):
        moving = {name: value + n for name, value in values.items()}
        await overtake.take(counted(f"05-0{n}", moving, namespaces=namespaces))
    pairs = {(e.subject, e.other) for e in await overtakes(overtake)}
    assert ("n20", "n19") in pairs
    assert ("n23", "n22") not in pairs


# --- undone, and the rest after it


async def test_what_is_undone_is_told_once_as_taking_the_lead_back(overtake: Machine) -> None:
    await run(overtake, BEHIND, AHEAD, AHEAD, BEHIND, BEHIND, BEHIND)
    first, back = await overtakes(overtake)
    assert (first.subject, first.facts.back) == ("qwen", False)
    assert (back.subject, back.facts.back, back.told_on) == ("llama", True, on("05-05"))


async def test_then_the_pair_rests_seven_days_whatever_happens(overtake: Machine) -> None:
    await run(overtake, BEHIND, AHEAD, AHEAD, BEHIND, BEHIND)  # taken back, told on 05-05
    await run(overtake, AHEAD, AHEAD, BEHIND, BEHIND, AHEAD, AHEAD, first="05-06")
    assert await told_on(overtake) == [("05-03", "qwen"), ("05-05", "llama")]
    resting = [
        e
        for e in await overtake.events(Kind.OVERTAKE, State.DROPPED)
        if e.reason is Reason.RESTING and e.group is Grouping.FAMILY
    ]
    assert {(e.subject, e.day) for e in resting} == {
        ("qwen", on("05-06")),
        ("llama", on("05-08")),
        ("qwen", on("05-10")),
    }


async def test_after_the_rest_the_pair_is_told_again(overtake: Machine) -> None:
    await run(overtake, BEHIND, AHEAD, AHEAD, *[BEHIND] * 7, AHEAD, AHEAD)
    assert await told_on(overtake) == [("05-03", "qwen"), ("05-05", "llama"), ("05-12", "qwen")]
    assert [event.facts.back for event in await overtakes(overtake)] == [False, True, False]


async def test_a_true_overtake_after_the_rest_is_told_though_the_lead_in_between_was_not(
    overtake: Machine,
) -> None:
    """Qwen came past within the rest, which is not told; Llama's passing long after it is."""
    await run(overtake, BEHIND, AHEAD, AHEAD, BEHIND, BEHIND, AHEAD, *[AHEAD] * 8)
    await run(overtake, *[BEHIND] * 3, first="05-15")
    assert (await told_on(overtake))[-1] == ("05-16", "llama")
    assert (await overtakes(overtake))[-1].facts.back is False


# --- shocks


async def shock(overtake: Machine, *scales_and_pairs: tuple[float, tuple[float, float]]) -> None:
    """From 05-01 on, a day for each: how high the counters stand, and the two families."""
    for number, (scale, (qwen, llama)) in enumerate(scales_and_pairs):
        values = (round(qwen * M), round(llama * M))
        await overtake.take(race(later("05-01", number), *values, scale=scale))


SHOCKED = [(1.0, BEHIND), (1.0, BEHIND), (0.7, AHEAD), (0.7, AHEAD)]
"""A shock opens on 05-03; on 05-05 the level is back and it closes."""


async def test_what_passes_in_a_shock_is_held_and_judged_afresh_two_good_days_after_it(
    overtake: Machine,
) -> None:
    await shock(overtake, *SHOCKED, (1.0, AHEAD), (1.0, AHEAD))
    assert await overtakes(overtake) == []
    held = await overtake.events(Kind.OVERTAKE, State.HELD)
    assert {e.reason for e in held} == {Reason.SHOCK}
    await run(overtake, (120, 101), first="05-07")
    [event] = await overtakes(overtake)
    assert (event.told_on, event.reason) == (on("05-07"), Reason.JUDGED_AFRESH)
    assert (event.after, event.facts.other_value) == (120 * M, 101 * M)


async def test_what_is_no_longer_true_after_a_shock_is_never_told(overtake: Machine) -> None:
    await shock(overtake, *SHOCKED, (1.0, BEHIND))
    await run(overtake, BEHIND, BEHIND, BEHIND, first="05-06")
    assert await overtakes(overtake) == []
    assert {e.reason for e in await overtake.events(Kind.OVERTAKE)} == {Reason.UNDONE}


async def test_an_overtake_that_waits_for_its_second_day_waits_through_the_shock(
    overtake: Machine,
) -> None:
    await shock(overtake, (1.0, BEHIND), (1.0, AHEAD), (0.7, AHEAD), (1.0, AHEAD), (1.0, AHEAD))
    assert await overtakes(overtake) == []
    await run(overtake, AHEAD, first="05-06")
    assert await told_on(overtake) == [("05-06", "qwen")]


async def test_a_stale_day_is_no_good_day_after_a_shock(overtake: Machine) -> None:
    await shock(overtake, *SHOCKED, (1.0, AHEAD), (1.0, AHEAD))
    again = race("05-06", *(value * M for value in AHEAD))
    values = {m.name: m.counts.downloads or 0 for m in again.models}
    await overtake.take(counted("05-07", values, namespaces=BOTH))
    assert await overtakes(overtake) == []
    await run(overtake, AHEAD, first="05-08")
    assert await told_on(overtake) == [("05-08", "qwen")]


async def test_a_shock_is_noted_when_it_opens_and_when_it_closes_with_what_is_held(
    overtake: Machine,
) -> None:
    await shock(overtake, *SHOCKED, (1.0, AHEAD), (1.0, AHEAD))
    opened, closed = await overtake.told(Kind.DATA, metric=Metric.DOWNLOADS)
    assert (opened.subject, opened.day, opened.after) == ("shock", on("05-03"), Quality.SHOCK)
    assert (closed.subject, closed.day, closed.after) == ("shock", on("05-05"), Quality.OK)
    assert opened.facts.median == pytest.approx(-0.3, abs=0.01)
    held = await overtake.events(Kind.OVERTAKE, State.HELD)
    milestones = await overtake.events(Kind.MILESTONE, State.HELD)
    assert closed.facts.held == len(held) + len(milestones) > 0


async def test_a_shock_of_one_counter_holds_nothing_of_another(overtake: Machine) -> None:
    for n, (scale, qwen) in enumerate([(1.0, 90), (0.7, 110), (0.71, 111)], start=1):
        rows = [
            model(QWEN, downloads=50 * M, likes=qwen),
            model(LLAMA, downloads=60 * M, likes=99 + n),
            *(model(name, downloads=value) for name, value in crowd(scale).items()),
        ]
        await overtake.take(day(f"05-0{n}", *rows, namespaces=BOTH))
    assert [e.metric for e in await overtakes(overtake)] == [Metric.LIKES]


async def test_a_shock_on_one_board_holds_that_counter_on_every_board_and_group(
    overtake: Machine,
) -> None:
    """`llm` and `downloads` count the same thing: if one is in doubt, so are all amounts of it."""
    for n, (scale, qwen) in enumerate([(1.0, 90), (0.7, 110), (0.7, 111)], start=1):
        nobody = {k: v + n for k, v in crowd(scale).items()}
        values = {QWEN: qwen * M, LLAMA: 100 * M + n, **nobody}
        rows = [model(name, downloads=value) for name, value in values.items()]
        calm = [model(f"mistralai/m{i}", downloads=9 * M + n * (-1) ** i) for i in range(20)]
        whole = [LLAMA, QWEN, *(m.name for m in calm)]
        await overtake.take(day(f"05-0{n}", *rows, *calm, llm=tuple(nobody), downloads=whole))
    verdicts = {board: mark.quality for board, mark in await overtake.store.verdicts(on("05-02"))}
    assert verdicts == {"llm": Quality.SHOCK, "downloads": Quality.OK}
    assert await overtakes(overtake) == []


# --- milestones


def alone(when: str, value: int, metric: Metric = Metric.DOWNLOADS, name: str = QWEN) -> Fetch:
    """One model that is watched, and another that keeps the day from being stale."""
    values = {name: value, "somebody/else": 50_000 + on(when).day}
    return counted(when, values, metric=metric)


async def milestones(overtake: Machine, subject: str = QWEN) -> list[tuple[str, int | None]]:
    told = await overtake.told(Kind.MILESTONE, subject=subject)
    return [(f"{e.told_on:%m-%d}", e.facts.threshold) for e in told]


async def passing(
    overtake: Machine, *values: int, metric: Metric = Metric.DOWNLOADS
) -> list[tuple[str, int | None]]:
    for n, value in enumerate(values):
        await overtake.take(alone(later("05-01", n), value, metric))
    return await milestones(overtake)


async def test_a_model_passes_a_round_number(overtake: Machine) -> None:
    assert await passing(overtake, 99_999, 100_000) == [("05-02", 100_000)]


async def test_what_is_seen_above_a_round_number_at_first_has_passed_nothing(
    overtake: Machine,
) -> None:
    assert await passing(overtake, 100_001, 150_000, 199_999) == []


async def test_a_milestone_is_told_once_ever(overtake: Machine) -> None:
    """Downloads of 30 days fall and rise again."""
    assert await passing(overtake, 90_000, 101_000, 99_000, 102_000, 98_000, 103_000) == [
        ("05-02", 100_000)
    ]


async def test_of_several_passed_at_once_it_is_the_highest(overtake: Machine) -> None:
    assert await passing(overtake, 90_000, 2_100_000) == [("05-02", 2_000_000)]


@pytest.mark.parametrize(
    ("metric", "least"),
    [
        (Metric.DOWNLOADS, 100_000),
        (Metric.ALL_TIME, 100_000),
        (Metric.LIKES, 1_000),
        (Metric.DERIVATIVES, 1_000),
    ],
)
async def test_small_round_numbers_are_no_milestones(
    overtake: Machine, metric: Metric, least: int
) -> None:
    assert await passing(overtake, 1, least // 2 + 1, least + 1, 2 * least, metric=metric) == [
        ("05-03", least),
        ("05-04", 2 * least),
    ]


async def test_it_says_how_many_days_after_the_release(overtake: Machine) -> None:
    for n, value in enumerate((90_000, 120_000), start=1):
        values = {QWEN: value, "somebody/else": 50_000 + n}
        await overtake.take(counted(f"05-0{n}", values, created={QWEN: "04-22"}))
    [event] = await overtake.told(Kind.MILESTONE)
    assert (event.facts.age_days, event.before, event.after) == (10, 90_000, 120_000)


async def test_all_time_milestones_go_by_the_running_maximum(overtake: Machine) -> None:
    """It stood above 200 k before it fell: passing that again is nothing new."""
    values = (190_000, 240_000, 195_000, 210_000)
    assert await passing(overtake, 210_000, 190_000, 205_000, metric=Metric.ALL_TIME) == []
    for n, value in enumerate(values):
        await overtake.take(alone(f"05-{10 + n}", value, Metric.ALL_TIME, "Qwen/other"))
    assert await milestones(overtake, "Qwen/other") == [("05-11", 200_000)]


async def test_a_familys_all_time_milestone_goes_by_the_running_maximum_too(
    overtake: Machine,
) -> None:
    for n, value in enumerate((20_100_000, 19_900_000, 20_050_000), start=1):
        values = {QWEN: value, LLAMA: 3 * M + n}
        fetch = counted(f"05-0{n}", values, metric=Metric.ALL_TIME, namespaces=BOTH)
        await overtake.take(fetch)
    assert await milestones(overtake, "qwen") == []


async def test_the_maximum_does_not_learn_from_a_shock_day(overtake: Machine) -> None:
    """Most all-time counters fall: what rises that day is not to be believed either."""
    for n, (scale, value) in enumerate([(1.0, 150_000), (0.99, 300_000), (1.01, 160_000)], start=1):
        values = {QWEN: value, **crowd(scale)}
        await overtake.take(counted(f"05-0{n}", values, metric=Metric.ALL_TIME))
    key = (await overtake.daily._known_models()).key(QWEN)
    [known] = [m for m in await overtake.store.models() if m.key == key]
    assert known.good.all_time == 160_000


async def test_families_have_milestones_from_ten_million(overtake: Machine) -> None:
    for n, (qwen, llama) in enumerate([(4, 9), (6, 11), (6.5, 12)], start=1):
        values = {QWEN: round(qwen * M), LLAMA: round(llama * M)}
        await overtake.take(counted(f"05-0{n}", values, namespaces=BOTH))
    told = await overtake.told(Kind.MILESTONE, group=Grouping.FAMILY)
    assert [(e.subject, e.facts.threshold, e.facts.complete) for e in told] == [
        ("llama", 10 * M, True)
    ]
    assert (told[0].facts.model, told[0].facts.share) == (LLAMA, 1.0)


async def test_a_family_passes_nothing_because_a_list_reached_deeper(overtake: Machine) -> None:
    first = {LLAMA: 30 * M, QWEN: 9 * M}
    await overtake.take(shown("05-01", first))
    deeper = {**first, "Qwen/old": 2 * M}
    await overtake.take(*(shown(f"05-0{n}", deeper) for n in (2, 3, 4)))
    assert await milestones(overtake, "qwen") == []


async def test_milestones_are_told_wherever_the_model_was_seen(overtake: Machine) -> None:
    likes = {QWEN: 950, "somebody/else": 40}
    await overtake.take(counted("05-01", likes, metric=Metric.LIKES, board="likes"))
    more = {QWEN: 1_001, "somebody/else": 41}
    await overtake.take(counted("05-02", more, metric=Metric.LIKES, board="likes"))
    [event] = await overtake.told(Kind.MILESTONE)
    assert (event.board, event.metric) == ("likes", Metric.LIKES)


async def shocked(overtake: Machine, *values: int, scales: tuple[float, ...]) -> None:
    for n, (value, scale) in enumerate(zip(values, scales, strict=True), start=1):
        nobody = {name: count + n for name, count in crowd(scale).items()}
        await overtake.take(counted(f"05-0{n}", {QWEN: value, **nobody}))


CALM_AGAIN = (1.0, 0.7, 1.0, 1.0, 1.0)
"""A shock on 05-02; the level is back on 05-03, and amounts are believed from 05-05 on."""


async def test_a_milestone_of_a_shock_day_is_held_and_told_with_the_figures_after_it(
    overtake: Machine,
) -> None:
    await shocked(overtake, 90_000, 110_000, 111_000, 112_000, 113_000, scales=CALM_AGAIN)
    [event] = await overtake.told(Kind.MILESTONE, subject=QWEN)
    assert (event.told_on, event.after) == (on("05-05"), 113_000)
    assert event.reason is Reason.JUDGED_AFRESH


async def test_a_milestone_of_a_shock_day_that_proved_false_is_never_told(
    overtake: Machine,
) -> None:
    await shocked(overtake, 90_000, 110_000, 91_000, 92_000, 93_000, scales=CALM_AGAIN)
    [event] = [e for e in await overtake.events(Kind.MILESTONE) if e.subject == QWEN]
    assert (event.state, event.reason) == (State.DROPPED, Reason.UNDONE)


async def test_of_several_milestones_passed_through_a_shock_it_is_the_highest(
    overtake: Machine,
) -> None:
    await shocked(overtake, 90_000, 110_000, 210_000, 211_000, 212_000, scales=CALM_AGAIN)
    assert await milestones(overtake) == [("05-05", 200_000)]


async def test_the_highest_counts_even_if_it_is_passed_on_the_day_that_is_believed_again(
    overtake: Machine,
) -> None:
    await shocked(overtake, 90_000, 110_000, 150_000, 180_000, 230_000, scales=CALM_AGAIN)
    assert await milestones(overtake) == [("05-05", 200_000)]


# --- may be automated


@pytest.mark.parametrize(
    ("likes", "marked"), [((366, 417), True), ((366, 900), False), ((366, None), False)]
)
async def test_downloads_up_tenfold_while_likes_stay_flat_may_be_automated(
    overtake: Machine,
    likes: tuple[int, int | None],
    marked: bool,  # noqa: FBT001
) -> None:
    """Qwen3-VL-2B-Instruct rose tenfold in three weeks of 2026; its likes went from 366 to 417."""
    for n, (downloads, like) in enumerate(zip((18_800_000, 210_000_000), likes, strict=True)):
        rows = [
            model(QWEN, downloads=downloads, likes=like),
            model(LLAMA, downloads=70 * M + n, likes=5_000 + n),
        ]
        await overtake.take(day(later("05-01", n), *rows))
    [event] = await overtake.told(Kind.MILESTONE, subject=QWEN)
    assert event.facts.automated is marked
