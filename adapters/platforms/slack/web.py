"""Slack's requests by HTTP, for those who have a public address; and the pages of installing.

TLS is the business of the proxy in front (`docs/operate.md`).
"""

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow

from adapters.platforms.slack.listening import UNHANDLED
from adapters.platforms.slack.scopes import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH

LARGEST = 2**20
"""Bytes of one request."""
ENDING = 0.5
"""Seconds that requests have to their ends, when the program ends."""


class Web:
    """A small HTTP server: what Slack tells, if an app is given, and the pages of a flow."""

    def __init__(self, host: str, port: int) -> None:
        """Listen there, once started."""
        self.host, self.port = host, port
        self._runner: web.AppRunner | None = None

    @property
    def is_open(self) -> bool:
        """Whether it listens."""
        return self._runner is not None and bool(self._runner.addresses)

    async def start(self, app: AsyncApp | None, flow: AsyncOAuthFlow | None) -> None:
        """Listen. Raises OSError, e.g. if another program listens there."""
        server = web.Application(client_max_size=LARGEST)
        if app is not None:
            bolt = app

            async def told(request: web.Request) -> web.Response:
                asked = await to_bolt_request(request)
                answer = await bolt.async_dispatch(asked)
                if answer.status == UNHANDLED:
                    return web.Response()
                return await to_aiohttp_response(answer)

            server.router.add_post(EVENTS_PATH, told)
        if flow is not None:
            oauth = flow

            async def install(request: web.Request) -> web.Response:
                asked = await to_bolt_request(request)
                return await to_aiohttp_response(await oauth.handle_installation(asked))

            async def back(request: web.Request) -> web.Response:
                asked = await to_bolt_request(request)
                return await to_aiohttp_response(await oauth.handle_callback(asked))

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
