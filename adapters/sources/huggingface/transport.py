"""The network beneath `huggingface_hub`, which itself would wait for ever and repeat without a cap.

What it retries by itself (429 for as long as it is told, 5xx, time-outs, five times each) never
reaches it: this transport does that, within limits, and gives it whole answers or a HubError.
PLATFORMS, "The Hub": `list_models` sends `timeout=None`, and a `Link` is followed as given.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx2
from huggingface_hub.utils._datetime import parse_datetime
from huggingface_hub.utils._http import parse_ratelimit_headers
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from adapters.sources.huggingface.rows import is_storable
from bot.ports import SourceError

TRIES = 5
"""Of one call, before its board or namespace is left for later."""
LONGEST_BACKOFF = 30.0
"""Seconds between two tries when the Hub does not say how long."""
WINDOW = 300.0
"""Seconds over which the Hub counts calls."""
ANONYMOUS_CALLS = 400
"""Calls within a window: the Hub allows 500 for an address without a token, 1,000 with one."""
TOKEN_CALLS = 800
LARGEST_BODY = 64 * 1024 * 1024
"""Bytes; a page of 1,000 rows is under 1 MB."""
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
LIST_PATH = "/api/models"

Retried = Callable[[str, float], None]
"""Told of a call that goes again: the reason, and the seconds until then."""


class HubError(SourceError):
    """The Hub gave no usable answer: `passing` if another try may help, `wait` if it said when."""

    def __init__(
        self,
        reason: str,
        *,
        passing: bool = False,
        wait: float | None = None,
        unreachable: bool = False,
    ) -> None:
        """Say what happened, and whether any other call would fail too."""
        super().__init__(reason, unreachable=unreachable)
        self.passing = passing
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how fast; in seconds."""

    page: float = 30.0
    """For one answer, whole."""
    run: float = 1_800.0
    """For a whole collection, waiting included."""
    pause: float = 0.25
    """Between two calls."""
    calls: int = ANONYMOUS_CALLS
    """Within five minutes."""
    backoff: float = 0.5
    """Before the second try, at most; it doubles from try to try."""


@dataclass(slots=True)
class Transport(httpx2.BaseTransport):
    """Sends one request at a time, paced, each answer read whole within the time that it has."""

    endpoint: httpx2.URL
    limits: Limits
    retried: Retried
    calls: int = 0
    """Those that the Hub answered; tries that failed are not counted."""
    deadline: float = float("inf")
    """When the collection must be over, by the monotonic clock."""
    stopped: threading.Event = field(default_factory=threading.Event)
    _sent: deque[float] = field(default_factory=deque)
    _inner: httpx2.HTTPTransport = field(init=False)
    _not_before: float = 0.0

    def __post_init__(self) -> None:
        """Open the way out: through the environment's proxy, as everyone expects, if it has one."""
        self._inner = httpx2.HTTPTransport(proxy=proxy_of(self.endpoint))

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the whole answer; raises HubError."""
        request.url = self._at_home(request.url)
        request.headers["host"] = request.url.netloc.decode()
        retrying = Retrying(
            stop=stop_after_attempt(TRIES),
            wait=self._wait,
            retry=retry_if_exception(lambda error: isinstance(error, HubError) and error.passing),
            before_sleep=self._say,
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(self._send, request)

    def left(self) -> float:
        """Return the seconds that the collection has left."""
        return max(self.deadline - time.monotonic(), 0.0)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()

    def _at_home(self, url: httpx2.URL) -> httpx2.URL:
        """Return an address at our endpoint: a page or a redirect leads to no other host.

        A mirror may hand out the Hub's own addresses, and our token is for the endpoint alone.
        """
        here = self.endpoint
        path = url.raw_path
        if not path.startswith(here.raw_path.rstrip(b"/")):
            path = here.raw_path.rstrip(b"/") + path
        return here.copy_with(raw_path=path)

    # --- one try

    def _send(self, request: httpx2.Request) -> httpx2.Response:
        self._take_turn()
        left = max(min(self.limits.page, self.deadline - time.monotonic()), 0.001)
        request.extensions["timeout"] = httpx2.Timeout(left).as_dict()
        try:
            response = self._inner.handle_request(request)
            try:
                body = self._read(response)
            finally:
                response.close()
        except httpx2.TimeoutException as error:
            reason = f"no answer within {self.limits.page:g} s"
            raise HubError(reason, passing=True) from error
        except httpx2.ConnectError as error:
            reason = f"{self.endpoint} can't be reached ({error})"
            raise HubError(reason, passing=True, unreachable=True) from error
        except httpx2.RequestError as error:
            what = str(error) or type(error).__name__
            reason = f"the connection failed ({what})"
            raise HubError(reason, passing=True) from error
        self._heed(response)
        if response.status_code in PASSING:
            raise HubError(_refusal(response), passing=True, wait=_told_to_wait(response))
        if response.status_code == httpx2.codes.OK:
            body = _checked(request, body)
        self.calls += 1
        headers = [(k, v) for k, v in response.headers.items() if k.lower() not in _FRAMING]
        return httpx2.Response(response.status_code, headers=headers, content=body)

    def _read(self, response: httpx2.Response) -> bytes:
        """Return the body, decoded, or raise for one that does not end in time."""
        until = time.monotonic() + self.limits.page
        raw = bytearray()
        decoded = httpx2.Response(
            response.status_code, headers=response.headers, stream=response.stream
        )
        for chunk in decoded.iter_bytes():
            raw += chunk
            if self.stopped.is_set() or time.monotonic() > min(until, self.deadline):
                reason = f"the answer did not end within {self.limits.page:g} s"
                raise HubError(reason, passing=True)
            if len(raw) > LARGEST_BODY:
                raise HubError("the answer is too large to be a page of rows")
        return bytes(raw)

    # --- pace

    def _take_turn(self) -> None:
        """Wait until a call is allowed: by our pause, our window, and what the Hub said last."""
        now = time.monotonic()
        while self._sent and now - self._sent[0] >= WINDOW:
            self._sent.popleft()
        ready = max(self._not_before, self._sent[-1] + self.limits.pause if self._sent else 0.0)
        if len(self._sent) >= self.limits.calls:
            ready = max(ready, self._sent[-self.limits.calls] + WINDOW)
        self._sleep(max(ready - now, 0.0))
        self._sent.append(time.monotonic())

    def _heed(self, response: httpx2.Response) -> None:
        """Hold the next call back where the Hub says that no call is left in its window."""
        told = parse_ratelimit_headers(response.headers)
        if told is not None and told.remaining <= 0:
            self._not_before = time.monotonic() + told.reset_in_seconds

    def _sleep(self, seconds: float) -> None:
        """Wait, but not past the end of the collection, nor when the program is ending."""
        if time.monotonic() + seconds > self.deadline:
            reason = f"the {self.limits.run:g} s of a collection are over"
            raise HubError(reason, unreachable=True)
        if self.stopped.wait(seconds):
            raise HubError("the program is ending", unreachable=True)

    def _wait(self, state: RetryCallState) -> float:
        """Return as long as the Hub said, else longer at each try, with jitter."""
        fault = state.outcome.exception() if state.outcome else None
        if isinstance(fault, HubError) and fault.wait is not None:
            return fault.wait
        longer = wait_random_exponential(multiplier=self.limits.backoff, max=LONGEST_BACKOFF)
        return longer(state)

    def _say(self, state: RetryCallState) -> None:
        reason = str(state.outcome.exception()) if state.outcome else ""
        self.retried(reason, state.next_action.sleep if state.next_action else 0)


def proxy_of(endpoint: httpx2.URL) -> str | None:
    """Return the proxy that HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY say to use, if any.

    httpx2 looks at them only where no transport is given.
    """
    if proxy_bypass(endpoint.host):
        return None
    known = getproxies()
    return known.get(endpoint.scheme) or known.get("all")


_FRAMING = frozenset({"content-length", "content-encoding", "transfer-encoding"})


def _told_to_wait(response: httpx2.Response) -> float | None:
    """Return the seconds that an answer asks us to wait, None if it does not say."""
    told = parse_ratelimit_headers(response.headers)
    if response.status_code == httpx2.codes.TOO_MANY_REQUESTS and told is not None:
        return float(told.reset_in_seconds)
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdecimal() else None


def _refusal(response: httpx2.Response) -> str:
    if response.status_code == httpx2.codes.TOO_MANY_REQUESTS:
        return "the Hub says too many calls (429)"
    return f"the Hub answered {response.status_code}"


# --- is it an answer at all?


def _checked(request: httpx2.Request, body: bytes) -> bytes:
    """Return the body of a 200, mended where one row would spoil the rest; raises HubError."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise HubError("the answer is no JSON, or only a part of one", passing=True) from error
    rows = found if isinstance(found, list) else [found]
    listed = request.url.path.rstrip("/").endswith(LIST_PATH)
    if listed != isinstance(found, list) or not all(isinstance(row, dict) for row in rows):
        raise HubError("the answer does not hold models", passing=True)
    if not request.url.path.count(LIST_PATH):
        return body
    mended = [_mended(row) for row in rows if _names_a_model(row)]
    if mended == rows:
        return body
    if not listed and not mended:
        raise HubError("the answer does not name a model", passing=True)
    return json.dumps(mended if listed else mended[0]).encode()


def _names_a_model(row: dict[str, Any]) -> bool:
    name = row.get("id")
    return isinstance(name, str) and bool(name) and is_storable(name)


def _mended(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without a creation time that is none: it would spoil the whole page."""
    created = row.get("createdAt")
    if created is None or _is_time(created):
        return row
    return {key: value for key, value in row.items() if key != "createdAt"}


def _is_time(value: object) -> bool:
    """Return whether the library, which takes one form only, can read a creation time."""
    try:
        parse_datetime(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return True
