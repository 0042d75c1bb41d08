"""Lines as Slack's rich text: whatever a name holds, it stays a name. SPEC 9.

Slack parses `mrkdwn` only; so no text of ours is that. A `rich_text` block says of each of its
elements what it is, and so a name can be no mention, link, emoji or formatting; nor can it be in a
`plain_text` or a `raw_text`. What is refused: an element without text.
https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

import html
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from slack_sdk.models.blocks import (
    PlainTextObject,
    RawTextObject,
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextSectionElement,
)

from bot.model import Line, Span

CHANNEL = re.compile(r"slack:([CG][A-Z0-9]{1,20})")
"""A channel that Slack shows by its name, and to its members only; a direct message has none."""
MOMENT = "{date_short_pretty} {time}"
"""How a moment reads in each reader's own zone: "yesterday 3:30 PM", "Jun 9, 2026 3:30 PM"."""
UNSEEN = {"Cc", "Cf", "Cs"}
"""The categories of what nobody sees: controls, marks of direction and joints, half characters."""
SPACE = "Zs"
"""The category of spaces, which are kept as they are; other white space breaks a line."""


def clean(text: str) -> str:
    """Return text on one line, without what nobody sees."""
    return text if text.isprintable() else "".join(map(_clean, text))


def _clean(char: str) -> str:
    category = unicodedata.category(char)
    if char.isspace() and category != SPACE:
        return " "
    return "" if category in UNSEEN else char


def plain(line: Line) -> str:
    """Return a line for where Slack has no rich text: headers, notes, buttons, notifications."""
    return clean("".join(span.text for span in line))


def is_plain(line: Line) -> bool:
    """Return whether a line is its text, with no link, moment or channel in it."""
    return not any(span.url or span.at or span.channel for span in line)


def has_text(line: Line) -> bool:
    """Return whether there is something to see."""
    return bool(plain(line).strip())


def escape(text: str) -> str:
    """Return plain text as Slack reads it where it also reads `<!channel>`, `<@U…>` and links.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return html.escape(text, quote=False)


def length(text: str) -> int:
    """Return how long Slack may take a text to be: escaped, in UTF-16 units, its longest way."""
    return size(escape(text))


def size(text: str) -> int:
    """Return the length of text that is escaped already."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """Return plain text that is at most so long, with … where something is missing."""
    if length(text) <= most:
        return text
    so_far = accumulate(map(length, text))
    return "".join(char for char, much in zip(text, so_far, strict=True) if much < most) + "…"


def weight(line: Line) -> int:
    """Return what a line adds to the size of a message: its text and its links."""
    return sum(length(clean(span.text)) + length(span.url or "") for span in line)


# --- as Slack's objects


def text_object(text: str) -> PlainTextObject:
    """Return text in which not even `:smile:` is anything else."""
    return PlainTextObject(text=text, emoji=False)


def rich(lines: Sequence[Line], italic: Collection[int] = ()) -> RichTextBlock:
    """Return lines as one block, those with some numbers in italics."""
    parts: list[RichTextElement] = []
    for number, line in enumerate(lines):
        if number:
            parts.append(RichTextElementParts.Text(text="\n"))
        parts.extend(_elements(line, italic=number in italic))
    return RichTextBlock(elements=[RichTextSectionElement(elements=parts)])


def table_cell(line: Line) -> RichTextBlock | RawTextObject:
    """Return a line as a table's cell; an empty one is refused, so it has a space."""
    is_bold = any(span.strong for span in line)
    if not has_text(line) or (is_plain(line) and not is_bold):
        return RawTextObject(text=plain(line).strip() or " ")
    return rich([line])


def _elements(line: Line, *, italic: bool = False) -> Iterator[RichTextElement]:
    for span in line:
        text = clean(span.text)
        if text:
            yield _element(span, text, _style(span, italic=italic))


def _style(span: Span, *, italic: bool) -> RichTextElementParts.TextStyle | None:
    if not span.strong and not italic:
        return None
    return RichTextElementParts.TextStyle(bold=span.strong or None, italic=italic or None)


def _element(
    span: Span, text: str, style: RichTextElementParts.TextStyle | None
) -> RichTextElement:
    channel = CHANNEL.fullmatch(span.text) if span.channel else None
    if channel:
        return RichTextElementParts.Channel(channel_id=channel[1], style=style)
    if span.at is not None:
        return RichTextElementParts.Date(
            timestamp=int(span.at.timestamp()), format=MOMENT, fallback=text, style=style
        )
    if span.url and text.strip():
        return RichTextElementParts.Link(url=span.url, text=text, style=style)
    return RichTextElementParts.Text(text=text, style=style)
