"""Three hundred faults of the network, at every call of the bot's: `make faults`.

In each of a few regions a bot lives through days with storms. In a storm calls go wrong, at many
places at once; people go on asking, and a day comes to its time. Every call meets every kind.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from statistics import median
from time import monotonic

import pytest

from tests.e2e.bot import Bot, small_hub
from tests.e2e.region import Region, turn, until
from tests.e2e.storm import LINES, Came, Fault, Storm
from tests.e2e.test_run_faults import Rows
from tests.e2e.wrong import FRAME_KINDS, KINDS, Kind
from tests.faults_table import Row

pytestmark = [pytest.mark.e2e, pytest.mark.faults]

SEED = 2611
REGIONS = 8
DAYS = 3
"""Storms of each region, before those that bring what did not happen yet."""
LEAST = 300
MINUTE = 60.0
START = 60.0
"""Seconds until a bot is connected and has its first days."""
CALLS = {
    "Hub": (
        *("board, page one", "board, later page", "namespace, page one", "namespace, later page"),
        "model",
    ),
    "Discord": (
        *("login", "application", "gateway address", "commands", "channel", "direct channel"),
        *("callback", "edit", "follow-up", "post"),
    ),
    "gateway": ("gateway",),
    "Slack": (
        *("auth.test", "apps.connections.open", "chat.postMessage", "conversations.history"),
        *("conversations.info", "users.info", "users.conversations", "views.open"),
        "views.publish",
    ),
    "socket": ("socket",),
    "response_url": ("response_url",),
    "ping": ("ping",),
}
"""Every call of the bot's, by its door."""
FRAMES = {
    "gateway": ("gateway hello", "gateway identify", "gateway resume", "gateway event"),
    "socket": ("socket hello", "socket envelope"),
}
LATE = frozenset({"edit", "follow-up"})
"""Calls that only answers need that are announced first."""
CHAIN = frozenset(
    {
        *("login", "application", "gateway address", "gateway", "gateway hello"),
        *("gateway identify", "gateway resume", "commands"),
    }
)
"""Calls of which each that fails costs Discord a connection, and so a wait."""
LATE_TICKET = "a socket was opened with a ticket that is not good"
"""What comes of an answer that takes so long that the address in it is good no more."""
NO_POST = Fault("Discord", "post", Kind.REFUSED)
"""Where posts meet nobody, a connection that has to be made meets nobody either."""
FAMILIES = {
    Kind.REFUSED: "refused",
    Kind.RESET: "reset",
    Kind.LOST: "reset",
    Kind.SILENT: "slow",
    Kind.DRIP: "slow",
    Kind.CUT_HEAD: "cut",
    Kind.CUT_BODY: "cut",
}
"""What the kinds are in the issue's words; all others are a wrong body."""


def every_fault() -> Iterator[Fault]:
    """Give every call with every kind of fault."""
    for door, calls in CALLS.items():
        yield from (Fault(door, call, kind) for call in calls for kind in KINDS)
    for door, calls in FRAMES.items():
        yield from (Fault(door, call, kind) for call in calls for kind in FRAME_KINDS)


class Plan:
    """Which storm brings what: dealt out by chance, and no storm has too much of anything."""

    def __init__(self, dice: random.Random) -> None:
        """Deal."""
        self.storms: list[list[list[Fault]]] = [[[] for _ in range(DAYS)] for _ in range(REGIONS)]
        faults = list(every_fault())
        dice.shuffle(faults)
        for fault in faults:
            regions = range(1, REGIONS, 2) if fault.call in LATE else range(REGIONS)
            storms = list(chain.from_iterable(self.storms[region] for region in regions))
            dice.shuffle(storms)
            min(storms, key=lambda storm: load(storm, fault)).append(fault)


def load(storm: Sequence[Fault], fault: Fault) -> tuple[int, ...]:
    """How much a storm has of what a fault is like."""
    shut = sum(its.kind is Kind.REFUSED and its.door == fault.door for its in storm)
    links = sum(its.call in CHAIN for its in storm)
    return (
        links if fault == NO_POST else 0,
        int(NO_POST in storm) if fault.call in CHAIN else 0,
        shut if fault.kind is Kind.REFUSED else 0,
        sum(map(takes_long, storm)) if takes_long(fault) else 0,
        links if fault.call in CHAIN else 0,
        sum(its.call == fault.call for its in storm),
        sum(its.door == fault.door for its in storm),
    )


def takes_long(fault: Fault) -> bool:
    """Whether the bot waits half a minute for what never comes, before it can go on."""
    return fault.call in CHAIN and FAMILIES.get(fault.kind) == "slow"


async def test_whatever_the_network_does_all_is_well_within_a_minute(
    tmp_path: Path, row: Row
) -> None:
    print(f"seed {SEED}")
    plan = Plan(random.Random(SEED))  # noqa: S311 - the same storms at every run
    began = monotonic()
    async with asyncio.TaskGroup() as group:
        lived = [
            group.create_task(live(tmp_path / f"{number}", number, storms))
            for number, storms in enumerate(plan.storms)
        ]
    came = list(chain.from_iterable(task.result() for task in lived))
    took = monotonic() - began
    tell(row, came, took)
    struck = {Fault(door, its.call, its.kind) for each in came for door, its in each.strikes}
    assert not sorted(set(every_fault()) - struck)
    assert sum(len(each.strikes) for each in came) >= LEAST
    for each in chain.from_iterable(its.recoveries for its in came):
        assert max(each.answered, each.told) <= MINUTE, each


async def live(folder: Path, number: int, storms: Sequence[Sequence[Fault]]) -> list[Came]:
    """Live through storms in a region of one's own, in one process; all has to be well after."""
    region, began = Region(folder, SEED + number, late=number % 2 == 1), monotonic()
    came: list[Came] = []
    async with region.running():
        process = region.bot.process.pid
        await settle(region)
        left: list[Fault] = []
        days = list(storms)
        while days or left:
            storm = [*left, *(days.pop(0) if days else [])]
            came.append(await Storm(region, storm).pass_by())
            left = came[-1].left
            took = monotonic() - began
            print(f"{took:.0f} s: region {number}, day {region.day}: {summary(came[-1])}")
            assert len(came) < 2 * DAYS, f"these can't be made to happen: {left}"
        assert region.bot.process.pid == process
        assert region.bot.process.returncode is None
        await check(region)
    return came


def summary(came: Came) -> str:
    """Say what came of a storm."""
    what = [f"{its.platform} {its.answered:.1f} {its.told:.1f}" for its in came.recoveries]
    if any(max(its.answered, its.told) > MINUTE / 2 for its in came.recoveries):
        what += [f"\n   {its}" for _, its in came.strikes]
    left = [f"{its.call} {its.kind}" for its in came.left]
    return f"{len(came.strikes)} faults; left {left}; {', '.join(what)}"


async def settle(region: Region) -> None:
    """Wait until the bot is connected, and has two days behind it."""
    bot = region.bot
    await until(lambda: region.lines("connected") == len(LINES), START, "connected")
    await until(lambda: region.lines("next") == 1, START, "a first day")
    region.turn()
    await until(lambda: region.lines("next") == 2, START, "a second day")
    await until(lambda: all(map(region.are_told, LINES)), START, "told")
    assert bot.process.returncode is None


async def quiet_days(folder: Path, count: int) -> dict[str, Rows]:
    """Return the days of a bot that no storm came near."""
    async with small_hub(1) as hub:
        bot = Bot(folder, hub.url)
        bot.set_clock("05-01T13:30")
        async with bot.running():
            await bot.says("next")
            for day in range(2, count + 1):
                turn(hub, bot, day)
                await bot.says("next", day)
    return {f"05-{day:02}": bot.day(f"05-{day:02}") for day in range(1, count + 1)}


async def check(region: Region) -> None:
    """Whether every day is whole, every post is there once, and nobody saw a traceback."""
    bot = region.bot
    days = await quiet_days(region.folder / "quiet", region.day)
    assert not [line for line in bot.log if "Traceback" in line]
    assert region.discord.problems == []
    assert set(region.slack.problems) <= {LATE_TICKET}
    region.slack.problems.clear()
    for day, is_as in days.items():
        assert bot.day(day) == is_as, day
    boards = ("downloads", "likes", "trending")
    assert bot.snapshots == [(board, f"2026-{day}", 1) for day in days for board in boards]
    sent = Counter(bot.rows("SELECT channel, receipt FROM post WHERE state = 'sent'"))
    there = Counter((channel, one) for channel, all_ in region.told.items() for one in all_)
    wanted = {its: count for its, count in sent.items() if its[0] in region.told}
    assert there == wanted
    assert set(there.values()) == {1}
    assert not region.waiting("discord")
    assert not region.waiting("slack")


def tell(row: Row, came: Sequence[Came], took: float) -> None:
    """File what was measured."""
    strikes = [strike for each in came for _, strike in each.strikes]
    kinds = Counter(FAMILIES.get(its.kind, "wrong body") for its in strikes)
    calls = len({its.call for its in strikes})
    row(
        f"{len(strikes)} network faults at {calls} calls",
        ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        + f" · {len(came)} storms in {REGIONS} processes, none of which ended · {took:.0f} s",
    )
    found = [its for each in came for its in each.recoveries]
    for name in LINES:
        answered = [its.answered for its in found if its.platform == name]
        told = [its.told for its in found if its.platform == name]
        row(
            f"after a storm, {name.title()}",
            f"a question was answered after {median(answered):.1f} s ({max(answered):.1f} at worst)"
            f" · the day's posts were there after {median(told):.1f} s ({max(told):.1f} at worst),"
            " once",
        )
    row(
        "after a storm, the Hub",
        f"{sum(its.waits for its in came)} times the bot's own wait of minutes for its next try"
        " was passed by moving the clock · no day lost or half right",
    )
