"""A message as Slack's light theme shows it on a phone: from what Slack gets, all of it.

What was typed is not drawn: Slack shows that only where a command is acknowledged with
`in_channel`, and our answers follow an empty acknowledgement.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from math import ceil
from typing import Any

from adapters.platforms.slack.render import render
from bench.pictures.canvas import GAP, Canvas, Look
from bench.pictures.charts import Chart, chart_of
from bench.pictures.played import Shown
from bench.pictures.text import Glyph, Style, glyphs, wide, wrapped

Json = Mapping[str, Any]

BLACK, GREY, LINK, LINE, SHADE = "#1d1c1d", "#616061", "#1264a3", "#d5d5d6", "#f8f8f8"
BUTTON_EDGE = "#b5b5b6"
NOTE, CAPTION = Style(13, GREY), Style(13, BLACK, bold=True)
LOOK = Look(
    chat="Slack",
    fonts="Lato,'Helvetica Neue',Helvetica,Arial,sans-serif",
    rules=".b{font-weight:700}.i{font-style:italic}",
    paper="#fff",
    edge="#d0d7de",
    column=56,
    body=Style(15, BLACK),
    name=Style(15, BLACK, bold=True),
    small=Style(12, GREY),
    badge=Style(10, GREY, bold=True),
    badge_fill="#e8e8e8",
    avatar_fill="#5865f2",
    avatar_round=8,
    round=8,
    button_height=30,
    button_padding=12,
    time="h:mm a",
)
TEXT_HEIGHT, NOTE_HEIGHT, CELL_HEIGHT = 22, 18, 18

BESIDE, ABOVE = 5, 6
"""Pixels in a cell beside its text, and above and below it."""
HEAD, CELL = Style(13, BLACK, bold=True), Style(13, BLACK)
"""The size is ours, as are the widths of columns: how a phone lays them out is written nowhere."""
NARROWEST = 80
"""Of a column that is wrapped; a table that leaves it less is refused."""
MARKED = {"bold", "italic"}
UPLOADED = "F1"
"""What Slack would know the chart by."""


def draw(shown: Shown, name: str) -> str:
    """Return a message as a picture of that name. Raises ValueError for what it can't draw."""
    if shown.view.private:
        raise ValueError(f"nothing here draws that only one person sees {name}")
    canvas = Canvas(LOOK)
    canvas.author(shown.at)
    canvas.y -= GAP // 2
    chart = chart_of(shown.view)
    for block in render(shown.view, file=UPLOADED if chart else "").blocks:
        canvas.y += GAP
        draw_block(canvas, block, chart)
    return canvas.picture(name)


def draw_block(canvas: Canvas, block: Json, chart: Chart | None = None) -> None:
    """Draw a block as Slack gets it. Raises ValueError."""
    match block:
        case {"type": "rich_text"}:
            for line in _lines(block, LOOK.body):
                canvas.lines(line, LOOK.column, canvas.inner, TEXT_HEIGHT)
        case {"type": "table"}:
            _table(canvas, block)
        case {"type": "context", "elements": [note]}:
            for text in _plain(note).split("\n"):
                canvas.lines(list(glyphs(text, NOTE)), LOOK.column, canvas.inner, NOTE_HEIGHT)
        case {"type": "image", "slack_file": {"id": file}} if chart and file == UPLOADED:
            canvas.image(chart, LOOK.column, canvas.inner)
        case {"type": "actions"}:
            _buttons(canvas, block["elements"])
        case _:
            raise ValueError(f"nothing here draws this {block['type']}: {block}")


# --- text


def _lines(block: Json, style: Style) -> Iterator[list[Glyph]]:
    """Give the lines of rich text, before they are wrapped."""
    line: list[Glyph] = []
    for section in block["elements"]:
        if section["type"] != "rich_text_section":
            raise ValueError(f"nothing here draws a {section['type']}")
        for element in section["elements"]:
            first, *others = _text(element).split("\n")
            styled = _styled(element, style)
            line.extend(glyphs(first, styled))
            for other in others:
                yield line
                line = list(glyphs(other, styled))
        yield line
        line = []


def _text(element: Json) -> str:
    if element["type"] not in {"text", "link"}:
        raise ValueError(f"nothing here draws a {element['type']}")
    return str(element["text"])


def _styled(element: Json, style: Style) -> Style:
    """Return how an element looks among text of a style."""
    marks = element.get("style", {})
    if strange := marks.keys() - MARKED:
        raise ValueError(f"nothing here draws what is {', '.join(sorted(strange))}")
    colour = LINK if element["type"] == "link" else style.colour
    bold = style.bold or marks.get("bold", False)
    return replace(style, colour=colour, bold=bold, italic=marks.get("italic", False))


def _plain(text: Json) -> str:
    """Return a text in which Slack reads nothing but text."""
    if text["type"] != "plain_text" or text.get("emoji", True):
        raise ValueError(f"Slack would read more than text in {text}")
    return str(text["text"])


# --- what can be pressed


def _buttons(canvas: Canvas, buttons: Sequence[Json]) -> None:
    x = LOOK.column
    for button in buttons:
        if button["type"] != "button":
            raise ValueError(f"nothing here draws a {button['type']}")
        label = list(glyphs(_plain(button["text"]), CAPTION))
        x = canvas.button(label, x, LOOK.paper, BUTTON_EDGE)
    canvas.y += LOOK.button_height


# --- tables


def _table(canvas: Canvas, block: Json) -> None:
    """Draw a table: its first row is bold and shaded, and lines go round each cell."""
    rows = [
        [_cell(cell, CELL if number else HEAD) for cell in row]
        for number, row in enumerate(block["rows"])
    ]
    settings = block["column_settings"]
    widths = _widths(rows, [its.get("is_wrapped", False) for its in settings], canvas.inner)
    place, tops = len(canvas.parts), [canvas.y]
    for row in rows:
        _row(canvas, row, widths, [its["align"] == "right" for its in settings])
        tops.append(canvas.y)
    canvas.parts[place:place] = _grid(widths, tops)


def _cell(cell: Json, style: Style) -> list[Glyph]:
    if cell["type"] == "raw_text":
        return list(glyphs(cell["text"], style))
    [line] = _lines(cell, style)
    return line


def _widths(rows: Sequence[Sequence[list[Glyph]]], wraps: Sequence[bool], room: int) -> list[int]:
    """Return the columns' widths: those that are wrapped share what the others leave."""
    widths = [max(map(ceil, map(wide, cells))) + 2 * BESIDE for cells in zip(*rows, strict=True)]
    left = room - sum(width for width, wrap in zip(widths, wraps, strict=True) if not wrap)
    each = left // (sum(wraps) or 1)
    if each < NARROWEST * any(wraps):
        raise ValueError(f"a table's names have no room: {widths}")
    return [min(width, each) if wrap else width for width, wrap in zip(widths, wraps, strict=True)]


def _row(
    canvas: Canvas, row: Sequence[list[Glyph]], widths: Sequence[int], rights: Sequence[bool]
) -> None:
    top, x = canvas.y + ABOVE, LOOK.column
    bottom = top
    for cell, width, right in zip(row, widths, rights, strict=True):
        canvas.y = top
        for line in wrapped(cell, width - 2 * BESIDE):
            start = x + width - BESIDE - wide(line) if right else x + BESIDE
            canvas.line(line, start, canvas.y + CELL_HEIGHT / 2)
            canvas.y += CELL_HEIGHT
        x, bottom = x + width, max(bottom, canvas.y)
    canvas.y = bottom + ABOVE


def _grid(widths: Sequence[int], tops: Sequence[int]) -> list[str]:
    """Return the lines of a table, and the shade of its first row."""
    under, left, width = Canvas(LOOK), LOOK.column, sum(widths)
    top, second, *others, bottom = tops
    under.box((left, top, width, bottom - top), SHADE, edge=LINE)
    under.box((left + 1, second, width - 2, bottom - second - 1), LOOK.paper, LOOK.round - 1)
    under.box((left + 1, second, width - 2, LOOK.round), LOOK.paper, 0)
    across = "".join(f"M1 {y - top}h{width - 1}" for y in (second, *others))
    down = "".join(f"M{x} 1v{bottom - top - 1}" for x in list(accumulate(widths))[:-1])
    under.path(across + down, (left - 0.5, top - 0.5), f'fill="none" stroke="{LINE}"')
    return under.parts
