"""`overtake doctor`: each thing that is wrong is said, with what to do.

The texts of whole installations are in `__snapshots__/`, and are reviewed like code.
"""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from adapters.watching.pulse import PulseFile
from bot.model import Condition, Fact, Finding, Link, Subscription, Trouble
from bot.texts import languages, read, words
from bot.views.doctor import advice_text, found_text
from storage.copies import back_up
from tests import ailing
from tests.ailing import NOWHERE, Home, on

home = ailing.home


# --- whole installations


@pytest.mark.parametrize("language", languages())
async def test_where_all_is_well_it_says_so_and_ends_with_0(
    home: Home, language: str, snapshot: SnapshotAssertion
) -> None:
    news = home.discord.add_channel(home.guild)
    team = home.slack.add_channel(home.office, "team")
    here = Subscription(f"slack:{team.id}", place=f"slack:{home.office.id}")
    await home.have_days(on(news), here)
    home.set(OVERTAKE_LANGUAGE=language)
    await back_up(home.database, home.folder / f"data/backups/overtake-{home.now():%Y-%m-%d}.db")
    await home.have_a_bot()
    assert (await home.says()).troubles == set()
    assert await home.text() == snapshot


@pytest.mark.parametrize("language", languages())
async def test_where_much_is_wrong_each_has_its_line_and_what_to_do(
    home: Home, language: str, snapshot: SnapshotAssertion
) -> None:
    at_discord, at_slack = await a_sore_lot(home)
    await home.have_days(*at_discord, *at_slack, ago=4)
    (home.folder / "mine.toml").write_text("[families.x]\nlabel = 3\n", encoding="utf-8")
    home.set(OVERTAKE_LANGUAGE=language, OVERTAKE_FAMILIES="mine.toml")
    home.set(OVERTAKE_SCHEDULE="30 13 * * 1", HF_TOKEN="hf_of_nobody")
    home.discord.identifies = 990
    home.ahead = timedelta(minutes=-3)
    assert await home.text() == snapshot


async def a_sore_lot(home: Home) -> tuple[list[Subscription], list[Subscription]]:
    """Channels, each closed in a way of its own."""
    add = home.discord.add_channel
    lacking, hidden, gone, shut, open_again, resting = (
        add(home.guild, name) for name in ("a", "b", "c", "d", "e", "f")
    )
    thread = add(home.guild, "t", 11)
    home.discord.deny(lacking, "SEND_MESSAGES", "EMBED_LINKS")
    home.discord.deny(hidden, "VIEW_CHANNEL")
    home.discord.delete_channel(gone)
    home.discord.archive(thread)
    left = home.slack.add_channel(home.office, "left", bot=False)
    old = home.slack.add_channel(home.office, "old")
    old.archived = True
    home.office.scopes = tuple(its for its in home.office.scopes if its != "users:read")
    here = [on(its) for its in (lacking, hidden, gone, thread, shut)]
    here += [on(open_again, "refused-permission", refused=True), on(resting, "by hand")]
    place = f"slack:{home.office.id}"
    there = [Subscription(f"slack:{its.id}", place=place) for its in (left, old)]
    return here, [*there, Subscription("slack:C0ELSEWHERE", place="slack:T0ELSEWHERE")]


@pytest.mark.parametrize("language", languages())
async def test_where_nothing_works_it_still_says_what_to_do(
    home: Home, language: str, snapshot: SnapshotAssertion
) -> None:
    home.database.parent.mkdir()
    home.database.write_bytes(b"no database at all, " * 100)
    home.set(OVERTAKE_LANGUAGE=language, HF_ENDPOINT=NOWHERE, SLACK_APP_TOKEN="xapp-1-A0-1-no")
    home.set(DISCORD_TOKEN="MTI3.GaTeWa.of-somebody-else", SLACK_BOT_TOKEN="xoxb-1-2-wrong")
    assert await home.text() == snapshot


async def test_before_the_first_start_all_is_well_too_and_nothing_is_made(home: Home) -> None:
    said = await home.says()
    assert (said.status, said.err, said.troubles) == (0, "", set())
    assert said.one("no-database")
    assert list(home.folder.iterdir()) == []


async def test_without_any_token_it_says_what_turns_platforms_on(home: Home) -> None:
    home.set(DISCORD_TOKEN="", SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="")
    said = await home.says()
    assert (said.status, said.troubles) == (0, {"no-platform"})
    assert [line["facts"]["variables"] for line in said.of("platform-off")] == [
        ["DISCORD_TOKEN"],
        ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"],
    ]


# --- settings


async def test_a_wrong_setting_is_said_and_the_rest_is_not_checked(home: Home) -> None:
    home.set(OVERTAKE_SCHEDUEL="x")
    said = await home.says()
    assert said.status == 1
    assert "OVERTAKE_SCHEDUEL is no setting" in said.one("settings-wrong")["says"]
    assert said.one("not-checked")["advice"]
    assert {line["group"] for line in said.lines} == {"settings"}
    assert home.discord.requests == []


async def test_a_wrong_secret_hides_no_other(home: Home) -> None:
    home.set(DISCORD_TOKEN_FILE="nowhere.txt", DISCORD_TOKEN="", SLACK_BOT_TOKEN="two words")
    said = await home.says()
    assert [line["says"].partition(":")[0] for line in said.of("secret-wrong")] == [
        "DISCORD_TOKEN_FILE",
        "SLACK_BOT_TOKEN holds a space or a line break",
    ]
    assert said.one("hub-token")["facts"]["name"] == "ana"
    assert said.err == "overtake: 2 checks are wrong\n"


async def test_variables_are_named_and_never_shown(home: Home) -> None:
    home.set(OVERTAKE_PING_URL="https://ping.example/secret-of-mine")
    [names] = [line["facts"]["names"] for line in (await home.says()).of("variables")]
    assert {"OVERTAKE_PING_URL", "DISCORD_TOKEN", "HF_ENDPOINT"} <= set(names)


async def test_an_address_to_ping_that_is_none_is_wrong_and_not_repeated(home: Home) -> None:
    home.set(OVERTAKE_PING_URL="hush-hush")
    said = await home.says()
    assert (said.status, said.troubles) == (1, {"secret-wrong"})
    assert "OVERTAKE_PING_URL is no address" in said.one("secret-wrong")["says"]


# --- the bot


async def test_a_bot_that_should_run_and_does_not_is_wrong(home: Home) -> None:
    await home.have_days()
    said = await home.says()
    assert (said.status, said.troubles) == (1, {"nobody-runs"})


async def test_alerts_that_nobody_sends_are_wrong_without_any_platform_too(home: Home) -> None:
    home.set(DISCORD_TOKEN="", SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="")
    await home.have_days(Subscription("console"))
    said = await home.says()
    assert (said.status, said.troubles) == (1, {"nobody-runs", "no-platform"})


async def test_where_somebody_only_imported_history_nothing_is_wrong(home: Home) -> None:
    home.set(DISCORD_TOKEN="", SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="")
    await home.have_days(ago=60)
    said = await home.says()
    assert (said.status, said.troubles) == (0, {"only-history", "no-platform"})


async def test_a_platform_that_is_off_is_wrong_where_alerts_are_on_in_it(home: Home) -> None:
    home.set(DISCORD_TOKEN="")
    news = home.discord.add_channel(home.guild)
    await home.have_days(on(news, "by hand"))
    await home.have_a_bot()
    assert (await home.says()).troubles == set()  # nobody waits for those
    await home.have_days(on(news))
    said = await home.says()
    assert (said.status, said.troubles) == (1, {"off-with-channels"})
    assert "DISCORD_TOKEN" in said.one("off-with-channels")["advice"]


async def test_a_bot_that_was_killed_or_hangs_is_wrong(home: Home) -> None:
    await home.have_days()
    await home.have_a_bot(ago=300)
    said = await home.says()
    assert (said.status, said.troubles) == (1, {"run-stuck"})


async def test_a_bot_that_lost_a_platform_is_wrong_after_a_while(home: Home) -> None:
    await home.have_days()
    lately, long_ago = (home.now() - timedelta(seconds=its) for its in (60, 900))
    deaf = {"is_ready": True, "is_hearing": False}
    links = (Link("discord", lost_at=lately, **deaf), Link("slack", lost_at=long_ago, **deaf))
    await home.have_a_bot(*links)
    said = await home.says()
    assert said.one("running")["facts"]["pid"] == "4711"
    assert said.one("run-lost")["facts"]["platform"] == "Slack"
    assert said.status == 1


async def test_a_sign_of_life_that_is_none_is_no_verdict_on_the_bot(home: Home) -> None:
    await home.have_days()
    PulseFile(home.database).path.write_text("rubbish", encoding="utf-8")
    said = await home.says()
    assert (said.status, said.troubles) == (0, {"run-unknown"})


# --- the Hub


async def test_without_a_token_the_hub_says_how_many_calls_are_left(home: Home) -> None:
    home.set(HF_TOKEN="")
    found = (await home.says()).one("hub-anonymous")
    assert (found["facts"]["left"], found["facts"]["limit"]) == (499, 500)


async def test_a_token_that_the_hub_refuses_is_wrong(home: Home) -> None:
    home.set(HF_TOKEN="hf_of_nobody")
    said = await home.says()
    assert (said.status, said.troubles) == (1, {"hub-token-refused"})


# --- days and the clock


async def test_a_snapshot_that_was_due_and_is_not_there_is_wrong(home: Home) -> None:
    await home.have_days(ago=3)
    await home.have_a_bot()
    said = await home.says()
    assert (said.status, said.troubles) == (1, {"snapshot-missing"})
    missing = said.one("snapshot-missing")
    assert "overtake snapshot" in missing["advice"]
    assert "72 hours ago" in missing["says"]
    assert not said.of("snapshot")


async def test_where_no_day_was_good_it_is_wrong(home: Home) -> None:
    await home.have_days()
    await home.have_a_bot()
    with closing(sqlite3.connect(home.database)) as db, db:
        db.execute("UPDATE snapshot SET quality = 'stale'")
    assert (await home.says()).troubles == {"snapshot-doubted"}


async def test_a_schedule_of_mondays_misses_no_tuesday(home: Home) -> None:
    today = datetime.now(UTC)
    weekday = f"{today - timedelta(days=3):%a}".lower()
    await home.have_days(ago=3)
    home.set(OVERTAKE_SCHEDULE=f"0 0 * * {weekday}")
    assert not (await home.says()).of("snapshot-missing")


@pytest.mark.parametrize(
    ("ahead", "said"),
    [(0, "clock"), (100, "clock"), (-100, "clock"), (200, "clock-off"), (-900, "clock-wrong")],
)
async def test_a_clock_is_compared_with_the_hubs(home: Home, ahead: int, said: str) -> None:
    home.ahead = timedelta(seconds=ahead)
    found = (await home.says()).one(said)
    assert found["facts"]["seconds"] == pytest.approx(abs(ahead), abs=3)
    assert found["facts"]["of"] == "hub"
    if said != "clock":
        assert found["facts"]["ahead"] == ("yes" if ahead > 0 else "no")


async def test_without_a_hub_the_clock_is_compared_with_discords_or_slacks(home: Home) -> None:
    home.set(HF_ENDPOINT=NOWHERE)
    assert (await home.says()).one("clock")["facts"]["of"] == "discord"
    home.set(OVERTAKE_DISCORD_API=NOWHERE)
    assert (await home.says()).one("clock")["facts"]["of"] == "slack"
    home.set(OVERTAKE_SLACK_API=NOWHERE)
    assert (await home.says()).one("clock-unknown")


async def test_a_clock_behind_the_last_day_is_wrong(home: Home) -> None:
    await home.have_days()
    home.ahead = timedelta(days=-5)
    assert {"clock-wrong", "clock-behind"} <= (await home.says()).troubles


# --- the words


@pytest.mark.parametrize("language", languages())
def test_every_trouble_has_its_advice_and_no_fact_has(language: str) -> None:
    said = words(language)
    assert all(said.has(f"advice-{its}") for its in Trouble)
    assert not any(said.has(f"advice-{its}") for its in Fact)
    assert advice_text(said, Finding(Fact.NO_DAYS)) == ""


@pytest.mark.parametrize("language", languages())
def test_what_to_do_is_one_sentence_at_most_two_lines_long(language: str) -> None:
    said = words(language)
    for its in Trouble:
        assert said.has(f"found-{its}")
        given = re.findall(r"\$(\w+)", _source(language, f"advice-{its}"))
        text = said.text(f"advice-{its}", **dict.fromkeys(given, "x"))
        assert text[0].isupper() or text[0] == "`" or text.startswith("docs/")
        assert text.endswith((".", "`."))
        assert len(text) <= 200, text


def _source(language: str, key: str) -> str:
    return re.search(rf"^{key} = (.*)$", read(language), re.MULTILINE)[1]  # type: ignore[index]


def test_details_are_said_as_their_language_says_them() -> None:
    its = Finding(Fact.SPACE, {"free": 1_234_567_890, "folder": "/data"})
    assert found_text(words("en"), its) == "1.2 GB are free on the disk of /data"
    assert "1,2 GB" in found_text(words("es"), its)
    lacking = Finding(Trouble.CHANNEL_LACKS, {"channel": "x", "permissions": ("view-channel",)})
    assert found_text(words("es"), lacking) == "x: me falta Ver canal"
    assert lacking.condition is Condition.WRONG
