"""Discord's Markdown, as far as the bot writes it.

What the bot never writes (headings, lists, code, …) is refused rather than drawn as Discord would
not: then either a name got through unescaped, or this file has to learn something new.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from babel.dates import format_datetime

from bench.pictures.text import Glyph, Style, glyphs

TOKEN = re.compile(
    r"\\(?P<escaped>[^A-Za-z0-9\s])"
    r"|(?P<bold>\*\*)"
    r"|\[(?P<name>(?:\\.|[^\\\]])+)\]\(https?://[^\s()]+\)"
    r"|<t:(?P<time>\d+):f>"
    r"|<#(?P<channel>\d+)>"
    r"|(?P<special>[\\*_~|`\[\]<@])"
    r"|(?P<text>.)",
    re.DOTALL,
)
REFUSED = re.compile(r"\s*(#{1,3} |[-*+] |\d+[.)] |>)")
SMALL_PRINT = "-# "
CHANNEL = "#models"
"""What the channel is called that Discord shows by its number."""
TIME = "MMMM d, y 'at' h:mm a"


def inline(text: str, style: Style, link: str) -> Iterator[Glyph]:
    """Give the characters of Markdown within a line; a link has its colour. Raises ValueError."""
    bold = style.bold
    for token in TOKEN.finditer(text):
        if token["special"]:
            raise ValueError(f"{token['special']} at {token.start()} is no plain text: {text}")
        now = replace(style, bold=bold)
        if token["bold"]:
            bold = not bold or style.bold
        elif token["name"]:
            yield from inline(token["name"], replace(now, colour=link), link)
        elif token["time"]:
            moment = datetime.fromtimestamp(int(token["time"]), UTC)
            yield from glyphs(format_datetime(moment, TIME, locale="en_US"), now)
        elif token["channel"]:
            yield from glyphs(CHANNEL, replace(now, colour=link))
        else:
            yield from glyphs(token["escaped"] or token["text"], now)


def paragraphs(text: str, style: Style, small: Style, link: str) -> Iterator[list[Glyph]]:
    """Give the lines of Markdown, before they are wrapped. Raises ValueError."""
    for line in text.split("\n"):
        bare = line.removeprefix(SMALL_PRINT)
        if REFUSED.match(bare) and bare == line:
            raise ValueError(f"{line} is no line of text")
        yield list(inline(bare, small if bare != line else style, link))
