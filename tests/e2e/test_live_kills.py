"""A bot that is killed again and again, from its very first second on: `make faults`."""

import asyncio
import random
from collections.abc import Awaitable, Iterable
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.bot import PAGES, Bot, small_hub, subscribe
from tests.e2e.test_run_faults import BOARDS, Rows, change, first_day, passes, together
from tests.faults_table import Row
from tests.hub import Hub, world

pytestmark = [pytest.mark.e2e, pytest.mark.faults]

SEED = 1905
FIRST_SECONDS = 16
"""Kills from the moment that its database's file is there."""
IN_THE_DAY = 24
"""Kills from the end of the collection on: while it counts, stores and sends."""


def whole_database(bot: Bot, *days: str) -> None:
    """See that each board is there once a day, and the file is sound."""
    assert bot.rows("PRAGMA integrity_check") == [("ok",)]
    assert [(day, count) for _, day, count in bot.snapshots] == [
        (f"2026-{day}", 1) for day in days for _ in range(BOARDS)
    ]


async def in_full(folder: Path, day: int) -> Rows:
    """Return what a bot that nobody kills has on a day."""
    async with small_hub(day) as hub:
        change(hub.models)
        bot = Bot(folder, hub.url)
        bot.set_clock(f"05-0{day}T13:30")
        async with bot.running("snapshot"):
            assert await bot.ends() == 0, bot.log
    return bot.day(f"05-0{day}")


async def test_killed_while_it_makes_its_database_it_has_its_first_day(
    tmp_path: Path, row: Row
) -> None:
    whole = await in_full(tmp_path / "whole", 1)
    dice = random.Random(SEED)  # noqa: S311 - the same moments at every run
    moments = [dice.uniform(0.0, 0.3) for _ in range(FIRST_SECONDS)]
    reached: list[bool] = []

    async def case(number: int) -> None:
        async with small_hub(1) as hub:
            change(hub.models)
            bot = Bot(tmp_path / f"{number}", hub.url)
            bot.set_clock("05-01T13:30")
            async with bot.running():
                while not bot.database.exists():
                    await passes(0.001)
                await passes(moments[number])
                bot.process.kill()
            reached.append(not any("step=next" in ln for ln in bot.log))
            async with bot.running():
                await bot.says("next")
        assert bot.day("05-01") == whole
        whole_database(bot, "05-01")

    await together(partial(case, number) for number in range(FIRST_SECONDS))
    row(
        "killed while it makes its database",
        f"{len(reached)} kills, {sum(reached)} before the first day's end, and all have it",
    )
    assert any(reached)


async def test_killed_between_stored_and_sent_every_post_comes_out(
    tmp_path: Path, row: Row
) -> None:
    await first_day(tmp_path / "first")
    dice = random.Random(SEED)  # noqa: S311 - the same moments at every run
    begins = [dice.uniform(0.0, 0.05) for _ in range(IN_THE_DAY)]
    ends: list[str] = []

    async def case(number: int) -> None:
        async with small_hub(2) as hub:
            change(hub.models)
            bot = Bot(_copied(tmp_path / "first", tmp_path / f"{number}"), hub.url)
            bot.set_clock("05-02T13:30")
            async with bot.running():
                await bot.says(("collected", "stored")[number % 2])
                await passes(begins[number])
                bot.process.kill()
            printed = bot.out.decode()
            ends.append(_how_far(bot))
            async with bot.running():
                await bot.says("next")
                if bot.rows("SELECT id FROM post WHERE state <> 'sent'"):
                    await bot.says("sent")
            printed += bot.out.decode()
        assert "is the new #1 of trending" in printed, ends[-1]
        assert bot.rows("SELECT day, state FROM post") == [("2026-05-02", "sent")]
        whole_database(bot, "05-01", "05-02")

    await together(partial(case, number) for number in range(IN_THE_DAY))
    row(
        "killed between stored and sent, in the terminal",
        ", ".join(f"{ends.count(end)} when {end}" for end in sorted(set(ends))),
    )
    assert {"collecting"} < set(ends)  # some moments were before it was stored, and some after


def _copied(folder: Path, to: Path) -> Path:
    to.mkdir()
    for file in folder.iterdir():
        if file.is_file():
            (to / file.name).write_bytes(file.read_bytes())
    return to


def _how_far(bot: Bot) -> str:
    days = bot.rows("SELECT DISTINCT day FROM snapshot")
    posts = bot.rows("SELECT state, attempts FROM post")
    if len(days) < 2:
        return "collecting"
    return " ".join(str(its) for its in posts[0]) if posts else "stored"


async def test_killed_at_every_call_of_three_days_no_day_is_lost(tmp_path: Path, row: Row) -> None:
    """One database: the bot dies at its first call, then at its second, and so on each day."""
    days = (1, 2, 3)
    bot = Bot(tmp_path / "bot", "")
    bot.set_clock("05-01T13:30")
    await subscribe(bot)
    async with Hub(page=5) as hub:
        bot.environment["HF_ENDPOINT"] = hub.url
        hub.quota = 10_000
        for day in days:
            hub.models = world(39, day=day)
            if day > 1:
                hub.models[3 + day]["trendingScore"] = 9e6
            bot.set_clock(f"05-0{day}T13:30")
            for call in range(1, PAGES + 1):
                await _killed_at(bot, hub, call)
            async with bot.running():
                await bot.says("next")
                if bot.rows("SELECT id FROM post WHERE state <> 'sent'"):
                    await bot.says("sent")
            whole_database(bot, *(f"05-0{its}" for its in range(1, day + 1)))
    states = bot.rows("SELECT day, state FROM post ORDER BY day")
    row(
        "killed at every call to the Hub of three days",
        f"{len(days) * PAGES} kills; {len(bot.snapshots)} of {len(days) * BOARDS} boards stored, "
        f"{len(states)} of {len(days) - 1} posts sent",
    )
    assert states == [(f"2026-05-0{day}", "sent") for day in days if day > 1]


async def _killed_at(bot: Bot, hub: Hub, call: int) -> None:
    """Start the bot and kill it as its n-th call arrives, or once it has nothing to ask."""
    begun, there = len(hub.calls), asyncio.Event()

    def count(_: object) -> None:
        if len(hub.calls) - begun >= call:
            there.set()

    hub.fault = count
    async with bot.running():
        waits: Iterable[Awaitable[object]] = (there.wait(), bot.says("next"))
        tasks = [asyncio.ensure_future(wait) for wait in waits]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        bot.process.kill()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
