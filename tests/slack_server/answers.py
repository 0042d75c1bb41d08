"""JSON answers as Slack gives them."""

import json
from collections.abc import Mapping

from aiohttp import web


def as_json(
    told: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """An answer with the content type of the Web API."""
    return web.Response(
        body=json.dumps(told).encode(),
        status=status,
        headers={"Content-Type": "application/json; charset=utf-8", **(headers or {})},
    )
