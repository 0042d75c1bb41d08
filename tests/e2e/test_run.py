"""`overtake run` and `snapshot` as whoever hosts it meets them, against a small working Hub."""

import asyncio
import signal
from pathlib import Path

import pytest

from tests import tokens
from tests.e2e.bot import Bot, small_hub, subscribe
from tests.hub import Fault, world

pytestmark = pytest.mark.e2e

NOWHERE = "http://127.0.0.1:9"
"""Port 9, "discard": nothing listens there."""
UNFLUSHED = 120
"""Python's own status where standard error can't take its last words."""
BOARDS = ("downloads", "likes", "trending")


def stored(*days: str) -> list[tuple[object, ...]]:
    return [(board, f"2026-{day}", 1) for day in days for board in BOARDS]


def change_the_leader(models: list[dict[str, object]]) -> None:
    models[7]["trendingScore"] = 9e6


async def test_a_day_by_hand_is_stored_once(tmp_path: Path) -> None:
    async with small_hub(1) as hub:
        bot = Bot(tmp_path, hub.url)
        bot.set_clock("05-01T15:00")
        async with bot.running("snapshot"):
            await bot.says("stored")
            assert await bot.ends() == 0
        async with bot.running("snapshot"):
            await bot.says("unchanged")
            assert await bot.ends() == 0
        assert bot.snapshots == stored("05-01")


async def test_without_a_token_it_says_what_is_off_and_posts_to_the_terminal(
    tmp_path: Path,
) -> None:
    async with small_hub(1) as hub:
        bot = Bot(tmp_path, hub.url)
        bot.set_clock("05-01T15:00")
        async with bot.running():
            assert "variables=DISCORD_TOKEN" in await bot.says("platform-off")
            assert "SLACK_BOT_TOKEN, SLACK_APP_TOKEN" in await bot.says("platform-off", 2)
            assert "channel=console" in await bot.says("no-platform")
            assert 'due="2026-05-02 13:30 UTC"' in await bot.says("next")
            hub.models = world(39, day=2)
            change_the_leader(hub.models)
            bot.set_clock("05-02T13:31")
            await bot.says("stored", 2)
            await bot.says("sent")
            assert await bot.ends(signal.SIGTERM) == 0
        assert bot.log[-1].endswith("step=stopped")
        assert f"{hub.models[7]['id']} is the new #1 of trending" in bot.out.decode()
        assert bot.snapshots == stored("05-01", "05-02")


async def test_asked_to_end_while_the_hub_stalls_it_ends_at_once(tmp_path: Path) -> None:
    async with small_hub(1) as hub:
        hub.fault = lambda call: Fault.STALL if "author" in call.query else None
        bot = Bot(tmp_path, hub.url, OVERTAKE_HUB_TIMEOUT="30")
        bot.set_clock("05-01T15:00")
        async with bot.running():
            await bot.says("listed", 3)
            async with asyncio.timeout(5):
                assert await bot.ends(signal.SIGTERM) == 0
        assert bot.snapshots == []


async def test_a_hub_out_of_reach_ends_a_snapshot_with_one_sentence(tmp_path: Path) -> None:
    bot = Bot(tmp_path, NOWHERE)
    bot.set_clock("05-01T15:00")
    async with bot.running("snapshot"):
        assert await bot.ends() == 1
    [sentence] = [line for line in bot.log if line.startswith("overtake: ")]
    assert "can't be had from the Hub" in sentence
    assert "overtake snapshot" in sentence
    assert "Traceback" not in "".join(bot.log)
    assert bot.snapshots == []


async def test_a_hub_out_of_reach_does_not_end_the_bot(tmp_path: Path) -> None:
    async with small_hub(1) as hub:
        hub.fault = lambda _: Fault.RESET
        bot = Bot(tmp_path, hub.url)
        bot.set_clock("05-01T15:00")
        async with bot.running():
            assert "part=trending" in await bot.says("failed")
            assert "2026-05-01 15:0" in await bot.says("again")
            hub.fault = lambda _: None
            bot.later(minutes=7)
            await bot.says("stored")
            await bot.says("next")
        assert bot.snapshots == stored("05-01")


async def test_asleep_from_noon_to_eight_it_catches_up_at_once(tmp_path: Path) -> None:
    async with small_hub(1) as hub:
        bot = Bot(tmp_path, hub.url)
        bot.set_clock("05-01T12:00")
        async with bot.running():
            assert "2026-05-01 13:30" in await bot.says("next")
            assert not hub.calls
            bot.set_clock("05-01T20:00")
            await bot.says("stored")
        assert bot.snapshots == stored("05-01")


async def test_asleep_for_three_days_it_says_what_it_spans(tmp_path: Path) -> None:
    async with small_hub(1) as hub:
        bot = Bot(tmp_path, hub.url)
        bot.set_clock("05-01T14:00")
        await subscribe(bot)
        async with bot.running():
            await bot.says("stored")
            hub.models = world(39, day=4)
            change_the_leader(hub.models)
            bot.set_clock("05-04T20:00")
            await bot.says("stored", 2)
            await bot.says("sent")
            assert await bot.ends(signal.SIGTERM) == 0
        assert "since 3 days ago" in bot.out.decode()
        assert bot.snapshots == stored("05-01", "05-04")


async def test_two_bots_on_one_database_are_one_too_many(tmp_path: Path) -> None:
    async with small_hub(1) as hub:
        first, second = Bot(tmp_path, hub.url), Bot(tmp_path, hub.url)
        first.set_clock("05-01T12:00")
        async with first.running():
            await first.says("next")
            async with second.running():
                assert await second.ends() == 1
            [sentence] = second.log
            assert "in use by another overtake" in sentence


async def test_a_token_is_in_no_line_and_no_byte_of_the_database(tmp_path: Path) -> None:
    token = tokens.token("hf_", digits=34)
    async with small_hub(1) as hub:
        hub.fault = lambda call: Fault.BROKEN if call.number == 1 else None
        bot = Bot(tmp_path, hub.url, HF_TOKEN=token)
        bot.set_clock("05-01T15:00")
        async with bot.running("snapshot"):
            assert await bot.ends() == 0
        assert hub.calls[-1].headers["authorization"] == f"Bearer {token}"
    everything = "".join(bot.log).encode() + bot.out
    everything += b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert token.encode() not in everything


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("OVERTAKE_SCHEDULE", "at noon", "cron expression"),
        ("OVERTAKE_TIME_ZONE", "Europe/Atlantis", "no zone"),
        ("HF_TOKEN_FILE", "nowhere", "HF_TOKEN_FILE"),
        ("OVERTAKE_HUB_CALLS", "many", "OVERTAKE_HUB_CALLS"),
    ],
)
async def test_a_wrong_setting_stops_the_start(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    bot = Bot(tmp_path, NOWHERE, **{name: value})
    bot.set_clock("05-01T15:00")
    async with bot.running():
        assert await bot.ends() == 1
    [sentence] = bot.log
    assert said in sentence


async def test_a_day_that_lacks_something_does_not_end_as_if_it_did_not(tmp_path: Path) -> None:
    async with small_hub(1) as hub:
        bot = Bot(tmp_path, hub.url, OVERTAKE_HUB_CALLS="7")
        bot.set_clock("05-01T15:00")
        async with bot.running("snapshot"):
            assert await bot.ends() == 1
        [sentence] = [line for line in bot.log if line.startswith("overtake: ")]
        assert "raise hub_calls" in sentence
        assert "later today" not in sentence


async def test_a_log_that_nobody_reads_does_not_end_the_bot(tmp_path: Path) -> None:
    async with small_hub(1) as hub:
        bot = Bot(tmp_path, hub.url)
        bot.set_clock("05-01T15:00")
        async with bot.running(stderr=Path("/dev/full")):
            await bot.comes_to(lambda: bot.snapshots == stored("05-01"))
            assert bot.process.returncode is None
            status = await bot.ends(signal.SIGTERM)
            assert status in {0, UNFLUSHED}


async def test_a_hub_that_cannot_be_reached_takes_one_line_to_say(tmp_path: Path) -> None:
    bot = Bot(tmp_path, NOWHERE)
    bot.set_clock("05-01T15:00")
    async with bot.running("snapshot"):
        assert await bot.ends() == 1
    assert len([line for line in bot.log if "step=failed" in line]) == 1
    assert len([line for line in bot.log if "step=retrying" in line]) == 1
    assert not [line for line in bot.log if "step=unchanged" in line]
