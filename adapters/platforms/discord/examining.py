"""Is Discord as it should be? Asked by REST alone, each request once and within its time.

discord.py tries five times, with pauses, where there is no answer, which would be all the time that
there is; so the requests are ours, and only its permissions are used.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from errno import errorcode
from http import HTTPStatus
from typing import Any

import aiohttp
import discord
from yarl import URL

from adapters.platforms.discord.client import proxy_for
from adapters.platforms.discord.permissions import INVITED, lacking
from adapters.platforms.discord.refusals import LASTING, TOO_MANY, UNAUTHORISED
from bot.model import Address, Examined, Fact, Finding, Trouble, finding, told_time

Json = dict[str, Any]

PATIENCE = 10.0
"""Seconds for one request, its waits included, and for all the channels together (ours)."""
AT_ONCE = 5
"""Channels that are asked about at the same time (ours): a bot beside us needs its limits too."""
A_LITTLE, LEAST_WAIT = 2.0, 0.1
"""Seconds that are waited when Discord asks to; if it asks for more, that is the finding (ours)."""
FEW_SESSIONS = 100
"""Connections left of Discord's 1,000 a day, below which something connects far too often (ours).
At none left Discord resets the token (PLATFORMS)."""
INVITATION = "https://discord.com/oauth2/authorize"
AGENT = f"DiscordBot (https://github.com/Rapptz/discord.py {discord.__version__})"
"""As what the bot's own requests come: Discord wants this form, and refuses some others."""
THREADS = frozenset({10, 11, 12})
DIRECT = frozenset({1, 3})
"""Types of channels."""
LOCKED = "refused-archived"
TROUBLES = {
    "refused-gone": Trouble.CHANNEL_GONE,
    "refused-removed": Trouble.CHANNEL_HIDDEN,
    "refused-access": Trouble.CHANNEL_HIDDEN,
    LOCKED: Trouble.CHANNEL_ARCHIVED,
}
"""Our reasons for a refusal that lasts, as the doctor has them."""


class AnswerError(Exception):
    """Discord refused: the HTTP status, its own code, and for how long it asked to wait."""

    def __init__(self, status: int, code: int, wait: float) -> None:
        """Keep them."""
        super().__init__(f"{status}")
        self.status, self.code, self.wait = status, code, wait


FAILURES = (
    AnswerError,
    aiohttp.ClientError,
    OSError,  # TimeoutError is one
    # What comes of an answer that is no JSON, or not Discord's:
    AttributeError,
    KeyError,
    TypeError,
    ValueError,
)
"""All that can come of a request."""


@dataclass(slots=True)
class Rest:
    """Discord's REST, over one session."""

    base: str
    session: aiohttp.ClientSession
    told: tuple[datetime, float] | None = None
    """What Discord's clock was last, and ours that never goes back."""
    guilds: dict[str, "asyncio.Task[Guild]"] = field(default_factory=dict)

    async def get(self, path: str) -> Json:
        """Return the answer, after what Discord asks to wait if that is short.

        Raises one of `FAILURES`.
        """
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await self._get(path)
                except AnswerError as error:
                    if not 0 < error.wait <= A_LITTLE:
                        raise
                    await asyncio.sleep(max(error.wait, LEAST_WAIT))

    async def _get(self, path: str) -> Json:
        url = URL(f"{self.base}{path}")
        async with self.session.get(url, proxy=proxy_for(self.base)) as answer:
            if date := told_time(answer.headers.get("Date")):
                self.told = date, time.monotonic()
            if answer.status == HTTPStatus.OK:
                found = await answer.json(content_type=None)
                return dict(found)
            raise await _refusal(answer)

    @property
    def clock(self) -> datetime | None:
        """Return what time it is at Discord."""
        if self.told is None:
            return None
        date, then = self.told
        return date + timedelta(seconds=time.monotonic() - then)

    async def guild(self, number: str, bot: str) -> "Guild":
        """Return a server as it is for the bot, asked for once. Raises one of `FAILURES`."""
        if number not in self.guilds:
            self.guilds[number] = asyncio.create_task(self._guild(number, bot))
        return await self.guilds[number]

    async def _guild(self, number: str, bot: str) -> "Guild":
        its = await self.get(f"/guilds/{number}")
        member = await self.get(f"/guilds/{number}/members/{bot}")
        granted = {str(role["id"]): int(role["permissions"]) for role in its["roles"]}
        until = str(member.get("communication_disabled_until") or "")
        return Guild(
            number,
            bot,
            is_owner=str(its.get("owner_id")) == bot,
            roles={number: granted.get(number, 0)}
            | {str(role): granted.get(str(role), 0) for role in member["roles"]},
            is_silenced=bool(until) and datetime.fromisoformat(until) > datetime.now(UTC),
        )


@dataclass(frozen=True, slots=True)
class Guild:
    """A server, as far as it says what the bot may do there."""

    id: str
    bot: str
    is_owner: bool
    roles: Mapping[str, int]
    """What each of the bot's roles allows; everybody's has the server's own id."""
    is_silenced: bool
    """Somebody gave the bot a time-out."""

    def allowed(self, overwrites: Sequence[Json]) -> discord.Permissions:
        """Return what the bot may do in a channel.

        Discord's own order: https://docs.discord.com/developers/topics/permissions, "Permission
        Overwrites": everybody's, then all roles' together, then the member's own.
        """
        together = 0
        for granted in self.roles.values():
            together |= granted
        if self.is_owner or discord.Permissions(together).administrator:
            return discord.Permissions.all()
        theirs = {str(its["id"]): its for its in overwrites}
        others = [its for name in self.roles if name != self.id and (its := theirs.get(name))]
        for layer in ([theirs.get(self.id)], others, [theirs.get(self.bot)]):
            deny = allow = 0
            for its in filter(None, layer):
                deny, allow = deny | int(its["deny"]), allow | int(its["allow"])
            together = together & ~deny | allow
        found = discord.Permissions(together)
        if self.is_silenced:
            found &= discord.Permissions(view_channel=True, read_message_history=True)
        return found


@asynccontextmanager
async def _rest(token: str, base: str) -> AsyncIterator[Rest]:
    headers = {"Authorization": f"Bot {token}", "User-Agent": AGENT}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield Rest(base, session)


async def examine(token: str, base: str, channels: Sequence[Address]) -> Examined:
    """Return how the token, the gateway's allowance, the servers and these channels are."""
    async with _rest(token, base) as rest:
        try:
            me = await rest.get("/users/@me")
        except FAILURES as error:
            return Examined((_trouble(base, error),), rest.clock)
        bot = str(me.get("id"))
        own, gateway, asked = await asyncio.gather(
            _application(rest, str(me.get("username"))),
            _gateway(rest),
            _channels(rest, bot, channels),
        )
        closed = [its for its in asked.values() if its]
        is_open = frozenset(name for name, its in asked.items() if its is None)
        return Examined((*own, *gateway, *closed), rest.clock, frozenset(asked), is_open)


async def _application(rest: Rest, name: str) -> tuple[Finding, ...]:
    """Return whose the token is, where the bot is, and how it is invited elsewhere."""
    try:
        its = await rest.get("/applications/@me")
    except FAILURES as error:
        return (_trouble(rest.base, error),)
    number, count = str(its.get("id")), int(its.get("approximate_guild_count") or 0)
    asked = {
        "client_id": number,
        "scope": "bot applications.commands",
        "permissions": str(INVITED.value),
    }
    invitation = str(URL(INVITATION).with_query(asked))
    servers = Fact.DISCORD_SERVERS if count else Trouble.DISCORD_NOWHERE
    return (
        finding(Fact.DISCORD_TOKEN, name=name, application=number),
        finding(servers, count=count, invitation=invitation),
    )


async def _gateway(rest: Rest) -> tuple[Finding, ...]:
    """Return how many more connections Discord takes."""
    try:
        limit = (await rest.get("/gateway/bot"))["session_start_limit"]
        left, total = int(limit["remaining"]), int(limit["total"])
        hours = -(-int(limit["reset_after"]) // 3_600_000)
    except FAILURES as error:
        return (_trouble(rest.base, error),)
    low = left < min(FEW_SESSIONS, total / 10)
    found = Trouble.DISCORD_SESSIONS_LOW if low else Fact.DISCORD_SESSIONS
    return (finding(found, left=left, total=total, hours=hours),)


# --- channels


async def _channels(
    rest: Rest, bot: str, channels: Sequence[Address]
) -> Mapping[str, Finding | None]:
    """Return for each channel why it is closed, None where it is open."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def ask(number: str) -> Finding | None:
        name = f"discord:{number}"
        async with slots:
            try:
                return await _closed(rest, bot, number, name)
            except FAILURES as error:
                return _refused(name, error)

    tasks = {its.id: asyncio.create_task(ask(its.id)) for its in channels}
    if tasks:
        _, late = await asyncio.wait(tasks.values(), timeout=PATIENCE)
        for task in (*late, *rest.guilds.values()):
            task.cancel()
        await asyncio.gather(*tasks.values(), *rest.guilds.values(), return_exceptions=True)
    return {number: its.result() for number, its in tasks.items() if not its.cancelled()}


async def _closed(rest: Rest, bot: str, number: str, name: str) -> Finding | None:
    """Return what keeps the bot from posting in a channel. Raises one of `FAILURES`."""
    channel = await rest.get(f"/channels/{number}")
    kind = channel["type"]
    if kind in DIRECT:
        return None
    about = channel.get("thread_metadata") or {}
    if about.get("archived") and about.get("locked"):
        return finding(Trouble.CHANNEL_ARCHIVED, channel=name)
    guild = await rest.guild(str(channel["guild_id"]), bot)
    rules = channel
    if kind in THREADS:  # a thread has its channel's permissions
        rules = await rest.get(f"/channels/{channel['parent_id']}")
    allowed = guild.allowed(rules.get("permission_overwrites") or ())
    if missing := lacking(allowed, in_thread=kind in THREADS):
        return finding(Trouble.CHANNEL_LACKS, channel=name, permissions=missing)
    return None


def _refused(channel: str, error: Exception) -> Finding:
    """Return what an error says of a channel."""
    if isinstance(error, AnswerError) and (reason := LASTING.get(error.code)):
        return finding(TROUBLES.get(reason, Trouble.CHANNEL_CLOSED), channel=channel, reason=reason)
    return finding(Trouble.CHANNEL_UNSURE, channel=channel, reason=_what(error))


# --- what went wrong


async def _refusal(answer: aiohttp.ClientResponse) -> AnswerError:
    try:
        said = dict(await answer.json(content_type=None))
    except (ValueError, TypeError):  # e.g. a proxy's page
        said = {}
    code, wait = said.get("code"), answer.headers.get("Retry-After", "")
    return AnswerError(
        answer.status,
        code if isinstance(code, int) else 0,
        float(wait) if wait.replace(".", "", 1).isdecimal() else 0.0,
    )


def _trouble(base: str, error: Exception) -> Finding:
    """Return what it means that a request was not answered as it should be."""
    address = URL(base).with_user(None).human_repr()
    if isinstance(error, AnswerError):
        if error.status == UNAUTHORISED:
            return finding(Trouble.DISCORD_TOKEN_REFUSED)
        if error.status == TOO_MANY:
            return finding(Trouble.BUSY, address=address, seconds=round(error.wait))
        return finding(Trouble.NO_ANSWER, address=address, reason=_what(error))
    unreachable = isinstance(error, aiohttp.ClientConnectionError | OSError)
    trouble = Trouble.UNREACHABLE if unreachable else Trouble.NO_ANSWER
    return finding(trouble, address=address, reason=_what(error))


def _what(error: Exception) -> str:
    """Return an error's name; its own text may hold whatever a library puts there."""
    if isinstance(error, AnswerError):
        return f"{error.status}"
    if isinstance(error, TimeoutError):
        return f"nothing within {PATIENCE:g} s"
    return errorcode.get(getattr(error, "errno", None) or 0, "") or type(error).__name__
