"""A Slack for each test, one workspace and channel in it, and a bot that is connected."""

from collections.abc import AsyncIterator

import pytest

from tests.slack_server.people import Person
from tests.slack_server.sample import Bot, connected
from tests.slack_server.server import Slack
from tests.slack_server.world import Channel, Workspace


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as its:
        yield its


@pytest.fixture
def acme(slack: Slack) -> Workspace:
    return slack.add_workspace("Acme")


@pytest.fixture
def news(slack: Slack, acme: Workspace) -> Channel:
    return slack.add_channel(acme, "news")


@pytest.fixture
def eve(slack: Slack, acme: Workspace) -> Person:
    return slack.person(acme, "eve")


@pytest.fixture
async def bot(slack: Slack, acme: Workspace) -> AsyncIterator[Bot]:
    async with connected(slack, acme) as its:
        yield its
