"""Storing, editing and deleting messages."""

import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tests.slack_server import shapes
from tests.slack_server.interactions import Interactions
from tests.slack_server.world import Channel, Json, Message, World

if TYPE_CHECKING:
    from tests.slack_server.people import Person

OnStored = Callable[[Channel, Message], Awaitable[None] | None]


class Messages(World):
    """A world in which messages come and go."""

    app_id: str
    interactions: Interactions
    on_stored: OnStored | None = None
    """Called after a chat.postMessage was stored, before it is answered."""

    def store(
        self,
        channel: Channel,
        payload: Json,
        *,
        seen_by: "Person | None" = None,
        author: "Person | None" = None,
    ) -> Message:
        """A new message of the bot's, or of the author's.

        All but the ephemeral ones, which one person sees, stand in the channel.
        """
        kept = {name: value for name, value in payload.items() if name != "metadata"}
        by = author.id if author else channel.workspace.bot_user
        message = Message(self.new_id.ts(), channel, kept, by, payload.get("metadata"))
        message.ephemeral, message.seen_by = seen_by is not None, seen_by
        message.at = time.monotonic()
        message.shown = shapes.message(message, self.app_id)
        if not message.ephemeral:
            channel.messages.append(message)
        return message

    def edit(self, message: Message, changes: Json) -> None:
        """Change what is named; metadata that are not stay, blocks do unless there is a text.

        https://docs.slack.dev/reference/methods/chat.update
        """
        metadata = changes.pop("metadata", None)
        if "text" in changes and "blocks" not in changes:
            changes = {**changes, "blocks": None}
        message.payload = {**message.payload, **changes}
        if metadata is not None:
            message.metadata = metadata or None
        message.edits += 1
        message.shown = shapes.message(message, self.app_id)
        self.interactions.changed(message)

    def remove(self, message: Message) -> None:
        message.deleted = True
        if message in message.channel.messages:
            message.channel.messages.remove(message)

    async def stored(self, channel: Channel, message: Message) -> None:
        """Call whoever wants to know, before the bot has its answer."""
        if self.on_stored is not None:
            waiting = self.on_stored(channel, message)
            if inspect.isawaitable(waiting):
                await waiting
