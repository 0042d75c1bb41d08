"""`overtake doctor`: each thing that is wrong is said, with what to do; and nothing is given away.

Against a working Discord, Slack and Hub, a database in a folder, and this machine's own clock. The
texts of a whole installation are in `__snapshots__/`, and are reviewed like code.
"""

import asyncio
import json
import os
import re
import socket
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from cryptography.fernet import Fernet
from discord.http import Route
from syrupy.assertion import SnapshotAssertion

from adapters.platforms.discord import examining as at_discord
from adapters.platforms.slack import examining as at_slack
from adapters.platforms.slack.installing import KEPT
from adapters.platforms.slack.sealing import Seal
from adapters.sources.huggingface import examining as at_hub
from adapters.watching.pulse import PulseFile
from bot import doctor
from bot.cli import examining
from bot.config import IN_ENVIRONMENT, SECRETS
from bot.model import Condition, Fact, Fetch, Finding, Link, Pulse, Subscription, Trouble
from bot.texts import languages, read, words
from bot.views.doctor import advice_text, found_text
from storage import engine
from storage import examining as at_storage
from storage.copies import back_up
from storage.examining import Place, open_to_read
from storage.store import open_store
from tests.discord_server import Channel, Discord, Guild
from tests.hub import Fault, Hub, world
from tests.make import day, machine, names
from tests.slack_server import Slack, Workspace

NOWHERE = "http://127.0.0.1:9"
"""Port 9, "discard": nobody is there."""
HF_TOKEN = "hf_OfSomebodyAndNobodyElse"  # noqa: S105 - of no Hub but the tests'
OURS = (*IN_ENVIRONMENT, *SECRETS, *(f"{name}_FILE" for name in SECRETS), "OVERTAKE_CONFIG")
CHANGING = (
    (r"http://127\.0\.0\.1:\d+", "http://HERE"),
    (r"\b\d{15,}\b", "NUMBER"),
    (r"\b([ACTU])0[A-Z0-9]{6,}", r"\1-ID"),
    (r"\b(\d{1,2} )?[A-Z]?[a-z]{2,3}\.?( \d{1,2},)? 20\d\d(?=[, .]|$)", "DAY"),
    (r"DAY, \d\d:\d\d UTC", "TIME"),
    (r"20\d\d-\d\d-\d\d", "DATE"),
    (r"\d+([.,]\d+)? [MG]B", "SIZE"),
    (r"\b\d+([.,]\d)? s\b", "SECONDS"),
    (r"(process|proceso) \d+", r"\1 PID"),
    (r"(disk|disco) (local )?\((\w+)\)|disk \(\w+\)", r"\1 \2(KIND)"),
)
"""What differs from run to run, and how it stands in the texts that are kept."""


@dataclass
class Said:
    """What the doctor said."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    def of(self, found: str) -> list[dict[str, Any]]:
        """Every finding of that word."""
        return [line for line in self.lines if line["found"] == found]

    def one(self, found: str) -> dict[str, Any]:
        [line] = self.of(found)
        return line

    @property
    def troubles(self) -> set[str]:
        return {line["found"] for line in self.lines if line["condition"] != "ok"}


@dataclass
class Home:
    """Where an Overtake is installed: a folder, an environment, and what it reaches."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    hub: Hub
    discord: Discord
    slack: Slack
    guild: Guild
    office: Workspace
    ahead: timedelta = timedelta()
    """By how much this machine's clock is wrong."""
    secrets: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in OURS:
            self.monkeypatch.delenv(name, raising=False)
        self.monkeypatch.chdir(self.folder)
        self.monkeypatch.setattr(examining, "now", self.now)
        self.monkeypatch.setattr(Route, "BASE", Route.BASE)
        self.hub.tokens[HF_TOKEN] = "ana"
        self.set(HF_ENDPOINT=self.hub.url, HF_TOKEN=HF_TOKEN)
        self.set(DISCORD_TOKEN=self.discord.token, OVERTAKE_DISCORD_API=self.discord.url)
        self.set(SLACK_BOT_TOKEN=self.office.bot_token, SLACK_APP_TOKEN=self.slack.app_token)
        self.set(OVERTAKE_SLACK_API=self.slack.url)

    def set(self, **variables: str) -> None:
        """Set variables; an empty one is taken away."""
        for name, value in variables.items():
            self.monkeypatch.setenv(name, value)
            if name in SECRETS and value:
                self.secrets.append(value)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    @property
    def database(self) -> Path:
        return self.folder / "data" / "overtake.db"

    async def have_days(self, *wanted: Subscription, ago: int = 0) -> None:
        """Have two days stored, the last one so many days ago, and alerts."""
        last = datetime.now(UTC) - timedelta(minutes=5, days=ago)
        first = _at(day("05-01", trending=names(30)), last - timedelta(days=1))
        second = _at(day("05-02", trending=names(30)), last)
        async with await open_store(self.database, create=True) as store:
            await machine(store).take(first, second)
            for its in wanted:
                await store.subscribe(its)

    async def have_a_bot(self, *links: Link, ago: float = 0) -> None:
        """Have a bot give a sign of life, so many seconds ago."""
        its = Pulse(self.now() - timedelta(seconds=ago), 4711, "1", links)
        await PulseFile(self.database).write(its)

    async def says(self, *, as_json: bool = True) -> Said:
        """Ask the doctor; no secret is ever in what it says."""
        self.capsys.readouterr()
        status = await examining.examine(json=as_json)
        out, err = self.capsys.readouterr()
        assert not [its for its in self.secrets if its in out + err]
        return Said(status, out, err)

    async def text(self) -> str:
        """What it prints, without what differs from run to run."""
        said = await self.says(as_json=False)
        text = f"{said.out}{said.err}".replace(str(self.folder), "FOLDER")
        for pattern, instead in CHANGING:
            text = re.sub(pattern, instead, text, flags=re.MULTILINE)
        return text


def _at(fetch: Fetch, moment: datetime) -> Fetch:
    return replace(fetch, taken_at=moment)


@pytest.fixture
async def home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> AsyncIterator[Home]:
    """All is well, but for the database, which is not there yet."""
    async with Hub(world(12)) as hub, Discord() as discord, Slack() as slack:
        guild, office = discord.add_guild(), slack.add_workspace("Acme")
        yield Home(tmp_path, monkeypatch, capsys, hub, discord, slack, guild, office)
        assert slack.problems == []
        assert discord.problems == []
        assert not any(its.messages for its in discord.channels.values())
        assert not any(its.messages for its in slack.channels.values())


def on(channel: Channel, paused: str = "", *, refused: bool = False) -> Subscription:
    return Subscription(f"discord:{channel.id}", paused=paused or None, refused=refused)


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


# --- the bot


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


# --- Discord


@pytest.mark.parametrize(
    ("denied", "named"),
    [
        ("SEND_MESSAGES", "Send Messages"),
        ("EMBED_LINKS", "Embed Links"),
        ("ATTACH_FILES", "Attach Files"),
    ],
)
async def test_a_missing_permission_is_named(home: Home, denied: str, named: str) -> None:
    news = home.discord.add_channel(home.guild)
    home.discord.deny(news, denied)
    await home.have_days(on(news))
    [found] = (await home.says()).of("channel-lacks")
    assert found["says"] == f"discord:{news.id}: I lack {named}"


async def test_a_thread_has_its_channels_permissions_and_one_more(home: Home) -> None:
    thread = home.discord.add_channel(home.guild, "t", 11)
    home.discord.deny(thread, "SEND_MESSAGES", "SEND_MESSAGES_IN_THREADS")
    await home.have_days(on(thread))
    assert (await home.says()).one("channel-lacks")["facts"]["permissions"] == [
        "send-messages-in-threads"
    ]


async def test_the_owner_and_administrators_may_post_anywhere() -> None:
    deny_all = [{"id": "1", "type": 0, "allow": "0", "deny": str(2**40 - 1)}]
    plain = at_discord.Guild("1", "9", is_owner=False, roles={"1": 0}, is_silenced=False)
    admin = replace(plain, roles={"1": 0, "2": 8})
    assert not plain.allowed(deny_all).value
    assert admin.allowed(deny_all).send_messages
    assert replace(plain, is_owner=True).allowed(deny_all).send_messages


async def test_a_roles_yes_outweighs_anothers_no_and_the_bots_own_comes_last() -> None:
    send = str(1 << 11)
    roles = dict.fromkeys("123", 0)
    guild = at_discord.Guild("1", "9", is_owner=False, roles=roles, is_silenced=False)
    no, yes = {"allow": "0", "deny": send}, {"allow": send, "deny": "0"}
    assert not guild.allowed([{"id": "1", **no}]).send_messages
    assert guild.allowed([{"id": "1", **no}, {"id": "2", **no}, {"id": "3", **yes}]).send_messages
    assert not guild.allowed([{"id": "3", **yes}, {"id": "9", **no}]).send_messages
    silenced = replace(guild, is_silenced=True)
    assert not silenced.allowed([{"id": "9", **yes}]).send_messages


async def test_of_a_thousand_channels_fifty_are_asked_and_refused_ones_first(home: Home) -> None:
    home.discord.limits.globally = None
    channels = [home.discord.add_channel(home.guild, f"n{n}") for n in range(60)]
    home.discord.deny(channels[-1], "SEND_MESSAGES")
    last = on(channels[-1], "refused-permission", refused=True)
    await home.have_days(*(on(its) for its in channels[:-1]), last)
    said = await home.says()
    assert said.one("channels-open")["facts"]["count"] == 49
    assert said.one("channel-lacks")["facts"]["channel"] == f"discord:{channels[-1].id}"
    assert said.one("channels-not-asked")["facts"]["count"] == 10
    asked = [its for its in home.discord.requests if its.route == "/channels/{channel_id}"]
    assert len(asked) == 50


async def test_discord_asking_to_wait_a_little_is_waited_for(home: Home) -> None:
    home.discord.limits.globally = 6  # a second
    channels = [home.discord.add_channel(home.guild, f"n{n}") for n in range(8)]
    await home.have_days(*map(on, channels))
    said = await home.says()
    assert said.one("channels-open")["facts"]["count"] == 8
    assert [its.status for its in home.discord.requests if its.status == 429]


async def test_a_bot_in_no_server_is_given_its_invitation(home: Home) -> None:
    home.discord.remove_bot(home.guild)
    found = (await home.says()).one("discord-nowhere")
    assert "permissions=274877959168" in found["advice"]
    assert f"client_id={home.discord.application_id}" in found["advice"]


# --- Slack


async def test_a_scope_that_is_missing_is_named(home: Home) -> None:
    home.office.scopes = ("commands", "channels:read", "groups:read", "users:read")
    said = await home.says()
    assert said.one("slack-scopes-missing")["facts"]["scopes"] == ["chat:write"]
    assert said.one("slack-scopes-fewer")["facts"]["scopes"] == [
        "channels:history",
        "groups:history",
    ]


async def test_without_the_scope_to_ask_channels_are_not_asked(home: Home) -> None:
    home.office.scopes = ("commands", "chat:write", "users:read")
    team = home.slack.add_channel(home.office, "team")
    await home.have_days(Subscription(f"slack:{team.id}"))
    assert (await home.says()).one("channels-not-asked")["facts"]["count"] == 1


async def test_two_tokens_of_two_apps_are_found_out(home: Home) -> None:
    other = home.slack.app_id
    home.slack.app_id = "A0OTHER"
    said = await home.says()
    assert said.one("slack-two-apps")["facts"] == {"bots": "A0OTHER", "apps": other}


async def test_each_slack_token_is_refused_by_its_name(home: Home) -> None:
    home.set(SLACK_BOT_TOKEN=home.slack.app_token, SLACK_APP_TOKEN=home.office.bot_token)
    assert {"slack-token-refused", "slack-app-token-refused"} <= (await home.says()).troubles


async def test_by_http_the_secret_is_looked_at_and_no_socket_asked_for(home: Home) -> None:
    home.set(SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET=home.slack.signing_secret)
    said = await home.says()
    assert said.troubles == set()
    assert said.one("slack-http")
    assert not [call for call in home.slack.requests if call.method == "apps.connections.open"]
    home.set(SLACK_SIGNING_SECRET="nonsense")
    assert (await home.says()).troubles == {"slack-secret-odd"}


async def test_each_workspace_that_was_installed_in_is_tried(home: Home) -> None:
    gone, sealed = home.slack.add_workspace("Gone"), home.slack.add_workspace("Sealed")
    await home.have_days()
    seal, other = Seal(home.slack.client_secret), Seal(Fernet.generate_key().decode())
    async with await open_store(home.database) as store:
        for office, its in ((home.office, seal), (gone, seal), (sealed, other)):
            kept = {"team": office.id, "token": office.bot_token, "name": office.name}
            text = json.dumps(kept | {"bot_user": office.bot_user, "bot_name": "overtake"})
            await store.remember(KEPT + office.id, its.close(text))
    home.slack.bury(gone, "account_inactive")
    home.set(SLACK_BOT_TOKEN="", SLACK_CLIENT_ID=home.slack.client_id)
    home.set(SLACK_CLIENT_SECRET=home.slack.client_secret)
    said = await home.says()
    assert said.one("slack-token")["facts"]["workspace"] == "Acme"
    assert said.one("slack-workspace-refused")["facts"]["workspace"] == "Gone"
    assert said.one("slack-workspace-sealed")["facts"]["workspace"] == sealed.id
    assert said.one("slack-one-app")


async def test_an_app_that_is_installed_nowhere_yet_says_where(home: Home) -> None:
    home.set(SLACK_BOT_TOKEN="", SLACK_CLIENT_ID=home.slack.client_id)
    home.set(SLACK_CLIENT_SECRET=home.slack.client_secret)
    said = await home.says()
    assert said.troubles == {"slack-nowhere"}
    assert "/slack/install" in said.one("slack-nowhere")["advice"]


# --- whatever answers


@asynccontextmanager
async def somebody(
    status: int = 200, body: str = "", headers: Mapping[str, str] | None = None
) -> AsyncIterator[str]:
    """Give the address of somebody who answers everything alike, and knows nothing of us."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, headers=headers)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


ANSWERS = [
    (200, "<html>A proxy's page</html>"),
    (200, ""),
    (200, "[]"),
    (200, "{}"),
    (200, "null"),
    (200, '[{"id": 3}, null]'),
    (200, '{"id": [], "session_start_limit": [], "ok": "perhaps", "name": {}}'),
    (204, ""),
    (301, ""),
    (400, '{"code": "text"}'),
    (403, "<html>Forbidden</html>"),
    (404, "null"),
    (407, ""),
    (500, ""),
    (503, '{"ok": false}'),
]


@pytest.mark.parametrize(("status", "body"), ANSWERS)
async def test_whoever_answers_instead_it_says_so_and_does_not_break(
    home: Home, status: int, body: str
) -> None:
    news, team = home.discord.add_channel(home.guild), home.slack.add_channel(home.office)
    await home.have_days(on(news), Subscription(f"slack:{team.id}"))
    async with somebody(status, body) as address:
        home.set(HF_ENDPOINT=address, OVERTAKE_DISCORD_API=address, OVERTAKE_SLACK_API=address)
        said = await home.says()
    assert said.of("fault") == []
    wrong = {line["group"] for line in said.lines if line["condition"] == "wrong"}
    assert {"discord", "slack"} <= wrong
    assert "hub" in wrong or (status, body) == (200, "[]")  # a Hub without models


async def test_who_asks_to_wait_is_not_asked_again(home: Home) -> None:
    async with somebody(429, "{}", {"Retry-After": "40"}) as address:
        home.set(HF_ENDPOINT=address, OVERTAKE_DISCORD_API=address, OVERTAKE_SLACK_API=address)
        said = await home.says()
    assert {(line["group"], line["facts"]["seconds"]) for line in said.of("busy")} == {
        ("hub", 40),
        ("discord", 40),
        ("slack", 40),
    }


async def test_who_never_answers_is_not_waited_for(home: Home) -> None:
    for its in (at_discord, at_slack, at_hub):
        home.monkeypatch.setattr(its, "PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        home.set(HF_ENDPOINT=address, OVERTAKE_DISCORD_API=address, OVERTAKE_SLACK_API=address)
        said = await home.says()
    found = said.of("unreachable")
    assert {line["group"] for line in found} == {"hub", "discord", "slack"}
    assert {line["facts"]["reason"] for line in found} == {"nothing within 0.3 s"}


async def test_an_answer_that_never_ends_is_not_waited_for(home: Home) -> None:
    home.monkeypatch.setattr(at_hub, "PATIENCE", 0.3)
    home.hub.fault = lambda _: Fault.DRIP
    assert "nothing within 0.3 s" in (await home.says()).one("unreachable")["says"]


async def test_an_examination_that_breaks_is_said_and_hides_no_other(home: Home) -> None:
    async def broken(*_: object) -> None:
        raise LookupError("of ours")

    home.monkeypatch.setattr("adapters.platforms.discord.platform.examine", broken)
    said = await home.says()
    assert "LookupError: of ours" in said.one("fault")["says"]
    assert said.one("slack-token")


async def test_an_examination_that_lasts_too_long_is_given_up(home: Home) -> None:
    async def endless(*_: object) -> None:
        await asyncio.Event().wait()

    home.monkeypatch.setattr(doctor, "LONGEST", 0.1)
    home.monkeypatch.setattr("adapters.platforms.discord.platform.examine", endless)
    [found] = [line for line in (await home.says()).of("fault") if line["group"] == "discord"]
    assert "within 0.1 s" in found["says"]


@pytest.mark.parametrize("token", ["tökén", "a" * 5_000, "😀", "Bot.x-y_z"])
async def test_a_token_of_odd_letters_is_refused_and_not_repeated(home: Home, token: str) -> None:
    for variable in ("HF_TOKEN", "DISCORD_TOKEN", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        home.set(**{variable: token})
    assert (await home.says()).status == 1


async def test_a_password_in_an_address_is_not_shown(home: Home) -> None:
    home.secrets.append("s3cret")
    home.set(
        HF_ENDPOINT="http://me:s3cret@127.0.0.1:9",
        OVERTAKE_DISCORD_API="http://me:s3cret@127.0.0.1:9/api/v10",
        OVERTAKE_SLACK_API="http://me:s3cret@127.0.0.1:9/api/",
    )
    said = await home.says()
    assert len([*said.of("unreachable"), *said.of("no-answer")]) >= 3


# --- the Hub


async def test_without_a_token_the_hub_says_how_many_calls_are_left(home: Home) -> None:
    home.set(HF_TOKEN="")
    found = (await home.says()).one("hub-anonymous")
    assert (found["facts"]["left"], found["facts"]["limit"]) == (499, 500)


async def test_a_token_that_the_hub_refuses_is_wrong(home: Home) -> None:
    home.set(HF_TOKEN="hf_of_nobody")
    said = await home.says()
    assert (said.status, said.troubles) == (1, {"hub-token-refused"})


# --- the database


async def test_a_database_in_use_is_read_and_left_as_it_is(home: Home) -> None:
    await home.have_days()
    async with await open_store(home.database, exclusive=True) as store:
        before = _bytes_of(home.folder)
        said = await home.says()
        assert said.one("lock-held")["facts"]["pid"] == str(os.getpid())
        assert _bytes_of(home.folder) == before
        assert await store.days()
    assert said.one("whole")


async def test_a_database_that_nobody_uses_is_left_as_it_is(home: Home) -> None:
    await home.have_days()
    before = _bytes_of(home.folder)
    assert "nobody-runs" in (await home.says()).troubles
    assert _bytes_of(home.folder) == before


def _bytes_of(folder: Path) -> dict[str, bytes]:
    """Return everything in a folder, but for SQLite's own marks of who reads."""
    files = [its for its in folder.rglob("*") if its.is_file() and not its.name.endswith("-shm")]
    return {str(its): its.read_bytes() for its in files}


async def test_another_programs_database_is_left_alone(home: Home) -> None:
    await home.have_days()
    _change(home.database, "application_id = 77")
    said = await home.says()
    assert "OVERTAKE_DATABASE" in said.one("database-foreign")["advice"]
    assert not said.of("days")


async def test_a_newer_database_asks_for_an_upgrade(home: Home) -> None:
    await home.have_days()
    _change(home.database, "user_version = 99")
    assert (await home.says()).one("schema-newer")["facts"]["version"] == "99"


async def test_an_older_database_is_no_trouble(home: Home) -> None:
    await home.have_days()
    _change(home.database, "user_version = 1")
    said = await home.says()
    assert (said.one("schema-older")["condition"], said.status) == ("ok", 0)


def _change(file: Path, mark: str) -> None:
    db = sqlite3.connect(file)
    db.execute(f"PRAGMA {mark}")
    db.close()


async def test_a_page_of_rubbish_in_a_database_is_found(home: Home) -> None:
    await home.have_days()
    data = bytearray(home.database.read_bytes())
    data[3 * 4096 : 6 * 4096] = os.urandom(3 * 4096)
    home.database.write_bytes(data)
    said = await home.says()
    assert "overtake restore" in said.one("database-damaged")["advice"]
    assert said.status == 1


async def test_a_database_too_large_to_be_read_whole_says_so(home: Home) -> None:
    await home.have_days()
    home.monkeypatch.setattr(at_storage, "CHECK_SECONDS", 0.0)
    home.monkeypatch.setattr(engine, "INSTRUCTIONS", 10)
    said = await home.says()
    assert said.one("whole-so-far")["condition"] == "ok"


async def test_a_database_that_another_program_locks_is_no_matter_of_rights(home: Home) -> None:
    await home.have_days()
    home.monkeypatch.setattr(at_storage, "BUSY_SECONDS", 0.05)
    db = sqlite3.connect(home.database, isolation_level=None)
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("BEGIN EXCLUSIVE")
    try:
        assert (await home.says()).troubles == {"database-locked"}
    finally:
        db.close()


async def test_a_folder_in_the_databases_place_is_said(home: Home) -> None:
    home.database.mkdir(parents=True)
    assert (await home.says()).one("database-closed")


def look(file: Path, keep: int = 7, **where: Path) -> dict[str, Finding]:
    """Return what is found of a place, by its word."""
    place = Place(file, file.parent / "backups", keep, **where)
    return {its.found.value: its for its in at_storage.examine(place, date(2026, 5, 9))}


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "9p", "fuse.sshfs", "smb3"])
def test_a_network_file_system_is_warned_of(tmp_path: Path, kind: str) -> None:
    there = tmp_path / "a b"
    there.mkdir()
    mounts = tmp_path / "mounts"
    escaped = str(there).replace(" ", "\\040")
    mounts.write_text(f"x / ext4 rw 0 0\nhost:/x {escaped} {kind} rw 0 0\n", encoding="utf-8")
    assert look(there / "data" / "o.db", mounts=mounts)["network-file-system"].given == {
        "kind": kind
    }
    assert look(tmp_path / "o.db", mounts=mounts)["file-system"].given == {"kind": "ext4"}


def test_where_the_system_does_not_say_nothing_is_claimed(tmp_path: Path) -> None:
    (tmp_path / "o.db").touch()
    found = look(tmp_path / "o.db", mounts=tmp_path / "none", locks=tmp_path / "none")
    assert not {"file-system", "lock-held"} & found.keys()


@pytest.mark.parametrize(
    ("free", "said"), [(10**12, "space"), (400_000_000, "space-low"), (1_000, "disk-full")]
)
def test_a_disk_that_gets_full_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, said: str
) -> None:
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    assert look(tmp_path / "o.db")[said].given["free"] == free


def test_a_folder_that_cannot_be_written_has_its_chown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path and real(path, mode))
    found = look(tmp_path / "data" / "o.db")["folder-closed"]
    said = advice_text(words("en"), found)
    assert said == f"Run `chown -R {os.getuid()}:{os.getgid()} {tmp_path}` as root."


def test_a_disk_that_is_mounted_read_only_needs_no_chown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_storage, "_is_writable", lambda _: False)
    monkeypatch.setattr(at_storage, "_is_read_only", lambda _: True)
    assert look(tmp_path / "o.db")["disk-read-only"].given == {"path": str(tmp_path)}


def test_a_folder_that_is_closed_to_us_is_all_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, closed = Path.stat, tmp_path / "data"
    closed.mkdir()

    def stat(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if closed in path.parents:
            raise PermissionError(13, "Permission denied")
        return real(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", stat)
    monkeypatch.setattr(os, "access", lambda path, _: path != closed)
    found = look(closed / "o.db")
    assert found["folder-closed"].given["path"] == str(closed)
    assert not {"no-database", "database"} & found.keys()


@pytest.mark.parametrize(
    ("copies", "keep", "said"),
    [
        (["2026-05-08", "2026-05-09"], 7, "backup"),
        (["2026-05-01", "2026-05-06"], 7, "backup-old"),
        ([], 0, "backups-off"),
    ],
)
def test_the_age_of_the_newest_copy_is_said(
    tmp_path: Path, copies: list[str], keep: int, said: str
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in (*(f"overtake-{its}.db" for its in copies), "notes.db"):
        (folder / name).write_bytes(b"x")
    found = look(tmp_path / "o.db", keep=keep)[said]
    if copies:
        assert found.given["file"] == f"overtake-{copies[-1]}.db"


async def test_days_without_any_copy_are_said(home: Home) -> None:
    await home.have_days()
    assert (await home.says()).one("no-backup-yet")
    async with await open_store(home.database) as store:
        last = datetime.now(UTC)
        more = [_at(day(f"05-0{n}", trending=names(30)), last + timedelta(days=n)) for n in (1, 2)]
        await machine(store).take(*more)
    assert "no-backup" in (await home.says()).troubles


async def test_what_cannot_be_read_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("rubbish" * 1_000)
    assert await open_to_read(tmp_path / "x.db") is None
    assert await open_to_read(tmp_path / "none.db") is None
    assert await open_to_read(tmp_path) is None


# --- days and the clock


async def test_a_snapshot_that_was_due_and_is_not_there_is_said(home: Home) -> None:
    await home.have_days(ago=3)
    said = await home.says()
    assert "overtake snapshot" in said.one("snapshot-missing")["advice"]
    assert said.one("snapshot")["facts"]["hours"] == 72


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
    its = Finding(Fact.SPACE, {"free": 1_234_567_890})
    assert found_text(words("en"), its) == "1.2 GB of the disk are free"
    assert "1,2 GB" in found_text(words("es"), its)
    lacking = Finding(Trouble.CHANNEL_LACKS, {"channel": "x", "permissions": ("view-channel",)})
    assert found_text(words("es"), lacking) == "x: me falta Ver canal"
    assert lacking.condition is Condition.WRONG
