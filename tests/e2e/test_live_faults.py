"""A bot's first day, when it knows nothing of what is usual, at a Hub that fails: `make faults`.

Each case is a process of its own with no database; some run at once.
"""

from functools import partial
from pathlib import Path

import pytest

from tests.e2e.bot import PAGES, Bot, small_hub
from tests.e2e.test_run_faults import BOARDS, Rows, either, page_number, together
from tests.faults_table import Row
from tests.hub import Call, Fault

pytestmark = [pytest.mark.e2e, pytest.mark.faults]

UNSEEN = {Fault.SHORT, Fault.SHIFTED}
"""Nothing in a page says that rows are missing, and no earlier day says how many are usual."""
SEEN = sorted(set(Fault) - UNSEEN)
ALL = -1
"""Every page at once."""
EACH = 3
"""A fault is at each third page, another third than the next one's: the second day has them all."""


def cases(fault: Fault) -> list[int]:
    """Return the pages at which a fault is, one at a time, and all at once."""
    return [ALL, *range(list(Fault).index(fault) % EACH, PAGES, EACH)]


async def first_day(folder: Path) -> Rows:
    """Return what a bot that met no fault has on its first day."""
    async with small_hub(1) as hub:
        bot = Bot(folder, hub.url)
        bot.set_clock("05-01T13:30")
        async with bot.running("snapshot"):
            assert await bot.ends() == 0, bot.log
    return bot.day("05-01")


@pytest.mark.parametrize("fault", SEEN)
async def test_a_first_day_is_told_whole_or_what_failed_is_said(
    tmp_path: Path, fault: Fault, row: Row
) -> None:
    whole = await first_day(tmp_path / "whole")
    told: list[int] = []

    async def case(number: int) -> None:
        await fails_first(tmp_path / f"{number}", fault, number, whole)
        told.append(number)

    await together(partial(case, number) for number in cases(fault))
    row(
        f"the Hub's first day, a page or all: {fault}",
        f"{len(told)} of {len(cases(fault))} days whole",
    )


async def fails_first(folder: Path, fault: Fault, number: int, whole: Rows) -> None:
    """Let a page fail until the first collection has ended; then the Hub is well."""
    async with small_hub(1) as hub:
        failed: list[Call] = []

        def at_the_page(call: Call) -> Fault | None:
            if number not in {ALL, page_number(hub.calls, call)}:
                return None
            failed.append(call)
            return fault

        hub.fault = at_the_page
        bot = Bot(folder, hub.url)
        bot.set_clock("05-01T13:30")
        async with bot.running():
            await bot.says("again")
            where = f"{fault} at page {number}:\n" + "\n".join(bot.log)
            assert failed, where
            assert any("step=failed" in line for line in bot.log), where
            seen = bot.day("05-01")
            assert set(seen["boards"]) <= set(whole["boards"]), where
            assert seen["standings"] in ([], whole["standings"]), where
            hub.fault = lambda _: None
            bot.later(minutes=7)
            await bot.says("next")
    assert bot.day("05-01") == whole, f"{fault} at page {number}:\n" + "\n".join(bot.log)
    assert [its[2] for its in bot.snapshots] == [1] * BOARDS


@pytest.mark.parametrize("fault", sorted(UNSEEN))
async def test_what_no_page_tells_on_a_first_day_leaves_the_bot_running(
    tmp_path: Path, fault: Fault, row: Row
) -> None:
    went_on: list[int] = []

    async def case(number: int) -> None:
        await goes_on(tmp_path / f"{number}", fault, number)
        went_on.append(number)

    await together(partial(case, number) for number in cases(fault))
    row(
        f"the Hub's first day, a page or all: {fault}",
        f"{len(went_on)} of {len(cases(fault))} went on",
    )


async def goes_on(folder: Path, fault: Fault, number: int) -> None:
    """Let a page lie on the first day, and take the second one."""
    async with small_hub(1) as hub:
        hub.fault = lambda call: fault if number in {ALL, page_number(hub.calls, call)} else None
        bot = Bot(folder, hub.url)
        bot.set_clock("05-01T13:30")
        async with bot.running():
            await either(bot, "again", "next")
            hub.fault = lambda _: None
            before = len(bot.log)
            async with small_hub(2) as later:
                hub.models = later.models
            bot.set_clock("05-02T13:30")
            await bot.says("stored", 2)
            assert not any("step=trouble" in line for line in bot.log[before:]), bot.log
    assert {its[2] for its in bot.snapshots} == {1}
    assert len(bot.snapshots) == 2 * BOARDS
