"""Sources to ask, all closed at the end, and an address that gives one answer to everything."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from huggingface_hub import close_session

from adapters.sources.huggingface import HubSource, Limits
from bot.model import Listing, Step
from tests.hub import Row, world


@dataclass
class Asking:
    """Makes sources with short limits, and keeps what they log."""

    said: list[tuple[Step, dict[str, str | float | None]]] = field(default_factory=list)
    sources: list[HubSource] = field(default_factory=list)

    def __call__(
        self,
        url: str,
        token: str | None = None,
        *,
        page: float = 0.5,
        run: float = 5.0,
        pause: float = 0.0,
        calls: int = 400,
    ) -> HubSource:
        limits = Limits(page, run, pause, calls, backoff=0.001)
        source = HubSource(url, token, limits, self.log)
        self.sources.append(source)
        source.begin()
        return source

    def log(self, step: Step, **facts: str | float | None) -> None:
        self.said.append((step, facts))

    def close(self) -> None:
        for source in self.sources:
            source.close()
        close_session()


@asynccontextmanager
async def served(answer: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[str]:
    """An address where every request gets this answer."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def names(found: Iterable[Listing]) -> list[str]:
    return [its.name for its in found]


def row(name: str, **keys: object) -> Row:
    return {**world(1)[0], "id": name, "_id": f"id of {name}", **keys}
