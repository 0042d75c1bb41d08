"""A request as it arrived, and the routes that Discord has for a bot like ours."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from aiohttp import BodyPartReader, web

from tests.discord_server.errors import RefusedError
from tests.discord_server.routes import BASE, MESSAGES, ONE_MESSAGE, ROUTES

PATTERNS = [
    (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(route))), route)
    for route in sorted(ROUTES, key=lambda route: (route.count("{"), route))
]


FILE = re.compile(r"files\[(\d)\]")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a form: `files[n]`, its name, and what is in it."""

    number: int
    name: str
    content: bytes = field(repr=False)


@dataclass(eq=False)
class Request:
    """One call of the bot."""

    at: float
    """When it arrived, by the monotonic clock."""
    method: str
    path: str
    """Without the version of the API."""
    route: str
    """The route's template; empty if there is none."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """What stands for the names in braces."""
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    """The JSON, whether it came alone or as the `payload_json` of a form."""
    files: list[File] = field(default_factory=list)
    status: int = 0
    """What it was answered with; 0 before, or if it never was."""

    @property
    def major(self) -> str:
        """The channel, or the interaction's token, that limits count by."""
        return self.parts.get("channel_id") or self.parts.get("webhook_token") or ""

    @property
    def is_post(self) -> bool:
        """Whether it puts a message into a channel."""
        return self.method == "POST" and self.route == MESSAGES

    @property
    def is_edit(self) -> bool:
        """Whether it changes a message of a channel, by the bot's own token."""
        return self.method == "PATCH" and self.route == ONE_MESSAGE


@lru_cache(maxsize=1024)
def routed(method: str, path: str) -> tuple[str, Mapping[str, str]]:
    """The route's template and its parts; empty if this Discord does not have it."""
    for pattern, route in PATTERNS:
        if found := pattern.fullmatch(path):
            return (route, found.groupdict()) if method in ROUTES[route] else ("", {})
    return "", {}


async def received(request: web.Request) -> Request:
    """Read a request to its end; its body is None where it is no JSON."""
    path = request.path.removeprefix(BASE) if request.path.startswith(BASE) else request.path
    route, parts = routed(request.method, path) if path != request.path else ("", {})
    ours = Request(time.monotonic(), request.method, path, route, parts, dict(request.query))
    if request.content_type == "multipart/form-data":
        await _read_form(request, ours)
    elif text := await request.text():
        ours.body = _json(text)
    return ours


async def _read_form(request: web.Request, ours: Request) -> None:
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        if part.name == "payload_json":
            ours.body = _json(await part.text())
        elif (number := FILE.fullmatch(part.name or "")) and part.filename:
            content = bytes(await part.read())
            ours.files.append(File(int(number[1]), part.filename, content))


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


def needed(request: Request) -> dict[str, Any]:
    """The body, which must be an object."""
    if not isinstance(request.body, dict):
        raise RefusedError(50109)
    return request.body
