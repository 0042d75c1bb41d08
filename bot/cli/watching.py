"""What `run` shows to whoever watches it: its sign of life, the HTTP port, and the ping."""

import json
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version

from adapters.watching.pulse import PulseFile
from adapters.watching.web import Page, Port
from bot.cli.health import sentence
from bot.cli.hearing import hear
from bot.cli.running import Parts, now
from bot.health import readiness
from bot.keeper import Chore
from bot.model import Health, Pulse
from bot.pinging import Pinger
from bot.ports import Platform
from bot.texts import Words, words
from bot.watch import Tally, Watch
from storage.examining import size_of

LIBRARY = "overtake.port"
"""Under this name the HTTP port says what goes wrong in it."""


@asynccontextmanager
async def watched(
    its: Parts,
    platforms: Mapping[str, Platform],
    address: str,
    is_done: Callable[[date], bool],
    tally: Tally,
) -> AsyncIterator[Sequence[Chore]]:
    """Let the bot be watched while it runs: give the chores that are part of it.

    The address is pinged, if there is one; `is_done` knows if more of today comes. Raises
    OvertakeError where the port is taken, or the ping's address is none.
    """
    people = {name: one for name, one in platforms.items() if one is not its.console}
    me = Pulse(now(), os.getpid(), _version())
    watch = Watch(its.store, people, tally, now, its.schedule, me)
    file = PulseFile(its.settings.database)
    chores: list[Chore] = [lambda moment: file.write(watch.look(moment))]
    if address:
        chores.append(_pinger(its, address, is_done, tally))
    async with AsyncExitStack() as ending:
        ending.callback(_end, file)
        if its.settings.health_port is not None:
            await ending.enter_async_context(_port(its, its.settings.health_port, watch, tally))
        yield chores


def _end(file: PulseFile) -> None:
    with suppress(OSError):  # on a read-only disk it stays, and is too old soon
        file.end()


def _version() -> str:
    try:
        return version("overtake")
    except PackageNotFoundError:  # started from its folder, and not installed
        return "unknown"


def _pinger(its: Parts, address: str, is_done: Callable[[date], bool], tally: Tally) -> Pinger:
    from adapters.watching.ping import Alarm  # only those who want it wait for what it loads

    return Pinger(its.store, Alarm(address).ping, is_done, tally)


# --- the port


def _port(its: Parts, port: int, watch: Watch, tally: Tally) -> Port:
    from adapters.watching.metrics import CONTENT_TYPE, Metrics

    said, metrics = words(its.settings.language), Metrics()

    async def health() -> Health:
        found = await watch.health()
        return replace(found, database_bytes=size_of(its.settings.database))

    async def alive() -> Page:
        return Page(HTTPStatus.OK, "text/plain; charset=utf-8", b"ok\n")

    async def ready() -> Page:
        return _readiness(await health(), said)

    async def measured() -> Page:
        return Page(HTTPStatus.OK, CONTENT_TYPE, metrics.text(await health()))

    pages: Mapping[str, Callable[[], Awaitable[Page]]] = {
        "/healthz": alive,
        "/readyz": ready,
        "/metrics": measured,
    }
    hear(LIBRARY, tally, "the health port")
    return Port(its.settings.health_host, port, pages, logging.getLogger(LIBRARY))


def _readiness(health: Health, said: Words) -> Page:
    """Return every check by name, and 503 if one is not well."""
    checks = readiness(health)
    is_ready = all(check.is_well for check in checks)
    found = {its.name: {"ok": its.is_well, "says": sentence(its, said)} for its in checks}
    text = json.dumps({"ready": is_ready, "checks": found}, ensure_ascii=False, indent=2)
    status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
    return Page(status, "application/json; charset=utf-8", f"{text}\n".encode())
