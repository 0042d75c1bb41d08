"""`overtake doctor` on Discord and Slack: rights, scopes, tokens; and whoever answers instead."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web
from cryptography.fernet import Fernet

from adapters.platforms.discord import examining as at_discord
from adapters.platforms.slack import examining as at_slack
from adapters.platforms.slack.installing import KEPT
from adapters.platforms.slack.sealing import Seal
from adapters.sources.huggingface import examining as at_hub
from bot import doctor
from bot.model import Subscription
from storage.store import open_store
from tests import ailing
from tests.ailing import Home, on
from tests.hub import Fault

home = ailing.home


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
        "files:write",
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
