"""Fewer or more like one event: one threshold, one step, and back again."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import ALL_FAMILIES, FIRST_FAMILIES, Kind, Subscription
from bot.numbers import MOST, read, written
from bot.thresholds import PLACES_WANTED, TOPS
from bot.wishes.louder import Threshold, fewer, more

HERE = Subscription("console")


def steps(its: Subscription, kind: Kind) -> list[tuple[str, str, str]]:
    """Go to the quietest; each step as threshold, before and after."""
    taken = []
    while step := fewer(its, kind):
        taken.append((step.threshold.value, step.before, step.after))
        its = step.wishes
    return taken


@pytest.mark.parametrize("kind", [Kind.ENTERED, Kind.SEATS])
def test_fewer_of_a_boards_order_is_a_smaller_top_and_then_none(kind: Kind) -> None:
    its = replace(HERE, top=50)
    assert steps(its, kind) == [("top", "50", "10"), ("top", "10", "3"), ("rule", "on", "off")]


@pytest.mark.parametrize("kind", [Kind.OVERTAKE, Kind.FORECAST])
def test_fewer_overtakes_are_those_nearer_to_the_first(kind: Kind) -> None:
    places = [("20", "10"), ("10", "5"), ("5", "3")]
    assert steps(HERE, kind) == [*(("places", *step) for step in places), ("rule", "on", "off")]


@pytest.mark.parametrize("kind", [Kind.MILESTONE, Kind.RELEASED])
def test_fewer_milestones_are_those_of_fewer_families(kind: Kind) -> None:
    its = replace(HERE, families=(ALL_FAMILIES,))
    first = [("all", "top20"), ("top20", "top10"), ("top10", "top5")]
    assert steps(its, kind) == [*(("families", *step) for step in first), ("rule", "on", "off")]


def test_a_family_that_was_named_stays_when_the_first_ones_go() -> None:
    its = replace(HERE, families=("qwen", "top5"))
    step = fewer(its, Kind.RELEASED)
    assert step
    assert step.wishes.families == ("qwen",)
    assert steps(step.wishes, Kind.RELEASED) == [("rule", "on", "off")]
    back = more(step.wishes, Kind.RELEASED)
    assert back
    assert back.wishes == its


@pytest.mark.parametrize("kind", [Kind.LEADER, Kind.MOVED, Kind.DATA])
def test_what_has_no_threshold_is_told_or_not(kind: Kind) -> None:
    its = replace(HERE, rules=(Kind.OVERTAKE, kind))
    assert steps(its, kind) == [("rule", "on", "off")]
    assert more(its, kind) is None


def test_more_of_what_is_not_told_tells_it_again() -> None:
    step = more(HERE, Kind.LEFT)
    assert step
    assert (step.threshold, step.before, step.after) == (Threshold.RULE, "off", "on")
    assert set(step.wishes.rules) == {*HERE.rules, Kind.LEFT}
    assert step.kinds == {Kind.LEFT}


def test_more_ends_where_all_there_is_is_told() -> None:
    loud = replace(HERE, rules=tuple(Kind), top=50, places=20, families=(ALL_FAMILIES,))
    assert all(more(loud, kind) is None for kind in Kind)


@given(
    kind=st.sampled_from(Kind),
    rules=st.sets(st.sampled_from(Kind), min_size=1),
    top=st.sampled_from(TOPS),
    places=st.sampled_from(PLACES_WANTED),
    named=st.sampled_from([(), ("qwen",), ("qwen", "llama")]),
    first=st.sampled_from([None, ALL_FAMILIES, *FIRST_FAMILIES]),
)
def test_more_undoes_fewer_and_fewer_undoes_more(
    kind: Kind,
    rules: set[Kind],
    top: int,
    places: int,
    named: tuple[str, ...],
    first: str | None,
) -> None:
    families = (*named, *([first] if first else [])) or ("top20",)
    ordered = tuple(rule for rule in Kind if rule in rules)
    its = replace(HERE, rules=ordered, top=top, places=places, families=families)
    for there, back in ((fewer, more), (more, fewer)):
        step = there(its, kind)
        if step is not None:
            again = back(step.wishes, kind, step.threshold)
            assert again
            assert again.wishes == its
            assert (again.before, again.after) == (step.after, step.before)


# --- the numbers of the events


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("12", (12,)),
        ("#12", (12,)),
        ("12,15;18", (12, 15, 18)),
        ("12 15", (12, 15)),
        ("25,12-15", (25, 12, 13, 14, 15)),
        ("3-1", ()),
        ("12,12", (12,)),
    ],
)
def test_numbers_are_read_as_people_and_buttons_write_them(
    text: str, numbers: tuple[int, ...]
) -> None:
    assert (read(text) or ()) == numbers


@pytest.mark.parametrize("text", ["", "qwen", "12,qwen", "1.5", "²", "#", "-", "1-", "9" * 19])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read(text) is None


def test_a_range_without_end_is_read_as_far_as_a_post_can_go() -> None:
    assert read("1-999999999999") == tuple(range(1, MOST + 1))


@given(numbers=st.lists(st.integers(0, 10**6), unique=True, min_size=1, max_size=MOST))
def test_what_is_written_is_read_back_the_first_first(numbers: list[int]) -> None:
    found = read(written(numbers)) or ()
    assert found[0] == numbers[0]
    assert sorted(found) == sorted(numbers)


def test_ten_rows_fit_into_a_button_of_discord() -> None:
    """PLATFORMS: 100 characters. Ten numbers of six digits that follow on nothing are the worst."""
    scattered = written([900_000 - 7 * number for number in range(10)])
    assert len(f"ask alerts?action=fewer&event={scattered}") <= 100
    assert written(range(123_450, 123_460)) == "123450,123451-123459"
