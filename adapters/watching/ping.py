"""Somebody else's alarm, told by an HTTP address of the operator's that all is well.

The address is a secret: whoever knows it can keep the alarm quiet. aiohttp's errors have it, or its
host, in them; none of them goes further than this file.
"""

from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_base, wait_random_exponential

from bot.ports import OvertakeError

VARIABLE = "OVERTAKE_PING_URL"
SECONDS = 10.0
"""For one answer, whole (ours)."""
TRIES = 3
"""At once; after that the next look has its turn (ours)."""
A_LITTLE = wait_random_exponential(multiplier=1, max=8)
"""Seconds between them, by chance: longer each time."""
FAILURES = (aiohttp.ClientError, OSError, ValueError)
"""No connection, no answer in time (TimeoutError), no answer that can be read or followed."""


class PingError(OvertakeError):
    """The alarm was not told: why, without its address."""


class Alarm:
    """An address that is called when all is well."""

    def __init__(self, address: str, waits: wait_base = A_LITTLE) -> None:
        """Call this address. Raises OvertakeError where it is none."""
        if not _is_address(address):
            raise OvertakeError(f"{VARIABLE} is no address: set one that begins with https://")
        self._address, self._waits = address, waits

    async def ping(self) -> None:
        """Tell it. Raises PingError where it took it in none of a few tries.

        Proxies are heeded: HTTPS_PROXY, HTTP_PROXY, NO_PROXY.
        """
        tries = AsyncRetrying(
            stop=stop_after_attempt(TRIES),
            wait=self._waits,
            retry=retry_if_exception_type(PingError),
            reraise=True,
        )
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        async with aiohttp.ClientSession(trust_env=True, timeout=timeout) as session:
            await tries(self._once, session)

    async def _once(self, session: aiohttp.ClientSession) -> None:
        try:
            async with session.get(self._address) as answer:
                status = answer.status
        except TimeoutError:
            raise PingError(_said(f"did not answer within {SECONDS:.0f} s")) from None
        except aiohttp.TooManyRedirects:
            raise PingError(_said("redirects for ever")) from None
        except FAILURES as error:
            raise PingError(_said(f"can't be reached ({type(error).__name__})")) from None
        if not HTTPStatus(200) <= status < HTTPStatus(300):
            raise PingError(_said(f"answered {status}"))


def _said(what: str) -> str:
    return f"the address in {VARIABLE} {what}, so nobody was told that the day went well"


def _is_address(text: str) -> bool:
    try:
        found = urlsplit(text)
        return found.scheme in {"http", "https"} and bool(found.hostname) and found.port != 0
    except ValueError:
        return False
