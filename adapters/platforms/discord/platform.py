"""Discord as `bot.ports.Platform`: it stays connected, posts, and says why it could not."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

import discord
from discord.http import Route
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from adapters.platforms.discord.answering import NO_MENTIONS
from adapters.platforms.discord.client import NAME, Client
from adapters.platforms.discord.examining import examine
from adapters.platforms.discord.pace import Pace, patience
from adapters.platforms.discord.permissions import is_open
from adapters.platforms.discord.pictures import InTime, takes_files
from adapters.platforms.discord.refusals import (
    ARCHIVED,
    FAILURES,
    NOT_PERMITTED,
    TOKEN,
    asked_to_wait,
    is_gone,
    is_of_file,
    is_passing,
    post_error,
)
from adapters.platforms.discord.render import Message, render
from bot.model import Address, Examined, Step, View
from bot.ports import Drawer, Log, PostError, Reception

A_LITTLE = wait_random_exponential(multiplier=0.5, max=4)
"""Seconds, by chance: longer each time."""
AT_ONCE = 1_000
"""Posts under way: aiohttp ends a request after five minutes, its wait for its turn included."""
TRIES = 4
"""Of one post at once, where Discord is out of breath; after that the delivery waits longer."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0
"""Seconds between two connections that failed: twice as long each time (ours)."""
OUTAGE_WAIT = 20.0
"""...at most where nobody refused us: a network that is back is found within a minute (ours)."""
LEAVING = 2.0
"""Seconds to say goodbye on a connection that is left: the next one does not wait for it (ours)."""
STEADY = 300.0
"""Seconds after which a connection counts as one that worked."""
REFUSED = "Discord refuses the token: set DISCORD_TOKEN to the bot's own, and start again"
AUTHENTICATION_FAILED = 4004
"""The gateway's code for a token that it does not know."""
Found = TypeVar("Found")


class DiscordPlatform:
    """Posts to Discord's channels; one connection at a time, a fresh one after each that failed."""

    name = "discord"

    def __init__(self, token: str, api: str | None, log: Log, drawer: Drawer) -> None:
        """Log in with a token, at Discord's own address or at another one."""
        self._token, self.log, self.drawer = token, log, drawer
        self._pictures = InTime(drawer)
        if api:
            Route.BASE = api.rstrip("/")
        self.pace = Pace(time.monotonic)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._client: Client | None = None
        self._refused = False
        """Whether Discord did not take the token when it was shown last."""
        self._without_files: set[str] = set()
        """Channels that took no picture, though all that is known of them said that they would."""

    @property
    def is_ready(self) -> bool:
        """Whether Discord has greeted us, and still takes our token."""
        return self._client is not None and self._client.is_ready() and not self._refused

    @property
    def is_hearing(self) -> bool:
        """Whether commands reach us: posts may go out while a connection to the gateway is lost."""
        return self.is_ready and self._client is not None and self._client.is_whole

    # --- the connection

    async def run(self, reception: Reception) -> None:
        """Stay connected and bring every question to the reception, until cancelled."""
        waits, said = _waits(), ""
        while True:
            client = Client(reception, self.pace, self.log, self.drawer)
            try:
                reason = await self._stay(client)
            except Exception as error:  # noqa: BLE001 - discord.py ends in many ways (PLATFORMS)
                reason = _reason(error)
            finally:
                self._client = None
            if client.ready_at and time.monotonic() - client.ready_at > STEADY:
                waits, said = _waits(), ""
            if reason != said:
                self.log(Step.TROUBLE, reason=reason)
            said = reason
            await asyncio.sleep(max(_pause(next(waits), reason), client.spacing))

    async def _stay(self, client: Client) -> str:
        """Stay connected with a client until it ends; return why it did."""
        try:
            async with patience():
                await client.login(self._token)
            self._client, self._refused = client, False
            await client.stay()
        finally:
            await asyncio.wait([asyncio.create_task(client.close())], timeout=LEAVING)
        return REFUSED if self._refused else f"{NAME} was left, as the connection was lost"

    # --- posts

    async def post(
        self,
        to: Address,
        view: View,
        key: str,
        since: datetime | None = None,  # noqa: ARG002 - the nonce tells
    ) -> str:
        """Post a view and return the message's id; the key is its nonce. Raises PostError.

        A repeat under the same key within some minutes gives the first message back (PLATFORMS), so
        what may have arrived can be sent again.
        """
        self._ready()
        picture = await self._picture(to, view)
        channel = self._ready().get_partial_messageable(int(to.id))
        return await self._show(to, view, picture, _sending(channel, key))

    async def edit(self, to: Address, receipt: str, view: View) -> None:
        """Show another view in a message of ours; one that is gone stays gone. Raises PostError.

        Its picture is replaced, or taken away, with it. Messages that are older than an hour are
        edited a few times only, then Discord asks to wait (its code 30046, with status 429).
        """
        self._ready()
        picture = await self._picture(to, view)
        client = self._ready()
        known = client.get_partial_messageable(int(to.id)).get_partial_message(int(receipt))
        await self._show(to, view, picture, _editing(client, known))

    async def _picture(self, to: Address, view: View) -> bytes | None:
        """Return the picture of a view, None where there is none in time or it can't be shown."""
        if view.figure is None or self._client is None or to.id in self._without_files:
            return None
        if not takes_files(self._client.get_channel(int(to.id))):
            return None
        return await self._pictures.draw(view.figure)

    async def _show(
        self,
        to: Address,
        view: View,
        picture: bytes | None,
        show: Callable[[Message], Awaitable[Found]],
    ) -> Found:
        """Show a view with its picture, or without it where that is refused. Raises PostError."""
        try:
            async with self._slots:
                try:
                    return await _tried(show, render(view, picture))
                except discord.HTTPException as error:
                    if picture is None or not is_of_file(error):
                        raise
                    if error.code == NOT_PERMITTED:
                        self._without_files.add(to.id)
                    return await _tried(show, render(view))
        except FAILURES as error:
            refusal = post_error(error)
            if str(refusal) == TOKEN:
                self._log_in_afresh()
            raise refusal from error

    def _log_in_afresh(self) -> None:
        """End the connection: whether the token is taken shows when the next one is made."""
        self._refused = True
        if self._client:
            self._client.leave()

    async def check(self, to: Address) -> None:
        """Return if a post would be taken there; else raise PostError."""
        client = self._ready()
        channel = client.get_channel(int(to.id))
        try:
            async with patience():
                found = channel or await client.fetch_channel(int(to.id))
        except FAILURES as error:
            raise post_error(error) from error
        if isinstance(found, discord.Thread) and found.archived and found.locked:
            raise PostError("refused-archived", lasting=True)
        if isinstance(found, discord.abc.GuildChannel | discord.Thread):
            thread = isinstance(found, discord.Thread)
            if not is_open(found.permissions_for(found.guild.me), in_thread=thread):
                raise PostError("refused-permission", lasting=True)

    async def examine(
        self,
        channels: Sequence[Address],
        kept: Mapping[str, str],  # noqa: ARG002 - the token says it all
    ) -> Examined:
        """Look at the token, its allowance and these channels, by REST alone; never raises."""
        return await examine(self._token, Route.BASE, channels)

    async def tell(self, person: Address, view: View) -> None:
        """Send a view to one person, who may not want that; never raises."""
        with suppress(PostError, *FAILURES):
            async with patience():
                direct = await self._ready().create_dm(discord.Object(int(person.id)))
            await _tried(_sending(direct, ""), render(view))

    def _ready(self) -> Client:
        """Return the client. Raises PostError where there is none to post with."""
        if self._refused:
            raise PostError(TOKEN, lasting=True)
        if self._client is None or not self._client.is_ready():
            raise PostError("not-connected", passing=True)
        return self._client


def _sending(to: discord.abc.Messageable, key: str) -> Callable[[Message], Awaitable[str]]:
    """Return what sends a message and returns its id; the key is the same at every try."""
    nonce = key or secrets.token_hex(8)

    async def send(message: Message) -> str:
        sent = await to.send(
            embed=message.embed,
            view=message.buttons() or discord.utils.MISSING,
            files=message.files(),
            allowed_mentions=NO_MENTIONS,
            nonce=nonce,
        )
        return str(sent.id)

    return send


def _editing(client: Client, known: discord.PartialMessage) -> Callable[[Message], Awaitable[None]]:
    """Return what shows a message in the place of one that is known, if that is still there."""

    async def change(message: Message) -> None:
        await known.edit(
            embed=message.embed,
            view=message.buttons(),
            attachments=message.files(),
            allowed_mentions=NO_MENTIONS,
        )

    async def edit(message: Message) -> None:
        try:
            await change(message)
        except discord.HTTPException as error:
            if error.code == ARCHIVED and await _is_woken(client, known.channel.id):
                await change(message)
            elif not is_gone(error):
                raise

    return edit


async def _is_woken(client: Client, number: int) -> bool:
    """Open a thread in which nobody has written for long; return whether that can be done.

    Discord opens it by itself for a post, and not for a change, as long as it is not locked
    (discord-api-docs, pull request 2855).
    """
    thread = await client.fetch_channel(number)
    if not isinstance(thread, discord.Thread) or thread.locked:
        return False
    await thread.edit(archived=False)
    return True


async def _tried(show: Callable[[Message], Awaitable[Found]], message: Message) -> Found:
    """Show a message; what Discord can't take for the moment goes again soon."""

    async def once() -> Found:
        async with patience():
            return await show(message)

    trying = AsyncRetrying(
        retry=retry_if_exception(is_passing),
        stop=stop_after_attempt(TRIES),
        wait=_patiently,
        reraise=True,
    )
    return await trying(once)


def _patiently(state: RetryCallState) -> float:
    """Return the seconds until a post is tried once more: what Discord asks for, or a little."""
    asked = asked_to_wait(state.outcome.exception() if state.outcome else None)
    return max(asked, A_LITTLE(state))


def _waits() -> Iterator[float]:
    """Give the seconds between connections that fail one after the other."""
    wait = FIRST_WAIT
    while True:
        yield wait
        wait = min(wait * 2, LONGEST_WAIT)


def _pause(wait: float, reason: str) -> float:
    """Return the seconds until the next connection, which are fewer where nobody refused us."""
    return wait if reason == REFUSED else min(wait, OUTAGE_WAIT)


def _is_token(error: Exception) -> bool:
    if isinstance(error, discord.ConnectionClosed):
        return error.code == AUTHENTICATION_FAILED
    return isinstance(error, discord.LoginFailure)


def _reason(error: Exception) -> str:
    """Return one sentence about a connection that ended, and what to do about it."""
    if _is_token(error):
        return REFUSED
    return f"the connection to {NAME} failed ({type(error).__name__}: {error})"
