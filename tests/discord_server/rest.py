"""Discord's REST: who asks, how often, with what; and then the answer."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from tests.discord_server import shapes
from tests.discord_server.answers import as_json
from tests.discord_server.checks.bodies import flaws
from tests.discord_server.errors import RefusedError, invalid_form, unauthorized
from tests.discord_server.faults import Fault, Faults
from tests.discord_server.requests import Request, received
from tests.discord_server.routes import (
    ANSWER,
    CALLBACK,
    CHANNEL,
    COMMANDS,
    FOLLOW_UP,
    GUILD,
    MEMBER,
    MESSAGES,
    ONE_MESSAGE,
    OPEN,
    ORIGINAL,
)
from tests.discord_server.world import Guild, Json, Message

if TYPE_CHECKING:
    from tests.discord_server.server import Discord

Handler = Callable[[Request], object]
COUNTED = frozenset({401, 403, 429})
VERSIONLESS = "nothing at this path; is the version of the API missing?"


class Rest:
    """Every route, behind the token, the limits, the faults and the checks."""

    def __init__(self, discord: "Discord") -> None:
        self._discord = discord
        self.closing = asyncio.Event()
        channels, interactions = discord.messaging, discord.interactions
        self._handlers: dict[tuple[str, str], Handler] = {
            ("GET", "/gateway"): lambda _: {"url": discord.gateway.url},
            ("GET", "/gateway/bot"): self._gateway,
            ("GET", "/users/@me"): lambda _: shapes.own_user(discord),
            ("POST", "/users/@me/channels"): channels.open_direct,
            ("GET", "/applications/@me"): lambda _: shapes.application(discord),
            ("GET", "/oauth2/applications/@me"): lambda _: shapes.application(discord),
            ("GET", COMMANDS): lambda _: discord.commands,
            ("PUT", COMMANDS): self._sync,
            ("POST", COMMANDS): self._add_command,
            ("GET", GUILD): self._guild,
            ("GET", MEMBER): self._member,
            ("GET", CHANNEL): channels.get,
            ("PATCH", CHANNEL): channels.wake,
            ("GET", MESSAGES): channels.list,
            ("GET", ONE_MESSAGE): channels.get_message,
            ("DELETE", ONE_MESSAGE): channels.delete,
            ("POST", CALLBACK): interactions.callback,
            ("POST", FOLLOW_UP): interactions.follow_up,
            **{("GET", route): interactions.get for route in (ORIGINAL, ANSWER)},
            **{("PATCH", route): interactions.edit for route in (ORIGINAL, ANSWER)},
            **{("DELETE", route): interactions.delete for route in (ORIGINAL, ANSWER)},
        }

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, and note both."""
        ours = await received(request)
        self._discord.requests.append(ours)
        try:
            answer = await self._answer(request, ours)
        except RefusedError as refused:
            answer = as_json(refused.body, status=refused.status)
        except Exception as broken:
            self._discord.problems.append(
                f"{ours.method} {ours.path}: this server broke: {broken!r}"
            )
            raise
        ours.status = answer.status
        if answer.status in COUNTED:
            self._discord.invalid.append(time.monotonic())
        return answer

    async def _answer(self, request: web.Request, ours: Request) -> web.StreamResponse:
        if not ours.route:
            why = "no such route here" if ours.path != request.path else VERSIONLESS
            self._discord.problems.append(f"{ours.method} {ours.path}: {why}")
            raise RefusedError(0)
        if ours.route not in OPEN and not self._knows(request):
            raise unauthorized()
        if (refusal := self._discord.limits.over_all(ours)) is not None:
            return refusal
        if ours.is_post:
            return await self._put(request, ours, self._discord.faults, self._post)
        if ours.is_edit:
            return await self._put(request, ours, self._discord.edit_faults, self._edit)
        self._check(ours)
        told = self._handlers[ours.method, ours.route](ours)
        if isinstance(told, Message):  # which an interaction changed
            await self._discord.edited(told)
            told = told.shown
        if told is None:
            return web.Response(status=204)
        return as_json(told)

    def _knows(self, request: web.Request) -> bool:
        return request.headers.get("Authorization") == f"Bot {self._discord.token}"

    def _check(self, ours: Request) -> None:
        """Note whatever is wrong with the body; Discord's own complaints are answered too."""
        if ours.method in {"GET", "DELETE"}:
            return
        if sum(len(its.content) for its in ours.files) > self._discord.largest:
            raise RefusedError(40005)
        files = tuple((its.number, its.name) for its in ours.files)
        found = flaws(ours.method, ours.route, ours.body, files)
        if not found:
            return
        name = f"{ours.method} {ours.route}"
        self._discord.problems.extend(f"{name}: {flaw}" for flaw in found)
        if refused := [flaw for flaw in found if flaw.refused]:
            raise invalid_form(refused)

    # --- posting a message, and changing one

    async def _put(
        self,
        request: web.Request,
        ours: Request,
        faults: Faults,
        put: Callable[[Request], Awaitable[Message]],
    ) -> web.StreamResponse:
        fault = faults.next()
        if fault and fault.before:
            return await self._go_wrong(request, fault)
        refusal, headers = self._discord.limits.message(ours)
        if refusal is None and ours.is_edit and self._discord.messaging.is_old(ours):
            refusal = self._discord.limits.old(ours)
        if refusal is not None:
            return refusal
        self._check(ours)
        try:
            message = await put(ours)
        except RefusedError as refused:
            return as_json(refused.body, status=refused.status, headers=headers)
        if fault:
            return await self._go_wrong(request, fault)
        return as_json(message.shown, headers=headers)

    async def _post(self, ours: Request) -> Message:
        message, is_new = self._discord.messaging.post(ours)
        if is_new:
            await self._discord.stored(message)
        return message

    async def _edit(self, ours: Request) -> Message:
        message = self._discord.messaging.edit(ours)
        await self._discord.edited(message)
        return message

    async def _go_wrong(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.kind == "stall":
            await self.closing.wait()
        if fault.kind in {"stall", "cut", "lost"}:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=499)  # which nobody gets
        return fault.answer()

    # --- small ones

    def _gateway(self, _: Request) -> Json:
        left = max(1000 - self._discord.identifies, 0)
        return {
            "url": self._discord.gateway.url,
            "shards": self._discord.gateway.shards,
            "session_start_limit": {
                "total": 1000,
                "remaining": left,
                "reset_after": 86_400_000,
                "max_concurrency": 1,
            },
        }

    def _in(self, ours: Request) -> Guild:
        """The guild that is asked about, if the bot is in it."""
        guild = self._discord.guilds.get(ours.parts["guild_id"])
        if guild is None or not guild.bot:
            raise RefusedError(10004)
        return guild

    def _guild(self, ours: Request) -> Json:
        """What REST says of a guild: no channels, no members."""
        whole = self._discord.guild_shape(self._in(ours))
        left = {"joined_at", "large", "member_count", "members", "channels", "threads"}
        return {key: value for key, value in whole.items() if key not in left}

    def _member(self, ours: Request) -> Json:
        guild = self._in(ours)
        if ours.parts["user_id"] != self._discord.bot_id:
            raise RefusedError(10013)
        return dict(self._discord.guild_shape(guild)["members"][0])

    def _own(self, ours: Request) -> None:
        if ours.parts["application_id"] != self._discord.application_id:
            raise RefusedError(50001)

    def _registered(self, command: Json) -> Json:
        """A command as Discord keeps it: with an id, which a known name keeps."""
        known = {each["name"]: each["id"] for each in self._discord.commands}
        needed = command.get("default_member_permissions")
        return {
            "type": 1,
            "nsfw": False,
            "dm_permission": True,
            "contexts": None,
            "options": [],
            **command,
            "integration_types": command.get("integration_types") or [0],
            "id": known.get(command["name"]) or self._discord.new_id(),
            "application_id": self._discord.application_id,
            "version": self._discord.new_id(),
            "default_member_permissions": None if needed is None else str(needed),
        }

    def _sync(self, ours: Request) -> list[Json]:
        self._own(ours)
        self._discord.commands = [self._registered(each) for each in ours.body or []]
        self._discord.syncs += 1
        return self._discord.commands

    def _add_command(self, ours: Request) -> Json:
        self._own(ours)
        added = self._registered(ours.body)
        others = [each for each in self._discord.commands if each["name"] != added["name"]]
        self._discord.commands = [*others, added]
        return added
