"""A small working Slack on loopback: its Web API, Socket Mode or HTTP, and its people."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Literal, Self

from aiohttp import web

from tests.slack_server.checks.flaw import Flaw
from tests.slack_server.deliveries import Delivery, Kind
from tests.slack_server.errors import RefusedError
from tests.slack_server.events import SUBSCRIBED, Events
from tests.slack_server.faults import Faults
from tests.slack_server.hooks import Hooks
from tests.slack_server.interactions import Interactions
from tests.slack_server.limits import Limits
from tests.slack_server.oauth import OAuth, Page
from tests.slack_server.payloads import harmless
from tests.slack_server.people import Person
from tests.slack_server.posting import Posting, Signature
from tests.slack_server.requests import Call
from tests.slack_server.sockets import Sockets
from tests.slack_server.webapi import WebApi
from tests.slack_server.world import Channel, Json, Workspace
from tests.tokens import token

Mode = Literal["socket", "http"]


class Slack(Events):
    """The whole of it: `async with Slack() as slack`, then give the bot `url` and the secrets.

    It may be stopped and started again, and then is at the same address with the same world.
    """

    def __init__(
        self,
        mode: Mode = "socket",
        *,
        port: int = 0,
        request_url: str = "",
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(wall=wall)
        self.mode, self.port, self.request_url = mode, port, request_url
        self.app_id = self.new_id("A")
        number = self.new_id.number()
        self.app_token = token(f"xapp-1-{self.app_id}-{number}-", digits=64)
        self.signing_secret, self.client_secret = token(digits=32), token(digits=32)
        self.client_id = f"{self.new_id.number()}.{number}"
        self.redirect_urls: list[str] = []
        """Where installing may lead back to; anywhere if none is named."""
        self.commands: set[str] | None = None
        """The commands of the app's manifest, as "/rank"; None offers every one."""
        self.subscribed = set(SUBSCRIBED)
        self.patience = 3.0
        """Seconds in which everything must be acknowledged."""
        self.deadline = 10.0
        """Seconds that a person looks for an answer after that."""
        self.redeliver = True
        """Whether commands are sent once more when their socket closes before they are taken."""
        self.retry_after = (0.0, 60.0, 300.0)
        """Seconds before an event is sent again that nobody acknowledged in time."""
        self.requests: list[Call] = []
        self.problems: list[str] = []
        self.deliveries: list[Delivery] = []
        self.limits, self.faults = Limits(), Faults()
        self.interactions = Interactions(self, clock)
        self.socket, self.posting = Sockets(self), Posting(self)
        self.transport = self.socket if mode == "socket" else self.posting
        self.hooks, self.oauth, self.web = Hooks(self), OAuth(self), WebApi(self)
        self._tasks: set[asyncio.Task[object]] = set()
        self._runner: web.AppRunner | None = None

    # --- its life

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        app = web.Application(client_max_size=32 * 2**20)
        app.router.add_get("/link/", self.socket.accept)
        app.router.add_route("*", "/api/{method}", self.web.serve)
        app.router.add_post("/upload/v1/{file_id}", self.web.uploads.take)
        for kind in ("commands", "actions"):
            app.router.add_post(f"/{kind}/{{path:.*}}", self.hooks.serve)
        app.router.add_route("*", "/{path:.*}", self._nowhere)
        self.web.closing.clear()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Cut every connection; the world, and what waits to be delivered, are kept."""
        self.web.closing.set()
        await self.socket.shut()
        await self.posting.shut()
        for task in self._tasks:
            task.cancel()
        for task in list(self._tasks):
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if self._runner is not None:
            await self._runner.cleanup()

    def spawn(self, work: Coroutine[Any, Any, object]) -> asyncio.Task[object]:
        """Do something beside; what breaks there is a problem."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (broken := task.exception()):
            self.problems.append(f"this server broke: {broken!r}")

    async def _nowhere(self, request: web.Request) -> web.Response:
        self.problems.append(f"{request.method} {request.path}: nothing at this path")
        return web.Response(status=404, text="not found")

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """What the bot takes for Slack's Web API."""
        return f"{self.root}/api/"

    @staticmethod
    def now() -> float:
        return time.monotonic()

    # --- people

    def person(
        self, workspace: Workspace, name: str, *, admin: bool = False, owner: bool = False
    ) -> Person:
        """Somebody who uses Slack there."""
        person = Person(self, workspace, name, admin=admin, owner=owner)
        self.people[person.id] = person
        workspace.people.append(person)
        self.channels[person.dm.id] = person.dm
        return person

    def channel(self, name: str, workspace: Workspace) -> Channel:
        """The channel by its id, its name, or the person whom the bot writes to."""
        if (person := self.people.get(name)) and person.workspace is workspace:
            return person.dm
        found = self.channels.get(name)
        if found is None and name:
            named = name.removeprefix("#")
            found = next((its for its in workspace.channels if its.name == named), None)
            if found:
                self.problems.append(f"channel {name!r} is called by its name, not its id")
        if found is None or found.workspace is not workspace or not found.seen:
            raise RefusedError("channel_not_found")
        return found

    # --- what tests ask for

    def complain(self, where: str, flaws: Iterable[Flaw]) -> None:
        """Note what is wrong; Slack's own complaints are answered too."""
        found = list(flaws)
        self.problems.extend(f"{where}: {flaw}" for flaw in found)
        if refused := [flaw for flaw in found if flaw.refused]:
            code = refused[0].refused
            raise RefusedError(
                code, messages=[flaw.told for flaw in refused if flaw.refused == code]
            )

    async def deliver(self, kind: Kind, payload: Json) -> Delivery:
        """Send something that a person waits for, and wait until it is taken or was too late."""
        delivery = Delivery(kind, payload)
        self.deliveries.append(delivery)
        self.transport.send(delivery)
        try:
            async with asyncio.timeout(self.patience):
                await delivery.done.wait()
        except TimeoutError:
            delivery.give_up("operation_timeout" if delivery.times else "dispatch_failed")
        return delivery

    async def post_raw(
        self,
        kind: Kind | Literal["url_verification"] = "slash_commands",
        payload: Json | None = None,
        *,
        signature: Signature = "good",
    ) -> int:
        """POST something to the request URL, signed in whichever way: the HTTP status."""
        return (await self.post_whole(kind, payload, signature=signature))[0]

    async def post_whole(
        self,
        kind: Kind | Literal["url_verification"] = "slash_commands",
        payload: Json | None = None,
        *,
        signature: Signature = "good",
    ) -> tuple[int, str]:
        """As `post_raw`: the status and the body. With no payload it is a harmless one."""
        workspace = next(iter(self.workspaces.values()), None) or self.add_workspace()
        person = next(iter(workspace.people), None) or self.person(workspace, "prober")
        if kind == "url_verification":
            asked = {"type": kind, "token": "t", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdAL"}
            return await self.posting.raw("events_api", payload or asked, signature)
        return await self.posting.raw(kind, payload or harmless(self, person, kind), signature)

    async def install(
        self,
        workspace: Workspace,
        start_url: str,
        *,
        deny: bool = False,
        by: Person | None = None,
    ) -> Page:
        """Install the app as a browser does: the last page's text and status."""
        person = by or next(iter(workspace.people), None) or self.person(workspace, "installer")
        return await self.oauth.install(workspace, start_url, person, deny=deny)
