"""What happens in the workspaces, each told to the app if it may know."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

from tests.slack_server import shapes
from tests.slack_server.deliveries import EVENT, Delivery, Transport
from tests.slack_server.messages import Messages
from tests.slack_server.world import Channel, Json, Message, Workspace

if TYPE_CHECKING:
    from tests.slack_server.people import Person

SUBSCRIBED = frozenset(
    {
        *(
            f"{kind}_{what}"
            for kind in ("channel", "group")
            for what in ("archive", "unarchive", "rename", "deleted", "left")
        ),
        "channel_id_changed",
        "member_joined_channel",
        "member_left_channel",
        "app_home_opened",
        "app_uninstalled",
        "tokens_revoked",
    }
)


class Events(Messages):
    """Changes of the world; each waits until the app took notice, or was given the time to."""

    transport: Transport
    patience: float
    deliveries: list[Delivery]
    subscribed: set[str]
    """The events that the app's manifest subscribes to."""

    async def tell(self, workspace: Workspace, event: Json, scope: str = "") -> Delivery | None:
        """Deliver an event, if the app is there and may know of it.

        Waits for the acknowledgement, as far as somebody is there to give it.
        """
        delivery = self.send(workspace, event, scope)
        await self.taken(delivery)
        return delivery

    def send(self, workspace: Workspace, event: Json, scope: str = "") -> Delivery | None:
        """Start to deliver an event, if the app is there and may know of it."""
        if not workspace.installed or (scope and scope not in workspace.scopes):
            return None
        kind = event["type"]
        name = f"message.{event['channel_type']}s" if kind == "message" else kind
        if name.replace("message.ims", "message.im") not in self.subscribed:
            return None
        event = {"event_ts": self.new_id.ts(), **event}
        at, event_id = self.new_id.wall(), self.new_id("Ev")
        whole = shapes.event_callback(workspace, self.app_id, event, event_id, at)
        delivery = Delivery(EVENT, whole)
        self.deliveries.append(delivery)
        self.transport.send(delivery)
        return delivery

    async def taken(self, *deliveries: Delivery | None) -> None:
        """Wait until they are acknowledged, as far as somebody is there to do it."""
        waiting = [its.done.wait() for its in deliveries if its and self.transport.reachable]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.patience):
                await asyncio.gather(*waiting)

    async def _of(self, its: Channel, what: str, /, **more: object) -> None:
        """An event that public channels and private ones have under two names."""
        if not its.bot and its.private:
            return
        kind, scope = ("group", "groups") if its.private else ("channel", "channels")
        event = {"type": f"{kind}_{what}", "channel": its.id, **more}
        await self.tell(its.workspace, event, f"{scope}:read")

    # --- channels

    async def archive(self, channel: Channel) -> None:
        channel.archived = True
        await self._of(channel, "archive", user=self._somebody(channel))

    async def unarchive(self, channel: Channel) -> None:
        channel.archived = False
        await self._of(channel, "unarchive", user=self._somebody(channel))

    async def rename(self, channel: Channel, name: str) -> None:
        channel.name = name
        told = {"id": channel.id, "name": name, "created": channel.created}
        await self._of(channel, "rename", channel=told)

    async def delete(self, channel: Channel) -> None:
        channel.deleted = True
        channel.workspace.channels.remove(channel)
        self.channels.pop(channel.id)
        await self._of(channel, "deleted", actor_id=self._somebody(channel))

    async def make_private(self, channel: Channel) -> None:
        """Same id, and no event: only a message in the channel tells of it."""
        channel.private = True
        said = {"subtype": "channel_convert_to_private", "text": "made this channel private"}
        self.store(channel, said, author=channel.creator)

    async def kick(self, channel: Channel) -> None:
        """Remove the bot from it."""
        private = channel.private
        left = "group_left" if private else "channel_left"
        scope = "groups:read" if private else "channels:read"
        by = self._somebody(channel)
        channel.bot = False
        event: Json = {"type": left, "channel": channel.id, "actor_id": by}
        told = (event, self._member(channel, "left"))
        await self.taken(*(self.send(channel.workspace, its, scope) for its in told))

    async def invite(self, channel: Channel) -> None:
        """Add the bot to it."""
        channel.bot = True
        event = self._member(channel, "joined") | {"inviter": self._somebody(channel)}
        scope = "groups:read" if channel.private else "channels:read"
        await self.tell(channel.workspace, event, scope)

    async def change_id(self, channel: Channel) -> str:
        """The same channel under another id, as when it becomes shared; the new id."""
        old, channel.id = channel.id, self.new_id("C")
        self.channels[channel.id] = self.channels.pop(old)
        event = {
            "type": "channel_id_changed",
            "old_channel_id": old,
            "new_channel_id": channel.id,
        }
        await self.tell(channel.workspace, event, "channels:read")
        return channel.id

    def _member(self, channel: Channel, what: str) -> Json:
        return {
            "type": f"member_{what}_channel",
            "user": channel.workspace.bot_user,
            "channel": channel.id,
            "channel_type": "G" if channel.private else "C",
            "team": channel.workspace.id,
        }

    def _somebody(self, channel: Channel) -> str:
        return channel.creator.id if channel.creator else "USLACKBOT"

    # --- the app

    async def uninstall(self, workspace: Workspace) -> None:
        """Somebody takes the app out of a workspace."""
        told: tuple[Json, ...] = ({"type": "app_uninstalled"}, self._revoked(workspace))
        telling = [self.send(workspace, event) for event in told]
        self.bury(workspace, "account_inactive")
        await self.taken(*telling)

    async def revoke(self, workspace: Workspace) -> None:
        """The bot's token is revoked."""
        await self.taken(self.revoked(workspace))

    def revoked(self, workspace: Workspace) -> Delivery | None:
        """As `revoke`, without waiting until it was told."""
        telling = self.send(workspace, self._revoked(workspace))
        self.bury(workspace, "token_revoked")
        return telling

    def _revoked(self, workspace: Workspace) -> Json:
        return {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [workspace.bot_user]}}

    # --- people

    async def say(self, person: "Person", channel: Channel, text: str) -> Message:
        """A person's message; the app hears of it only if it subscribes to messages."""
        channel.joins(person)
        message = self.store(channel, {"text": text}, author=person)
        kind = "im" if channel.person else "group" if channel.private else "channel"
        if channel.bot:
            event = {
                **message.shown,
                "channel": channel.id,
                "channel_type": kind,
            }
            scope = {"im": "im", "group": "groups", "channel": "channels"}[kind]
            await self.tell(channel.workspace, event, f"{scope}:history")
        return message
