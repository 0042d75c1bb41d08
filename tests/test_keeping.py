"""What turns a platform on, and what is said while it is off."""

import pytest

from bot.cli.platforms import PLATFORMS, what_turns_on
from bot.config import IN_ENVIRONMENT, SECRETS

DISCORD, SLACK = PLATFORMS


@pytest.mark.parametrize(
    "there",
    [
        {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"},
        {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"},
        {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"},
        {"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_APP_TOKEN"},
        {"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET"},
    ],
)
def test_slack_is_on_by_socket_or_http_in_one_workspace_or_several(there: set[str]) -> None:
    assert not what_turns_on(SLACK, there.__contains__)


@pytest.mark.parametrize(
    ("there", "named"),
    [
        (set(), ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")),
        ({"SLACK_APP_TOKEN"}, ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")),
        ({"SLACK_SIGNING_SECRET"}, ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")),
        (
            {"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"},
            ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_APP_TOKEN"),
        ),
    ],
)
def test_what_is_named_is_the_way_that_lacks_the_least(
    there: set[str], named: tuple[str, ...]
) -> None:
    assert what_turns_on(SLACK, there.__contains__) == named


def test_discord_needs_its_token() -> None:
    assert what_turns_on(DISCORD, set[str]().__contains__) == ("DISCORD_TOKEN",)
    assert not what_turns_on(DISCORD, {"DISCORD_TOKEN"}.__contains__)


def test_every_variable_is_one_that_is_read() -> None:
    known = {*SECRETS, *IN_ENVIRONMENT}
    assert {name for kind in PLATFORMS for way in kind.needs for name in way} <= known
