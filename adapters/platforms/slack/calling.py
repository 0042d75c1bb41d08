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
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt
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
ANSWERS = 4
"""Tries of an answer that Slack did not take."""
LONGEST = 10.0
"""Seconds that an answer waits for at most between two tries: somebody is waiting (ours)."""
A_LITTLE = wait_random_exponential(multiplier=0.25, max=2)
"""Seconds, by chance: longer each time."""
A_CHANNEL = 1.0
"""Seconds between two messages to one channel (PLATFORMS)."""


class RespondError(Exception):
    """Slack did not take an answer to somebody's question."""


class BusyError(RespondError):
    """...and may take it soon."""

    def __init__(self, status: int, asked: str) -> None:
        """Keep the HTTP status, and for how long Slack asked to wait."""
        super().__init__(f"{status}")
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
        self._slots: dict[Kind, asyncio.Semaphore] = {}
        self._closed_until: dict[Kind, float] = {}
        """Until when Slack wants none of these calls."""
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
        self._heed(key)
        async with self._slots.setdefault(key, asyncio.Semaphore(AT_ONCE)):
            self._heed(key)  # Slack may have asked while this waited
            try:
                answer = await getattr(self.client, method)(token=token, **given)
            except SlackApiError as error:
                if wait := asked_to_wait(error):
                    self._closed_until[key] = self.clock() + wait
                raise
        return answer.data if isinstance(answer.data, dict) else {}

    def _heed(self, key: Kind) -> None:
        """Raise WaitError while Slack wants no such calls."""
        if (left := self._closed_until.get(key, 0.0) - self.clock()) > 0:
            raise WaitError(left)

    async def respond(self, url: str, **message: object) -> None:
        """Send an answer to the address that Slack gave for it; what it can't take, again soon.

        What may have arrived is not repeated. Raises RespondError, and what of `refusals.FAILURES`
        comes of it.
        """
        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type((BusyError, aiohttp.ClientConnectorError)),
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
    return min(max(asked, A_LITTLE(state)), LONGEST)
