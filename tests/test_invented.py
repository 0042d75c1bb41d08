"""The three invented months of `overtake demo`: each moment of the story is there, on its day."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pytest

from adapters.sources.invented import LABEL, invented_days
from bot.model import Counts, Fetch, Listing, Metric, namespace_of

BOARDS = {
    "trending": (Metric.TRENDING, 60),
    "llm": (Metric.DOWNLOADS, 100),
    "downloads": (Metric.DOWNLOADS, 80),
    "likes": (Metric.LIKES, 80),
}
LLM = {"text-generation", "image-text-to-text", "any-to-any"}
ALIBABA = {"Qwen", "Alibaba-NLP", "Wan-AI", "Tongyi-MAI"}
COPIES = ("GGUF", "AWQ", "Embedding", "Guard")
"""What a family's official releases leave out, among the names of Qwen and Llama."""


@pytest.fixture(scope="module")
def days() -> dict[date, Fetch]:
    return {fetch.day: fetch for fetch in invented_days()}


def on(month: int, day: int) -> date:
    return date(2025, month, day)


def by_name(fetch: Fetch) -> dict[str, Listing]:
    return {model.name: model for model in fetch.models}


def top(fetch: Fetch, board: str, depth: int) -> tuple[str, ...]:
    return fetch.lists[board][:depth]


def all_time(fetch: Fetch, namespace: str) -> int:
    return sum(
        model.counts.all_time or 0
        for model in fetch.models
        if namespace_of(model.name) == namespace and not any(x in model.name for x in COPIES)
    )


def best_rank(fetch: Fetch, board: str, namespace: str) -> int:
    names = fetch.lists[board]
    return next(r for r, name in enumerate(names, 1) if namespace_of(name) == namespace)


def changes(before: Fetch, after: Fetch, metric: Metric) -> list[float]:
    """The relative changes of the counters of 1,000 or more that changed."""
    earlier = {model.hub_id: model.counts.of(metric) or 0 for model in before.models}
    return [
        (model.counts.of(metric) or 0) / earlier[model.hub_id] - 1
        for model in after.models
        if earlier.get(model.hub_id, 0) >= 1_000
        and model.counts.of(metric) != earlier[model.hub_id]
    ]


def spells(days: Sequence[Fetch], name: str, board: str, depth: int) -> Iterator[bool]:
    """Whether the model is in the top, each time that this changes."""
    was = None
    for fetch in days:
        now = name in top(fetch, board, depth)
        if now != was:
            yield now
        was = now


# --- the data as such


def test_it_is_the_same_every_time() -> None:
    assert list(invented_days()) == list(invented_days())


def test_it_says_that_it_is_invented() -> None:
    assert "Invented" in LABEL


def test_three_months_taken_after_the_hubs_daily_update(days: dict[date, Fetch]) -> None:
    assert (min(days), max(days), len(days)) == (on(9, 1), on(12, 1), 90)
    assert all((f.taken_at.hour, f.taken_at.minute // 10) == (13, 3) for f in days.values())


def test_every_day_has_a_few_hundred_models_with_an_identity(days: dict[date, Fetch]) -> None:
    for fetch in days.values():
        assert 280 <= len(fetch.models) <= 450
        assert len({model.name for model in fetch.models}) == len(fetch.models)
        assert len({model.hub_id for model in fetch.models}) == len(fetch.models)
        for model in fetch.models:
            assert model.hub_id
            assert model.created_at
            assert model.created_at <= fetch.taken_at


def test_models_of_listed_namespaces_have_every_counter(days: dict[date, Fetch]) -> None:
    for fetch in days.values():
        listed = [m.counts for m in fetch.models if namespace_of(m.name) in fetch.namespaces]
        assert len(listed) > 150
        for counts in listed:
            assert None not in [counts.of(metric) for metric in Metric]
            assert (counts.all_time or 0) >= (counts.downloads or 0)


@pytest.mark.parametrize("board", BOARDS)
def test_a_board_is_its_models_sorted_by_its_counter(board: str, days: dict[date, Fetch]) -> None:
    metric, depth = BOARDS[board]
    for fetch in days.values():
        names = fetch.lists[board]
        if not names:
            continue
        models = by_name(fetch)
        values = [models[name].counts.of(metric) or 0 for name in names]
        assert len(names) == len(set(names)) == depth
        assert values == sorted(values, reverse=True)
        outside = [m for m in fetch.models if m.name not in names]
        if board == "llm":
            outside = [m for m in outside if m.pipeline_tag in LLM]
        assert max(m.counts.of(metric) or 0 for m in outside) <= values[-1]


def test_four_of_ten_changes_are_falls_and_small(days: dict[date, Fetch]) -> None:
    quiet = [days[on(11, day)] for day in range(14, 21)]
    moves = [x for a, b in pairwise(quiet) for x in changes(a, b, Metric.DOWNLOADS)]
    assert 0.35 < sum(x < 0 for x in moves) / len(moves) < 0.5
    assert median(map(abs, moves)) < 0.01


def test_about_one_model_a_day_enters_the_trending_top_ten(days: dict[date, Fetch]) -> None:
    tops = [set(top(fetch, "trending", 10)) for fetch in days.values()]
    assert 0.8 < sum(len(b - a) for a, b in pairwise(tops)) / len(tops) < 1.7


def test_trending_scores_tie_and_some_are_fractional(days: dict[date, Fetch]) -> None:
    for fetch in days.values():
        models = by_name(fetch)
        scores = [models[name].counts.trending or 0 for name in fetch.lists["trending"]]
        assert len(set(scores)) < len(scores)
    assert any((m.counts.trending or 0) % 1 for f in days.values() for m in f.models)


# --- the story


def test_all_counters_fall_in_two_steps_and_come_back(days: dict[date, Fetch]) -> None:
    def step(day: int) -> float:
        return median(changes(days[on(9, day - 1)], days[on(9, day)], Metric.DOWNLOADS))

    def since_before(day: int) -> float:
        return median(changes(days[on(9, 7)], days[on(9, day)], Metric.DOWNLOADS))

    assert step(8) == pytest.approx(-0.08, abs=0.01)
    assert step(12) == pytest.approx(-0.26, abs=0.02)
    assert all(abs(step(day)) < 0.01 for day in (9, 10, 11, 13, 14, 15))
    assert min(step(16), step(17), step(18)) > 0.06
    assert since_before(17) < -0.06 < since_before(18)
    for day in (8, 12):
        before, after = days[on(9, day - 1)], days[on(9, day)]
        for metric, part in ((Metric.DOWNLOADS, 0.9), (Metric.ALL_TIME, 0.7)):
            moves = changes(before, after, metric)
            assert sum(x < 0 for x in moves) > part * len(moves)


def test_no_other_day_shakes_all_counters(days: dict[date, Fetch]) -> None:
    shaken = {on(9, day) for day in range(8, 20)}
    for before, after in pairwise(days.values()):
        if after.day not in shaken and (moves := changes(before, after, Metric.DOWNLOADS)):
            assert abs(median(moves)) < 0.03


def test_alibaba_holds_five_of_the_trending_top_ten(days: dict[date, Fetch]) -> None:
    held = {
        day: sum(namespace_of(name) in ALIBABA for name in top(fetch, "trending", 10))
        for day, fetch in days.items()
    }
    assert held[on(9, 21)] < 5
    assert held[on(9, 25)] == 5
    assert held[on(10, 1)] < 5


def test_a_model_flaps_round_the_tenth_place(days: dict[date, Fetch]) -> None:
    span = [days[on(10, 1) + timedelta(days=n)] for n in range(11)]
    changes_of_state = list(spells(span, "moondream/moondream3-preview", "trending", 10))
    assert changes_of_state.count(True) >= 4
    assert changes_of_state.count(False) >= 5


def test_a_stale_day_repeats_the_day_before(days: dict[date, Fetch]) -> None:
    before, stale = days[on(10, 13)], days[on(10, 14)]
    assert (stale.lists, stale.models) == (before.lists, before.models)
    assert stale.taken_at > before.taken_at
    repeats = [b.day for a, b in pairwise(days.values()) if a.models == b.models]
    assert repeats == [stale.day]


def test_an_impostor_leads_for_a_day_and_is_gone(days: dict[date, Fetch]) -> None:
    name = "0pen-oss/privacy-filter-pro"
    assert days[on(10, 17)].lists["trending"][0] == name
    assert [day for day, fetch in days.items() if name in by_name(fetch)] == [on(10, 17)]
    assert {day: f.gone for day, f in days.items() if f.gone} == {on(10, 18): frozenset({name})}


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (on(10, 20), "deepseek-ai/DeepSeek-OCR"),
        (on(11, 7), "moonshotai/Kimi-K2-Thinking"),
        (on(11, 26), "Tongyi-MAI/Z-Image-Turbo"),
    ],
)
def test_a_release_goes_from_absent_to_first(day: date, name: str, days: dict[date, Fetch]) -> None:
    assert name not in by_name(days[day - timedelta(days=1)])
    assert days[day].lists["trending"][0] == name


def test_a_renamed_model_keeps_its_identity(days: dict[date, Fetch]) -> None:
    old, new = "meta-llama/Meta-Llama-3-8B-Instruct", "meta-llama/Llama-3-8B-Instruct"
    before, after = by_name(days[on(10, 23)]), by_name(days[on(10, 24)])
    assert (old in before, new in before, old in after, new in after) == (True, False, False, True)
    assert before[old].hub_id == after[new].hub_id
    assert before[old].created_at == after[new].created_at


def test_a_release_passes_100_k_downloads_within_days(days: dict[date, Fetch]) -> None:
    def downloads(day: date) -> int:
        counts = by_name(days[day]).get("MiniMaxAI/MiniMax-M2", Listing("", Counts(0))).counts
        return counts.downloads or 0

    assert downloads(on(10, 26)) == 0
    assert 0 < downloads(on(10, 30)) < 100_000 <= downloads(on(10, 31))


def test_qwen_passes_llama_and_stays_ahead(days: dict[date, Fetch]) -> None:
    lead = {
        day: all_time(fetch, "Qwen") / all_time(fetch, "meta-llama") - 1
        for day, fetch in days.items()
    }
    assert all(ahead < 0 for day, ahead in lead.items() if day < on(11, 2))
    assert lead[on(11, 2)] > 0
    assert all(ahead > 0.005 for day, ahead in lead.items() if day > on(11, 2))


def test_the_totals_end_near_the_published_ones(days: dict[date, Fetch]) -> None:
    last = days[max(days)]
    assert all_time(last, "Qwen") == pytest.approx(385e6, rel=0.02)
    assert all_time(last, "meta-llama") == pytest.approx(346e6, rel=0.02)


def test_two_days_in_a_row_are_missing(days: dict[date, Fetch]) -> None:
    every = {min(days) + timedelta(days=n) for n in range((max(days) - min(days)).days + 1)}
    assert every - days.keys() == {on(11, 12), on(11, 13)}


def test_one_board_is_fetched_empty_once(days: dict[date, Fetch]) -> None:
    empty = [(day, board) for day, f in days.items() for board, x in f.lists.items() if not x]
    assert empty == [(on(11, 17), "llm")]
    assert all(fetch.lists.keys() == BOARDS.keys() for fetch in days.values())


def test_llamas_best_model_falls_to_28_and_then_to_41(days: dict[date, Fetch]) -> None:
    ranks = {d: best_rank(f, "llm", "meta-llama") for d, f in days.items() if f.lists["llm"]}
    assert [ranks[day] for day in (on(9, 1), on(11, 20), on(11, 21))] == [22, 28, 41]
    assert all(20 <= rank <= 28 for day, rank in ranks.items() if day <= on(11, 20))


def test_the_last_days_are_ordinary(days: dict[date, Fetch]) -> None:
    last = days[max(days)]
    before = days[last.day - timedelta(days=1)]
    assert abs(median(changes(before, last, Metric.DOWNLOADS))) < 0.01
    assert not last.gone
    assert all(last.lists.values())
