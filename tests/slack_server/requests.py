"""A call of the Web API as it arrived."""

import base64
import binascii
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.slack_server.world import Json

STRUCTURED = frozenset({"blocks", "attachments", "metadata", "view", "files", "file_ids"})
"""Arguments that a form carries as JSON."""
TRUE, FALSE = frozenset({"1", "true", "True"}), frozenset({"0", "false", "False"})


@dataclass(eq=False)
class Call:
    """One call of the bot; `method` is "response_url" where it answers an interaction."""

    at: float
    """When it arrived, by the monotonic clock."""
    method: str
    verb: str = "POST"
    content_type: str = ""
    token: str = field(default="", repr=False)
    args: Json = field(default_factory=dict)
    """The JSON, form or query, decoded, without the token."""
    basic: tuple[str, str] = field(default=("", ""), repr=False)
    """Client id and secret, where they came in a header."""
    in_address: bool = False
    """Whether the token stood in the address."""
    status: int = 0
    """What it was answered with; 0 before, or if it never was."""
    ok: bool | None = None
    error: str = ""

    def flag(self, name: str, *, default: bool = False) -> bool:
        """An argument that is true or false, in whichever way it was written."""
        value = self.args.get(name, default)
        return value in TRUE if isinstance(value, str) else bool(value)

    def text(self, name: str) -> str:
        value = self.args.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.args.get(name) or default)
        except (TypeError, ValueError):
            return default


async def received(request: web.Request, method: str) -> Call:
    """Read a call to its end."""
    call = Call(time.monotonic(), method, request.method, request.content_type)
    if request.method == "GET":
        call.args = decoded(request.query)
        call.in_address = "token" in call.args
    elif request.content_type == "application/json":
        call.args = _object(await request.text())
    else:
        call.args = decoded(request.query) | decoded(
            {name: its for name, its in (await request.post()).items() if isinstance(its, str)}
        )
        call.in_address = "token" in request.query
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Basic":
        call.basic = _basic(secret)
    call.token = str(call.args.pop("token", "") or (secret if scheme == "Bearer" else ""))
    return call


def decoded(form: Mapping[str, str]) -> Json:
    """A form's values, the structured ones read as the JSON that they are."""
    return {name: _structured(text) if name in STRUCTURED else text for name, text in form.items()}


def _structured(text: str) -> Any:  # noqa: ANN401 - whatever the bot sent
    try:
        return json.loads(text)
    except ValueError:
        return text


def _object(text: str) -> Json:
    found = _structured(text) if text else {}
    return found if isinstance(found, dict) else {}


def _basic(secret: str) -> tuple[str, str]:
    try:
        name, _, password = base64.b64decode(secret).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name, password
