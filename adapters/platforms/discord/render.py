"""A View as a Discord message: one embed, and buttons under it. Pure but for discord.py's records.

An embed rather than Components V2: it takes 6,000 characters where those take 4,000, may follow a
deferred answer, and is what every client and search has shown for years. See `docs/why.md`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import accumulate

import discord

from adapters.platforms.discord.markdown import as_line, cut, escape, length, link, markdown, plain
from bot.model import Kind, Line, Next, Row, Span, Table, View
from bot.model.looks import MARKS, NARROW, UNKNOWN
from bot.model.presses import encode

TITLE, BODY, FOOTER = 256, 4_096, 1_500
"""Discord's limits for an embed's title and description; a footer shorter than its 2,048, so that
the three stay under the 6,000 of all embeds of a message."""
LABEL, CHOICE, CHOICES, BUTTONS, PLACEHOLDER = 80, 100, 25, 5, 150
"""...for a button's text and a choice's, how many of each, and what a menu says before a choice."""
IDENTITY = 100
"""...for a button's id and a choice's value: the question that a press asks."""
ALT = 1_024
"""...for what is said of a picture to whoever cannot see it."""
FILE = "chart.png"
"""What a picture is called; an embed shows it by this name."""
MENU = "choose"
"""The id of a menu; what is asked is the value that is chosen."""
SHORT = 30
"""A longer label is a sentence: a choice of a menu rather than a button (ours)."""
COLOURS = {
    Kind.LEADER: 0xE0A800,
    Kind.OVERTAKE: 0x8E44AD,
    Kind.SEATS: 0x1F9E9E,
    Kind.ENTERED: 0x2E8B57,
    Kind.MILESTONE: 0x2F6FDE,
    Kind.RELEASED: 0x2E8B57,
    Kind.MOVED: 0x7A7A7A,
    Kind.FORECAST: 0x7A7A7A,
    Kind.LEFT: 0xC0392B,
    Kind.DATA: 0xE67E22,
}
"""The colour of a post is that of its first row, the most important one."""
CALM = 0x5B6472
"""The colour of an answer."""


@dataclass(frozen=True, slots=True)
class Message:
    """A View, ready to be sent."""

    embed: discord.Embed
    next: tuple[Next, ...]
    choice: str = ""
    picture: bytes | None = field(default=None, repr=False)
    """A PNG that the embed shows."""
    alt: str = ""
    """The same facts in words."""

    def files(self) -> list[discord.File]:
        """Return the picture to be sent, if there is one; for one request, which closes it."""
        if self.picture is None:
            return []
        return [discord.File(BytesIO(self.picture), FILE, description=self.alt or None)]

    def buttons(self) -> discord.ui.View | None:
        """Return the buttons and the menu; they are stopped, so that discord.py keeps none of it.

        A press is answered by its id (`asking`), whichever process sent the message.
        """
        if not self.next:
            return None
        shown = discord.ui.View(timeout=None)
        for item in _items(self.next, self.choice):
            shown.add_item(item)
        shown.stop()
        return shown if shown.children else None


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a body that are shown or left out together."""

    text: str
    is_row: bool = False
    """Whether it is a row of the View, rather than what stands above some."""


def render(view: View, picture: bytes | None = None) -> Message:
    """Return a View as a message that fits Discord's limits, whatever the View holds.

    Rows that don't fit are left out whole, and the message says how many. With it goes the picture
    of its figure, if that is there.
    """
    title, head = _title(view)
    body = _fitting([*head, *_tables(view)], list(_rows(view)), view)
    if not body and length(title) <= TITLE and not view.url:  # a sentence alone is no title
        title, body = "", title
    embed = discord.Embed(
        title=title or None,
        url=_address(view) if title else None,
        description=body or None,
        colour=_colour(view.rows),
    )
    if view.notes:
        embed.set_footer(text=_footer(view.notes))
    if view.figure is None or picture is None:
        return Message(embed, view.next, view.choice)
    alt = cut(view.figure.alt, ALT)
    return Message(_with_picture(embed, alt), view.next, view.choice, picture, alt)


def _with_picture(embed: discord.Embed, alt: str) -> discord.Embed:
    """Return an embed with the picture that is sent beside it, described.

    Discord keeps an image's own description since June 2026 (discord-api-docs, issue 8373), and
    discord.py has no word for it; older clients know the attachment's.
    """
    image = {"url": f"attachment://{FILE}", **({"description": alt} if alt else {})}
    return discord.Embed.from_dict({**embed.to_dict(), "image": image})


def _colour(rows: Sequence[Row]) -> int:
    return next((COLOURS[row.kind] for row in rows if row.kind is not None), CALM)


def _address(view: View) -> str | None:
    """Return what the title opens: the View's page, or what its only linked name says."""
    linked = [span.url for span in view.title if span.url]
    return view.url or (linked[0] if len(linked) == 1 and len(view.title) == 1 else None)


def _title(view: View) -> tuple[str, list[Block]]:
    """Return the title, or its text as the first line of the body, where a title can't show it.

    It is too long, or names a channel or a moment, which Discord shows as such in a body only.
    """
    unlinked = tuple(replace(span, url=None) for span in view.title)
    title = as_line(markdown(unlinked))
    if length(title) <= TITLE and not any(span.channel or span.at for span in view.title):
        return title, []
    return "", [Block(as_line(markdown(view.title)))]


# --- the body: lines, each of which is left out whole


def _tables(view: View) -> Iterator[Block]:
    """Give the lines of the tables."""
    for number, table in enumerate(view.tables):
        if number:
            yield Block("")
        yield from _narrow(table) if len(table.header) <= NARROW else _wide(table)


def _rows(view: View) -> Iterator[Block]:
    """Give the lines of the rows."""
    for number, row in enumerate(view.rows):
        if number and row.kind is not None:  # news are sentences of several lines on a phone
            yield Block("")
        mark = f"{MARKS[row.kind]} " if row.kind is not None else ""
        yield Block(as_line(f"{mark}{markdown(row.line)}"), is_row=True)


def _narrow(table: Table) -> Iterator[Block]:
    """Give one line a row, under the names of the columns."""
    yield _small(" · ".join(markdown(_text(name)) for name in table.header))
    for row in table.rows:
        yield Block(as_line(" · ".join(markdown(cell) for cell in row)), is_row=True)


def _wide(table: Table) -> Iterator[Block]:
    """Give two lines a row: its name, then what is known, with the names of the columns."""
    yield _small(markdown(_text(table.header[0])))
    for row in table.rows:
        name = tuple(replace(span, strong=True) for span in row[0])
        cells = zip(table.header[1:], row[1:], strict=True)
        known = [_labelled(label, cell) for label, cell in cells if plain(cell) != UNKNOWN]
        lines = (markdown(name), " · ".join(known))
        yield Block("\n".join(as_line(line) for line in lines if line), is_row=True)


def _labelled(label: str, cell: Line) -> str:
    """Return a cell with its column's name; a place and a name speak for themselves."""
    speaks = plain(cell).startswith("#") or any(span.strong for span in cell)
    return markdown(cell) if speaks else f"{markdown(_text(label))} {markdown(cell)}"


def _small(text: str) -> Block:
    return Block(f"-# {as_line(text)}")


def _text(text: str) -> Line:
    return (Span(text),)


def _fitting(tables: Sequence[Block], rows: Sequence[Block], view: View) -> str:
    """Return as much as fits, how many rows are left out, and what the core says of more.

    Of a long table rows are left out before the sentences under it, which sum it up.
    """
    end = [_linked(plain(view.more), view)] if view.more else []
    room = BODY - _length(end)
    under = [its.text for its in rows] if tables else []
    if _length(under) > room // 2:
        tables, under = [*tables, *rows], []
    blocks = tables or rows
    kept, left_out = _kept(blocks, room - _length(under), view)
    return "\n".join((*kept, *left_out, *under, *end))


def _kept(blocks: Sequence[Block], room: int, view: View) -> tuple[list[str], list[str]]:
    """Return the blocks that fit, and the line that says how many rows do not, if any."""
    texts = [its.text for its in blocks]
    if _length(texts) - 1 <= room:
        return texts, []
    room -= length(_linked(f"+{len(blocks)} …", view)) + 1
    so_far = accumulate(length(text) + 1 for text in texts)
    kept = [text for text, much in zip(texts, so_far, strict=True) if much - 1 <= room]
    count = sum(its.is_row for its in blocks[len(kept) :])
    return kept, [_linked(f"+{count} …", view)]


def _length(lines: Sequence[str]) -> int:
    """Return how long lines are, with the breaks between them."""
    return sum(length(line) + 1 for line in lines)


def _linked(text: str, view: View) -> str:
    """Return what is said of more, opening the page that shows it, if there is one."""
    return f"[{escape(text)}]({link(view.url)})" if view.url else as_line(escape(text))


def _footer(notes: Sequence[Line]) -> str:
    """Return the notes that fit; the last one, which says what the data are, before the others."""
    kept: list[str] = []
    for note in reversed(notes):
        text = "\n".join((plain(note), *kept))
        if length(text) <= FOOTER:
            kept.insert(0, plain(note))
    left_out = len(notes) - len(kept)
    return "\n".join((*([f"+{left_out} …"] if left_out else []), *kept))


# --- what may be asked next


def _items(offered: Sequence[Next], choice: str) -> Iterator[discord.ui.Item[discord.ui.View]]:
    """Give a button for each short label, and one menu for the sentences."""
    asked = (its for its in offered if its.label.strip() and not its.form)
    ids = {code: its for its in asked if (code := encode(its, IDENTITY))}
    short = {code: its for code, its in ids.items() if len(its.label) <= SHORT}
    for code, its in list(short.items())[:BUTTONS]:
        yield discord.ui.Button(label=cut(its.label, LABEL), custom_id=code, row=0)
    options = [
        discord.SelectOption(label=cut(its.label, CHOICE), value=code)
        for code, its in ids.items()
        if code not in short
    ]
    if options:
        yield discord.ui.Select(
            custom_id=MENU,
            placeholder=cut(choice, PLACEHOLDER) or None,
            options=options[:CHOICES],
            row=1,
        )
