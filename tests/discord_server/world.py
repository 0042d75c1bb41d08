"""What there is on this Discord: guilds, channels, messages; and what the bot may do there."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.discord_server.permissions import EVERYONE, Permission, permissions

if TYPE_CHECKING:
    from tests.discord_server.attachments import Attachment
    from tests.discord_server.people import Person

Json = dict[str, Any]
NOTHING = Permission(0)
EPOCH = 1_420_070_400_000  # milliseconds: the first of January 2015, where Discord's ids begin
TEXT, DM, VOICE, CATEGORY, NEWS, NEWS_THREAD, THREAD, PRIVATE_THREAD, FORUM = (
    *(0, 1, 2, 4, 5, 10, 11, 12),
    15,
)
THREADS = frozenset({NEWS_THREAD, THREAD, PRIVATE_THREAD})
WRITABLE = frozenset({TEXT, DM, VOICE, NEWS, *THREADS})


class Snowflakes:
    """Ids: unique, each of a millisecond of its own, so that guilds spread over shards."""

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        self.wall = wall
        self._last = 0

    def __call__(self) -> str:
        self._last = max(self._last + 1, int(self.wall() * 1000) - EPOCH)
        return str(self._last << 22)


@dataclass(eq=False)
class Guild:
    """A server, as people call it."""

    id: str
    name: str
    locale: str
    role: str
    """The id of the bot's own role there."""
    bot: bool = True
    """Whether the bot is a member."""
    down: bool = False
    """Whether it is unavailable just now."""
    granted: Permission = EVERYONE
    """What the bot's role allows, besides what everyone may."""
    channels: list["Channel"] = field(default_factory=list, repr=False)


@dataclass(eq=False)
class Channel:
    """Where messages stand: in a guild, or between a person and the bot."""

    id: str
    name: str
    kind: int
    guild: Guild | None = None
    parent: "Channel | None" = None
    person: "Person | None" = field(default=None, repr=False)
    """The other one, in a direct message."""
    denied: Permission = NOTHING
    archived: bool = False
    """Nobody has written for long: a message wakes it, but no change."""
    locked: bool = False
    """...and nothing does."""
    deleted: bool = False
    messages: list["Message"] = field(default_factory=list, repr=False)
    """What everybody there sees, first to last; without what was deleted."""

    @property
    def guild_id(self) -> str | None:
        return self.guild.id if self.guild else None

    @property
    def overwritten(self) -> "Channel":
        """The channel whose permissions count: a thread has its parent's."""
        return self.parent if self.parent and self.kind in THREADS else self


@dataclass(eq=False)
class Message:
    """A message as it stands now, after all edits."""

    id: str
    channel: Channel = field(repr=False)
    payload: Json
    """As the bot sent it, with what it edited since."""
    nonce: str | None = None
    shown: Json = field(default_factory=dict, repr=False)
    """As Discord gives it back."""
    attachments: list["Attachment"] = field(default_factory=list, repr=False)
    ephemeral: bool = False
    seen_by: "Person | None" = field(default=None, repr=False)
    """The only one who sees it, if it is ephemeral."""
    deleted: bool = False
    loading: bool = False
    """"…is thinking": deferred, and nothing to read yet."""
    at: float = 0.0
    """When it was stored, by the monotonic clock."""
    began: float = 0.0
    """When it was stored, by the clock of this Discord, which a test may move."""
    edits: int = 0
    foreign: bool = False
    """It is not the bot's own: somebody else's, or of an application before this one."""

    @property
    def files(self) -> dict[str, bytes]:
        """What stands with it, by its name."""
        return {its.name: its.content for its in self.attachments}


class World(ABC):
    """The guilds and people, and what changes them; each change is announced to the bot."""

    def __init__(self, *, wall: Callable[[], float] = time.time) -> None:
        self.new_id = Snowflakes(wall)
        self.application_id = self.new_id()
        self.bot_id = self.application_id  # as with all applications of today
        self.owner_id = self.new_id()
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.people: dict[str, Person] = {}
        self.messages: dict[str, Message] = {}
        """Every message ever stored, by id, ephemeral and deleted ones too."""

    @abstractmethod
    def announce(self, event: str, data: Json, guild: Guild) -> None:
        """Tell the bot's socket for this guild."""

    # --- guilds

    def add_guild(self, name: str = "Town", locale: str = "en-US", *, bot: bool = True) -> Guild:
        """A new guild; with `bot=False` one that the bot is no member of."""
        guild = Guild(self.new_id(), name, locale, self.new_id(), bot=False)
        self.guilds[guild.id] = guild
        if bot:
            self.add_bot(guild)
        return guild

    def add_bot(self, guild: Guild) -> None:
        guild.bot = True
        self.announce("GUILD_CREATE", self.guild_shape(guild), guild)

    def remove_bot(self, guild: Guild) -> None:
        self.announce("GUILD_DELETE", {"id": guild.id}, guild)
        guild.bot = False

    def outage(self, guild: Guild) -> None:
        self.announce("GUILD_DELETE", {"id": guild.id, "unavailable": True}, guild)
        guild.down = True

    def back(self, guild: Guild) -> None:
        guild.down = False
        self.announce("GUILD_CREATE", self.guild_shape(guild) | {"unavailable": False}, guild)

    @abstractmethod
    def guild_shape(self, guild: Guild) -> Json:
        """A guild as the gateway tells of it."""

    # --- channels

    def add_channel(
        self, guild: Guild, name: str = "news", kind: int = TEXT, parent: Channel | None = None
    ) -> Channel:
        """A new channel; a thread (kinds 10, 11, 12) gets a parent, a new one if none is given."""
        if kind in THREADS and parent is None:
            parent = self.add_channel(guild, f"{name}-parent", NEWS if kind == NEWS_THREAD else 0)
        channel = Channel(self.new_id(), name, kind, guild, parent)
        guild.channels.append(channel)
        self.channels[channel.id] = channel
        self._announce_channel(channel, "CREATE")
        return channel

    def delete_channel(self, channel: Channel) -> None:
        """It is gone, and its threads with it."""
        assert channel.guild
        for thread in [each for each in channel.guild.channels if each.parent is channel]:
            self.delete_channel(thread)
        channel.deleted = True
        channel.guild.channels.remove(channel)
        self._announce_channel(channel, "DELETE")

    def deny(self, channel: Channel, *names: str) -> None:
        """Take permissions from the bot there; for a thread, in the channel that it is in."""
        channel.overwritten.denied |= permissions(*names)
        self._announce_channel(channel.overwritten, "UPDATE")

    def allow(self, channel: Channel, *names: str) -> None:
        channel.overwritten.denied &= ~permissions(*names)
        self._announce_channel(channel.overwritten, "UPDATE")

    def archive(
        self, thread: Channel, *, archived: bool = True, locked: bool | None = None
    ) -> None:
        """Close a thread, by default for good, or open it."""
        assert thread.kind in THREADS, "only threads are archived"
        thread.archived, thread.locked = archived, archived if locked is None else locked
        self._announce_channel(thread, "UPDATE")

    def _announce_channel(self, channel: Channel, what: str) -> None:
        assert channel.guild
        noun = "THREAD" if channel.kind in THREADS else "CHANNEL"
        self.announce(f"{noun}_{what}", self.channel_shape(channel), channel.guild)

    @abstractmethod
    def channel_shape(self, channel: Channel) -> Json:
        """A channel as the gateway tells of it."""

    # --- what the bot may do

    def may(self, channel: Channel) -> Permission:
        """The bot's permissions in a channel of a guild that it is in."""
        if channel.guild is None or not channel.guild.bot:
            return NOTHING
        allowed = (EVERYONE | channel.guild.granted) & ~channel.overwritten.denied
        return allowed if Permission.VIEW_CHANNEL in allowed else NOTHING
