"""An outage of hours: what waited for a network goes out soon after it is back."""

import logging
from itertools import islice
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest
from slack_sdk.errors import SlackApiError

from adapters.platforms.discord import platform as discord_platform
from adapters.platforms.discord import refusals as of_discord
from adapters.platforms.discord.answering import Answering
from adapters.platforms.discord.client import spacing
from adapters.platforms.slack import platform as slack_platform
from adapters.platforms.slack import refusals as of_slack
from adapters.platforms.slack import socket as slack_socket
from bot.cli.hearing import hear
from bot.model import DeliveryState, Step
from bot.ports import PostError
from tests.fakes import FakeReception, NoDrawer
from tests.make import Machine
from tests.slack_server import Slack
from tests.test_delivery import A, FakePlatform, one_post, send, the_post
from tests.test_discord_parts import http_error
from tests.test_slack_posts import in_one, running

MINUTE = 60.0
HOURS = 900
"""Tries that fail within some hours."""


@pytest.fixture
def fake() -> FakePlatform:
    """A platform that has the troubles a test gives it."""
    return FakePlatform()


def network(*, in_doubt: bool) -> PostError:
    """What a platform says of a post that met no network."""
    return PostError("can't be reached", passing=True, in_doubt=in_doubt)


@pytest.mark.parametrize("in_doubt", [False, True])
async def test_what_no_one_refused_is_tried_again_within_a_minute_however_long_it_failed(
    overtake: Machine, fake: FakePlatform, *, in_doubt: bool
) -> None:
    now = await one_post(overtake, A)
    fake.trouble["a"] = [network(in_doubt=in_doubt) for _ in range(HOURS)]
    waits = []
    while fake.trouble["a"]:
        assert await send(overtake, fake, now) == 0
        post = await the_post(overtake)
        assert post.due_at
        waits.append((post.due_at - now).total_seconds())
        now = post.due_at
    assert len(waits) == HOURS
    assert min(waits) >= 5
    assert max(waits) <= MINUTE / 2
    assert len(set(waits)) > HOURS / 2  # by chance, so that not all come back at once
    assert await send(overtake, fake, now) == 1


async def test_a_refusal_after_an_outage_of_hours_waits_an_hour_and_breaks_nothing(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    fake.trouble["a"] = [*(network(in_doubt=False) for _ in range(100)), PostError("said no")]
    for _ in range(101):
        assert await send(overtake, fake, now) == 0
        post = await the_post(overtake)
        assert post.due_at
        waited, now = post.due_at - now, post.due_at
    assert post.state is DeliveryState.RETRYING
    assert waited.total_seconds() == 3600
    assert await send(overtake, fake, now) == 1


def nobody_there() -> aiohttp.ClientConnectorError:
    """The error of a connection that was refused."""
    key = SimpleNamespace(host="127.0.0.1", port=9, ssl=True)
    return aiohttp.ClientConnectorError(cast("Any", key), OSError(111, "refused"))


def slack_said(code: str, status: int = 200) -> SlackApiError:
    """The error that slack_sdk makes of an answer."""
    data = {"ok": False, "error": code} if code else "<html></html>"
    answer = SimpleNamespace(data=data, status_code=status, headers={})
    return SlackApiError("failed", answer)  # type: ignore[no-untyped-call]


LOST = (
    TimeoutError(),
    aiohttp.ServerDisconnectedError(),
    aiohttp.ClientOSError(104, "Connection reset by peer"),
    aiohttp.ClientPayloadError("cut"),
    TypeError("not a dict"),
)


@pytest.mark.parametrize(
    "error", [nobody_there(), *LOST, *map(http_error, (500, 502, 503, 504))], ids=repr
)
def test_trouble_on_the_way_to_discord_is_nobodys_refusal(error: Exception) -> None:
    refusal = of_discord.post_error(error)
    assert (refusal.passing, refusal.lasting, refusal.retry_after) == (True, False, None)


@pytest.mark.parametrize(
    "error",
    [nobody_there(), *LOST, slack_said("", 502), slack_said(""), slack_said("internal_error")],
    ids=repr,
)
def test_trouble_on_the_way_to_slack_is_nobodys_refusal(error: Exception) -> None:
    refusal = of_slack.post_error(error)
    assert (refusal.passing, refusal.lasting, refusal.retry_after) == (True, False, None)


@pytest.mark.parametrize(
    "refusal",
    [
        of_discord.post_error(http_error(400, 50035)),
        of_discord.post_error(http_error(404, 10003)),
        of_slack.post_error(slack_said("msg_too_long")),
        of_slack.post_error(slack_said("is_archived")),
    ],
    ids=str,
)
def test_what_a_platform_does_not_take_is_not_asked_for_again_and_again(
    refusal: PostError,
) -> None:
    assert not refusal.passing


@pytest.mark.parametrize("its", [discord_platform, slack_platform, slack_socket])
def test_a_connection_is_tried_again_within_half_a_minute_unless_somebody_refused_it(
    its: ModuleType,
) -> None:
    waits = list(islice(its._waits(), HOURS))
    assert waits[0] <= 1
    assert max(its._pause(wait, "no network") for wait in waits) <= MINUTE / 2
    assert its._pause(waits[-1], its.REFUSED) >= MINUTE


@pytest.mark.parametrize(
    ("shards", "left", "seconds"),
    [(1, 1000, 0), (1, 501, 0), (1, 500, 100), (2, 500, 200), (1, 1, 50_000), (1, 0, 50_000)],
)
def test_new_sessions_last_for_the_day(shards: int, left: int, seconds: float) -> None:
    allowance = {"total": 1000, "remaining": left, "reset_after": 50_000_000, "max_concurrency": 1}
    assert spacing(shards, cast("Any", allowance)) == seconds


# --- answers and envelopes that nobody could foresee


@pytest.mark.parametrize(
    "error",
    [RuntimeError("Session is closed"), ValueError("no JSON"), KeyError("id"), *LOST],
    ids=repr,
)
async def test_where_nobody_can_be_told_that_there_is_no_answer_nothing_breaks(
    error: Exception,
) -> None:
    async def send_message(*_: object, **__: object) -> None:
        raise error

    asked = SimpleNamespace(
        type=discord.InteractionType.application_command,
        locale=discord.Locale.british_english,
        response=SimpleNamespace(is_done=lambda: False, send_message=send_message),
    )
    await Answering(FakeReception(), NoDrawer()).sorry(cast("Any", asked))


async def test_an_envelope_without_a_name_is_not_acknowledged() -> None:
    reception = FakeReception()
    reception.go.set()
    async with Slack() as slack:
        acme = slack.add_workspace("Acme")
        news, eve = slack.add_channel(acme), slack.person(acme, "eve")
        async with running(in_one(slack, acme), reception):
            [link] = slack.socket.live
            await link.socket.send_str('{"type": null, "envelope_id": null, "payload": null}')
            assert (await eve.ask(news, "/rank qwen")).payload
        assert slack.problems == []


def test_what_a_library_logs_is_one_line_whatever_answer_stands_in_it() -> None:
    said: list[str] = []

    def log(step: Step, **facts: str | float | None) -> None:
        said.append(f"{step} {facts['reason']}")

    hear("a.library", log, "Slack")
    error = SlackApiError("no JSON: " + "<html>" * 99 + "\nThe server responded", {})  # type: ignore[no-untyped-call]
    logging.getLogger("a.library").error("not answered", exc_info=error)
    [line] = said
    assert line.startswith("trouble Slack: not answered (SlackApiError: no JSON: <html>")
    assert "\n" not in line
    assert len(line) < 300
