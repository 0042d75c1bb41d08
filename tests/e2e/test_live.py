"""What whoever hosts the bot sees of whole days: posts once, a quick end, a Hub that comes back."""

import asyncio
import signal
from pathlib import Path

import pytest
from yarl import URL

from tests.e2e.bot import Bot, small_hub, subscribe
from tests.hub import Fault, Hub, Row, world

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

BOARDS = ("downloads", "likes", "trending")
SECONDS_TO_END = 5


def stored(*days: str) -> list[tuple[object, ...]]:
    return [(board, f"2026-{day}", 1) for day in days for board in BOARDS]


def another_leader(models: list[Row]) -> str:
    models[7]["trendingScore"] = 9e6
    return f"{models[7]['id']} is the new #1 of trending"


async def by_hand(bot: Bot, status: int = 0) -> str:
    """Run `snapshot`, and return what it printed."""
    async with bot.running("snapshot"):
        assert await bot.ends() == status, bot.log
    return bot.out.decode()


async def test_the_second_day_by_hand_prints_its_post_once(tmp_path: Path) -> None:
    async with small_hub(1) as hub:
        bot = Bot(tmp_path, hub.url)
        bot.set_clock("05-01T15:00")
        await subscribe(bot)
        assert await by_hand(bot) == ""
        hub.models = world(39, day=2)
        news = another_leader(hub.models)
        bot.set_clock("05-02T15:00")
        assert (await by_hand(bot)).count(news) == 1
        assert await by_hand(bot) == ""
        assert bot.log[-1].endswith("step=unchanged day=2026-05-02")
        assert bot.snapshots == stored("05-01", "05-02")


@pytest.mark.parametrize("fault", [None, Fault.STALL, Fault.DRIP, Fault.TOO_MANY])
async def test_asked_to_end_it_ends_within_five_seconds(
    tmp_path: Path, fault: Fault | None
) -> None:
    async with small_hub(1) as hub:
        asked = asyncio.Event()

        def third(_: object) -> Fault | None:
            if len(hub.calls) < 3:
                return None
            asked.set()
            return fault

        hub.fault = third
        bot = Bot(tmp_path, hub.url, OVERTAKE_HUB_TIMEOUT="30")
        bot.set_clock("05-01T15:00")
        async with bot.running():
            await asked.wait()
            if fault is None:
                await bot.says("next")
            async with asyncio.timeout(SECONDS_TO_END):
                assert await bot.ends(signal.SIGTERM) == 0
        assert bot.log[-1].endswith("step=stopped")
        assert bot.snapshots == ([] if fault else stored("05-01"))


async def test_when_the_hub_comes_back_the_day_is_taken_by_itself(tmp_path: Path) -> None:
    async with small_hub(1) as hub:
        url = hub.url
    bot = Bot(tmp_path, url)  # nothing listens there now
    bot.set_clock("05-01T15:00")
    sentence = "can't be had from the Hub"
    assert await by_hand(bot, status=1) == ""
    assert bot.log[-1].startswith("overtake: ")
    assert sentence in bot.log[-1]
    async with bot.running():
        assert "can't be reached" in await bot.says("failed")
        assert 'due="2026-05-01 15:05 UTC"' in await bot.says("again")
        async with Hub(world(39, day=1), page=5, port=URL(url).port or 0):
            bot.later(minutes=7)
            await bot.says("stored")
            await bot.says("next")
            assert await bot.ends(signal.SIGTERM) == 0
    assert bot.snapshots == stored("05-01")


async def test_asleep_over_some_days_no_day_is_invented(tmp_path: Path) -> None:
    async with small_hub(1) as hub:
        bot = Bot(tmp_path, hub.url)
        bot.set_clock("05-01T14:00")
        async with bot.running():
            await bot.says("next")
            before = len(hub.calls)
            hub.models = world(39, day=4)
            another_leader(hub.models)
            bot.set_clock("05-04T14:00")
            await bot.says("next", 2)
            after = len(hub.calls)
        assert 0 < after - before <= before  # one catch-up, not one for each day
        assert bot.snapshots == stored("05-01", "05-04")
        days = {day for (day,) in bot.rows("SELECT DISTINCT day FROM event")}
        assert days == {"2026-05-04"}
