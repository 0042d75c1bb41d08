"""The platforms there are: what turns each on, and how it is made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.config import IN_ENVIRONMENT, SECRETS, Secrets, Settings
from bot.ports import Drawer, Log, Platform


@dataclass(frozen=True, slots=True)
class Means:
    """What a platform is made of."""

    settings: Settings
    secrets: Secrets
    log: Log
    drawer: Drawer

    def opened(self, secret: str) -> str:
        """Return a secret, empty if it is not set."""
        found = getattr(self.secrets, secret)
        return found.get_secret_value() if found else ""

    def has(self, variable: str) -> bool:
        """Return whether a setting or a secret is set, by its variable."""
        if variable in SECRETS:
            return bool(self.opened(SECRETS[variable]))
        return bool(getattr(self.settings, IN_ENVIRONMENT[variable]))


def _discord(its: Means) -> Platform:
    from adapters.platforms.discord import (
        DiscordPlatform,  # half a second that others need not wait
    )

    api = its.settings.discord_api
    return DiscordPlatform(
        its.opened("discord_token"), str(api) if api else None, its.log, its.drawer
    )


def _slack(its: Means) -> Platform:
    from adapters.platforms.slack import Setup, SlackPlatform

    settings = its.settings
    secrets = {
        name.removeprefix("slack_"): its.opened(name)
        for name in ("slack_bot_token", "slack_app_token", "slack_signing_secret")
    }
    setup = Setup(
        api=str(settings.slack_api) if settings.slack_api else None,
        client_id=settings.slack_client_id,
        client_secret=its.opened("slack_client_secret"),
        managers=settings.slack_managers,
        host=settings.slack_host,
        port=settings.slack_port,
        **secrets,
    )
    return SlackPlatform(setup, its.log, its.drawer)


@dataclass(frozen=True, slots=True)
class Kind:
    """A platform: what turns it on, how it is made, and whose logs it has."""

    name: str
    needs: tuple[tuple[str, ...], ...]
    """Variables that are set; any of these ways will do. The first is for everybody."""
    make: Callable[[Means], Platform]
    libraries: tuple[str, ...]


PLATFORMS = (
    Kind("Discord", (("DISCORD_TOKEN",),), _discord, ("discord",)),
    Kind(
        "Slack",
        (
            ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
            ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"),
            ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_APP_TOKEN"),
            ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET"),
        ),
        _slack,
        ("slack_bolt", "slack_sdk", "aiohttp"),
    ),
)
"""A new platform is an entry here."""


def what_turns_on(kind: Kind, has: Callable[[str], bool]) -> Sequence[str]:
    """Return the variables that would turn a platform on, of the way that lacks the fewest.

    Nothing if it is on.
    """
    way = min(kind.needs, key=lambda way: sum(not has(variable) for variable in way))
    return () if all(map(has, way)) else way
