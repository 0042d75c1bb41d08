"""A bot of slack_bolt with a few commands, to try this Slack with."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_server.server import Slack
from tests.slack_server.world import Channel, Json, Workspace

BUTTON: Json = {
    "type": "button",
    "action_id": "why",
    "text": {"type": "plain_text", "text": "Why?"},
    "value": "qwen",
}
LIST: Json = {
    "type": "static_select",
    "action_id": "board",
    "placeholder": {"type": "plain_text", "text": "Board"},
    "options": [
        {"text": {"type": "plain_text", "text": its.title()}, "value": its}
        for its in ("likes", "trend")
    ],
}
ANSWER: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*qwen* leads"}},
    {"type": "actions", "block_id": "doing", "elements": [BUTTON, LIST]},
]
QUIET: Json = {"unfurl_links": False, "unfurl_media": False}


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def modal(title: str = "Alerts") -> Json:
    """A modal with an input of each kind that matters."""
    return {
        "type": "modal",
        "callback_id": "alerts",
        "title": words(title),
        "submit": words("Save"),
        "notify_on_close": True,
        "blocks": [
            {
                "type": "input",
                "block_id": "name",
                "label": words("Name"),
                "element": {"type": "plain_text_input", "action_id": "text", "max_length": 20},
            },
            {
                "type": "input",
                "block_id": "models",
                "optional": True,
                "label": words("Models"),
                "element": {
                    "type": "multi_external_select",
                    "action_id": "models",
                    "min_query_length": 2,
                },
            },
            {
                "type": "input",
                "block_id": "where",
                "label": words("Where"),
                "element": {
                    "type": "conversations_select",
                    "action_id": "where",
                    "default_to_current_conversation": True,
                },
            },
            {
                "type": "input",
                "block_id": "board",
                "optional": True,
                "label": words("Board"),
                "element": LIST | {"initial_option": LIST["options"][0]},
            },
        ],
    }


class Bot:
    """The app, and what it heard."""

    def __init__(self, slack: Slack, **options: Any) -> None:  # noqa: ANN401 - Bolt's own
        self.slack = slack
        self.heard: list[Json] = []
        self.submitted: list[Json] = []
        logger = logging.getLogger("sample-bot")
        logger.setLevel(logging.CRITICAL)
        client = AsyncWebClient(options.pop("token", None), base_url=slack.url)
        client.retry_handlers = []
        self.app = AsyncApp(client=client, logger=logger, **options)
        self._commands()
        self._actions()
        self._views()
        self._events()

    def _commands(self) -> None:
        app = self.app

        @app.command("/rank")
        async def rank(ack: Any, respond: Any, command: Json) -> None:  # noqa: ANN401
            await ack()
            await respond(text="qwen leads", blocks=ANSWER, response_type="in_channel", **QUIET)
            assert command["text"] == "qwen"

        @app.command("/quick")
        async def quick(ack: Any) -> None:  # noqa: ANN401
            await ack("At once")

        @app.command("/mute")
        async def mute() -> None:
            """Never take it."""

        @app.command("/silent")
        async def silent(ack: Any) -> None:  # noqa: ANN401
            await ack()

        @app.command("/alerts")
        async def alerts(ack: Any, command: Json, client: AsyncWebClient) -> None:  # noqa: ANN401
            await ack()
            await client.views_open(trigger_id=command["trigger_id"], view=modal())

    def _actions(self) -> None:
        app = self.app

        @app.action("why")
        async def why(ack: Any, respond: Any, body: Json) -> None:  # noqa: ANN401
            await ack()
            where = "ephemeral" if body["container"].get("is_ephemeral") else "message"
            assert ("message" in body) is (where == "message")
            await respond(text=f"Because ({where})", blocks=ANSWER)

        @app.action("board")
        async def board(ack: Any, respond: Any, action: Json) -> None:  # noqa: ANN401
            await ack()
            text = f"By {action['selected_option']['value']}"
            await respond(text=text, replace_original=True)

    def _views(self) -> None:
        app = self.app

        @app.options("models")
        async def models(ack: Any, payload: Json) -> None:  # noqa: ANN401
            known = [its for its in ("qwen", "qwq", "gemma") if payload["value"] in its]
            await ack(options=[{"text": words(its.title()), "value": its} for its in known])

        @app.view("alerts")
        async def submitted(ack: Any, view: Json) -> None:  # noqa: ANN401
            values = view["state"]["values"]
            self.submitted.append(values)
            name = values["name"]["text"]["value"]
            if name == "bad":
                await ack(response_action="errors", errors={"name": "Not that"})
            elif name == "push":
                await ack(response_action="push", view=modal("Further"))
            elif name == "update":
                await ack(response_action="update", view=modal("Changed"))
            else:
                await ack()

        @app.view_closed("alerts")
        async def closed(ack: Any) -> None:  # noqa: ANN401
            await ack()
            self.heard.append({"type": "view_closed"})

    def _events(self) -> None:
        app = self.app

        @app.event("app_home_opened")
        async def home(event: Json, client: AsyncWebClient) -> None:
            view = {"type": "home", "blocks": [*ANSWER]}
            await client.views_publish(user_id=event["user"], view=view)

        async def heard(event: Json) -> None:
            self.heard.append(event)

        for kind in self.slack.subscribed - {"app_home_opened"}:
            app.event(kind)(heard)

    def kinds(self) -> list[str]:
        return [its["type"] for its in self.heard]


@contextlib.asynccontextmanager
async def connected(slack: Slack, workspace: Workspace) -> AsyncIterator[Bot]:
    """A bot over Socket Mode, until the end."""
    bot = Bot(slack, token=workspace.bot_token)
    handler = AsyncSocketModeHandler(bot.app, slack.app_token, ping_interval=0.2)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        await slack.socket.wait()
        yield bot
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
        await slack.socket.wait_closed()


@contextlib.asynccontextmanager
async def listening(slack: Slack, bot: Bot) -> AsyncIterator[Bot]:
    """A bot over HTTP, at an address that Slack is told of."""
    site = bot.app.web_app(path="/slack/events", port=0)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield bot
    finally:
        await runner.cleanup()


def made(slack: Slack, token: str) -> AsyncWebClient:
    """A client that does nothing by itself."""
    client = AsyncWebClient(token, base_url=slack.url)
    client.retry_handlers = []
    return client


async def refused(asking: Any) -> Json:  # noqa: ANN401 - a call
    """What a call is refused with."""
    with pytest.raises(SlackApiError) as caught:
        await asking
    assert isinstance(caught.value.response.data, dict)
    return caught.value.response.data


async def post(slack: Slack, channel: Channel, text: str = "News", **more: object) -> Json:
    """Post as a bot does, with no retry."""
    answer = await made(slack, channel.workspace.bot_token).api_call(
        "chat.postMessage", json={"channel": channel.id, "text": text, **QUIET, **more}
    )
    assert isinstance(answer.data, dict)
    return answer.data


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that no event tells."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.01)
