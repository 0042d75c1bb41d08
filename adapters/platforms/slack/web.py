"""Slack's requests by HTTP, for those who have a public address; and the pages of installing.

TLS is the business of the proxy in front (`docs/operate.md`).
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from adapters.platforms.slack.listening import UNHANDLED
from adapters.platforms.slack.scopes import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH

LARGEST = 2**20
"""Bytes of one request."""
ENDING = 0.5
"""Seconds that requests have to their ends, when the program ends."""
UNSIGNED, UNREADABLE = "Slack did not sign this, or not of late", "this can't be read"


class Web:
    """A small HTTP server: what Slack tells, if an app is given, and the pages of a flow."""

    def __init__(self, host: str, port: int, signing_secret: str) -> None:
        """Listen there, once started, to what is signed with this."""
        self.host, self.port = host, port
        self._signing_secret = signing_secret
        self._runner: web.AppRunner | None = None

    @property
    def is_open(self) -> bool:
        """Whether it listens."""
        return self._runner is not None and bool(self._runner.addresses)

    async def start(self, app: AsyncApp | None, flow: AsyncOAuthFlow | None) -> None:
        """Listen. Raises OSError, e.g. if another program listens there."""
        server = web.Application(client_max_size=LARGEST)
        if app is not None:
            bolt, verifier = app, SignatureVerifier(self._signing_secret)

            async def told(request: web.Request) -> web.Response:
                body = await request.read()
                if not _is_signed(verifier, request, body):
                    return web.Response(status=HTTPStatus.UNAUTHORIZED, text=UNSIGNED)
                asked = _asked(request, body)
                if asked is None:
                    return web.Response(status=HTTPStatus.BAD_REQUEST, text=UNREADABLE)
                answer = await bolt.async_dispatch(asked)
                if answer.status == UNHANDLED:
                    return web.Response()
                return await to_aiohttp_response(answer)

            server.router.add_post(EVENTS_PATH, told)
        if flow is not None:
            oauth = flow

            async def install(request: web.Request) -> web.Response:
                told = await oauth.handle_installation(_bolt(request))
                return await to_aiohttp_response(told)

            async def back(request: web.Request) -> web.Response:
                told = await oauth.handle_callback(_bolt(request))
                return await to_aiohttp_response(told)

            server.router.add_get(INSTALL_PATH, install)
            server.router.add_get(REDIRECT_PATH, back)
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=ENDING)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, self.port).start()

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


def _is_signed(verifier: SignatureVerifier, request: web.Request, body: bytes) -> bool:
    """Return whether Slack signed this body, of late; Bolt reads a body before it looks."""
    at, signature = (
        request.headers.get(f"X-Slack-{it}") for it in ("Request-Timestamp", "Signature")
    )
    try:
        return verifier.is_valid(body, at, signature)
    except (ValueError, TypeError, OverflowError):  # of what is no time, no text or no signature
        return False


def _asked(request: web.Request, body: bytes) -> AsyncBoltRequest | None:
    """Return what Slack says as Bolt knows it, None where it says nothing."""
    try:
        asked = _bolt(request, body.decode())
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, BoltError):
        return None
    told: Any = asked.body  # whatever JSON was in it
    return asked if isinstance(told, dict) else None


def _bolt(request: web.Request, body: str = "") -> AsyncBoltRequest:
    headers: dict[str, str | Sequence[str]] = {**request.headers}
    return AsyncBoltRequest(body=body, query=request.query_string, headers=headers)
