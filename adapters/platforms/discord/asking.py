"""A question as the id of a button, so that a press is understood after any restart."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from bot.model import Next

LONGEST = 100
"""Characters of a custom id, and of a choice's value (Discord)."""
ASK, SHOW = "ask", "show"
MENU = "choose"
"""The id of a menu; what is asked is the value that is chosen."""


@dataclass(frozen=True, slots=True)
class Press:
    """What a press asks for."""

    command: str
    given: dict[str, str]
    show: bool


def encode(its: Next) -> str | None:
    """Return the id of a question, None for one that is too long to be an id."""
    given = urlencode(dict(its.given), safe=",")
    text = f"{SHOW if its.show else ASK} {its.command}?{given}"
    return text if len(text) <= LONGEST else None


def decode(text: str) -> Press | None:
    """Return what an id asks for, None if it is none of ours."""
    verb, _, rest = text.partition(" ")
    command, mark, given = rest.partition("?")
    if verb not in {ASK, SHOW} or not mark:
        return None
    return Press(command, dict(parse_qsl(given)), show=verb == SHOW)
