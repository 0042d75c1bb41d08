"""Is the Hub there, and does it take our token? Two requests, beside any collection's."""

import asyncio
import time
from datetime import timedelta
from errno import errorcode

import httpx2
from huggingface_hub.utils._http import parse_ratelimit_headers

from adapters.sources.huggingface.transport import LIST_PATH, WINDOW, proxy_of
from bot.model import Examined, Fact, Finding, Trouble, finding, told_time

PATIENCE = 10.0
"""Seconds for one answer (ours)."""
WHO = "/api/whoami-v2"
CALLS, CALLS_WITH_TOKEN = 500, 1_000
"""What the Hub allows in five minutes, where it does not say so itself (PLATFORMS)."""
REFUSED = frozenset({httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN})
FAILURES = (httpx2.HTTPError, httpx2.InvalidURL, OSError, TypeError, ValueError, KeyError)
"""All that can come of a request; what is no JSON is a ValueError, and a token of odd letters."""


async def examine(endpoint: str, token: str | None) -> Examined:
    """Return whether the Hub answers, how fast, whose the token is, and how many calls are left."""
    base = httpx2.URL(endpoint)
    address = str(base.copy_with(userinfo=b"")).rstrip("/")
    client = httpx2.AsyncClient(
        transport=httpx2.AsyncHTTPTransport(proxy=proxy_of(base)),
        timeout=PATIENCE,
        follow_redirects=True,
    )
    async with client:
        began = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):  # httpx2's own is for each piece of an answer
                answer = await client.get(endpoint.rstrip("/") + LIST_PATH, params={"limit": "1"})
        except FAILURES as error:
            return Examined((_failed(address, error),))
        seconds = time.monotonic() - began
        found = [_hub(address, answer, seconds)]
        if not isinstance(found[0].found, Trouble):
            found.append(await _token(client, endpoint, address, token) if token else _left(answer))
        clock = told_time(answer.headers.get("date"))
        passed = timedelta(seconds=time.monotonic() - began - seconds)
        return Examined(tuple(found), clock + passed if clock else None)


def _hub(address: str, answer: httpx2.Response, seconds: float) -> Finding:
    """Return what an answer to the shortest of lists says."""
    status = answer.status_code
    if status == httpx2.codes.TOO_MANY_REQUESTS:
        return _busy(address, answer)
    if status >= httpx2.codes.INTERNAL_SERVER_ERROR:
        return finding(Trouble.NO_ANSWER, address=address, reason=str(status))
    try:
        rows = answer.json()
        is_list = isinstance(rows, list) and all("id" in row for row in rows)
    except (ValueError, TypeError):
        is_list = False
    if status != httpx2.codes.OK or not is_list:
        reason = str(status) if status != httpx2.codes.OK else "no list of models"
        return finding(Trouble.HUB_ELSEWHERE, address=address, reason=reason)
    return finding(Fact.HUB, address=address, seconds=round(seconds, 1))


def _busy(address: str, answer: httpx2.Response) -> Finding:
    """Return for how long the Hub wants to be asked nothing."""
    told, text = parse_ratelimit_headers(answer.headers), answer.headers.get("retry-after", "")
    seconds = int(text) if text.isdecimal() else WINDOW
    return finding(
        Trouble.BUSY, address=address, seconds=told.reset_in_seconds if told else round(seconds)
    )


def _left(answer: httpx2.Response, name: str = "") -> Finding:
    """Return how many calls are left, of how many."""
    told = parse_ratelimit_headers(answer.headers)
    usual = CALLS_WITH_TOKEN if name else CALLS
    limit = (told.limit if told else None) or usual
    left = told.remaining if told else limit
    if name:
        return finding(Fact.HUB_TOKEN, name=name, left=left, limit=limit)
    return finding(Fact.HUB_ANONYMOUS, left=left, limit=limit)


async def _token(client: httpx2.AsyncClient, endpoint: str, address: str, token: str) -> Finding:
    """Return whose a token is; it is shown to the endpoint alone, wherever that leads."""
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await client.get(
                endpoint.rstrip("/") + WHO,
                headers={"Authorization": f"Bearer {token}"},
                follow_redirects=False,
            )
        return _whose(address, answer)
    except UnicodeEncodeError:  # no header, and no token of the Hub's
        return finding(Trouble.HUB_TOKEN_REFUSED)
    except FAILURES as error:
        return _failed(address, error)


def _whose(address: str, answer: httpx2.Response) -> Finding:
    """Return what the answer to a token says. Raises KeyError, TypeError and ValueError."""
    status = answer.status_code
    if status in REFUSED:
        return finding(Trouble.HUB_TOKEN_REFUSED)
    if status == httpx2.codes.TOO_MANY_REQUESTS:
        return _busy(address, answer)
    if status == httpx2.codes.NOT_FOUND:  # a mirror
        return finding(Fact.HUB_TOKEN_UNSEEN)
    if status != httpx2.codes.OK:
        return finding(Trouble.NO_ANSWER, address=address, reason=str(status))
    return _left(answer, str(answer.json()["name"]))


def _failed(address: str, error: Exception) -> Finding:
    """Return why there is no answer, by an error's name: its text may hold what it was given."""
    silent = isinstance(error, httpx2.TransportError | OSError)
    trouble = Trouble.UNREACHABLE if silent else Trouble.NO_ANSWER
    if isinstance(error, httpx2.TimeoutException | TimeoutError):
        return finding(trouble, address=address, reason=f"nothing within {PATIENCE:g} s")
    return finding(trouble, address=address, reason=_what(error))


def _what(error: BaseException) -> str:
    """Return an error's name: the system's, where it began there, or the class's."""
    first = error
    while first.__cause__ or first.__context__:
        first = first.__cause__ or first.__context__ or first
    number = getattr(first, "errno", None) or 0
    return errorcode.get(number) or type(first if isinstance(first, OSError) else error).__name__
