"""A message as Discord's dark theme shows it on a phone, as SVG: from what Discord gets, all of it.

Text is text, in the font that a reader has, held to the width that it was broken for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from babel.dates import format_datetime

from adapters.sources.invented import LABEL
from bench.pictures.marks import MARKS
from bench.pictures.played import BUTTON, MENU, Shown
from bench.pictures.text import Glyph, Style, cut, glyphs, inline, paragraphs, runs, wrapped

WIDTH, MARGIN, COLUMN, EDGE = 400, 12, 60, 4
"""Pixels: of the picture, around it, where a message begins, and of an embed's colour."""
PADDING, GAP, ROUND = 12, 8, 4
INNER = WIDTH - MARGIN - COLUMN - EDGE - 2 * PADDING
ROW = 1
"""Discord's number for a row of components."""
BUTTON_HEIGHT, MENU_HEIGHT, UNDER_HEIGHT = 32, 40, 22

CHAT, EMBED, FIELD = "#313338", "#2b2d31", "#1e1f22"
WHITE, TEXT, GREY, LINK, BLURPLE = "#f2f3f5", "#dbdee1", "#949ba4", "#00a8fc", "#5865f2"
FILLS = {1: BLURPLE, 2: "#4e5058", 3: "#248046", 4: "#da373c"}
"""By a button's style."""
HEAD = Style(16, WHITE, bold=True)
BODY, SMALL, FOOTER = Style(14, TEXT), Style(12, GREY), Style(12, TEXT)
CAPTION, CHOICE, BADGE = Style(14, "#fff"), Style(14, GREY), Style(10, "#fff", bold=True)
UNDER = Style(10, "#848d97")
"""What stands under the message, on a page that may be light or dark."""

EMBED_KEYS = {"title", "url", "description", "footer", "color", "type", "flags"}
"""What of an embed is drawn, or says nothing to a reader."""
FONT = "'Helvetica Neue',Helvetica,Arial,sans-serif"
ARROWS = "M9 15h9M14 11l4 4-4 4M27 21h-9M22 17l-4 4 4 4"
EYE = "M1 6c3-5 9-5 12 0-3 5-9 5-12 0zm6-2.2a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z"


@dataclass
class Canvas:
    """What is drawn so far, from the top down to `y`."""

    y: int = MARGIN
    parts: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    """The emoji used, by the name of their drawing."""

    def box(self, area: tuple[int, int, int, int], fill: str, radius: int = ROUND) -> None:
        """Draw a filled rectangle: left, top, width, height."""
        x, y, width, height = area
        self.parts.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}" fill="{fill}"/>'
        )

    def path(self, path: str, at: tuple[float, float], look: str) -> None:
        """Draw a path that begins at a place."""
        self.parts.append(f'<path transform="translate({at[0]} {at[1]})" d="{path}" {look}/>')

    def line(self, line: Iterable[Glyph], x: float, middle: float) -> float:
        """Write one line around the middle of its height; return where it ends."""
        end = x
        for run in runs(line):
            left, width = x + run.left / 1_000, run.width / 1_000
            end, size = left + width, run.style.size
            if run.text in MARKS:
                self._mark(run.text, left, middle, size)
                continue
            bold = ' class="b"' if run.style.bold else ""
            larger = f' font-size="{size}"' if size != BODY.size else ""
            colour = f' fill="{run.style.colour}"' if run.style.colour != TEXT else ""
            place = f'x="{_number(left)}" y="{_number(middle + size * 0.35)}"'
            self.parts.append(
                f"<text {place}{bold}{larger}{colour} "
                f'textLength="{_number(width)}" lengthAdjust="spacingAndGlyphs">'
                f"{escape(run.text, quote=False)}</text>"
            )
        return end

    def lines(self, line: Sequence[Glyph], x: int, width: int, height: int) -> None:
        """Write lines that fit a width, each of a height, and go below them."""
        for its in wrapped(line, width):
            self.line(its, x, self.y + height / 2)
            self.y += height

    def _mark(self, mark: str, left: float, middle: float, size: int) -> None:
        name = self.marks.setdefault(mark, f"m{len(self.marks)}")
        scale = _number(size * 1.25 / 36)
        top = _number(middle - size * 1.25 / 2)
        self.parts.append(
            f'<use href="#{name}" transform="translate({_number(left)} {top}) scale({scale})"/>'
        )


def draw(shown: Shown, name: str) -> str:
    """Return a message as a picture of that name. Raises ValueError for what it can't draw."""
    canvas = Canvas()
    if shown.asked:
        _question(canvas, shown.asked)
    _author(canvas, shown)
    _embed(canvas, shown.embed)
    for row in shown.rows:
        _row(canvas, row)
    if shown.private:
        _private(canvas)
    bottom = canvas.y + MARGIN
    canvas.line(glyphs(LABEL, UNDER), MARGIN, bottom + UNDER_HEIGHT / 2 - 1)
    return _svg(canvas, name, bottom)


def _svg(canvas: Canvas, name: str, bottom: int) -> str:
    height = bottom + UNDER_HEIGHT
    look = (
        f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="{FONT}" font-size="{BODY.size}" fill="{TEXT}"'
    )
    marks = "".join(f'<g id="{its}">{MARKS[mark]}</g>\n' for mark, its in canvas.marks.items())
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {look}>',
            f"<title>Overtake on Discord: {escape(name)}</title>",
            "<style>.b{font-weight:600}</style>",
            *([f"<defs>\n{marks}</defs>"] if marks else []),
            f'<rect width="{WIDTH}" height="{bottom}" rx="8" fill="{CHAT}"/>',
            *canvas.parts,
            "</svg>\n",
        )
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


# --- the frame


def _question(canvas: Canvas, asked: str) -> None:
    """Say who used which command, with the line that leads to the answer."""
    middle = canvas.y + 8
    canvas.path(
        "M0 12V5a5 5 0 0 1 5-5h21", (30, middle), 'fill="none" stroke="#4e5058" stroke-width="2"'
    )
    canvas.parts.append(f'<circle cx="{COLUMN + 8}" cy="{middle}" r="8" fill="#3ba55d"/>')
    said = [
        *glyphs("Ada", Style(13, WHITE, bold=True)),
        *glyphs(" used ", Style(13, GREY)),
        *glyphs(f"/{asked}", Style(13, LINK)),
    ]
    canvas.line(said, COLUMN + 22, middle)
    canvas.y += 22


def _author(canvas: Canvas, shown: Shown) -> None:
    x, y = MARGIN, canvas.y
    canvas.parts.append(f'<circle cx="{x + 18}" cy="{y + 18}" r="18" fill="{BLURPLE}"/>')
    look = 'fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round"'
    canvas.path(ARROWS, (x, y), look)
    end = round(canvas.line(glyphs("Overtake", HEAD), COLUMN, y + 9)) + 5
    canvas.box((end, y + 2, 28, 15), BLURPLE, 3)
    canvas.line(glyphs("APP", BADGE), end + 3.5, y + 9.5)
    time = format_datetime(shown.at, "M/d/yy, h:mm a", locale="en_US")
    canvas.line(glyphs(time, SMALL), end + 35, y + 9.5)
    canvas.y += 22


def _private(canvas: Canvas) -> None:
    canvas.y += GAP
    canvas.path(EYE, (COLUMN, canvas.y + 2), f'fill="{GREY}" fill-rule="evenodd"')
    said = [
        *glyphs("Only you can see this · ", SMALL),
        *glyphs("Dismiss message", Style(12, LINK)),
    ]
    canvas.line(said, COLUMN + 20, canvas.y + 8)
    canvas.y += 16


# --- the message


def _embed(canvas: Canvas, embed: Mapping[str, Any]) -> None:
    strange = embed.keys() - EMBED_KEYS
    if strange:
        raise ValueError(f"nothing here draws an embed's {', '.join(sorted(strange))}")
    top, place = canvas.y, len(canvas.parts)
    x = COLUMN + EDGE + PADDING
    canvas.y += PADDING
    if title := embed.get("title"):
        style = Style(16, LINK if "url" in embed else WHITE, bold=True)
        canvas.lines(list(inline(title, style, LINK)), x, INNER, 21)
        canvas.y += GAP
    if body := embed.get("description"):
        for line in paragraphs(body, BODY, SMALL, LINK):
            canvas.lines(line, x, INNER, 18)
        canvas.y += GAP
    if footer := embed.get("footer"):
        for text in footer["text"].split("\n"):
            canvas.lines(list(glyphs(text, FOOTER)), x, INNER, 16)
        canvas.y += GAP
    canvas.y += PADDING - GAP
    width, height = WIDTH - MARGIN - COLUMN, canvas.y - top
    under = Canvas()
    under.box((COLUMN, top, 3 * EDGE, height), f"#{embed['color']:06x}")
    under.box((COLUMN + EDGE, top, width - EDGE, height), EMBED)
    under.box((COLUMN + EDGE, top, ROUND, height), EMBED, 0)
    canvas.parts[place:place] = under.parts


def _row(canvas: Canvas, row: Mapping[str, Any]) -> None:
    if row["type"] != ROW:
        raise ValueError(f"nothing here draws a component of type {row['type']}")
    canvas.y += GAP
    x, height = COLUMN, 0
    for item in row["components"]:
        if item["type"] == MENU:
            x, height = _menu(canvas, item, x), MENU_HEIGHT
        elif item["type"] == BUTTON:
            x, height = _button(canvas, item, x), BUTTON_HEIGHT
        else:
            raise ValueError(f"nothing here draws a component of type {item['type']}")
    canvas.y += height


def _button(canvas: Canvas, button: Mapping[str, Any], x: int) -> int:
    """Draw a button, below the others where the row is full; return where the next one begins."""
    label = list(glyphs(button["label"], CAPTION))
    width = round(sum(its.width for its in label) / 1_000) + 32
    if x + width > WIDTH - MARGIN:
        x, canvas.y = COLUMN, canvas.y + BUTTON_HEIGHT + GAP
    canvas.box((x, canvas.y, width, BUTTON_HEIGHT), FILLS[button["style"]])
    canvas.line(label, x + 16, canvas.y + BUTTON_HEIGHT / 2)
    return x + width + GAP


def _menu(canvas: Canvas, menu: Mapping[str, Any], x: int) -> int:
    """Draw a closed menu: its first word is Discord's own where we give none."""
    width = WIDTH - MARGIN - x
    chosen = [its["label"] for its in menu["options"] if its["default"]]
    text = chosen[0] if chosen else menu.get("placeholder") or "Make a selection"
    canvas.box((x, canvas.y, width, MENU_HEIGHT), FIELD)
    canvas.line(cut(list(glyphs(text, CHOICE)), width - 48), x + 12, canvas.y + MENU_HEIGHT / 2)
    look = f'fill="none" stroke="{TEXT}" stroke-width="2"'
    canvas.path("M0 0l6 6 6-6", (x + width - 26, canvas.y + 17), look)
    return x + width
