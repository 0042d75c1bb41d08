"""`overtake health`, the HTTP port and the ping, as whoever hosts the bot meets them."""

import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.e2e.bot import PATIENCE, Bot, small_hub
from tests.e2e.chat import MORNING, NOWHERE, two_days
from tests.e2e.discord import Town
from tests.e2e.slack import Office, SlackBot, free_port, somebody_at
from tests.hub import Fault
from tests.test_watching import HOST, SECRET, alarms, hang, to

pytestmark = pytest.mark.e2e


@dataclass(frozen=True, slots=True)
class Health:
    """What `overtake health` came to."""

    status: int
    out: str
    err: str


async def health(bot: Bot, *options: str) -> Health:
    """Ask whether a bot is alive, as Docker does, by the bot's own clock."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.e2e.moved", "health", *options),
        cwd=bot.folder,
        env=bot.environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert b"Traceback" not in err
    return Health(process.returncode or 0, out.decode().strip(), err.decode().strip())


async def comes(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds that nobody tells."""
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110 - another process's doing
            await asyncio.sleep(0.05)


def beats(bot: Bot) -> str:
    """The last sign of life, as it is written."""
    try:
        return bot.database.with_name("overtake.db.pulse").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


async def a_beat(bot: Bot) -> None:
    """Wait for a sign of life that begins from now on."""
    for _ in range(2):  # the first may have begun before
        before = beats(bot)
        await comes(lambda before=before: _differs(bot, before))  # type: ignore[misc]


async def _differs(bot: Bot, before: str) -> bool:
    return beats(bot) not in {before, ""}


# --- alive or not


async def test_it_is_alive_from_its_first_look_to_its_end(tmp_path: Path) -> None:
    bot = Bot(tmp_path, NOWHERE)
    bot.set_clock(MORNING)
    its = await health(bot)
    assert its.status == 1
    assert its.out == ""
    assert its.err == (
        "overtake: No sign of life: the bot is not running with this database."
        " `overtake run` starts it."
    )
    async with bot.running():
        await a_beat(bot)
        assert await health(bot) == Health(
            0, "alive: no platform is on, posts go to the terminal", ""
        )
        assert await bot.ends(signal.SIGTERM) == 0
    assert (await health(bot)).status == 1
    assert not beats(bot)


async def test_programs_are_told_the_same(tmp_path: Path) -> None:
    bot = Bot(tmp_path, NOWHERE, OVERTAKE_LANGUAGE="es")
    bot.set_clock(MORNING)
    its = await health(bot, "--json")
    assert its.status == 1
    assert json.loads(its.out)["healthy"] is False
    async with bot.running():
        await a_beat(bot)
        its = await health(bot, "--json")
        found = json.loads(its.out)
        assert (its.status, found["healthy"], found["pid"]) == (0, True, bot.process.pid)
        assert found["says"].startswith("vivo: no hay ninguna plataforma")
        assert found["at"].startswith("2026-05-02T12:0")


async def test_a_bot_that_hangs_is_no_longer_alive_after_two_minutes_and_is_again_at_once(
    tmp_path: Path,
) -> None:
    bot = Bot(tmp_path, NOWHERE)
    bot.set_clock(MORNING)
    async with bot.running():
        await a_beat(bot)
        bot.process.send_signal(signal.SIGSTOP)
        bot.later(minutes=1)
        assert (await health(bot)).status == 0
        bot.later(minutes=2)
        its = await health(bot)
        assert its.status == 1
        assert "The last sign of life is of 2026-05-02 12:00 UTC, and it is 2026-05-02 12:0" in (
            its.err
        )
        bot.process.send_signal(signal.SIGCONT)
        await a_beat(bot)
        assert (await health(bot)).status == 0


async def test_a_bot_that_was_killed_is_no_longer_alive(tmp_path: Path) -> None:
    bot = Bot(tmp_path, NOWHERE)
    bot.set_clock(MORNING)
    async with bot.running():
        await a_beat(bot)
        await bot.ends(signal.SIGKILL)
    bot.later(minutes=3)
    assert "hangs or was killed" in (await health(bot)).err
    async with bot.running():
        await a_beat(bot)
        assert (await health(bot)).status == 0


@pytest.mark.parametrize("to_when", ["05-09T03:00", "04-01T12:00"])
async def test_a_clock_that_was_set_makes_it_fail_for_no_longer_than_a_look(
    tmp_path: Path, to_when: str
) -> None:
    bot = Bot(tmp_path, NOWHERE)
    bot.set_clock(MORNING)
    async with bot.running():
        await a_beat(bot)
        bot.set_clock(to_when)
        await a_beat(bot)
        assert (await health(bot)).status == 0


HANGING = """
import pathlib, time
from bot.keeper import Keeper

listen = Keeper.listen

def hangs(self, now):
    while pathlib.Path("hang").exists():
        time.sleep(0.05)
    listen(self, now)

Keeper.listen = hangs
"""
"""What Python runs at a start: the event loop hangs while there is a file of that name."""


async def test_an_event_loop_that_hangs_is_no_life(tmp_path: Path) -> None:
    port = free_port()
    bot = Bot(tmp_path, NOWHERE, OVERTAKE_HEALTH_PORT=str(port))
    bot.environment["PYTHONPATH"] = f"{tmp_path}:{bot.environment['PYTHONPATH']}"
    (tmp_path / "sitecustomize.py").write_text(HANGING, encoding="utf-8")
    bot.within = ("env",)  # started cold: what is forked has read its own at its start
    bot.set_clock(MORNING)
    async with bot.running():
        await a_beat(bot)
        assert await get(port, "/healthz") == (200, "ok\n")
        (tmp_path / "hang").touch()
        await comes(lambda: _hangs(port))
        bot.later(minutes=3)
        assert "hangs or was killed" in (await health(bot)).err
        (tmp_path / "hang").unlink()
        await a_beat(bot)
        assert (await health(bot)).status == 0
        assert await get(port, "/healthz") == (200, "ok\n")


async def _hangs(port: int) -> bool:
    try:
        await get(port, "/healthz", seconds=1)
    except TimeoutError:
        return True
    return False


# --- with platforms


async def get(port: int, path: str, seconds: float = PATIENCE) -> tuple[int, str]:
    """Ask the HTTP port for a page."""
    timeout = aiohttp.ClientTimeout(total=seconds)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.get(f"http://{HOST}:{port}{path}") as answer,
    ):
        return answer.status, await answer.text()


async def unwell(port: int) -> dict[str, str]:
    """What `/readyz` says is not well; its status says the same."""
    status, text = await get(port, "/readyz")
    found = json.loads(text)
    assert (status == 200) == found["ready"]
    return {name: its["says"] for name, its in found["checks"].items() if not its["ok"]}


async def test_with_both_platforms_it_says_which_is_lost_and_fails_once_it_stays_so(
    tmp_path: Path,
) -> None:
    port = free_port()
    async with small_hub(2) as hub, Town() as town, Office() as office:
        workspace = office.add_workspace("Acme")
        channel = office.add_channel(workspace)
        bot = SlackBot(tmp_path, office, workspace, hub=hub.url)
        bot.environment |= {
            "DISCORD_TOKEN": town.token,
            "OVERTAKE_DISCORD_API": town.url,
            "OVERTAKE_HEALTH_PORT": str(port),
        }
        await two_days(bot, channel)
        bot.set_clock(MORNING)
        async with bot.running():
            await bot.says("connected", 2)
            await bot.says("sent")
            await comes(lambda: _says(bot, "alive: Discord and Slack are connected"))
            await comes(lambda: _is_ready(port))
            await town.stop()
            await comes(lambda: _says(bot, "alive, though Discord is not connected"))
            await comes(lambda: _is_lost(port, "discord"))
            for _ in range(6):
                bot.later(minutes=1)
                await a_beat(bot)
            its = await health(bot)
            assert its.status == 1
            assert "Discord is not connected since 2026-05-02 12:0" in its.err
            assert "Slack" not in its.err
            _, metrics = await get(port, "/metrics")
            assert 'overtake_platform_ready{platform="slack"} 1.0' in metrics
            assert 'overtake_platform_hearing{platform="discord"} 0.0' in metrics
            assert 'overtake_posts{state="sent"} 1.0' in metrics
            await bot.ends_in_time()
        bot.assert_untold(town.token, *office.secrets)
        told = metrics + its.err + its.out
        assert not [secret for secret in (town.token, *office.secrets) if secret in told]


async def _says(bot: Bot, sentence: str) -> bool:
    its = await health(bot)
    assert its.status == 0
    return its.out.startswith(sentence)


async def _is_ready(port: int) -> bool:
    return not await unwell(port)


async def _is_lost(port: int, name: str) -> bool:
    return name in await unwell(port)


# --- the port


async def test_a_port_that_is_in_use_stops_the_start_with_one_sentence(tmp_path: Path) -> None:
    port = free_port()
    bot = Bot(tmp_path, NOWHERE, OVERTAKE_HEALTH_PORT=str(port))
    bot.set_clock(MORNING)
    async with somebody_at(port), bot.running():
        assert await bot.ends() == 1
    [sentence] = [line for line in bot.log if line.startswith("overtake: ")]
    assert f"port {port} (Address already in use)" in sentence
    assert "OVERTAKE_HEALTH_PORT" in sentence
    assert not [line for line in bot.log if "Traceback" in line or "connected" in line]


async def test_before_the_first_snapshot_it_says_so_and_after_it_it_is_ready(
    tmp_path: Path,
) -> None:
    port = free_port()
    async with small_hub(1) as hub:
        hub.fault = lambda _: Fault.RESET
        bot = Bot(tmp_path, hub.url, OVERTAKE_HEALTH_PORT=str(port))
        bot.set_clock("05-01T15:00")
        async with bot.running():
            await bot.says("again")
            assert await unwell(port) == {"snapshot": "There is no good snapshot yet."}
            hub.fault = lambda _: None
            bot.later(minutes=7)
            await bot.says("next")
            await comes(lambda: _is_ready(port))
            _, metrics = await get(port, "/metrics")
            assert 'overtake_last_good_snapshot_timestamp_seconds{board="trending"} ' in metrics
            assert "overtake_snapshots_total 1.0" in metrics
            assert await bot.ends(signal.SIGTERM) == 0
        assert not [line for line in bot.log if "trouble" in line]


async def test_a_flood_and_a_slow_client_hold_up_neither_the_bot_nor_its_end(
    tmp_path: Path,
) -> None:
    port = free_port()
    async with small_hub(1) as hub:
        bot = Bot(tmp_path, hub.url, OVERTAKE_HEALTH_PORT=str(port))
        bot.set_clock("05-01T12:00")
        async with bot.running():
            await a_beat(bot)
            idle = [await asyncio.open_connection(HOST, port) for _ in range(8)]
            flood = [asyncio.create_task(_flood(port)) for _ in range(8)]
            bot.set_clock("05-01T13:31")
            await bot.says("stored")
            await a_beat(bot)
            assert (await health(bot)).status == 0
            async with asyncio.timeout(5):
                assert await bot.ends(signal.SIGTERM) == 0
            for task in flood:
                task.cancel()
            assert sum(await asyncio.gather(*flood)) > 100
            for _, writer in idle:
                writer.transport.abort()


async def _flood(port: int) -> int:
    """Ask as often as it goes until the port is gone; return how often there was an answer."""
    answers = 0
    while True:
        try:
            answers += (await get(port, "/metrics"))[0] == 200
        except aiohttp.ClientConnectorError:
            return answers
        except (aiohttp.ClientError, OSError):
            continue


# --- the ping


async def test_each_good_day_is_told_to_the_operators_alarm_once(tmp_path: Path) -> None:
    async with small_hub(1) as hub, alarms(200) as alarm:
        bot = Bot(tmp_path, hub.url, OVERTAKE_PING_URL=alarm.address)
        bot.set_clock("05-01T12:00")
        async with bot.running():
            await bot.says("next")
            assert not alarm.called
            bot.set_clock("05-01T13:31")
            assert "day=2026-05-01" in await bot.says("pinged")
            await a_beat(bot)
            assert await bot.ends(signal.SIGTERM) == 0
        async with bot.running():
            await bot.says("next")
            await a_beat(bot)
            assert await bot.ends(signal.SIGTERM) == 0
        assert alarm.called == [f"/{SECRET}"]
    assert_untold(bot, SECRET)


async def test_a_day_that_could_not_be_had_tells_nobody(tmp_path: Path) -> None:
    async with small_hub(1) as hub, alarms(200) as alarm:
        hub.fault = lambda _: Fault.RESET
        bot = Bot(tmp_path, hub.url, OVERTAKE_PING_URL=alarm.address)
        bot.set_clock("05-01T13:31")
        async with bot.running():
            await bot.says("again")
            bot.set_clock("05-02T00:01")
            await bot.says("day-lacks")
            await a_beat(bot)
            assert await bot.ends(signal.SIGTERM) == 0
        assert not alarm.called


@pytest.mark.parametrize(
    ("fails", "said"),
    [(500, "answered 500"), (to("/again"), "redirects for ever"), (hang, None)],
    ids=["500", "for ever", "hangs"],
)
async def test_an_alarm_that_fails_takes_one_line_holds_nothing_up_and_is_told_later(
    tmp_path: Path,
    fails: Any,  # noqa: ANN401
    said: str | None,
) -> None:
    async with small_hub(1) as hub, alarms(fails) as alarm:
        bot = Bot(tmp_path, hub.url, OVERTAKE_PING_URL=alarm.address)
        bot.set_clock("05-01T13:31")
        async with bot.running():
            await bot.says("next")
            if said:
                assert said in await bot.says("trouble")
            await a_beat(bot)
            assert (await health(bot)).status == 0
            async with asyncio.timeout(5):
                assert await bot.ends(signal.SIGTERM) == 0
        lines = [line for line in bot.log if "step=trouble" in line]
        assert len(lines) == bool(said)
        assert_untold(bot, SECRET, alarm.url)
        alarm.answers = [200]
        bot.set_clock("05-02T00:01")
        async with bot.running():
            assert "day=2026-05-01" in await bot.says("pinged")
    assert_untold(bot, SECRET)


async def test_an_address_that_is_none_stops_the_start_and_is_not_repeated(
    tmp_path: Path,
) -> None:
    bot = Bot(tmp_path, NOWHERE, OVERTAKE_PING_URL=f"hc.example/{SECRET}")
    bot.set_clock(MORNING)
    async with bot.running():
        assert await bot.ends() == 1
    assert bot.log[-1].startswith("overtake: OVERTAKE_PING_URL is no address")
    assert_untold(bot, SECRET)


def assert_untold(bot: Bot, *secrets: str) -> None:
    """No secret is in any line, in the output or in any byte of the bot's folder."""
    everything = "".join(bot.log).encode() + bot.out
    everything += b"".join(its.read_bytes() for its in bot.folder.rglob("*") if its.is_file())
    assert not [its for its in secrets if its.encode() in everything]
