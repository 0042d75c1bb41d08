"""JSON answers with the one content type that discord.py takes for JSON."""

import json
from collections.abc import Mapping

from aiohttp import web


def as_json(
    told: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """An answer; `application/json` alone, without the charset that aiohttp would add."""
    text = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(told).encode(), status=status, headers=text)
