"""The workspaces that the app is installed in, and the token of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.platforms.slack.calling import Slack, WaitError
from adapters.platforms.slack.refusals import FAILURES, LASTING, code_of, post_error
from bot.model import Address
from bot.ports import PostError

NOT_CONNECTED = "not-connected-slack"
UNINSTALLED = "refused-uninstalled"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One workspace; its team's id is part of the place of its channels."""

    team: str
    token: str = field(repr=False)
    bot_user: str
    """The user that the bot is there."""
    bot_name: str
    """What it is called there, for an invitation."""
    name: str = ""

    @property
    def place(self) -> str:
        """Return the workspace as a subscription has it."""
        return f"slack:{self.team}"


async def workspace_of(slack: Slack, token: str) -> Workspace:
    """Return the workspace that a token is for, as Slack says. Raises one of `FAILURES`."""
    its = await slack.call("auth_test", token)
    return Workspace(
        team=str(its.get("team_id") or ""),
        token=token,
        bot_user=str(its.get("user_id") or ""),
        bot_name=str(its.get("user") or ""),
        name=str(its.get("team") or ""),
    )


class Workspaces:
    """Who is where, and with which token."""

    def __init__(self, slack: Slack) -> None:
        """Know none yet."""
        self._slack = slack
        self._known: dict[str, Workspace] = {}
        self._at: dict[str, str] = {}
        """By channel whose place nobody said, the team that knows it."""

    @property
    def known(self) -> Mapping[str, Workspace]:
        """Return all by team."""
        return self._known

    def add(self, workspace: Workspace) -> None:
        """Know a workspace, with the token that it has now."""
        self._known[workspace.team] = workspace

    def remove(self, team: str) -> Workspace | None:
        """Forget a workspace; return it, None if it was not known."""
        return self._known.pop(team, None)

    async def of(self, to: Address) -> Workspace:
        """Return the workspace that an address is in. Raises PostError."""
        team = to.place.partition(":")[2] or self._at.get(to.id, "")
        if team:
            if team not in self._known:
                raise PostError(UNINSTALLED, lasting=True)
            return self._known[team]
        if not self._known:
            raise PostError(NOT_CONNECTED, passing=True)
        if len(self._known) == 1:
            return next(iter(self._known.values()))
        return await self._find(to.id)

    async def _find(self, channel: str) -> Workspace:
        """Return the workspace that knows a channel, where only the channel was named."""
        unsure: PostError | None = None
        for workspace in tuple(self._known.values()):
            try:
                await self._slack.call("conversations_info", workspace.token, channel=channel)
            except WaitError as error:
                unsure = PostError(str(error), retry_after=error.seconds)
            except FAILURES as error:
                if code_of(error) not in LASTING:
                    unsure = post_error(error)
            else:
                self._at[channel] = workspace.team
                return workspace
        raise unsure or PostError("refused-access", lasting=True)
