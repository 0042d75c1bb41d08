"""Figures out of stored days: what is shown, what is a gap, who passed whom; and in words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.commands import COMMANDS
from bot.commands.ask import Desk, parse
from bot.crossings import Turn, turns
from bot.figures import Racer, Sources, flow_figure, race_figure, rank_figure, seats_figure
from bot.memory import Memory
from bot.model import Curve, Decision, Fetch, Figure, Grouping, Kind, Metric, Shape
from bot.texts import languages, words
from bot.views import figures
from storage.rows import VIEW
from tests.make import (
    BOARDS,
    FAMILIES,
    Machine,
    counted,
    crowd,
    day,
    later,
    moment,
    names,
    on,
)

HERO, RIVAL, STRANGER = "Qwen/Qwen4-8B", "meta-llama/Llama-5", "0pen-oss/too-good"
QWEN, LLAMA = Racer("qwen", Grouping.FAMILY), Racer("llama", Grouping.FAMILY)


def sources(overtake: Machine, language: str = "en") -> Sources:
    return Sources(overtake.store, FAMILIES, words(language), Memory(overtake.store))


def totals(when: str, qwen: int, llama: int, scale: float = 1.0) -> Fetch:
    """Return a day of downloads on a board: two families, and a crowd that makes shocks."""
    rows = {HERO: qwen, RIVAL: llama, **crowd(scale * (1 + on(when).day / 1_000))}
    return counted(when, rows, board="llm")


async def crossing_days(overtake: Machine) -> None:
    """Qwen passes Llama on May 5; the 7th is missing, and the 8th a copy of the day before."""
    qwen = {1: 80, 2: 85, 3: 90, 4: 96, 5: 108, 6: 115, 9: 130, 10: 140}
    for n, value in qwen.items():
        await overtake.take(totals(f"05-{n:02}", value * 10_000, 1_000_000))


def by_day(figure: Figure, label: str) -> Mapping[date, float]:
    curve = next(curve for curve in figure.curves if curve.label == label)
    return {
        figure.first + timedelta(days=n): value
        for n, value in enumerate(curve.values)
        if value is not None
    }


# --- races


async def test_a_race_shows_amounts_and_where_they_crossed(overtake: Machine) -> None:
    await crossing_days(overtake)
    figure = await race_figure(sources(overtake), Metric.DOWNLOADS, [QWEN, LLAMA], on("05-10"))
    assert figure
    assert (figure.shape, figure.first, figure.days) == (Shape.RACE, on("05-01"), 10)
    assert by_day(figure, "Qwen")[on("05-09")] == 1_300_000
    assert on("05-07") not in by_day(figure, "Llama")
    (crossing,) = figure.crossings
    assert (crossing.day, crossing.value, crossing.label) == (
        on("05-05"),
        1_080_000,
        "Qwen passes Llama",
    )
    assert figure.source == "Hugging Face Hub, data of May 10, 2026"


async def test_a_picture_is_said_in_words_too(overtake: Machine) -> None:
    await crossing_days(overtake)
    said = {
        language: await race_figure(
            sources(overtake, language), Metric.DOWNLOADS, [QWEN, LLAMA], on("05-10")
        )
        for language in ("en", "es")
    }
    assert said["en"]
    assert said["es"]
    assert said["en"].alt == (
        "Qwen and Llama, 30-day downloads of the models seen, May 1, 2026 to May 10, 2026: "
        "Qwen from 800K to 1.4M; Llama from 1M to 1M. Qwen passes Llama on May 5, 2026. "
        "No good data on 2 days."
    )
    assert said["es"].alt == (
        "Qwen y Llama, descargas de 30 días de los modelos vistos, del 1 may 2026 al 10 may 2026: "
        "Qwen de 800 mil a 1,4 M; Llama de 1 M a 1 M. Qwen adelanta a Llama el 5 may 2026. "
        "Sin datos buenos 2 días."
    ).replace("1,4 M", "1,4\xa0M").replace("1 M", "1\xa0M").replace("800 mil", "800\xa0mil")


async def test_what_is_held_is_a_gap(overtake: Machine) -> None:
    """Days on which the Hub's counters moved together are not drawn as if they were true."""
    for n in range(1, 8):
        await overtake.take(totals(f"05-{n:02}", 800_000 + n, 900_000 + n))
    await overtake.take(totals("05-08", 400_000, 450_000, scale=0.5))
    figure = await race_figure(sources(overtake), Metric.DOWNLOADS, [QWEN, LLAMA], on("05-08"))
    assert figure
    assert max(by_day(figure, "Qwen")) == on("05-07")
    assert figure.days == 8
    assert "data of May 7, 2026" in figure.source
    assert figure.alt.endswith("No good data on 1 day.")


async def test_a_race_of_groups_that_were_seen_whole_says_no_more(overtake: Machine) -> None:
    for n in (1, 2):
        whole = totals(f"05-{n:02}", 800_000 + n, 900_000 + n)
        both = frozenset({"Qwen", "meta-llama"})
        await overtake.take(replace(whole, namespaces=both))
    figure = await race_figure(sources(overtake), Metric.DOWNLOADS, [QWEN, LLAMA], on("05-02"))
    assert figure
    assert figure.axis == "30-day downloads"


async def test_models_race_too(overtake: Machine) -> None:
    await crossing_days(overtake)
    directory = await Memory(overtake.store).directory()
    racers = [Racer(name, model=directory.key(name) or 0) for name in (HERO, RIVAL)]
    figure = await race_figure(sources(overtake), Metric.DOWNLOADS, racers, on("05-10"), days=5)
    assert figure
    assert [curve.label for curve in figure.curves] == [HERO, RIVAL]
    assert figure.first == on("05-06")


async def test_a_chart_takes_two_days_and_two_of_a_race(overtake: Machine) -> None:
    its = sources(overtake)
    assert await race_figure(its, Metric.DOWNLOADS, [QWEN, LLAMA], on("05-01")) is None
    await overtake.take(totals("05-01", 800_000, 900_000))
    assert await race_figure(its, Metric.DOWNLOADS, [QWEN, LLAMA], on("05-01")) is None
    assert await rank_figure(its, "llm", QWEN, on("05-01")) is None
    assert await seats_figure(its, "llm", on("05-01")) is None
    assert await flow_figure(its, "llm", on("05-01")) is None
    await overtake.take(totals("05-02", 810_000, 900_000))
    assert await race_figure(its, Metric.DOWNLOADS, [QWEN, LLAMA], on("05-02"))
    nobody = Racer("gemma", Grouping.FAMILY)
    assert await race_figure(its, Metric.DOWNLOADS, [QWEN, nobody], on("05-02")) is None


@pytest.mark.parametrize(
    ("one", "two", "found"),
    [
        ((1, 2, 3, 4), (2, 2.5, 2.8, 3), [Turn(2, 0, 1)]),
        ((1, 2, 3, 2), (2, 2.5, 2.8, 3), []),  # ahead on one day only
        ((100, 100.2, 100.4), (100.1, 100.1, 100.1), []),  # by less than half a per cent
        ((1, None, 3, None, 4), (2, 2.5, 2.8, 3, 3), [Turn(2, 0, 1)]),
        ((1, 3, 3, 1, 1), (2, 2, 2, 2, 2), [Turn(1, 0, 1), Turn(3, 1, 0)]),
        ((2, 2, 3, 3), (2, 2, 2, 2), []),  # nobody led before
        ((None, None), (1, 2), []),
    ],
)
def test_a_crossing_is_an_overtake(
    one: tuple[float | None, ...], two: tuple[float | None, ...], found: list[Turn]
) -> None:
    """SPEC 5: ahead by 0.5 % on two good days in a row; the day is the first of them."""
    assert turns([one, two]) == found


async def test_a_crossing_has_the_day_of_the_overtake_that_is_told(overtake: Machine) -> None:
    await crossing_days(overtake)
    figure = await race_figure(sources(overtake), Metric.DOWNLOADS, [QWEN, LLAMA], on("05-10"))
    (event,) = [
        event for event in await overtake.store.events()
        if event.kind == "overtake" and event.group is Grouping.FAMILY
    ]  # fmt: skip
    assert figure
    assert [crossing.day for crossing in figure.crossings] == [event.day]


async def test_what_leaves_a_list_passes_nobody(overtake: Machine) -> None:
    """Qwen's total drops under Llama's as one of its models leaves the list: no overtake."""
    second = "Qwen/Qwen4-1B"
    for n in range(6):
        rows = {HERO: 900_000, **({second: 300_000} if n < 3 else {}), RIVAL: 1_000_000 + n}
        await overtake.take(
            counted(later("05-01", n), {**rows, **crowd(1 + n / 1_000)}, board="llm")
        )
    figure = await race_figure(sources(overtake), Metric.DOWNLOADS, [QWEN, LLAMA], on("05-06"))
    assert figure
    assert turns([curve.values for curve in figure.curves]) == [Turn(3, 1, 0)]
    assert figure.crossings == ()
    assert figure.axis == "30-day downloads of the models seen, not the same ones each day"
    assert [curve.breaks for curve in figure.curves] == [(3,), ()]


async def test_a_crossing_of_two_that_are_not_watched_is_of_days_seen_whole(
    overtake: Machine,
) -> None:
    """Only the first twenty groups are watched; the next pass each other untold."""
    places = [f"ns{n:02}" for n in range(1, 22)]
    both = frozenset({"mistralai", "google"})
    for n, mistral in enumerate((80, 90, 120, 130)):
        rows = {f"{place}/big": 9_000_000 + 400_000 * i + n for i, place in enumerate(places)}
        rows |= {"mistralai/small": mistral * 1_000, "google/small": 100_000}
        fetch = counted(later("05-01", n), rows, board="llm")
        await overtake.take(replace(fetch, namespaces=both))
    racers = [Racer("mistral", Grouping.FAMILY), Racer("gemma", Grouping.FAMILY)]
    figure = await race_figure(sources(overtake), Metric.DOWNLOADS, racers, on("05-04"))
    assert figure
    assert not await overtake.told(Kind.OVERTAKE, group=Grouping.FAMILY)
    assert [its.day for its in figure.crossings] == [on("05-03")]


async def test_an_overtake_that_was_corrected_is_marked_no_more(overtake: Machine) -> None:
    await crossing_days(overtake)
    (event,) = await overtake.told(Kind.OVERTAKE, group=Grouping.FAMILY)
    wrong = replace(event, facts=replace(event.facts, corrected_on=on("05-11")))
    await overtake.store.save(Decision(moment("05-11"), settled=(wrong,)))
    figure = await race_figure(sources(overtake), Metric.DOWNLOADS, [QWEN, LLAMA], on("05-10"))
    assert figure
    assert figure.crossings == ()


# --- boards


async def trending(overtake: Machine, days: Mapping[str, list[str]], depth: int = 12) -> None:
    for when, first in days.items():
        await overtake.take(day(when, trending=[*first, *names(depth - len(first))]))


async def test_a_rank_is_that_of_the_best_placed_model_each_day(overtake: Machine) -> None:
    other = "Qwen/Qwen4-32B"
    await trending(overtake, {"05-01": [RIVAL, HERO], "05-02": [other, RIVAL, HERO]})
    await trending(overtake, {"05-04": [RIVAL], "05-05": [HERO]})
    its = sources(overtake)
    family = await rank_figure(its, "trending", QWEN, on("05-05"))
    directory = await Memory(overtake.store).directory()
    model = await rank_figure(
        its, "trending", Racer(HERO, model=directory.key(HERO) or 0), on("05-05")
    )
    assert family
    assert model
    assert by_day(family, "Qwen") == {on("05-01"): 2, on("05-02"): 1, on("05-05"): 1}
    assert by_day(model, HERO) == {on("05-01"): 2, on("05-02"): 3, on("05-05"): 1}
    assert family.axis == "rank of its best-placed model in trending"
    assert model.alt == (
        f"{HERO}, rank in trending, May 1, 2026 to May 5, 2026: from #2 to #1, at best #1. "
        "No rank on 2 days."
    )
    assert family.depth == 12


async def test_seats_name_the_first_organisations_and_the_unknown_apart(overtake: Machine) -> None:
    many = [f"ns{n:02}/m" for n in range(1, 7)]
    await trending(overtake, {"05-01": [HERO, *many, STRANGER], "05-02": [HERO, *many, STRANGER]})
    await trending(overtake, {"05-03": [HERO, "Qwen/b", *many, STRANGER]})
    figure = await seats_figure(sources(overtake), "trending", on("05-03"))
    assert figure
    assert [(curve.label, curve.muted) for curve in figure.curves] == [
        ("Alibaba", False),
        ("Google", False),
        ("Org01", False),
        ("Org02", False),
        ("Org03", False),
        ("others", True),
        ("unknown", True),
    ]
    each_day = zip(*(curve.values for curve in figure.curves), strict=True)
    assert [sum(value or 0 for value in values) for values in each_day] == [10, 10, 10]
    assert "Alibaba from 1 to 2" in figure.alt


async def test_a_months_flow_names_who_is_there_and_greys_who_left(overtake: Machine) -> None:
    await trending(overtake, {"05-01": [HERO, RIVAL, STRANGER], "05-02": [RIVAL, HERO]})
    figure = await flow_figure(sources(overtake), "trending", on("05-02"), top=3)
    assert figure
    assert [(curve.label, curve.values, curve.muted) for curve in figure.curves] == [
        ("Llama-5", (2, 1), False),
        ("Qwen4-8B", (1, 2), False),
        ("m1", (None, 3), False),
        ("too-good", (3, None), True),
    ]
    assert figure.alt == (
        "The top 3 of trending, May 1, 2026 to May 2, 2026: #1 meta-llama/Llama-5 (was #2); "
        "#2 Qwen/Qwen4-8B (was #1); #3 google/m1 (was not in it)."
    )


async def test_two_models_of_one_name_keep_their_publishers(overtake: Machine) -> None:
    """An impostor with another's name must not look like it."""
    twin = "0pen-oss/Qwen4-8B"
    await trending(overtake, {"05-01": [HERO, twin], "05-02": [twin, HERO]})
    figure = await flow_figure(sources(overtake), "trending", on("05-02"), top=3)
    assert figure
    assert {curve.label for curve in figure.curves} == {HERO, twin, "m1"}


async def test_a_copy_of_the_day_before_is_a_gap_in_every_chart(overtake: Machine) -> None:
    """A stale day has nothing to say, though its order is there."""
    rows = {HERO: 900_000, RIVAL: 800_000, **crowd(1)}
    await overtake.take(counted("05-01", rows, board="llm"))
    await overtake.take(counted("05-02", rows, board="llm"))
    moved = {HERO: 910_000, RIVAL: 810_000, **crowd(1.01)}
    await overtake.take(counted("05-03", moved, board="llm"))
    its, until = sources(overtake), on("05-03")
    for figure in (
        await race_figure(its, Metric.DOWNLOADS, [QWEN, LLAMA], until),
        await rank_figure(its, "llm", QWEN, until),
        await seats_figure(its, "llm", until),
        await flow_figure(its, "llm", until),
    ):
        assert figure
        assert all(curve.values[1] is None for curve in figure.curves)
        assert "1 day" in figure.alt


# --- words and answers


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("length", [1, 95])
def test_a_description_fits_whatever_it_has_to_say(language: str, length: int) -> None:
    said = words(language)
    values = tuple(float(1_000_000 + 400_000 * (n % 4 > 1)) for n in range(60))
    level = (1_200_000.0,) * 60
    lines = [Curve("x" * length, values), *(Curve(f"{n}" * length, level) for n in range(4))]
    passing = turns([line.values for line in lines])
    many = [Curve(f"{n}" + "x" * length, level) for n in range(50)]
    for figure in (
        figures.race(said, Metric.LIKES, on("05-01"), lines, passing, figures.Seen.VARIED),
        figures.rank(said, "llm", on("05-01"), Curve("x" * length, (1.0,)), 5, is_group=True),
        figures.seats(said, "x" * length, on("05-01"), lines, 10),
        figures.flow(said, "llm", on("05-01"), many, [its.label for its in many], 50),
    ):
        assert 0 < len(figure.alt) <= 1_024
        assert figure.alt.endswith(".")
        assert len(figure.crossings) <= 3


def test_a_figure_is_kept_as_it_was(overtake: Machine) -> None:  # noqa: ARG001
    """A post's view goes through the database as JSON, and what is drawn is known by content."""
    figure = figures.rank(
        words("es"), "llm", on("05-01"), Curve("通义", (3, None, 1)), 500, is_group=True
    )
    view = replace(VIEW.validate_python({"title": ()}), figure=figure)
    again = VIEW.validate_json(VIEW.dump_json(view))
    assert again.figure == figure
    assert hash(again.figure) == hash(figure)


async def test_answers_bring_their_charts(overtake: Machine) -> None:
    await crossing_days(overtake)
    boards = {board.name: board for board in BOARDS}
    desk = Desk(overtake.store, FAMILIES, boards, moment("05-11"), "en")
    asked = {
        ("rank", "qwen"): Shape.RANK,
        ("rank", HERO): Shape.RANK,
        ("compare", "qwen", "llama"): Shape.RACE,
        ("top", "llm"): Shape.SEATS,
        ("top", "llm", "300"): None,
        ("compare", "qwen", "qwen"): None,
    }
    for (name, *given), shape in asked.items():
        command = COMMANDS[name]
        answer = await command.answer(desk, parse(command, given, desk, "console"))
        figure = answer.view.figure
        assert (figure.shape if figure else None) == shape, name


async def test_names_in_a_chart_are_safe(overtake: Machine) -> None:
    """SPEC 9: marks of direction and line breaks never reach a picture or its description."""
    sly = "0pen-oss/\u202egnp.exe\n@everyone"
    await trending(overtake, {"05-01": [HERO, sly], later("05-01", 1): [sly, HERO]})
    figure = await flow_figure(sources(overtake), "trending", on("05-02"), top=3)
    assert figure
    shown = [figure.alt, *(curve.label for curve in figure.curves)]
    assert not any(mark in text for text in shown for mark in "\u202e\n")
