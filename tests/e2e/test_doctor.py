"""`overtake doctor` as a process: beside a bot that runs, and where nothing can be reached."""

import json
import socket
import time
from pathlib import Path

import pytest

from tests.e2e.bot import Bot, small_hub
from tests.e2e.chat import MORNING, two_days
from tests.e2e.discord import DiscordBot, Town
from tests.e2e.program import Overtake
from tests.e2e.slack import Office, SlackBot, posts

pytestmark = pytest.mark.e2e


async def told(bot: Bot, *words: str) -> tuple[int, str, str]:
    """Ask the doctor beside whatever runs in the same folder: status, output, standard error."""
    beside = Bot(bot.folder, bot.environment["HF_ENDPOINT"])
    beside.environment = bot.environment
    async with beside.running("doctor", *words):
        status = await beside.ends()
    return status, beside.out.decode(), "\n".join(beside.log)


def files(bot: Bot) -> dict[str, bytes]:
    """Everything in the folder but what a running bot writes by itself at each look."""
    names = (its for its in bot.folder.rglob("*") if its.is_file())
    changing = (".pulse", ".part", "-shm", "clock")
    return {str(its): its.read_bytes() for its in names if not its.name.endswith(changing)}


async def test_beside_a_bot_that_runs_it_changes_nothing_and_posts_nothing(tmp_path: Path) -> None:
    async with Town() as town, small_hub(1) as hub:
        news, shut = town.add_channel(town.guild), town.add_channel(town.guild, "shut")
        bot = DiscordBot(tmp_path, town, hub.url)
        bot.set_clock(MORNING)
        await two_days(bot, news)
        async with bot.running():
            await bot.says("sent")
            town.deny(shut, "EMBED_LINKS")
            before = files(bot)
            status, out, err = await told(bot, "--json")
            found = {line["found"]: line for line in map(json.loads, out.splitlines())}
            assert found["running"]["facts"]["pid"] == str(bot.process.pid)
            assert found["channels-open"]["facts"]["count"] == 1
            assert found["whole"]
            # The bot's clock is in May; the servers' are not.
            wrong = {name for name, its in found.items() if its["condition"] == "wrong"}
            assert (status, wrong, err) == (1, {"clock-wrong"}, "overtake: 1 check is wrong")
            assert files(bot) == before
            assert len(news.messages) == 1
            await bot.ends_in_time()
        assert (town.identifies, town.resumes, town.problems) == (1, 0, [])
        assert town.token not in out + err


async def test_it_opens_no_socket_and_takes_none_from_a_bot_that_runs(tmp_path: Path) -> None:
    async with Office() as office:
        acme = office.add_workspace("Acme")
        team, left = office.add_channel(acme, "team"), office.add_channel(acme, "left", bot=False)
        bot = SlackBot(tmp_path, office, acme)
        bot.set_clock(MORNING)
        await two_days(bot, team, left)
        async with bot.listening():
            await bot.says("sent")
            opened = office.socket.opened
            status, out, err = await told(bot)
            assert office.socket.opened == opened
            await office.person(acme, "eve").ask(team, "/rank qwen")  # it still hears
        assert status == 1
        assert f"slack:{left.id}: I am not in the channel" in out
        assert len(posts(team)) == 1
        bot.assert_untold(*office.secrets)
        assert not [its for its in office.secrets if its in out + err]


def test_without_anything_it_says_what_to_do_in_one_sentence_each(tmp_path: Path) -> None:
    run = Overtake(tmp_path, {"HF_ENDPOINT": "http://127.0.0.1:9"})("doctor")
    assert (run.status, run.err) == (1, "overtake: 1 check is wrong\n")
    assert "warning  no platform is on" in run.out
    assert "wrong    http://127.0.0.1:9 can't be reached (ECONNREFUSED)" in run.out
    assert not any(line.endswith(" ") for line in run.out.splitlines())
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_setting_is_a_finding_and_no_failure_of_its_own(tmp_path: Path) -> None:
    run = Overtake(tmp_path, {"OVERTAKE_JITTER": "soon"})("doctor", "--json")
    assert [(its["found"], its["condition"]) for its in run.objects] == [
        ("settings-wrong", "wrong"),
        ("not-checked", "warning"),
    ]
    assert run.is_explained


@pytest.mark.slow
def test_where_nobody_ever_answers_it_ends_within_half_a_minute(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        environment = {
            "HF_ENDPOINT": address,
            "HF_TOKEN": "hf_secret",
            "DISCORD_TOKEN": "discord.secret",
            "OVERTAKE_DISCORD_API": f"{address}/api/v10",
            "SLACK_BOT_TOKEN": "xoxb-secret",
            "SLACK_APP_TOKEN": "xapp-1-A0-1-secret",
            "OVERTAKE_SLACK_API": f"{address}/api/",
        }
        began = time.monotonic()
        run = Overtake(tmp_path, environment)("doctor", "--json")
        assert time.monotonic() - began < 30
    late = [its for its in run.objects if its["found"] == "unreachable"]
    assert {its["facts"]["reason"] for its in late} == {"nothing within 10 s"}
    assert {its["group"] for its in late} == {"hub", "discord", "slack"}
    assert "secret" not in run.out + run.err
