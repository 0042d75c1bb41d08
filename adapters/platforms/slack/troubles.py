"""What went wrong with Slack, in a word that may stand in the log.

An error's own text may hold line breaks, Slack's whole answer, or the address of a socket with its
ticket; and one that is never twice the same would be said again and again.
"""

from errno import errorcode

import aiohttp

from adapters.platforms.slack.calling import WaitError
from adapters.platforms.slack.refusals import asked_to_wait, code_of, status_of

LONGEST = 80
"""Letters of a name that Slack gives."""


def what_of(error: BaseException) -> str:
    """Return an error's name: Slack's own, the HTTP status, the system's, or the class's."""
    if isinstance(error, WaitError) or asked_to_wait(error):
        return "Slack asks to wait"
    system = isinstance(error, OSError) and not isinstance(error, aiohttp.ClientError)
    return (
        named(code_of(error))
        or str(status_of(error) or getattr(error, "status", None) or "")
        or (errorcode.get(getattr(error, "errno", None) or 0, "") if system else "")
        or type(error).__name__
    )


def named(text: str) -> str:
    """Return a name in one line that is not long."""
    return " ".join(text.split())[:LONGEST]
