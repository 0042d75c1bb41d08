"""A small working Discord on loopback: its REST, its gateway, and people who use the bot."""

import inspect
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Self

from aiohttp import web

from tests import tokens
from tests.discord_server import shapes
from tests.discord_server.attachments import attached, shown_in
from tests.discord_server.channels import Channels
from tests.discord_server.faults import Faults
from tests.discord_server.gateway import Gateway
from tests.discord_server.interactions import Interactions
from tests.discord_server.limits import Limits
from tests.discord_server.people import Person
from tests.discord_server.requests import File, Request
from tests.discord_server.rest import Rest
from tests.discord_server.routes import BASE
from tests.discord_server.world import Channel, Guild, Json, Message, World

OnStored = Callable[[Channel, Message], Awaitable[None] | None]
LARGEST = 10 * 2**20  # PLATFORMS


class Discord(World):
    """The whole of it: `async with Discord() as discord`, then give the bot `url` and `token`.

    It may be stopped and started again, and then is at the same address with the same world.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        token: str = "",
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(wall=wall)
        self.port, self.clock = port, clock
        self.token = token or tokens.token(f"MTI3{self.application_id}.GaTeWa.")
        self.nonce_window = 300.0
        """Seconds in which a nonce is known again."""
        self.deadline = 10.0
        """Seconds that a person waits for a deferred answer."""
        self.patience = 3.0
        """Seconds that a person waits for the first answer."""
        self.grace = 1.0
        """Seconds that a person looks for what follows an answer that was deleted."""
        self.requests: list[Request] = []
        self.problems: list[str] = []
        self.commands: list[Json] = []
        self.syncs = self.identifies = self.resumes = 0
        self.invalid: list[float] = []
        """When 401, 403 and 429 were answered: 10,000 in ten minutes ban an address."""
        self.limits, self.faults, self.edit_faults = Limits(), Faults(), Faults()
        self.largest = LARGEST
        """Bytes of all files of a request."""
        self.on_stored: OnStored | None = None
        self.on_edited: OnStored | None = None
        """...called when a message is changed, by its channel or as a given answer."""
        self.gateway = Gateway(self)
        self.messaging, self.interactions = Channels(self), Interactions(self)
        self._rest = Rest(self)
        self._runner: web.AppRunner | None = None

    # --- its life

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        app = web.Application(client_max_size=32 * 2**20)
        for path in ("/gateway", "/gateway/", "/"):
            app.router.add_get(path, self.gateway.accept)
        app.router.add_route("*", "/{path:.*}", self._rest.serve)
        self._rest.closing.clear()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Cut every connection; the world, and the sessions to resume, are kept."""
        self._rest.closing.set()
        await self.gateway.shut()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """What the bot takes for Discord's API."""
        return f"{self.root}{BASE}"

    async def ready(self, seconds: float = 30) -> None:
        """Wait until a client is connected and was told all."""
        await self.gateway.wait(seconds)

    # --- people

    def person(
        self,
        name: str,
        locale: str = "en-US",
        *,
        manages: bool = False,
        permissions: Iterable[str] = (),
    ) -> Person:
        """Somebody who uses Discord; `manages` gives them the permission to manage channels.

        `permissions` are names of more permissions that they have in every guild.
        """
        person = Person(self, name, locale, manages=manages, permissions=permissions)
        self.people[person.id] = person
        self.channels[person.dm.id] = person.dm
        return person

    # --- messages

    def store(
        self,
        channel: Channel,
        payload: Json,
        files: Sequence[File],
        *,
        asked: Person | None = None,
        loading: bool = False,
    ) -> Message:
        """A new message, `asked` for by an interaction if it is an answer.

        All but the ephemeral ones, which only answers can be, stand in the channel.
        """
        message = Message(self.new_id(), channel, dict(payload), began=self.clock())
        message.attachments = attached((), payload, files, self.new_id)
        self._look_at(message)
        nonce = payload.get("nonce")
        message.nonce = None if nonce is None else str(nonce)
        message.loading, message.at = loading, time.monotonic()
        message.ephemeral = bool(asked and (payload.get("flags") or 0) & shapes.EPHEMERAL)
        message.seen_by = asked if message.ephemeral else None
        message.shown = shapes.shown(self, message, asked)
        self.messages[message.id] = message
        if not message.ephemeral:
            channel.messages.append(message)
        return message

    def edit(self, message: Message, changes: Json, files: Sequence[File]) -> Message:
        """Change what is named; whether it is ephemeral cannot be changed."""
        message.edits += not message.loading
        message.payload = {**message.payload, **changes}
        message.attachments = attached(message.attachments, changes, files, self.new_id)
        self._look_at(message)
        message.loading = False
        asked = message.shown.get("type") == 20
        message.shown |= shapes.shown(self, message) | {"type": 20 if asked else 0}
        return message

    def _look_at(self, message: Message) -> None:
        """Note an embed that shows what is not there, and files of one name."""
        names = [its.name for its in message.attachments]
        for name in shown_in(message.payload):
            if names.count(name) != 1:
                self.problems.append(
                    f"an embed shows {name}, of which there are {names.count(name)}"
                )

    def delete(self, message: Message) -> None:
        message.deleted = True
        if message in message.channel.messages:
            message.channel.messages.remove(message)

    async def stored(self, message: Message) -> None:
        """Call whoever wants to know, before the bot has its answer."""
        await self._call(self.on_stored, message)

    async def edited(self, message: Message) -> None:
        """Call whoever wants to know of a change, before the bot has its answer."""
        await self._call(self.on_edited, message)

    async def _call(self, wants: OnStored | None, message: Message) -> None:
        if wants is not None:
            waiting = wants(message.channel, message)
            if inspect.isawaitable(waiting):
                await waiting

    # --- what the world asks of the rest

    def announce(self, event: str, data: Json, guild: Guild) -> None:
        if guild.bot and not guild.down:
            self.gateway.tell(event, data, guild)

    def guild_shape(self, guild: Guild) -> Json:
        return shapes.guild_create(self, guild)

    def channel_shape(self, channel: Channel) -> Json:
        return shapes.channel(self, channel)
