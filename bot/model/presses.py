"""A question as the value of a button, so that a press is understood after any restart. Pure."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from bot.model.channels import Next

ASK, SHOW = "ask", "show"


@dataclass(frozen=True, slots=True)
class Press:
    """What a press asks for."""

    command: str
    given: dict[str, str]
    show: bool


def encode(its: Next, longest: int) -> str | None:
    """Return a question in at most so many characters, None for one that is longer."""
    given = urlencode(dict(its.given), safe=",")
    text = f"{SHOW if its.show else ASK} {its.command}?{given}"
    return text if len(text) <= longest else None


def decode(text: str) -> Press | None:
    """Return what a value asks for, None if it is none of ours."""
    verb, _, rest = text.partition(" ")
    command, mark, given = rest.partition("?")
    if verb not in {ASK, SHOW} or not mark:
        return None
    return Press(command, dict(parse_qsl(given)), show=verb == SHOW)
