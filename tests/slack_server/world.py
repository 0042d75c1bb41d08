"""What there is on this Slack: workspaces, channels, messages."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.slack_server.ids import Ids

if TYPE_CHECKING:
    from tests.slack_server.people import Person
    from tests.slack_server.views import Modal

Json = dict[str, Any]
SCOPES = (
    "commands",
    "chat:write",
    "channels:read",
    "groups:read",
    "users:read",
    "channels:history",
    "groups:history",
    "files:write",
)


@dataclass(eq=False)
class Workspace:
    """A team, with the app in it or not."""

    id: str
    name: str
    domain: str
    bot_user: str
    bot_id: str
    scopes: tuple[str, ...]
    """What the installed app may do there."""
    installed: bool = False
    bot_token: str = ""
    """Empty where the app was never installed."""
    channels: list["Channel"] = field(default_factory=list, repr=False)
    people: list["Person"] = field(default_factory=list, repr=False)


@dataclass(eq=False)
class Channel:
    """Where messages stand: a channel, or the conversation of a person with the bot."""

    id: str
    name: str
    workspace: Workspace = field(repr=False)
    private: bool = False
    bot: bool = True
    """Whether the bot is a member."""
    creator: "Person | None" = field(default=None, repr=False)
    person: "Person | None" = field(default=None, repr=False)
    """The other one, in a direct message."""
    archived: bool = False
    deleted: bool = False
    created: int = 0
    people: list["Person"] = field(default_factory=list, repr=False)
    """The members, without the bot; whoever says or asks something there becomes one."""
    messages: list["Message"] = field(default_factory=list, repr=False)
    """What everybody there sees, first to last; without what was deleted."""

    @property
    def seen(self) -> bool:
        """Whether the bot knows that it is there at all."""
        return not self.deleted and (self.bot or not self.private)

    def joins(self, person: "Person") -> None:
        if person not in self.people and self.person is None:
            self.people.append(person)


@dataclass(eq=False)
class Message:
    """A message as it stands now, after all edits."""

    ts: str
    channel: Channel = field(repr=False)
    payload: Json
    """As it was sent: blocks and text, with what was edited since."""
    author: str
    """The user that wrote it: the bot's, or a person's."""
    metadata: Json | None = None
    ephemeral: bool = False
    seen_by: "Person | None" = field(default=None, repr=False)
    """The only one who sees it, if it is ephemeral."""
    shown: Json = field(default_factory=dict, repr=False)
    """As Slack gives it back: every block with its block_id."""
    state: dict[str, Json] = field(default_factory=dict, repr=False)
    """What was chosen in its menus: block_id, then action_id."""
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    deleted: bool = False
    edits: int = 0
    at: float = 0.0
    """When it was stored, by the monotonic clock."""


class World:
    """The workspaces and what is in them."""

    def __init__(self, *, wall: Callable[[], float] = time.time) -> None:
        self.new_id = Ids(wall)
        self.workspaces: dict[str, Workspace] = {}
        self.channels: dict[str, Channel] = {}
        self.people: dict[str, Person] = {}
        self.views: dict[str, Modal] = {}
        """Every view ever opened or published, by id."""
        self.dead_tokens: dict[str, str] = {}
        """Tokens that were good once, and what they are answered with now."""

    def add_workspace(
        self, name: str = "Acme", *, installed: bool = True, scopes: Iterable[str] = SCOPES
    ) -> Workspace:
        """A new workspace; with `installed=False` the app is not in it until it is installed."""
        new = self.new_id
        domain = "".join(its for its in name.lower() if its.isalnum())
        workspace = Workspace(new("T"), name, domain, new("U"), new("B"), tuple(scopes))
        if installed:
            workspace.installed, workspace.bot_token = True, new.bot_token()
        self.workspaces[workspace.id] = workspace
        return workspace

    def add_channel(
        self,
        workspace: Workspace,
        name: str = "news",
        *,
        private: bool = False,
        bot: bool = True,
        creator: "Person | None" = None,
    ) -> Channel:
        """A new channel, with the bot in it unless `bot=False`."""
        created = int(self.new_id.wall())
        channel = Channel(self.new_id("C"), name, workspace, private, bot, creator, created=created)
        if creator:
            channel.joins(creator)
        workspace.channels.append(channel)
        self.channels[channel.id] = channel
        return channel

    def workspace_of(self, token: str) -> Workspace | None:
        """The workspace that a bot's token is for."""
        for each in self.workspaces.values():
            if token and each.installed and each.bot_token == token:
                return each
        return None

    def bury(self, workspace: Workspace, error: str) -> None:
        """The bot's token is dead from now on, and answered with this error."""
        if workspace.bot_token:
            self.dead_tokens[workspace.bot_token] = error
        workspace.installed = False
