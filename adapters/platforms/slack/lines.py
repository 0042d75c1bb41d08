"""The body of a View as lines, and which of them fit: each row is shown or left out whole. SPEC 9.

What a phone shows well is a line: so is each row, and so is each row of a table where there can be
no table. The same lines are the text beside a message's blocks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from adapters.platforms.slack.rich import escape, has_text, plain, weight
from bot.model import Line, Span, Table, View
from bot.model.looks import MARKS, NARROW, UNKNOWN

BLOCK = 125
"""What a block adds to the size of a message, whatever is in it, in characters.
https://github.com/slackapi/bolt-js/issues/2509"""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of a body, or cells of a table's row, that are shown or left out together."""

    lines: tuple[Line, ...]
    is_row: bool = False
    """Whether it is a row of the View, rather than what stands above some."""
    is_apart: bool = False
    """Whether a block begins with it."""
    is_small: bool = False
    """Whether it is the names of a table's columns."""

    @property
    def text(self) -> str:
        """Its lines where there are no blocks; escaped, for there Slack reads `<!channel>`."""
        return "".join(f"{escape(plain(line))}\n" for line in self.lines)


def parts(*lines: Line, **its: bool) -> list[Part]:
    """Return lines as one part, or nothing where there is nothing to see."""
    seen = tuple(filter(has_text, lines))
    return [Part(seen, **its)] if seen else []


def line(text: str, url: str | None = None) -> Line:
    """Return text as a line."""
    return (Span(text, url),)


def bold(its: Line) -> Line:
    """Return a line all of which is bold."""
    return tuple(replace(span, strong=True) for span in its)


# --- rows and tables


def of_rows(view: View) -> Iterator[Part]:
    """Give the rows; news, which are sentences of several lines on a phone, stand apart."""
    for row in view.rows:
        mark = line(f"{MARKS[row.kind]} ") if row.kind is not None else ()
        if has_text(row.line):
            yield from parts((*mark, *row.line), is_row=True, is_apart=bool(mark))


def of_tables(view: View) -> Iterator[Part]:
    """Give the rows of the tables, each table under the names of its columns; wide ones apart."""
    for table in view.tables:
        is_narrow = len(table.header) <= NARROW
        names = table.header if is_narrow else table.header[:1]
        yield from parts(_joined(map(line, names)), is_apart=True, is_small=True)
        for row in table.rows:
            lines = [_joined(row)] if is_narrow else _wide(table, row)
            yield from parts(*lines, is_row=True, is_apart=not is_narrow)


def as_cells(table: Table) -> Iterator[Part]:
    """Give the rows of a table as their cells, the names of the columns first."""
    yield Part(tuple(map(line, table.header)))
    for row in table.rows:
        yield Part(row, is_row=True)


def _wide(table: Table, row: Sequence[Line]) -> tuple[Line, Line]:
    """Return two lines: a row's name, then what is known, with the names of the columns."""
    cells = zip(table.header[1:], row[1:], strict=True)
    known = [_labelled(label, cell) for label, cell in cells if plain(cell) != UNKNOWN]
    return bold(row[0]), _joined(known)


def _labelled(label: str, cell: Line) -> Line:
    """Return a cell with its column's name; a place and a name speak for themselves."""
    speaks = plain(cell).startswith("#") or any(span.strong for span in cell)
    return cell if speaks else (*line(f"{label} "), *cell)


def _joined(cells: Iterable[Line]) -> Line:
    """Return cells as one line, with dots between them."""
    return tuple(span for cell in cells for span in (Span(" · "), *cell))[1:]


# --- what fits


def weigh(part: Part) -> int:
    """Return what a part adds to the size of a message."""
    return sum(weight(each) + 1 for each in part.lines) + BLOCK * part.is_apart


def fitting(every: Sequence[Part], room: int, measure: Callable[[Part], int]) -> list[Part]:
    """Return the parts that fit, up to the first that doesn't."""
    so_far = accumulate(map(measure, every))
    return [part for part, much in zip(every, so_far, strict=True) if much <= room]


def left_out(every: Sequence[Part], kept: Sequence[Part]) -> str:
    """Return how many rows are left out, as it is said; empty if none is."""
    count = sum(part.is_row for part in every) - sum(part.is_row for part in kept)
    return f"+{count} …" if count else ""


def notes_of(view: View, longest: int) -> list[str]:
    """Return the notes that fit; the last one, which says what the data are, before the others."""
    every = [plain(note) for note in view.notes if has_text(note)]
    kept: list[str] = []
    for note in reversed(every):
        if weight(line("\n".join((note, *kept)))) <= longest:
            kept.insert(0, note)
    missing = len(every) - len(kept)
    return [*([f"+{missing} …"] if missing else []), *kept]
