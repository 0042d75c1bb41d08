"""Slack's Web API: every call once, and none while Slack asks to wait.

slack_sdk's own handlers send a call again after a lost connection, which makes a post a double
(PLATFORMS); there are none here.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from adapters.platforms.slack.refusals import BROKEN, TOO_MANY, asked_to_wait

Json = dict[str, Any]
Kind = tuple[str, str]
"""A token and a method: what Slack's limits are for, and so what holds up nothing else."""

API = "https://slack.com/api/"
PATIENCE = 30.0
"""Seconds for one call, until it is answered (ours)."""
AT_ONCE = 100
"""Calls of a kind under way to one workspace, more than can well be slow at once (ours)."""
OK = 200
NOT_TAKEN = frozenset({TOO_MANY, 502, 503, 504})
ANSWERS = 4
"""Tries of an answer that Slack did not take."""
LONGEST = 60.0
"""Seconds that an answer waits for at most: if Slack asks for more, it is given up (ours)."""
A_LITTLE = wait_random_exponential(multiplier=0.25, max=2)
"""Seconds, by chance: longer each time."""
BY_CHANNEL, SEVERAL = frozenset({"chat_postMessage"}), 3
"""Calls whose limit is the channel's (PLATFORMS), and how many channels that are refused at once
mean that it is the workspace's (ours)."""
A_CHANNEL = 1.0
"""Seconds between two messages to one channel (PLATFORMS)."""


class RespondError(Exception):
    """Slack did not take an answer to somebody's question."""


class BusyError(RespondError):
    """...and may take it soon."""

    def __init__(self, status: int, asked: str) -> None:
        """Keep the HTTP status, and for how long Slack asked to wait."""
        super().__init__(f"{status}")
        self.status = status
        self.wait = float(asked) if asked.replace(".", "", 1).isdecimal() else 0.0


class WaitError(Exception):
    """Slack asked to wait with calls of a kind: nothing is sent for so many seconds."""

    def __init__(self, seconds: float) -> None:
        """Say for how long."""
        super().__init__("Slack asks to wait")
        self.seconds = seconds


class Slack:
    """The calls to Slack, over one HTTP session; made and closed inside a running loop."""

    def __init__(self, api: str | None, clock: Callable[[], float] = time.monotonic) -> None:
        """Call Slack at its own address or at another one."""
        self.clock = clock
        # `trust_env` heeds HTTPS_PROXY and NO_PROXY; slack_sdk by itself ignores the latter.
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        everywhere = aiohttp.TCPConnector(limit=0)  # `AT_ONCE` is the limit
        self.session = aiohttp.ClientSession(connector=everywhere, trust_env=True, timeout=timeout)
        base = (api or API).rstrip("/") + "/"
        self.client = AsyncWebClient(base_url=base, session=self.session, retry_handlers=[])
        self.client.proxy = None
        self._scopes: dict[str, frozenset[str]] = {}
        """By token, what it may, as Slack says with each of its answers."""
        self._slots: dict[Kind, asyncio.Semaphore] = {}
        self._closed_until: dict[Kind, dict[str, float]] = {}
        """By channel, empty for all, until when Slack wants none of these calls."""
        self._next: dict[str, float] = {}
        """By channel, when the next message may go."""

    async def close(self) -> None:
        """Let go of the connections."""
        await self.session.close()

    async def call(self, method: str, token: str, **given: object) -> Json:
        """Call a method by its name in slack_sdk, e.g. `views_open`; return Slack's answer.

        Raises WaitError, and whatever of `refusals.FAILURES` comes of it.
        """
        key = (token, method)
        channel = str(given.get("channel")) if method in BY_CHANNEL else ""
        self._heed(key, channel)
        async with self._slots.setdefault(key, asyncio.Semaphore(AT_ONCE)):
            self._heed(key, channel)  # Slack may have asked while this waited
            try:
                answer = await getattr(self.client, method)(token=token, **given)
            except SlackApiError as error:
                self._note_scopes(token, error.response)
                if wait := asked_to_wait(error):
                    self._close(key, channel, wait)
                raise
        self._note_scopes(token, answer)
        return answer.data if isinstance(answer.data, dict) else {}

    def _note_scopes(self, token: str, answer: object) -> None:
        headers = getattr(answer, "headers", None) or {}
        if told := str(headers.get("x-oauth-scopes") or ""):
            self._scopes[token] = frozenset(its.strip() for its in told.split(","))

    def may(self, token: str, scope: str) -> bool | None:
        """Return whether a token has a scope; None where Slack has not said yet what it has."""
        scopes = self._scopes.get(token)
        return None if scopes is None else scope in scopes

    async def upload(self, url: str, body: bytes) -> None:
        """Send a file to the address that Slack gave for it.

        Raises RespondError, and what of `refusals.FAILURES` comes of it.
        """
        async with self.session.post(url, data=body) as answer:
            if answer.status != OK:
                raise RespondError(f"{answer.status}: {(await answer.text())[:200]}")

    def _heed(self, key: Kind, channel: str) -> None:
        """Raise WaitError while Slack wants no such calls, at all or for a channel."""
        closed = self._closed_until.get(key, {})
        left = max(closed.get("", 0.0), closed.get(channel, 0.0)) - self.clock()
        if left > 0:
            raise WaitError(left)

    def _close(self, key: Kind, channel: str, seconds: float) -> None:
        """Make no such calls for so long: for a channel, or at all if several are closed."""
        now = self.clock()
        until = now + seconds
        closed = {name: at for name, at in self._closed_until.get(key, {}).items() if at > now}
        closed[channel] = max(until, closed.get(channel, 0.0))
        if len(closed) >= SEVERAL:  # the workspace's own limit, and none of theirs
            closed[""] = max(closed.values())
        self._closed_until[key] = closed

    async def respond(self, url: str, **message: object) -> None:
        """Send an answer to the address that Slack gave for it; what it can't take, again soon.

        What may have arrived is not repeated. Raises RespondError, and what of `refusals.FAILURES`
        comes of it.
        """
        async for attempt in AsyncRetrying(
            retry=retry_if_exception(_is_passing),
            stop=stop_after_attempt(ANSWERS),
            wait=_patiently,
            reraise=True,
        ):
            with attempt:
                async with self.session.post(url, json=message) as answer:
                    if answer.status == TOO_MANY or answer.status >= BROKEN:
                        raise BusyError(answer.status, answer.headers.get("Retry-After", ""))
                    if answer.status != OK:
                        raise RespondError(f"{answer.status}: {(await answer.text())[:200]}")

    async def turn(self, channel: str) -> None:
        """Wait until a channel may have its next message."""
        now = self.clock()
        self._next = {name: at for name, at in self._next.items() if at > now}
        at = max(now, self._next.get(channel, 0.0))
        self._next[channel] = at + A_CHANNEL
        if at > now:
            await asyncio.sleep(at - now)


def _patiently(state: RetryCallState) -> float:
    """Return the seconds until an answer is tried once more: what Slack asks for, or a little."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, BusyError) else 0.0
    return max(asked, A_LITTLE(state))


def _is_passing(error: BaseException) -> bool:
    """Return whether an answer was not taken, and may be soon: what may have arrived isn't sent."""
    if isinstance(error, BusyError):
        return error.status in NOT_TAKEN and error.wait <= LONGEST
    return isinstance(error, aiohttp.ClientConnectorError)
