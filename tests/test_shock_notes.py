"""One data note when a shock opens and one when it closes, whichever lists a day brought."""

import pytest

from bot.model import Counts, Event, Fetch, Kind, Listing, State
from tests.make import Machine, counted, crowd, day, later, names, on

SHOCK = (1.0, 1.0, 0.9, *[1.0] * 6)
"""How high the counters stand each day: they fall together on 05-03 and come back on 05-04."""


def shocked(number: int, *boards: str) -> Fetch:
    """The same twenty models each day, on these boards; their counters are told anyhow."""
    values = {name: value + number for name, value in crowd(SHOCK[number]).items()}
    fetch = counted(later("05-01", number), values)
    trending = day(later("05-01", number), trending=names(30)).lists
    lists = {"downloads": tuple(values), "trending": trending["trending"]}
    rows = (*fetch.models, *day(later("05-01", number), trending=names(30)).models)
    return Fetch(fetch.taken_at, {name: lists[name] for name in boards}, rows)


async def notes(overtake: Machine) -> list[Event]:
    return [event for event in await overtake.events(Kind.DATA) if event.subject == "shock"]


@pytest.mark.parametrize("missing", [None, 3, 4])
async def test_a_shock_closes_once_also_if_its_board_is_missing_a_day(
    overtake: Machine, missing: int | None
) -> None:
    for number in range(len(SHOCK)):
        boards = ["trending"] if number == missing else ["downloads", "trending"]
        await overtake.take(shocked(number, *boards))
    told = await notes(overtake)
    assert [(event.board, event.before, event.after) for event in told] == [
        ("downloads", "ok", "shock"),
        ("downloads", "shock", "ok"),
    ]


async def test_a_counter_that_boards_carry_has_no_note_without_one(overtake: Machine) -> None:
    """Who trends has downloads too, but a trending board says nothing of that counter."""
    for number in range(len(SHOCK)):
        await overtake.take(shocked(number, "trending"))
    assert await notes(overtake) == []


async def test_amounts_wait_until_the_missing_board_has_closed_its_shock(
    overtake: Machine,
) -> None:
    """The board is away on 05-04 and 05-05, closes on 05-06; two good days later all is judged."""
    for number in range(len(SHOCK)):
        boards = ["trending"] if number in {3, 4} else ["downloads", "trending"]
        fetch = shocked(number, *boards)
        hero = Listing("Qwen/hero", Counts(downloads=(90_000 if number < 4 else 120_000) + number))
        lists = {**fetch.lists}
        if "downloads" in lists:
            lists["downloads"] = (*lists["downloads"], hero.name)
        await overtake.take(Fetch(fetch.taken_at, lists, (*fetch.models, hero)))
    [event] = await overtake.events(Kind.MILESTONE, State.TOLD)
    assert (event.subject, event.told_on) == (hero.name, on("05-08"))
