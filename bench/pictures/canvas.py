"""What a picture of a message is drawn on and with, whichever the chat: text, boxes, the frame.

Text is text, in the font that a reader has, held to the width that it was broken for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from babel.dates import format_datetime

from adapters.sources.invented import LABEL
from bench.pictures.charts import Chart
from bench.pictures.marks import MARKS
from bench.pictures.text import Glyph, Style, glyphs, runs, wide, wrapped

WIDTH, MARGIN, GAP = 400, 12, 8
"""Pixels: of the picture, around it, and between what stands in it."""
AVATAR, NAME_HEIGHT, UNDER_HEIGHT = 36, 22, 22
UNDER = Style(10, "#848d97")
"""What stands under the message, on a page that may be light or dark."""
ARROWS = "M9 15h9M14 11l4 4-4 4M27 21h-9M22 17l-4 4 4 4"

Area = tuple[int, int, int, int]
"""Left, top, width, height."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a chat looks, whatever is written in it."""

    chat: str
    fonts: str
    rules: str
    """What the classes `b` and `i` are, as a style sheet says it."""
    paper: str
    edge: str
    """The colour of the line around the picture; empty if there is none."""
    column: int
    """Where a message begins."""
    body: Style
    name: Style
    small: Style
    badge: Style
    badge_fill: str
    avatar_fill: str
    avatar_round: int
    round: int
    button_height: int
    button_padding: int
    time: str
    """How the time of a message is written, as Babel has it."""


@dataclass
class Canvas:
    """What is drawn so far, from the top down to `y`."""

    look: Look
    y: int = MARGIN
    parts: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    """The emoji used, by the name of their drawing."""

    @property
    def right(self) -> int:
        """Where a message ends."""
        return WIDTH - MARGIN

    @property
    def inner(self) -> int:
        """How wide a message is."""
        return self.right - self.look.column

    # --- shapes

    def box(self, area: Area, fill: str, radius: int | None = None, edge: str = "") -> None:
        """Draw a filled rectangle, with a line just inside it if `edge` is a colour."""
        x, y, width, height = area
        place = f'x="{x}" y="{y}" width="{width}" height="{height}"'
        if edge:
            place = f'x="{x + 0.5}" y="{y + 0.5}" width="{width - 1}" height="{height - 1}"'
        stroke = f' stroke="{edge}"' if edge else ""
        rx = self.look.round if radius is None else radius
        self.parts.append(f'<rect {place} rx="{rx}" fill="{fill}"{stroke}/>')

    def path(self, path: str, at: tuple[float, float], look: str) -> None:
        """Draw a path that begins at a place."""
        self.parts.append(f'<path transform="translate({at[0]} {at[1]})" d="{path}" {look}/>')

    def image(self, chart: Chart, x: int, width: int) -> None:
        """Draw a chart as wide as that, and go below it."""
        height = round(chart.height * width / chart.width)
        place = f'x="{x}" y="{self.y}" width="{width}" height="{height}"'
        self.parts.append(f'<image {place} href="{chart.address}"/>')
        self.y += height

    # --- text

    def line(self, line: Iterable[Glyph], x: float, middle: float) -> float:
        """Write one line around the middle of its height; return where it ends."""
        end = x
        for run in runs(line):
            left, width = x + run.left / 1_000, run.width / 1_000
            end, size = left + width, run.style.size
            if run.text in MARKS:
                self._mark(run.text, left, middle, size)
                continue
            place = f'x="{_number(left)}" y="{_number(middle + size * 0.35)}"'
            self.parts.append(
                f"<text {place}{self._styled(run.style)} "
                f'textLength="{_number(width)}" lengthAdjust="spacingAndGlyphs">'
                f"{escape(run.text, quote=False)}</text>"
            )
        return end

    def lines(self, line: Sequence[Glyph], x: int, width: int, height: int) -> None:
        """Write lines that fit a width, each of a height, and go below them."""
        for its in wrapped(line, width):
            self.line(its, x, self.y + height / 2)
            self.y += height

    def button(self, label: Sequence[Glyph], x: int, fill: str, edge: str = "") -> int:
        """Draw a button, below the others where the row is full; return where the next begins."""
        height, padding = self.look.button_height, self.look.button_padding
        width = round(wide(label)) + 2 * padding
        if x + width > self.right:
            x, self.y = self.look.column, self.y + height + GAP
        self.box((x, self.y, width, height), fill, edge=edge)
        self.line(label, x + padding, self.y + height / 2)
        return x + width + GAP

    def _styled(self, style: Style) -> str:
        """Return what a style is beside the picture's own."""
        kinds = " ".join(["b"] * style.bold + ["i"] * style.italic)
        said = f' class="{kinds}"' if kinds else ""
        if style.size != self.look.body.size:
            said += f' font-size="{style.size}"'
        return said + (f' fill="{style.colour}"' if style.colour != self.look.body.colour else "")

    def _mark(self, mark: str, left: float, middle: float, size: int) -> None:
        name = self.marks.setdefault(mark, f"m{len(self.marks)}")
        scale = _number(size * 1.25 / 36)
        top = _number(middle - size * 1.25 / 2)
        self.parts.append(
            f'<use href="#{name}" transform="translate({_number(left)} {top}) scale({scale})"/>'
        )

    # --- the frame

    def author(self, at: datetime) -> None:
        """Say that it is the bot that says it, and when."""
        look, x, y = self.look, MARGIN, self.y
        self.box((x, y, AVATAR, AVATAR), look.avatar_fill, look.avatar_round)
        stroke = 'fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round"'
        self.path(ARROWS, (x, y), stroke)
        end = round(self.line(glyphs("Overtake", look.name), look.column, y + 9)) + 5
        self.box((end, y + 2, 28, 15), look.badge_fill, 3)
        self.line(glyphs("APP", look.badge), end + 3.5, y + 9.5)
        time = format_datetime(at, look.time, locale="en_US")
        self.line(glyphs(time, look.small), end + 35, y + 9.5)
        self.y += NAME_HEIGHT

    def picture(self, name: str) -> str:
        """Return all of it as SVG, with what the data are under it."""
        look, bottom = self.look, self.y + MARGIN
        self.line(glyphs(LABEL, UNDER), MARGIN, bottom + UNDER_HEIGHT / 2 - 1)
        paper = Canvas(look)
        paper.box((0, 0, WIDTH, bottom), look.paper, 8, look.edge)
        height = bottom + UNDER_HEIGHT
        size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
        text = f'font-family="{look.fonts}" font-size="{look.body.size}" fill="{look.body.colour}"'
        marks = "".join(f'<g id="{its}">{MARKS[mark]}</g>\n' for mark, its in self.marks.items())
        return "\n".join(
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" {size} {text}>',
                f"<title>Overtake on {look.chat}: {escape(name)}</title>",
                f"<style>{look.rules}</style>",
                *([f"<defs>\n{marks}</defs>"] if marks else []),
                *paper.parts,
                *self.parts,
                "</svg>\n",
            )
        )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
