"""The terminal as a platform: Views in colour for people, plain in a file or a pipe."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.style import Style
from rich.table import Table as RichTable
from rich.text import Text

from bot.model import Address, Examined, Kind, Line, Row, Table, View
from bot.ports import Reception

MARKS = {
    Kind.LEADER: "♛",
    Kind.OVERTAKE: "⇄",
    Kind.SEATS: "◫",
    Kind.ENTERED: "▲",
    Kind.MILESTONE: "✦",
    Kind.RELEASED: "✚",
    Kind.MOVED: "↕",
    Kind.FORECAST: "◔",
    Kind.LEFT: "▼",
    Kind.DATA: "⚠",
}
"""What sort of news a row is, readable without colour."""
COLOURS = {
    Kind.LEADER: "yellow",
    Kind.OVERTAKE: "magenta",
    Kind.SEATS: "cyan",
    Kind.ENTERED: "green",
    Kind.MILESTONE: "blue",
    Kind.RELEASED: "green",
    Kind.LEFT: "red",
    Kind.DATA: "yellow",
}
PLAIN_WIDTH = 120
"""Columns where there is no terminal to ask."""


class PipedConsole(Console):
    """A console that leaves it to the program what to do when its reader has gone."""

    def on_broken_pipe(self) -> None:
        """Raise what happened; Rich itself would end the program with status 1."""
        raise BrokenPipeError


class ConsolePlatform:
    """Posts to the terminal as a channel would see them; the channel is `console`."""

    name = "console"

    def __init__(self, console: Console | None = None) -> None:
        """Write to a console, by default standard output."""
        self.console = console or PipedConsole(width=None if Console().is_terminal else PLAIN_WIDTH)

    def for_progress(self) -> Console:
        """Return where a progress bar goes.

        On a terminal that is the console itself, which keeps posts above the bar; else stderr, so
        that a file or a pipe gets none of it.
        """
        return self.console if self.console.is_terminal else Console(stderr=True)

    @property
    def is_ready(self) -> bool:
        """Return that it is: a terminal takes everything."""
        return True

    @property
    def is_hearing(self) -> bool:
        """Return that it is: questions at a terminal are commands of their own."""
        return True

    async def run(self, reception: Reception) -> None:  # noqa: ARG002 - `overtake rank` asks
        """Do nothing, for ever: questions at a terminal are commands of their own."""
        await asyncio.Event().wait()

    async def tell(self, person: Address, view: View) -> None:
        """Say nothing: whoever runs the program reads its log."""

    async def post(
        self,
        to: Address,  # noqa: ARG002 - there is one terminal
        view: View,
        key: str,
        since: datetime | None = None,  # noqa: ARG002 - what was printed is there
    ) -> str:
        """Print a post in a frame; a terminal takes everything."""
        self.console.print(Panel(render(view, framed=True), expand=False, title=text(view.title)))
        return key

    async def edit(self, to: Address, receipt: str, view: View) -> None:
        """Print it again: what was printed stays."""
        await self.post(to, view, receipt)

    async def check(self, to: Address) -> None:
        """Return: a terminal takes everything."""

    async def examine(
        self,
        channels: Sequence[Address],
        kept: Mapping[str, str],  # noqa: ARG002 - it needs nothing
    ) -> Examined:
        """Find nothing wrong: a terminal takes everything."""
        names = frozenset(its.id for its in channels)
        return Examined(asked=names, open=names)

    def line(self, line: Line) -> None:
        """Print one line of a list."""
        self.console.print(text(line), soft_wrap=True)

    def answer(self, view: View) -> None:
        """Print an answer."""
        self.console.print(render(view))


def render(view: View, *, framed: bool = False) -> RenderableType:
    """Return a View as Rich shows it; a framed one carries its title in the frame."""
    parts: list[RenderableType] = []
    if not framed:
        parts.append(text(view.title, Style(bold=True)))
    parts.extend(_table(table) for table in view.tables)
    parts.extend(_row(row) for row in view.rows)
    if view.more:
        parts.append(text(view.more, Style(dim=True, link=view.url)))
    parts.extend(text(note, Style(dim=True)) for note in view.notes)
    return Group(*parts)


def text(line: Line, style: Style | None = None) -> Text:
    """Return a line; its text is never read as markup, and a link is one that the name says."""
    whole = Text(style=style or "")
    for span in line:
        whole.append(span.text, Style(bold=span.strong or None, link=span.url))
    return whole


def _row(row: Row) -> RenderableType:
    if row.kind is None:
        return text(row.line)
    grid = RichTable.grid(padding=(0, 1))
    grid.add_row(Text(MARKS[row.kind], COLOURS.get(row.kind, "")), _with_number(row))
    return grid


def _with_number(row: Row) -> Text:
    """Return a row's line with the number that `why` takes."""
    line = text(row.line)
    if row.event is not None:
        line.append(f"  [{row.event}]", Style(dim=True))
    return line


def _table(table: Table) -> RenderableType:
    shown = RichTable(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for number, name in enumerate(table.header):
        right = number in table.numbers
        shown.add_column(name, justify="right" if right else "left", no_wrap=right)
    for row in table.rows:
        shown.add_row(*(text(cell) for cell in row))
    return Padding(shown, (0, 0, 0, 0))
