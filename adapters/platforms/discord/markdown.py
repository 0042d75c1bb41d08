"""Plain text and lines as Discord's Markdown: whatever a name holds, it stays a name. SPEC 9."""

import re

from bot.model import Line, Span

SPECIAL = re.compile(r"([\\*_~|`\[\]<@]|:(?=\S))")
"""What can begin anything but text; `<` begins mentions and times, `:` emoji and bare links."""
START = re.compile(r"^(\s*)(\d*)(?=(?:-#|#{1,3}|[-+]|>{1,3}|(?<=\d)[.)])(?:\s|$))")
"""What begins a title, small print, a list or a quotation, at the beginning of a line."""
CHANNEL = re.compile(r"discord:(\d{1,20})")
JOINT = "\u200b"
"""Between two bold texts, whose marks would else run together; it has no width."""


def escape(text: str) -> str:
    """Return text that Discord shows as it is within a line; see `as_line` for its beginning."""
    return SPECIAL.sub(r"\\\1", text.replace("\n", " "))


def as_line(text: str) -> str:
    """Return Markdown that is a line of text also at the beginning of a line."""
    return START.sub(r"\1\2\\", text, count=1)


def markdown(line: Line) -> str:
    """Return a line as Markdown, to stand within a line."""
    whole = ""
    for span in line:
        piece = _span(span)
        if whole.endswith("**") and piece.startswith("**"):
            whole += JOINT
        whole += piece
    return whole


def _span(span: Span) -> str:
    channel = CHANNEL.fullmatch(span.text) if span.channel else None
    if channel:
        return f"<#{channel[1]}>"
    if span.at is not None:
        return f"<t:{int(span.at.timestamp())}:f>"
    core = span.text.strip()
    if not core:
        return span.text
    before, _, after = span.text.partition(core)
    text = as_line(escape(core))  # what is bold or linked may begin a line too
    if span.url:
        text = f"[{text}]({link(span.url)})"
    if span.strong:
        text = f"**{text}**"
    return f"{before}{text}{after}"


def link(url: str) -> str:
    """Return an address that ends where it ends, inside the round brackets of a link."""
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def plain(line: Line) -> str:
    """Return a line for where Discord reads no Markdown: footers, buttons, choices."""
    return "".join(span.text for span in line)


def length(text: str) -> int:
    """Return how long Discord may take a text to be: in UTF-16 units, the most of its ways."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """Return plain text of at most so many UTF-16 units, with … where something is missing."""
    if length(text) <= most:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (most - 1)]
    return f"{kept.decode('utf-16-le', 'ignore')}…"
