"""Socket Mode: what Slack tells over a connection that we open, so that nobody needs an address.

Slack closes each connection after some hours, and warns first. The next one is opened before the
last is left, and the last is read to its end: what Slack delivered is never lost with it.

slack_sdk has a client for this. It leaves the old connection before it asks for the new one, and
stayed deaf after some losses (its issues 1110, 1446 and 1701); so the connections are ours, over
aiohttp. Its heartbeat takes whatever comes for a sign of life, Slack's own pings too; we go by
Slack's answers to ours.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from typing import Any

import aiohttp

from adapters.platforms.slack.calling import Slack, WaitError
from adapters.platforms.slack.refusals import FAILURES, TOKEN, asked_to_wait, code_of, post_error
from adapters.platforms.slack.troubles import named, what_of
from bot.model import Step
from bot.ports import Log

Json = dict[str, Any]
Handle = Callable[[Json], Awaitable[Json | None]]
"""Takes an envelope, and returns what its acknowledgement is to hold; None not to acknowledge."""

HEARTBEAT = 10.0
"""Seconds between two pings; a connection that answers none for half as long is dead (ours)."""
GREETING = 10.0
"""Seconds that Slack may take to say hello."""
DRAIN = 60.0
"""Seconds that a connection is still read after Slack said it will close it, at the most."""
FIRST_WAIT, LONGEST_WAIT = 0.5, 60.0
"""Seconds between two tries to connect that failed: twice as long each time (ours)."""
OUTAGE_WAIT = 15.0
"""...at most where nobody refused us: a network that is back is found within a minute (ours)."""
PAUSE = 0.5
"""Seconds until the next connection, if the last one did not live for longer (ours)."""
LEAVING = 0.5
"""Seconds that what is being answered has to its end, when the program ends."""
LARGEST = 16 * 2**20
"""Bytes of one envelope."""
REFUSED = (
    "Slack refuses SLACK_APP_TOKEN: set it to an app-level token (xapp-…) of this app, with the "
    "scope connections:write, and start again"
)
DISABLED = "Socket Mode is switched off for the app: switch it on under Socket Mode of its settings"
LINK_DISABLED = "link_disabled"
WRONG = frozenset({"not_allowed_token_type", "missing_scope", "no_permission"})


class ClosedError(Exception):
    """Slack closed a connection before it was one: why."""


class Link:
    """One connection."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        """Read from a web socket."""
        self.ws = ws
        self.is_leaving = asyncio.Event()
        """Slack said that it will close it, or it is closed or dead: another one is needed."""
        self._answered = False
        """Whether Slack answered the last ping."""

    @property
    def is_open(self) -> bool:
        """Whether Slack may still deliver here."""
        return not (self.ws.closed or self.is_leaving.is_set())

    async def greeted(self) -> None:
        """Return once Slack said hello. Raises ClosedError, TimeoutError."""
        async with asyncio.timeout(GREETING):
            async for envelope in self.envelopes():
                if envelope.get("type") == "hello":
                    return
                if envelope.get("type") == "disconnect":
                    raise ClosedError(str(envelope.get("reason")))
        raise ClosedError("the connection was closed before a greeting")

    async def envelopes(self) -> AsyncIterator[Json]:
        """Give what is said until the connection is closed; answer Slack's pings."""
        async for message in self.ws:
            if message.type is aiohttp.WSMsgType.PING:
                with suppress(ConnectionError):
                    await self.ws.pong(message.data)
            elif message.type is aiohttp.WSMsgType.PONG:
                self._answered = True
            elif message.type is aiohttp.WSMsgType.TEXT:
                with suppress(ValueError):
                    envelope = json.loads(message.data)
                    if isinstance(envelope, dict):
                        yield envelope

    async def watch(self) -> None:
        """Ping while Slack answers; leave and close the connection once it does not."""
        while not self.ws.closed:
            self._answered = False
            with suppress(ConnectionError):
                await self.ws.ping()
            await asyncio.sleep(HEARTBEAT / 2)
            if not self._answered:
                break
            await asyncio.sleep(HEARTBEAT / 2)
        self.is_leaving.set()
        await self.ws.close()


class Socket:
    """Keeps a connection open, and hands over what comes through any."""

    def __init__(
        self, slack: Slack, app_token: str, handle: Handle, greet: Callable[[], None], log: Log
    ) -> None:
        """Connect as an app; `greet` is called when it is connected first, and after trouble."""
        self._slack, self._token, self._log = slack, app_token, log
        self._handle, self._greet = handle, greet
        self._links: list[Link] = []
        self._reading: set[asyncio.Task[None]] = set()
        self._taking: set[asyncio.Task[None]] = set()

    @property
    def is_open(self) -> bool:
        """Whether Slack can deliver to us at this moment."""
        return any(link.is_open for link in self._links)

    async def run(self) -> None:
        """Stay connected until cancelled."""
        waits, said = _waits(), "nothing yet"
        try:
            while True:
                reason, wait = "", 0.0
                try:
                    link = await self._connect()
                except (WaitError, ClosedError, *FAILURES) as error:
                    reason = _reason(error)
                    wait = max(_pause(next(waits), reason), _asked(error))
                else:
                    waits = _waits()
                    if said:
                        self._greet()
                if reason and reason != said:
                    self._log(Step.TROUBLE, reason=reason)
                said = reason
                if not reason:
                    began = self._slack.clock()
                    await link.is_leaving.wait()
                    wait = PAUSE if self._slack.clock() - began < PAUSE else 0.0
                await asyncio.sleep(wait)
        finally:
            await self._leave()

    async def _connect(self) -> Link:
        """Open a connection and return it once Slack has said hello."""
        token = self._token
        answer = await self._slack.call("apps_connections_open", token, app_token=token)
        ws = await self._slack.session.ws_connect(
            str(answer.get("url")),
            autoping=False,
            max_msg_size=LARGEST,
            timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
        )
        link = Link(ws)
        try:
            await link.greeted()
        except BaseException:
            await ws.close()
            raise
        self._links.append(link)
        _do(self._read(link), self._reading)
        return link

    async def _read(self, link: Link) -> None:
        """Hand over what comes through a connection, to its very end."""
        watching = asyncio.create_task(link.watch())
        try:
            async for envelope in link.envelopes():
                if envelope.get("type") == "disconnect":
                    link.is_leaving.set()
                    if envelope.get("reason") == LINK_DISABLED:
                        self._log(Step.TROUBLE, reason=DISABLED)
                    _do(self._close_later(link), self._reading)
                elif envelope.get("envelope_id"):
                    _do(self._take(link, envelope), self._taking)
        finally:
            watching.cancel()
            link.is_leaving.set()
            self._links.remove(link)
            await link.ws.close()

    async def _close_later(self, link: Link) -> None:
        """Close a connection that Slack said it would close, and did not."""
        await asyncio.sleep(DRAIN)
        await link.ws.close()

    async def _take(self, link: Link, envelope: Json) -> None:
        payload = await self._handle(envelope)
        if payload is not None:
            await self._acknowledge(link, {"envelope_id": envelope["envelope_id"], **payload})

    async def _acknowledge(self, link: Link, answer: Json) -> None:
        """Acknowledge where the envelope came from, else wherever Slack listens.

        Where nobody does, Slack delivers it again, and it is known then.
        """
        for other in (link, *(its for its in self._links if its is not link)):
            with suppress(ConnectionError, RuntimeError, aiohttp.ClientError):
                if not other.ws.closed:
                    await other.ws.send_json(answer)
                    return

    async def _leave(self) -> None:
        """Close every connection, after what is being taken, if that does not last."""
        if self._taking:
            await asyncio.wait(self._taking, timeout=LEAVING)
        left = (*self._taking, *self._reading)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


def _do(work: Coroutine[Any, Any, None], among: set[asyncio.Task[None]]) -> None:
    """Do work beside everything else."""
    task = asyncio.create_task(work)
    among.add(task)
    task.add_done_callback(among.discard)


def _waits() -> Iterator[float]:
    """Give the seconds between tries to connect that fail one after the other."""
    wait = FIRST_WAIT
    while True:
        yield wait
        wait = min(wait * 2, LONGEST_WAIT)


def _pause(wait: float, reason: str) -> float:
    """Return the seconds until the next connection, which are fewer where nobody refused us."""
    return wait if reason in {REFUSED, DISABLED} else min(wait, OUTAGE_WAIT)


def _asked(error: Exception) -> float:
    return error.seconds if isinstance(error, WaitError) else asked_to_wait(error)


def _reason(error: Exception) -> str:
    """Return one sentence about a connection that could not be made, and what to do about it."""
    if str(post_error(error)) == TOKEN or code_of(error) in WRONG:
        return REFUSED
    if isinstance(error, ClosedError) and str(error) == LINK_DISABLED:
        return DISABLED
    why = named(str(error)) if isinstance(error, ClosedError) else what_of(error)
    return f"Slack's socket can't be opened ({why})"
