"""A clock that jumps under the running bot, forward and back: `make faults`."""

from pathlib import Path

import pytest

from tests.e2e.scene import Scene, looks, scene
from tests.faults_table import Row

pytestmark = [pytest.mark.e2e, pytest.mark.faults]

BEHIND = "clock-behind"


async def days(its: Scene) -> list[str]:
    """Every stored day."""
    found = await its.bot.found("SELECT day FROM fetch WHERE stored = 1 ORDER BY day")
    return [str(day)[5:] for (day,) in found]


async def test_a_clock_that_goes_back_a_day_is_said_once_and_costs_nothing(
    tmp_path: Path, row: Row
) -> None:
    async with scene(tmp_path, None) as its:
        async with its.going() as bot:
            await its.has_day(2)
            await its.has_day(3)
            its.dawn(2, "15:00")
            await bot.says(BEHIND)
            await looks()
            its.dawn(3, "15:00")
            await looks()
            await its.has_day(4)
            said, troubles = bot.said(BEHIND), bot.troubles
        held, stored = await its.held(), await days(its)
    row(
        "clock back by a day, and right again",
        f"lines about it {said} · days stored {stored} · posts {held.requests}, none twice",
    )
    assert (said, troubles) == (1, [])
    assert stored == ["05-01", "05-02", "05-03", "05-04"]
    assert (held.requests, len(held.shown)) == (3, 3)
    assert held.sound == [("ok",)]


async def test_a_clock_that_jumps_ahead_before_the_day_is_due_leaves_no_trace(
    tmp_path: Path, row: Row
) -> None:
    async with scene(tmp_path, None) as its:
        async with its.going() as bot:
            await its.has_day(2)
            its.dawn(43, "12:00")
            await looks()
            await its.has_day(3)
            said, troubles = bot.said(BEHIND), bot.troubles
        held, stored = await its.held(), await days(its)
    row(
        "clock ahead by 40 days for a while, before a snapshot is due",
        f"lines about it {said + len(troubles)} · days stored {stored} · posts {held.requests}",
    )
    assert (said, troubles) == (0, [])
    assert stored == ["05-01", "05-02", "05-03"]
    assert (held.requests, len(held.shown)) == (2, 2)


async def test_a_day_of_the_future_is_undone_by_the_copy_of_the_night_before(
    tmp_path: Path, row: Row
) -> None:
    """While a clock is wrong its snapshot is stored under a wrong day, and the next ones wait."""
    async with scene(tmp_path, None) as its:
        async with its.going() as bot:
            await its.has_day(2)
            await its.has_day(3)
            await its.has_day(43)
            for number in (4, 5):
                its.dawn(number)
                await bot.says(BEHIND, number - 3)
                await looks()
            said = bot.said(BEHIND)
        waiting = await days(its)
        copy = its.bot.database.parent / "backups" / "overtake-2026-06-12.db"
        async with its.bot.running("restore", str(copy), "--overwrite"):
            assert await its.bot.ends() == 0, its.bot.log
        async with its.going() as bot:
            await bot.says("sent")  # of the day that it is
            await its.has_day(6)
        held, stored = await its.held(), await days(its)
    row(
        "clock ahead by 40 days when a snapshot is due, and right again",
        f"stored {waiting}, then one line a day ({said}) · after `restore` of the copy that was"
        f" made as the clock jumped: {stored}",
    )
    assert said == 2
    assert waiting == ["05-01", "05-02", "05-03", "06-12"]
    assert stored == ["05-01", "05-02", "05-03", "05-05", "05-06"]
    assert held.sound == [("ok",)]
