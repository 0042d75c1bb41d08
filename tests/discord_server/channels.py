"""The routes of channels and their messages."""

from typing import TYPE_CHECKING

from tests.discord_server import shapes
from tests.discord_server.errors import RefusedError
from tests.discord_server.permissions import Permission, permissions
from tests.discord_server.requests import Request, needed
from tests.discord_server.world import DM, THREADS, WRITABLE, Channel, Json, Message

if TYPE_CHECKING:
    from tests.discord_server.server import Discord

AN_HOUR = 3600.0  # seconds


class Channels:
    """What may be asked about channels, and done there."""

    def __init__(self, discord: "Discord") -> None:
        self._discord = discord
        self._nonces: dict[tuple[str, str], tuple[float, Message]] = {}

    # --- who may

    def _channel(self, request: Request) -> Channel:
        """The channel, if it is there and the bot sees it."""
        channel = self._discord.channels.get(request.parts["channel_id"])
        if channel is None or channel.deleted:
            raise RefusedError(10003)
        if channel.kind != DM and Permission.VIEW_CHANNEL not in self._discord.may(channel):
            raise RefusedError(50001)
        return channel

    def _writable(self, request: Request, body: Json) -> Channel:
        channel = self._channel(request)
        if channel.kind == DM:
            if channel.person and channel.person.closed_dms:
                raise RefusedError(50007)
            return channel
        if channel.kind not in WRITABLE:
            raise RefusedError(50008)
        if channel.locked:
            raise RefusedError(50083)
        send = "SEND_MESSAGES_IN_THREADS" if channel.kind in THREADS else "SEND_MESSAGES"
        required = permissions(send)
        if body.get("embeds"):
            required |= Permission.EMBED_LINKS
        if request.files:
            required |= Permission.ATTACH_FILES
        if required & ~self._discord.may(channel):
            raise RefusedError(50013)
        if channel.archived:
            self._discord.archive(channel, archived=False)
        return channel

    def _message(self, request: Request) -> Message:
        channel = self._channel(request)
        message = self._discord.messages.get(request.parts["message_id"])
        if message is None or message.deleted or message.channel is not channel:
            raise RefusedError(10008)
        if message.ephemeral:  # only its interaction's token reaches it
            raise RefusedError(10008)
        return message

    def _readable(self, request: Request) -> Channel:
        channel = self._channel(request)
        if channel.kind != DM and Permission.READ_MESSAGE_HISTORY not in self._discord.may(channel):
            raise RefusedError(50013)
        return channel

    # --- the routes

    def get(self, request: Request) -> Json:
        return shapes.channel(self._discord, self._channel(request))

    def wake(self, request: Request) -> Json:
        """Open a thread, the one change of a channel that this Discord plays."""
        channel = self._channel(request)
        assert needed(request) == {"archived": False}, request.body
        if channel.locked or Permission.SEND_MESSAGES_IN_THREADS not in self._discord.may(channel):
            raise RefusedError(50013)
        self._discord.archive(channel, archived=False)
        return shapes.channel(self._discord, channel)

    def list(self, request: Request) -> list[Json]:
        """The newest messages first; `before`, `after` and `limit` as with Discord."""
        channel = self._readable(request)
        before = int(request.query.get("before", 2**63))
        after = int(request.query.get("after", 0))
        kept = [each for each in channel.messages if after < int(each.id) < before]
        most = int(request.query.get("limit", 50))
        kept = kept[:most] if after else kept[-most:]
        return [each.shown for each in reversed(kept)]

    def post(self, request: Request) -> tuple[Message, bool]:
        """Store a message; return it, and whether it is a new one."""
        body = needed(request)
        channel = self._writable(request, body)
        nonce = body.get("nonce")
        key = (channel.id, str(nonce))
        now = self._discord.clock()
        if nonce is not None and body.get("enforce_nonce") and key in self._nonces:
            since, first = self._nonces[key]
            if now - since < self._discord.nonce_window:
                return first, False
        message = self._discord.store(channel, body, request.files)
        if nonce is not None:
            self._nonces[key] = (now, message)
        return message, True

    def get_message(self, request: Request) -> Json:
        self._readable(request)
        return self._message(request).shown

    def is_old(self, request: Request) -> bool:
        """Whether it is about a message that is older than an hour."""
        message = self._discord.messages.get(request.parts["message_id"])
        return message is not None and self._discord.clock() - message.began > AN_HOUR

    def edit(self, request: Request) -> Message:
        message = self._message(request)
        if message.channel.archived:
            raise RefusedError(50083)
        if message.foreign:
            raise RefusedError(50005)
        may = self._discord.may(message.channel)
        if request.files and message.channel.kind != DM and Permission.ATTACH_FILES not in may:
            raise RefusedError(50013)
        return self._discord.edit(message, needed(request), request.files)

    def delete(self, request: Request) -> None:
        message = self._message(request)
        if message.channel.archived:
            raise RefusedError(50083)
        self._discord.delete(message)

    def open_direct(self, request: Request) -> Json:
        person = self._discord.people.get(str(needed(request).get("recipient_id")))
        if person is None:
            raise RefusedError(50007)
        return shapes.channel(self._discord, person.dm)
