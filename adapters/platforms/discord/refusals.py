"""What Discord's errors mean for a post: wait, send it again, or not until somebody acts."""

import aiohttp
import discord

from adapters.platforms.discord.pace import SpentError
from bot.ports import PostError

FAILURES = (
    discord.DiscordException,
    aiohttp.ClientError,
    OSError,  # TimeoutError is one
    SpentError,
    # What discord.py makes of an answer that is no JSON, e.g. a proxy's page:
    TypeError,
    ValueError,
    KeyError,
    RuntimeError,  # ...and its client's HTTP session, once it is closed
)
"""All that can come of a request to Discord."""
ARCHIVED = 50_083
LASTING = {
    10003: "refused-gone",
    10004: "refused-removed",
    50001: "refused-access",
    50013: "refused-permission",
    ARCHIVED: "refused-archived",
}
"""Discord's codes (PLATFORMS) whose reason has a sentence in `bot/texts`."""
UNAUTHORISED, FORBIDDEN, NOT_FOUND, TOO_MANY = 401, 403, 404, 429
TOKEN = "refused-token"  # noqa: S105 - the key of a sentence
BROKEN, UNAVAILABLE = 500, 503
SHORT, LONG = 10.0, 60.0
"""Seconds that are waited at once, and that are meant where nothing is said (ours)."""


def is_passing(error: BaseException) -> bool:
    """Return whether the same request, sent again at once, may well be taken.

    discord.py itself tries again what Discord answered with 429, 500, 502 or 504.
    """
    if isinstance(error, discord.DiscordServerError):
        return error.status == UNAVAILABLE
    if isinstance(
        error, discord.HTTPException
    ):  # a 429 that discord.py gave up, as it has no `Via`
        return error.status == TOO_MANY and asked_to_wait(error) <= SHORT
    return isinstance(error, TimeoutError | aiohttp.ClientError | OSError)


NOT_PERMITTED, TOO_LARGE = 50_013, 413
OF_FILES = frozenset({NOT_PERMITTED, 20_009, 40_005, 50_035, 50_045, 50_046})
"""Discord's codes for what a message with a file is refused for, and one without it may not be:
no permission, explicit, too large, a bad body, a file too large, no valid file."""


def is_of_file(error: BaseException) -> bool:
    """Return whether a message that was refused may well be taken without its picture."""
    if not isinstance(error, discord.HTTPException):
        return False
    return error.status == TOO_LARGE or error.code in OF_FILES


GONE = frozenset({10_008, 50_005})
"""Discord's codes for a message that is gone, or that is of another application: the token was
changed since."""


def is_gone(error: BaseException) -> bool:
    """Return whether a message that was to be changed is there no more, or is not ours."""
    return isinstance(error, discord.HTTPException) and error.code in GONE


def asked_to_wait(error: BaseException | None) -> float:
    """Return how many seconds Discord asked to wait, 0 if it did not."""
    if not isinstance(error, discord.HTTPException) or error.status != TOO_MANY:
        return 0.0
    seconds = _seconds(error)
    return LONG if seconds is None else seconds


def post_error(error: Exception) -> PostError:
    """Return what went wrong as the core knows it."""
    if isinstance(error, discord.RateLimited):
        return PostError("Discord asks to wait", retry_after=error.retry_after)
    if isinstance(error, SpentError):
        return PostError(str(error), retry_after=error.seconds)
    if isinstance(error, discord.HTTPException):
        return _refusal(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return PostError("Discord can't be reached", passing=True)
    what = type(error).__name__
    return PostError(f"Discord's answer was lost ({what})", in_doubt=True, passing=True)


def _refusal(error: discord.HTTPException) -> PostError:
    if error.status == UNAUTHORISED:
        return PostError(TOKEN, lasting=True)
    if error.code in LASTING:
        return PostError(LASTING[error.code], lasting=True)
    if error.status == TOO_MANY:
        return PostError("Discord asks to wait", retry_after=_seconds(error))
    said = f"Discord said {error.status}: {error.text[:200]}" if error.text else str(error.status)
    lasting = error.status in {FORBIDDEN, NOT_FOUND} and error.code > 0
    its_own = error.status >= BROKEN
    return PostError(said, lasting=lasting, in_doubt=its_own, passing=its_own)


def _seconds(error: discord.HTTPException) -> float | None:
    """Return how long Discord asked to wait, if it said so."""
    try:
        return float(error.response.headers.get("Retry-After", ""))
    except ValueError:
        return None
