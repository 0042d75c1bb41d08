"""A question as the value of a button, so that a press is understood after any restart. Pure."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from bot.model.channels import Next

ASK, SHOW, FORM = "ask", "show", "form"


@dataclass(frozen=True, slots=True)
class Press:
    """What a press asks for."""

    command: str
    given: dict[str, str]
    show: bool = False
    form: bool = False


def encode(its: Next, longest: int) -> str | None:
    """Return a question in at most so many characters, None for one that is longer."""
    given = urlencode(dict(its.given), safe=",")
    verb = FORM if its.form else SHOW if its.show else ASK
    text = f"{verb} {its.command}?{given}"
    return text if len(text) <= longest else None


def decode(text: str) -> Press | None:
    """Return what a value asks for, None if it is none of ours."""
    verb, _, rest = text.partition(" ")
    command, mark, given = rest.partition("?")
    if verb not in {ASK, SHOW, FORM} or not mark:
        return None
    return Press(command, dict(parse_qsl(given)), show=verb == SHOW, form=verb == FORM)
