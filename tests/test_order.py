"""Who leads, who entered and left, who moved, who holds the seats: what a channel would hear of it.

Order is watched on `trending`, whose score is no counter, so that nothing else has a say. Where a
name matters it is `Qwen/…` or `meta-llama/…`; filler is `google/m…`; strangers are nobody we know.
"""

from collections.abc import Sequence

import pytest

from bot.model import Event, Grouping, Kind, Reason, State
from tests.make import Machine, day, later, model, names, on

HERO = "Qwen/Qwen4-8B"
RIVAL = "meta-llama/Llama-5"
STRANGER = "somebody/free-money"
OTHER_STRANGER = "anybody/free-beer"


def at(rank: int, name: str = HERO, of: int = 100) -> list[str]:
    """A full list of `of` rows with a name at a rank."""
    filler = names(of - 1)
    return [*filler[: rank - 1], name, *filler[rank - 1 :]]


async def ranks(overtake: Machine, *each: int | None, name: str = HERO, of: int = 100) -> None:
    """Take in a day for each rank, from 05-01 on; None is a day without the model."""
    for number, rank in enumerate(each):
        listing = at(rank, name, of) if rank else names(of)
        await overtake.take(day(later("05-01", number), trending=listing))


async def heard(
    overtake: Machine, kind: Kind, name: str = HERO, **where: object
) -> list[tuple[str, object, object]]:
    """Day, before and after of each event told of a subject."""
    told = await overtake.told(kind, subject=name, **where)
    return [(f"{e.told_on:%m-%d}", e.before, e.after) for e in told]


async def one(overtake: Machine, kind: Kind, **where: object) -> Event:
    [event] = await overtake.told(kind, **where)
    return event


async def test_the_first_snapshot_ever_tells_nothing(overtake: Machine) -> None:
    await overtake.take(day("05-01", trending=at(1)))
    assert await overtake.events() == []


# --- entered and left


async def test_a_model_enters_the_tops_it_came_past_and_no_other(overtake: Machine) -> None:
    await ranks(overtake, 60, 8)
    told = await overtake.told(Kind.ENTERED)
    assert {(e.subject, e.top, e.before, e.after) for e in told} == {
        (HERO, 10, 60, 8),
        (HERO, 50, 60, 8),
    }


async def test_whoever_it_pushed_out_has_left(overtake: Machine) -> None:
    await ranks(overtake, 60, 8)
    told = await overtake.told(Kind.LEFT)
    assert {(e.subject, e.top, e.before, e.after) for e in told} == {
        ("google/m10", 10, 10, 11),
        ("google/m50", 50, 50, 51),
    }


async def test_from_below_the_list_is_no_rank_and_says_how_deep_the_list_was(
    overtake: Machine,
) -> None:
    await ranks(overtake, None, 2, of=100)
    event = await one(overtake, Kind.ENTERED, subject=HERO, top=3)
    assert (event.before, event.after, event.facts.depth) == (None, 2, 100)


async def test_below_the_list_is_no_longer_on_the_hub_only_where_the_hub_says_so(
    overtake: Machine,
) -> None:
    await overtake.take(
        day("05-01", trending=[HERO, RIVAL, *names(98)]),
        day("05-02", trending=names(100), gone=[RIVAL]),
    )
    left = {e.subject: e for e in await overtake.told(Kind.LEFT, top=10)}
    assert (left[HERO].after, left[HERO].facts.depth, left[HERO].facts.gone) == (None, 100, False)
    assert (left[RIVAL].after, left[RIVAL].facts.gone) == (None, True)


async def test_an_entry_says_how_old_the_repository_is(overtake: Machine) -> None:
    await overtake.take(
        day("05-01", trending=names(100)),
        day("05-11", model(HERO, created="05-04", trending=999), trending=at(2)),
    )
    assert (await one(overtake, Kind.ENTERED, subject=HERO, top=3)).facts.age_days == 7


async def test_an_entry_says_if_it_is_the_first_or_after_how_many_days_it_is_back(
    overtake: Machine,
) -> None:
    await ranks(overtake, None, 5, *[20] * 8, 5)
    first, back = await overtake.told(Kind.ENTERED, subject=HERO, top=10)
    assert (first.facts.back_after, back.facts.back_after) == (None, 9)


async def test_a_model_that_flaps_is_told_once_a_week(overtake: Machine) -> None:
    """In five recorded months one model entered the trending top ten six times."""
    await ranks(overtake, 20, *[5, 20] * 8)
    assert [when for when, *_ in await heard(overtake, Kind.ENTERED, top=10)] == [
        "05-02",
        "05-10",  # 05-08 would be the sixth day; on 05-09, the seventh, it does not enter
    ]
    assert [when for when, *_ in await heard(overtake, Kind.LEFT, top=10)] == ["05-03", "05-11"]


async def test_the_seventh_day_is_early_enough(overtake: Machine) -> None:
    await ranks(overtake, 20, 5, *[20] * 6, 5)
    assert [when for when, *_ in await heard(overtake, Kind.ENTERED, top=10)] == ["05-02", "05-09"]
    dropped = await overtake.events(Kind.ENTERED, State.DROPPED)
    assert [e for e in dropped if e.subject == HERO] == []


async def test_the_sixth_day_is_too_early_and_kept_with_its_reason(overtake: Machine) -> None:
    await ranks(overtake, 20, 5, *[20] * 5, 5)
    [event] = [e for e in await overtake.events(Kind.ENTERED, State.DROPPED) if e.top == 10]
    assert (event.subject, event.reason, event.told_on) == (HERO, Reason.RESTING, None)


async def test_what_was_dropped_does_not_lengthen_the_rest(overtake: Machine) -> None:
    await ranks(overtake, 20, 5, 20, 20, 20, 5, 20, 20, 5)
    assert [when for when, *_ in await heard(overtake, Kind.ENTERED, top=10)] == ["05-02", "05-09"]


async def test_each_top_rests_for_itself(overtake: Machine) -> None:
    await ranks(overtake, 20, 5, 2)
    assert [when for when, *_ in await heard(overtake, Kind.ENTERED, top=3)] == ["05-03"]


@pytest.mark.parametrize(("rows", "tops"), [(9, set()), (30, {10}), (49, {10}), (50, {10, 50})])
async def test_a_list_shorter_than_a_top_makes_no_events_for_it(
    overtake: Machine, rows: int, tops: set[int]
) -> None:
    await ranks(overtake, None, 4, of=rows)
    kinds = (Kind.ENTERED, Kind.LEFT)
    told = [e for kind in kinds for e in await overtake.told(kind)]
    assert {e.top for e in told} - {3} == tops


async def test_a_stale_day_is_no_base_and_makes_no_events(overtake: Machine) -> None:
    stale = day("05-01", trending=at(20))
    again = day("05-02", *stale.models, trending=at(20))
    await overtake.take(stale, again, day("05-03", trending=at(5)))
    event = await one(overtake, Kind.ENTERED, subject=HERO)
    assert (event.base, event.before) == (on("05-01"), 20)


async def test_after_a_gap_the_diff_spans_it(overtake: Machine) -> None:
    await overtake.take(day("05-01", trending=at(20)), day("05-05", trending=at(5)))
    event = await one(overtake, Kind.ENTERED, subject=HERO)
    assert (event.base, event.day) == (on("05-01"), on("05-05"))


# --- leader


async def test_a_new_leader_says_whom_it_replaced_and_how_long_that_one_had_led(
    overtake: Machine,
) -> None:
    led = at(1, RIVAL)
    await overtake.take(*(day(f"05-0{n}", trending=led) for n in range(1, 5)))
    await overtake.take(day("05-05", trending=at(1)))
    event = await one(overtake, Kind.LEADER)
    assert (event.subject, event.other, event.facts.led_days) == (HERO, RIVAL, 4)


async def test_a_leader_never_rests(overtake: Machine) -> None:
    both = [at(1), at(1, RIVAL)]
    for n in range(6):
        await overtake.take(day(f"05-0{n + 1}", trending=both[n % 2]))
    assert [e.subject for e in await overtake.told(Kind.LEADER)] == [RIVAL, HERO] * 2 + [RIVAL]
    assert {e.facts.led_days for e in await overtake.told(Kind.LEADER)} == {1}


async def test_tied_neighbours_keep_the_hubs_order(overtake: Machine) -> None:
    rows = [model(HERO, trending=500), model(RIVAL, trending=500)]
    await overtake.take(
        day("05-01", *rows, trending=[HERO, RIVAL, *names(20)]),
        day("05-02", *rows, trending=[RIVAL, HERO, *names(20)]),
    )
    assert [e.subject for e in await overtake.told(Kind.LEADER)] == [RIVAL]


# --- publishers we don't know


async def test_a_known_publishers_model_is_told_at_once_however_sudden(overtake: Machine) -> None:
    await ranks(overtake, None, 1)
    told = {e.kind for e in await overtake.events(state=State.TOLD) if e.subject == HERO}
    assert {Kind.ENTERED, Kind.LEADER} <= told


async def test_a_strangers_model_is_news_when_it_has_stood_there_twice(overtake: Machine) -> None:
    await ranks(overtake, None, 1, 1, name=STRANGER)
    event = await one(overtake, Kind.LEADER)
    assert (event.subject, event.day, event.told_on) == (STRANGER, on("05-02"), on("05-03"))
    assert event.reason is Reason.VETTED
    entered = await overtake.told(Kind.ENTERED, subject=STRANGER)
    assert {(e.top, e.told_on) for e in entered} == {(t, on("05-03")) for t in (3, 10, 50)}


async def test_a_stranger_that_stood_deep_in_the_list_before_is_told_at_once(
    overtake: Machine,
) -> None:
    await ranks(overtake, 95, 1, name=STRANGER)
    assert await heard(overtake, Kind.LEADER, STRANGER) == [("05-02", 95, 1)]


async def test_an_impostor_of_a_day_is_never_told_to_have_come_led_or_left(
    overtake: Machine,
) -> None:
    await ranks(overtake, None, 1, None, None, name=STRANGER)
    events = await overtake.events()
    assert [e for e in events if e.state is State.TOLD and STRANGER in (e.subject, e.other)] == []
    assert {e.state for e in events if e.subject == STRANGER} == {State.DROPPED}
    assert await overtake.told(Kind.LEADER) == []


async def test_an_untold_leader_is_skipped_over(overtake: Machine) -> None:
    await overtake.take(
        day("05-01", trending=at(1, RIVAL)),
        day("05-02", trending=[STRANGER, *at(1, RIVAL)[:-1]]),
        day("05-03", trending=[HERO, *at(1, RIVAL)[:-1]]),
    )
    event = await one(overtake, Kind.LEADER)
    assert (event.subject, event.other, event.facts.led_days) == (HERO, RIVAL, 2)


async def test_two_impostors_in_a_row_are_both_skipped_over(overtake: Machine) -> None:
    await overtake.take(
        day("05-01", trending=at(1, RIVAL)),
        day("05-02", trending=[STRANGER, *at(1, RIVAL)[:-1]]),
        day("05-03", trending=[OTHER_STRANGER, *at(1, RIVAL)[:-1]]),
        day("05-04", trending=[HERO, *at(1, RIVAL)[:-1]]),
    )
    event = await one(overtake, Kind.LEADER)
    assert (event.subject, event.other) == (HERO, RIVAL)


async def test_an_untold_leader_is_skipped_over_by_the_old_one_on_a_stale_detour(
    overtake: Machine,
) -> None:
    led = at(1, RIVAL)
    usurped = day("05-02", trending=[STRANGER, *led[:-1]])
    await overtake.take(
        day("05-01", trending=led),
        usurped,
        day("05-03", *usurped.models, trending=usurped.lists["trending"]),
        day("05-04", trending=led),
    )
    assert await overtake.told(Kind.LEADER) == []


async def test_a_stale_day_is_no_second_good_snapshot(overtake: Machine) -> None:
    first = day("05-02", trending=at(1, STRANGER))
    await overtake.take(
        day("05-01", trending=names(100)),
        first,
        day("05-03", *first.models, trending=first.lists["trending"]),
    )
    assert await overtake.told(Kind.ENTERED, subject=STRANGER) == []
    await overtake.take(day("05-04", trending=at(1, STRANGER)))
    assert {e.told_on for e in await overtake.told(Kind.ENTERED, subject=STRANGER)} == {on("05-04")}


async def test_a_stranger_that_falls_back_is_told_only_where_it_still_stands(
    overtake: Machine,
) -> None:
    await ranks(overtake, None, 2, 30, name=STRANGER)
    assert [e.top for e in await overtake.told(Kind.ENTERED, subject=STRANGER)] == [50]
    assert await overtake.told(Kind.LEFT, subject=STRANGER) == []


async def test_each_board_vets_for_itself(overtake: Machine) -> None:
    """ "Somewhere in that board's list": what stood on another board says nothing here."""
    likes = [model(f"google/m{n}", likes=900 - n) for n in range(1, 30)]
    for n in range(1, 4):
        rows = [model(STRANGER, likes=50, trending=5 + n), *likes]
        where = at(1, STRANGER) if n == 3 else names(100)
        listing = [*(row.name for row in likes), STRANGER]
        await overtake.take(day(f"05-0{n}", *rows, trending=where, likes=listing))
    assert await overtake.told(Kind.LEADER, board="trending") == []


# --- moved


async def test_a_groups_best_model_crosses_a_line(overtake: Machine) -> None:
    await overtake.take(
        day("05-01", trending=[*at(28), RIVAL]),
        day("05-02", trending=[*at(22), RIVAL]),
    )
    moved = {e.group: e for e in await overtake.told(Kind.MOVED)}
    assert set(moved) == {Grouping.FAMILY, Grouping.ORGANISATION, Grouping.COUNTRY}
    event = moved[Grouping.FAMILY]
    assert (event.subject, event.before, event.after, event.top) == ("qwen", 28, 22, 25)
    assert event.facts.model == HERO


async def test_only_the_best_placed_model_moves_its_group(overtake: Machine) -> None:
    second = "Qwen/Qwen4-1B"
    for n, rank in enumerate((60, 5), start=1):
        listing = at(2)
        listing[rank - 1 : rank - 1] = [second]
        await overtake.take(day(f"05-0{n}", trending=listing))
    assert await overtake.told(Kind.MOVED, subject="qwen") == []


async def test_several_lines_at_once_are_one_event(overtake: Machine) -> None:
    await ranks(overtake, 70, 2)
    event = await one(overtake, Kind.MOVED, subject="qwen")
    assert (event.before, event.after) == (70, 2)


async def test_a_group_that_falls_off_the_list_has_moved_too(overtake: Machine) -> None:
    await ranks(overtake, 40, None)
    event = await one(overtake, Kind.MOVED, subject="qwen")
    assert (event.before, event.after, event.facts.depth) == (40, None, 100)


async def test_the_same_line_rests_a_week(overtake: Machine) -> None:
    await ranks(overtake, 28, 22, 28, 22, 28, 22, 28, 28, 22)
    assert [when for when, *_ in await heard(overtake, Kind.MOVED, "qwen")] == ["05-02", "05-09"]


# --- seats


def seated(*owners: str, of: int = 12) -> list[str]:
    """A list whose first rows belong to `owners`, in order; the rest are strangers'."""
    taken: dict[str, int] = {}
    first = []
    for owner in owners:
        taken[owner] = taken.get(owner, 0) + 1
        first.append(f"{owner}/m{taken[owner]}")
    return [*first, *(f"person{n}/m" for n in range(of - len(first)))]


async def seats(overtake: Machine, *days: Sequence[str]) -> list[tuple[str, object, object, bool]]:
    for number, listing in enumerate(days):
        await overtake.take(day(later("05-01", number), trending=listing))
    told = await overtake.told(Kind.SEATS, top=10, group=Grouping.ORGANISATION)
    return [(e.subject, e.before, e.after, e.facts.takes_lead) for e in told]


async def test_seats_of_an_organisation_that_holds_three_or_more(overtake: Machine) -> None:
    ours = ["Qwen"] * 4
    assert await seats(
        overtake,
        seated("google", *ours, *["google"] * 4),
        seated("google", *ours, "Wan-AI", *["google"] * 4),
    ) == [("alibaba", 4, 5, False)]


async def test_from_four_seats_to_three_is_told_and_from_three_to_two_not(
    overtake: Machine,
) -> None:
    google = ["google"] * 5
    assert await seats(
        overtake,
        seated(*google, *["Qwen"] * 4),
        seated(*google, *["Qwen"] * 3),
        seated(*google, *["Qwen"] * 2),
    ) == [("alibaba", 4, 3, False)]


async def test_whoever_takes_the_lead_is_told_even_with_two_seats(overtake: Machine) -> None:
    assert await seats(overtake, seated("google"), seated("google", "Qwen", "Qwen")) == [
        ("alibaba", 0, 2, True)
    ]


async def test_whoever_takes_the_lead_because_another_lost_seats_is_told(overtake: Machine) -> None:
    assert await seats(
        overtake,
        seated(*["Qwen"] * 4, *["google"] * 3),
        seated(*["Qwen"] * 2, *["google"] * 3),
    ) == [("google", 3, 3, True)]


async def test_a_shared_lead_is_no_lead(overtake: Machine) -> None:
    assert await seats(overtake, seated("google", "google"), seated(*["google", "Qwen"] * 2)) == []


async def test_the_same_seats_with_other_models_are_no_news(overtake: Machine) -> None:
    first = seated(*["Qwen"] * 4)
    second = [f"Qwen/other{n}" for n in range(4)] + first[4:]
    assert await seats(overtake, first, second) == []


async def test_countries_hold_seats_and_strangers_hold_none(overtake: Machine) -> None:
    await seats(overtake, seated("google", "meta-llama"), seated("google", "meta-llama", "google"))
    event = await one(overtake, Kind.SEATS, top=10, group=Grouping.COUNTRY)
    assert (event.subject, event.before, event.after) == ("US", 2, 3)
    assert not [e for e in await overtake.events() if e.group and e.subject == "unknown"]
