"""Socket Mode: connections that go, come back, or are dead; and what is sent meanwhile."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_server import Channel, NoAnswer, Person, Slack, Workspace, plain
from tests.slack_server.sample import Bot, connected, until
from tests.slack_server.world import Json


class Wire:
    """A bare connection, which acknowledges what it is told to."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def hears(self) -> Any:  # noqa: ANN401 - whatever comes
        return json.loads(await asyncio.wait_for(self.socket.receive_str(), 5))

    async def ack(self, envelope: Json, payload: Json | None = None) -> None:
        told = {"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})
        await self.socket.send_str(json.dumps(told))


@contextlib.asynccontextmanager
async def wire(slack: Slack) -> AsyncIterator[Wire]:
    """One more connection."""
    opened = await AsyncWebClient(base_url=slack.url).apps_connections_open(
        app_token=slack.app_token
    )
    async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"]) as socket:
        yield Wire(socket)


# --- envelopes


async def test_an_envelope_is_as_slack_sends_it(slack: Slack, news: Channel, eve: Person) -> None:
    async with wire(slack) as line:
        hello = await line.hears()
        assert hello["num_connections"] == 1
        assert hello["connection_info"] == {"app_id": slack.app_id}
        asking = asyncio.create_task(eve.ask(news, "/rank  qwen 3"))
        envelope = await line.hears()
        payload = envelope["payload"]
        assert envelope["type"] == "slash_commands"
        assert envelope["accepts_response_payload"]
        assert (payload["command"], payload["text"]) == ("/rank", "qwen 3")
        assert payload["is_enterprise_install"] == "false"
        await line.ack(envelope, {"text": "Fine"})
        assert plain((await asking).payload) == "Fine"
        renaming = asyncio.create_task(slack.rename(news, "olds"))
        event = await line.hears()
        assert (event["retry_attempt"], event["retry_reason"]) == (0, "")
        authorized = event["payload"]["authorizations"][0]
        assert authorized["user_id"] == news.workspace.bot_user
        await line.ack(event)
        await renaming
    assert not slack.problems


async def test_an_envelope_goes_to_one_connection(slack: Slack, news: Channel, eve: Person) -> None:
    async with wire(slack) as one, wire(slack) as two:
        assert [(await each.hears())["num_connections"] for each in (one, two)] == [1, 2]
        asking = asyncio.create_task(eve.ask(news, "/rank qwen"))
        hearing = [asyncio.create_task(each.hears()) for each in (one, two)]
        done, left = await asyncio.wait(hearing, return_when=asyncio.FIRST_COMPLETED)
        assert (len(done), len(left)) == (1, 1)
        other = two if hearing[0] in done else one
        await other.ack(done.pop().result(), {"text": "Fine"})  # taken on any connection
        await asking
        for task in left:
            task.cancel()
        assert await asyncio.gather(*left, return_exceptions=True)
    assert not slack.problems


async def test_ten_connections_are_the_most(slack: Slack) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(10):
            line = await stack.enter_async_context(wire(slack))
            assert (await line.hears())["type"] == "hello"
        extra = await stack.enter_async_context(wire(slack))
        told = await extra.hears()
        assert (told["type"], told["reason"]) == ("disconnect", "too_many_websockets")
        assert slack.socket.connections == slack.socket.opened == 10


async def test_a_ticket_is_good_once(slack: Slack) -> None:
    client = AsyncWebClient(base_url=slack.url)
    url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url):
            await slack.socket.wait()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
    assert "ticket" in slack.problems[0]
    slack.socket.refuse(503)
    with pytest.raises(SlackApiError):
        await client.apps_connections_open(app_token=slack.app_token)
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await client.apps_connections_open(app_token="xapp-1-wrong")  # it is wrong


async def test_strange_acknowledgements_are_noted(slack: Slack) -> None:
    async with wire(slack) as line:
        await line.hears()
        await line.ack({"envelope_id": "never"})
        await line.socket.send_str("what?")
        await until(lambda: len(slack.problems) == 2)
    assert "no envelope 'never'" in slack.problems[0]
    assert "no acknowledgement" in slack.problems[1]


async def test_events_are_sent_again(slack: Slack, news: Channel) -> None:
    slack.patience, slack.retry_after = 0.02, (0.0, 0.01, 0.02)
    async with wire(slack) as line:
        await line.hears()
        await slack.archive(news)
        events = [await line.hears() for _ in range(4)]
        assert [its["retry_attempt"] for its in events] == [0, 1, 2, 3]
        assert {its["retry_reason"] for its in events[1:]} == {"timeout"}
        assert len({its["payload"]["event_id"] for its in events}) == 1
        assert len({its["envelope_id"] for its in events}) == 4
        (delivery,) = slack.deliveries
        await delivery.done.wait()
        assert (delivery.times, delivery.failed) == (4, "timeout")


# --- what goes wrong


async def test_a_bot_comes_back_as_told(slack: Slack, news: Channel, eve: Person, bot: Bot) -> None:
    assert bot.slack is slack
    for count, reason in enumerate(("refresh_requested", "warning", "link_disabled"), 2):
        await slack.socket.disconnect(reason, delay=0.05)
        assert plain((await eve.ask(news, "/quick")).payload) == "At once"
        assert slack.socket.opened == count
    await slack.socket.cut()
    assert slack.socket.connections == 0
    assert (await eve.ask(news, "/quick")).took > 0
    assert not slack.problems


async def test_a_command_is_sent_again_where_its_socket_closed(
    slack: Slack, news: Channel, eve: Person, bot: Bot
) -> None:
    assert bot.slack is slack
    slack.socket.close_after_next("slash_commands")
    await eve.ask(news, "/rank qwen")
    (delivery,) = slack.deliveries
    assert delivery.times in {1, 2}  # 1 where the old envelope is taken on the new connection
    await until(lambda: len(news.messages) == 2 or delivery.times == 1)
    slack.redeliver, slack.patience = False, 0.3
    slack.socket.close_after_next("slash_commands")
    with contextlib.suppress(NoAnswer):
        await eve.ask(news, "/silent", wait=False)
    assert slack.deliveries[-1].times == 1


async def test_events_wait_for_a_connection(slack: Slack, acme: Workspace, news: Channel) -> None:
    await slack.archive(news)  # nobody is there
    eve = slack.person(acme, "eve")
    slack.patience = 0.05
    with pytest.raises(NoAnswer, match="dispatch_failed"):
        await eve.ask(eve.dm, "/quick")
    slack.patience = 3.0
    async with connected(slack, acme) as bot:
        await until(lambda: bot.kinds() == ["channel_archive"])
        slack.socket.close_after_next("events_api")
        await slack.unarchive(news)
        await until(lambda: "channel_unarchive" in bot.kinds())
    assert not slack.problems


async def test_a_dead_socket_is_left(slack: Slack, news: Channel, eve: Person, bot: Bot) -> None:
    slack.socket.mute = True
    started = time.monotonic()
    assert plain((await eve.ask(news, "/quick")).payload) == "At once"
    assert slack.socket.opened == 2
    assert time.monotonic() - started < 3
    assert bot.slack is slack


async def test_a_server_that_was_away_is_found_again(
    slack: Slack, news: Channel, eve: Person, bot: Bot
) -> None:
    address = slack.url
    await slack.stop()
    await slack.start()
    assert slack.url == address
    await slack.socket.wait()
    assert plain((await eve.ask(news, "/quick")).payload) == "At once"
    assert bot.slack is slack
    assert not slack.problems
