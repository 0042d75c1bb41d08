"""Texts: what must be escaped, and what must not be said by accident."""

import re
from collections.abc import Iterator

from tests.slack_server.checks.flaw import Flaw

LOUD = re.compile(r"<!(?:channel|here|everyone|subteam\^)")
WELL_FORMED = re.compile(
    r"<(?:(?:https?://|mailto:)[^|<>\s]+(?:\|[^<>]*)?"
    r"|[@#][A-Z0-9]{6,}(?:\|[^<>]*)?"
    r"|!date\^\d+\^[^<>]*)>"
)
BARE = re.compile(r"&(?!amp;|lt;|gt;)|[<>]")
QUOTE = re.compile(r"^>", re.MULTILINE)


def check_mrkdwn(text: str, where: str) -> Iterator[Flaw]:
    """Formatted text: links and mentions as Slack writes them, and all else escaped."""
    if LOUD.search(text):
        yield Flaw(where, "it calls the whole channel")
    elif bare := BARE.search(QUOTE.sub("", WELL_FORMED.sub("", text))):
        yield Flaw(where, f"a bare {bare[0]!r} in {text[:60]!r}")


def check_beside(text: str, where: str) -> Iterator[Flaw]:
    """The text beside blocks, which notifications show: nothing in it is formatted."""
    if bare := BARE.search(text):
        yield Flaw(where, f"a bare {bare[0]!r} in {text[:60]!r}")
