"""The Web API: what is answered, refused, slowed down, and what goes wrong."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_server import Channel, Message, Person, Slack, Workspace
from tests.slack_server.sample import QUIET, connected, made, post, refused
from tests.slack_server.world import Json


@pytest.fixture
def client(slack: Slack, acme: Workspace) -> AsyncWebClient:
    return made(slack, acme.bot_token)


# --- messages


async def test_messages_are_posted_edited_and_read(
    slack: Slack, news: Channel, eve: Person, client: AsyncWebClient
) -> None:
    marked: Json = {"event_type": "overtake", "event_payload": {"key": "k1"}}
    first = await post(slack, news, "One", metadata=marked)
    assert first["message"]["bot_id"] == news.workspace.bot_id
    await slack.say(eve, news, "Hello & welcome")
    await client.chat_update(channel=news.id, ts=first["ts"], text="Two")
    told = await client.conversations_history(channel=news.id, include_all_metadata=True)
    assert [its["text"] for its in told["messages"]] == ["Hello & welcome", "Two"]
    assert told["messages"][1]["metadata"] == marked
    page = await client.conversations_history(channel=news.id, limit=1)
    cursor = page["response_metadata"]["next_cursor"]
    assert page["has_more"]
    rest = await client.conversations_history(channel=news.id, cursor=cursor)
    assert [its["text"] for its in rest["messages"]] == ["Two"]
    since = await client.conversations_history(channel=news.id, oldest=first["ts"])
    assert len(since["messages"]) == 1
    also = await client.conversations_history(channel=news.id, oldest=first["ts"], inclusive=True)
    assert len(also["messages"]) == 2
    assert news.messages[0].edits == 1
    await client.chat_delete(channel=news.id, ts=first["ts"])
    assert [message.author for message in news.messages] == [eve.id]
    direct = await client.chat_postMessage(channel=eve.id, text="Psst", **QUIET)
    assert direct["channel"] == eve.dm.id
    await client.chat_postEphemeral(channel=news.id, user=eve.id, text="For you")
    assert len(news.messages) == 1
    assert not slack.problems


async def test_what_may_not_be_is_refused(
    slack: Slack, acme: Workspace, news: Channel, eve: Person, client: AsyncWebClient
) -> None:
    async def error(channel: Channel, **more: Any) -> str:  # noqa: ANN401
        args = {"text": "News", **QUIET, **more}
        told = await refused(client.chat_postMessage(channel=channel.id, **args))
        return str(told["error"])

    closed = slack.add_channel(acme, "closed")
    await slack.archive(closed)
    assert await error(closed) == "is_archived"
    assert await error(slack.add_channel(acme, "far", bot=False)) == "not_in_channel"
    hidden = slack.add_channel(acme, "hidden", private=True, bot=False)
    assert await error(hidden) == "channel_not_found"
    assert (await refused(client.conversations_info(channel=hidden.id)))["error"] == (
        "channel_not_found"
    )
    await slack.delete(closed)
    assert await error(closed) == "channel_not_found"
    assert (await refused(client.api_call("chat.postMessage", json={"channel": news.id})))[
        "error"
    ] == "no_text"
    assert await error(news, text="x" * 40_001) == "msg_too_long"
    assert await error(news, metadata={"event_type": ""}) == "invalid_metadata_format"
    elsewhere = slack.add_channel(slack.add_workspace("Other"))
    assert await error(elsewhere) == "channel_not_found"
    said = await slack.say(eve, news, "Mine")
    theirs = refused(client.chat_update(channel=news.id, ts=said.ts, text="x"))
    assert (await theirs)["error"] == "cant_update_message"
    nobody = refused(client.chat_postEphemeral(channel=news.id, user="U0", text="x"))
    assert (await nobody)["error"] == "user_not_found"
    bob = slack.person(acme, "bob")
    away = refused(client.chat_postEphemeral(channel=news.id, user=bob.id, text="x"))
    assert (await away)["error"] == "user_not_in_channel"


async def test_blocks_are_refused_with_reasons(
    slack: Slack, news: Channel, client: AsyncWebClient
) -> None:
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    told = await refused(client.chat_postMessage(channel=news.id, text="x", blocks=blocks, **QUIET))
    assert told["error"] == "invalid_blocks"
    assert "json-pointer:/blocks/0" in told["response_metadata"]["messages"][0]
    assert slack.problems[0].startswith("chat.postMessage: /blocks/0")
    assert not news.messages


# --- tokens and scopes


async def test_tokens_and_scopes_count(slack: Slack, acme: Workspace, news: Channel) -> None:
    bare = slack.add_workspace("Bare", scopes=("commands", "chat:write"))
    there = slack.add_channel(bare)
    poor = made(slack, bare.bot_token)
    missing = await refused(poor.conversations_history(channel=there.id))
    assert missing["error"] == "missing_scope"
    assert (missing["needed"], missing["provided"]) == ("channels:history", "commands,chat:write")
    test = await poor.auth_test()
    assert test.headers["x-oauth-scopes"] == "commands,chat:write"
    assert (test["team_id"], test["bot_id"]) == (bare.id, bare.bot_id)
    for token, error in {
        "": "not_authed",
        "xoxb-wrong": "invalid_auth",
        slack.app_token: "not_allowed_token_type",
    }.items():
        assert (await refused(made(slack, token).auth_test()))["error"] == error
    unknown = await refused(made(slack, acme.bot_token).api_call("chat.shout", json={}))
    assert unknown["error"] == "unknown_method"
    await made(slack, acme.bot_token).auth_revoke()
    assert (await refused(made(slack, acme.bot_token).auth_test()))["error"] == "token_revoked"
    await slack.archive(there)  # of which a bot without channels:read is told nothing
    assert [its.payload["event"]["type"] for its in slack.deliveries] == ["tokens_revoked"]
    assert news.bot


async def test_people_and_channels_are_told(
    slack: Slack, acme: Workspace, news: Channel, client: AsyncWebClient
) -> None:
    boss = slack.person(acme, "boss", owner=True)
    secret = slack.add_channel(acme, "secret", private=True, creator=boss)
    assert (await client.users_info(user=boss.id))["user"]["is_owner"]
    info = (await client.conversations_info(channel=secret.id, include_num_members=True))["channel"]
    assert (info["creator"], info["is_private"], info["num_members"]) == (boss.id, True, 2)
    needed = (await refused(client.conversations_info(channel=boss.dm.id)))["needed"]
    acme.scopes += (needed,)
    assert (await client.conversations_info(channel=boss.dm.id))["channel"]["is_im"]
    members = (await client.conversations_members(channel=secret.id))["members"]
    assert members == [acme.bot_user, boss.id]
    types = "public_channel,private_channel"
    ours = await client.users_conversations(types=types, limit=1)
    more = await client.users_conversations(
        types=types, limit=1, cursor=ours["response_metadata"]["next_cursor"]
    )
    assert [ours["channels"][0]["id"], more["channels"][0]["id"]] == [news.id, secret.id]
    theirs = await client.users_conversations(user=boss.id, types=types)
    assert [its["name"] for its in theirs["channels"]] == ["secret"]
    assert not slack.problems


async def test_files_are_uploaded(slack: Slack, news: Channel, client: AsyncWebClient) -> None:
    await client.files_upload_v2(
        channel=news.id, content=b"png", filename="chart.png", initial_comment="Look"
    )
    assert news.messages[0].files == {"chart.png": b"png"}
    assert not slack.problems


async def test_manners_are_noted(slack: Slack, news: Channel, client: AsyncWebClient) -> None:
    await refused(client.api_call("users.info", json={"user": "U0"}))
    await client.api_call("auth.test", params={"nonsense": 1})
    query = {"channel": news.id, "text": "x", "token": client.token or "", "unfurl_links": "0"}
    async with aiohttp.ClientSession() as session:
        await session.get(f"{slack.url}chat.postMessage", params=query)
        await session.get(f"{slack.root}/somewhere")
    await client.chat_postMessage(channel="news", text="x", **QUIET)
    assert slack.problems == [
        "users.info: takes no JSON; Slack sees no argument of it",
        "auth.test: there is no argument 'nonsense'",
        "chat.postMessage: it changes something, so it is a POST",
        "chat.postMessage: the token stands in the address",
        "chat.postMessage: /unfurl_media: links would unfold into previews",
        "GET /somewhere: nothing at this path",
        "channel 'news' is called by its name, not its id",
    ]


# --- limits and faults


async def test_limits_are_kept_and_told(slack: Slack, news: Channel) -> None:
    for _ in range(3):
        await post(slack, news)
    with pytest.raises(SlackApiError) as caught:
        await post(slack, news)
    assert caught.value.response.headers["Retry-After"] == "1"
    assert caught.value.response["error"] == "ratelimited"
    with pytest.raises(SlackApiError):
        await post(slack, news)
    assert (slack.limits.breaches, slack.limits.impatient) == (2, 1)
    assert "before Retry-After is over" in slack.problems[0]
    slack.limits.on = False
    await post(slack, news)
    assert len(news.messages) == 4


async def test_faults_happen(slack: Slack, news: Channel, eve: Person) -> None:
    stored: list[Message] = []
    slack.on_stored = lambda _, message: stored.append(message)
    faults = slack.faults
    faults.once(status=429, retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await post(slack, news)
    assert caught.value.response.headers["Retry-After"] == "7"
    faults.once(error="internal_error")
    with pytest.raises(SlackApiError, match="internal_error"):
        await post(slack, news)
    faults.every(1, status=503)
    with pytest.raises(SlackApiError):
        await post(slack, news)
    faults.clear()
    for kind, wrong in {"cut": aiohttp.ServerDisconnectedError, "html": SlackApiError}.items():
        faults.once(kind=kind)  # type: ignore[arg-type]
        with pytest.raises(wrong):
            await post(slack, news)
    assert not news.messages
    faults.once(kind="lost")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await post(slack, news, "lost")
    faults.once(kind="stall", stored=True)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await post(slack, news, "stalled")
    assert [message.payload["text"] for message in stored] == ["lost", "stalled"]
    assert stored == news.messages
    assert [fault.kind for fault in faults.happened][-2:] == ["lost", "stall"]
    faults.once(method="apps.connections.open", kind="html", status=200)
    with pytest.raises(SlackApiError):
        await made(slack, "").apps_connections_open(app_token=slack.app_token)
    faults.once(method="response_url", status=500)
    slack.deadline = 0.1
    async with connected(slack, news.workspace):
        reply = await eve.ask(news, "/rank qwen", wait=False)
    assert not reply.messages
    assert not slack.problems
