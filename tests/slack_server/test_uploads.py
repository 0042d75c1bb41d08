"""Files: how they get there, and which a message may show; and changes of messages."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_server import Channel, Slack, Workspace
from tests.slack_server.limits import TIERS
from tests.slack_server.sample import QUIET, made, post, refused
from tests.slack_server.world import Json

PNG = b"\x89PNG\r\n\x1a\n..."


@pytest.fixture
def client(slack: Slack, acme: Workspace) -> AsyncWebClient:
    return made(slack, acme.bot_token)


def blocks(file: str, **more: str) -> list[Json]:
    return [{"type": "image", "alt_text": "A chart", "slack_file": {"id": file, **more}}]


async def uploaded(client: AsyncWebClient, body: bytes = PNG, length: int = 0) -> str:
    """A file that is there, and not complete yet."""
    place = await client.files_getUploadURLExternal(
        filename="chart.png", length=length or len(body)
    )
    async with aiohttp.ClientSession() as session:
        answer = await session.post(place["upload_url"], data=body)
        assert answer.status == 200
    return str(place["file_id"])


async def complete(client: AsyncWebClient, body: bytes = PNG) -> str:
    """A file that messages may show."""
    file = await uploaded(client, body)
    await client.files_completeUploadExternal(files=[{"id": file, "title": "Chart"}])
    return file


async def wrong(client: AsyncWebClient, channel: Channel, file: str, **more: str) -> list[str]:
    """What is said of a message with a file."""
    said: dict[str, Any] = {"text": "A chart", "blocks": blocks(file, **more), **QUIET}
    told = await refused(client.chat_postMessage(channel=channel.id, **said))
    assert told["error"] == "invalid_blocks"
    return [str(its) for its in told["errors"]]


async def test_a_file_is_shown_in_messages_as_often_as_one_likes(
    slack: Slack, news: Channel, client: AsyncWebClient
) -> None:
    file = await complete(client)
    for _ in range(2):
        await client.chat_postMessage(channel=news.id, text="x", blocks=blocks(file), **QUIET)
    assert slack.web.uploads.complete == {file: PNG}
    assert not slack.problems


async def test_a_file_that_can_not_be_shown_is_refused_and_noted(
    slack: Slack, news: Channel, client: AsyncWebClient
) -> None:
    slack.limits.on = False
    other = made(slack, slack.add_workspace("Initech").bot_token)
    files = ["F0NOWHERE00", await uploaded(client), await complete(other)]
    for file in files:
        assert "invalid slack file" in (await wrong(client, news, file))[0]
    text = await complete(client, b"Hello")
    assert "no image" in (await wrong(client, news, text))[0]
    good = await complete(client)
    assert "not an id" in (await wrong(client, news, good, url=f"{slack.root}/x.png"))[0]
    assert len(slack.problems) == 5
    assert news.messages == []


async def test_a_file_that_is_not_ready_or_deleted_is_refused_and_nobodys_fault(
    slack: Slack, news: Channel, client: AsyncWebClient
) -> None:
    slack.web.uploads.unready = 1
    file = await complete(client)
    refusal = ["invalid slack file [json-pointer:/blocks/0/slack_file]"]
    assert await wrong(client, news, file) == refusal
    await client.chat_postMessage(channel=news.id, text="x", blocks=blocks(file), **QUIET)
    slack.web.uploads.known[file].deleted = True
    assert await wrong(client, news, file) == refusal
    assert not slack.problems


async def test_a_file_is_finished_once_by_whoever_began(
    slack: Slack, acme: Workspace, client: AsyncWebClient
) -> None:
    other = made(slack, slack.add_workspace("Initech").bot_token)
    file, files = await complete(client), client.files_completeUploadExternal
    place = await client.files_getUploadURLExternal(filename="x.png", length=1)
    for caller, its in ((client, file), (other, await uploaded(client)), (client, "F0NOWHERE00")):
        its_files: list[dict[str, str | None]] = [{"id": its, "title": "Chart"}]
        told = await refused(caller.files_completeUploadExternal(files=its_files))
        assert told["error"] == "file_not_found"
    not_there = await refused(files(files=[{"id": place["file_id"], "title": "Chart"}]))
    assert not_there["error"] == "file_not_found"
    acme.scopes = ("commands", "chat:write")
    told = await refused(client.files_getUploadURLExternal(filename="x.png", length=1))
    assert (told["error"], told["needed"]) == ("missing_scope", "files:write")
    assert not slack.problems


async def test_a_file_of_another_length_and_a_token_on_its_way_are_noted(
    slack: Slack, client: AsyncWebClient
) -> None:
    await uploaded(client, length=3)
    place = await client.files_getUploadURLExternal(filename="x.png", length=1)
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer x"}) as session:
        await session.post(place["upload_url"], data=b"x")
        nowhere = await session.post(f"{slack.root}/upload/v1/F0NOWHERE00", data=b"x")
    assert nowhere.status == 404
    assert slack.problems == [
        f"upload: chart.png has {len(PNG)} bytes, not 3",
        "upload: x.png came with a token",
    ]


# --- changes of messages


async def test_a_change_keeps_metadata_and_takes_blocks_away_where_there_is_but_a_text(
    slack: Slack, news: Channel, client: AsyncWebClient
) -> None:
    marked: Json = {"event_type": "overtake", "event_payload": {"key": "k1"}}
    rich: list[Json] = [{"type": "header", "text": {"type": "plain_text", "text": "One"}}]
    said = await post(slack, news, "One", metadata=marked, blocks=rich)
    await client.chat_update(channel=news.id, ts=said["ts"], blocks=rich, text="Two")
    [message] = news.messages
    assert (message.payload["blocks"], message.metadata) == (rich, marked)
    await client.chat_update(channel=news.id, ts=said["ts"], text="Three")
    assert (message.payload["blocks"], message.metadata) == (None, marked)
    await client.chat_update(channel=news.id, ts=said["ts"], text="Four", metadata={})
    assert message.metadata is None
    news.archived = True
    told = await refused(client.chat_update(channel=news.id, ts=said["ts"], text="Five"))
    assert told["error"] == "is_inactive"
    news.archived = False
    told = await refused(client.chat_update(channel=news.id, ts="1.2", text="Five"))
    assert told["error"] == "message_not_found"
    assert not slack.problems


async def test_what_a_workspace_may_change_in_a_minute_has_its_limit(
    slack: Slack, news: Channel, client: AsyncWebClient
) -> None:
    said = await post(slack, news, "One")
    for number in range(TIERS["chat.update"]):
        await client.chat_update(channel=news.id, ts=said["ts"], text=str(number))
    told = await refused(client.chat_update(channel=news.id, ts=said["ts"], text="x"))
    assert told["error"] == "ratelimited"
    assert slack.limits.breaches == 1
