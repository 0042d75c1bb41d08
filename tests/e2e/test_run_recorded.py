"""The recorded days, served by the small Hub day by day: told as an import of their files tells."""

from pathlib import Path

import pytest

from tests.e2e.bot import Bot
from tests.faults_table import Row
from tests.hub import Hub, recorded

DAYS = Path(__file__).parents[3] / "shared" / "data" / "hub-days"
FIRST = "2026-03-30"
"""From here on both lists were recorded."""
TWO_BOARDS = """
[[boards]]
name = "downloads"
metric = "downloads"
depth = 30

[[boards]]
name = "trending"
metric = "trending"
depth = 30
"""
TWO_CALLS = "2"
"""A day's file has two lists and no namespaces, so no more is asked of the Hub."""


@pytest.mark.e2e
@pytest.mark.recorded
@pytest.mark.faults
@pytest.mark.skipif(not DAYS.is_dir(), reason=f"the recorded days are not in {DAYS}")
async def test_the_recorded_days_live_tell_the_same_as_imported(tmp_path: Path, row: Row) -> None:
    files = [file for file in sorted(DAYS.glob("*.json")) if file.stem >= FIRST]
    assert len(files) == 93
    async with Hub(page=1000) as hub:
        hub.quota = 10_000
        live = bot_in(tmp_path / "live", hub.url)
        live.set_clock(f"{files[0].stem[5:]}T12:00")
        async with live.running():
            await live.says("next")
            for number, file in enumerate(files, start=1):
                hub.models, hub.orders = recorded(file)
                live.set_clock(f"{file.stem[5:]}T13:31")
                await live.says("next", number + 1)
        imported = bot_in(tmp_path / "imported", hub.url)
        imported.set_clock("06-30T23:00")
        async with imported.running("import", *map(str, files)):
            assert await imported.ends() == 0, imported.log
        assert len(live.rows("SELECT DISTINCT day FROM snapshot")) == len(files)
        as_lived, as_read = await told(live), await told(imported)
        row(
            f"{len(files)} recorded days, live and imported",
            f"{as_lived.count(b'kind')} events lived, {as_read.count(b'kind')} imported",
        )
        assert as_lived == as_read


def bot_in(folder: Path, url: str) -> Bot:
    bot = Bot(folder, url, OVERTAKE_HUB_CALLS=TWO_CALLS)
    (folder / "overtake.toml").write_text(TWO_BOARDS, encoding="utf-8")
    return bot


async def told(bot: Bot) -> bytes:
    async with bot.running("events", "--json"):
        assert await bot.ends() == 0, bot.log
    return bot.out
