"""A View as a Slack message: its blocks, and the plain text that says the same. Pure.

The limits are those of Slack's reference of blocks, as `../shared/slack/` has them, unless they
are said to be ours. https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    InteractiveElement,
    Option,
    RawTextObject,
    RichTextBlock,
    StaticSelectElement,
    TableBlock,
)
from slack_sdk.models.blocks.basic_components import TableBlockColumnSettings

from adapters.platforms.slack.rich import (
    cell,
    clean,
    cut,
    escape,
    has_text,
    is_plain,
    length,
    plain,
    rich,
    size,
    text_object,
    weight,
)
from bot.model import Kind, Line, Next, Span, Table, View
from bot.model.presses import encode

Json = dict[str, Any]

ROOM = 12_000
"""The size of a message over all its blocks: Slack refuses one of some 13,200 (PLATFORMS), in which
characters count as they are escaped..."""
BLOCK = 125
"""...and each block about so much, whatever is in it. https://github.com/slackapi/bolt-js/issues/2509"""
TEXT = 4_000
"""The text beside the blocks, in bytes: a longer one is split, or refused when it is edited."""
HEADER, NOTES_AT_MOST, NOTES = 150, 10, 1_500
"""A header's text, how many notes stand beside each other, and how long all are together (ours)."""
LINE = 500
"""A title or what is said of more is cut beyond this; no View has such a one (ours)."""
ROWS, COLUMNS, CELLS = 100, 20, 10_000
"""A table's rows, the header among them; its columns; the characters in all of its cells.
https://docs.slack.dev/reference/block-kit/blocks/table-block"""
APART = 20
"""More news than this share a block, so that the message has far fewer than 50 (ours)."""
NARROW = 4
"""A table of so many columns fits a phone as one line a row (ours)."""
UNKNOWN = "–"

LABEL, VALUE, BUTTONS = 75, 2_000, 25
"""A button's text, the question that its press asks, and how many stand in a row..."""
CHOICE, CHOICES, PLACEHOLDER = 150, 100, 150
"""...the question of a choice, how many choices, and what a menu says before one is made."""
CHOICES_IN_ALL = 6_000
"""...and how long they are together, so that they leave room for what they are about (ours)."""
SHORT = 30
"""A longer label is a sentence: a choice of a menu rather than a button (ours)."""
ASK, MENU, SETTINGS = "ask", "choose", "settings"
"""The ids of what may be pressed: `ask-0`, `ask-1` and so on, the menu, the settings."""

MARKS = {
    Kind.LEADER: "👑",
    Kind.OVERTAKE: "🔀",
    Kind.SEATS: "🪑",
    Kind.ENTERED: "🔼",
    Kind.MILESTONE: "🎯",
    Kind.RELEASED: "🆕",
    Kind.MOVED: "↕️",
    Kind.FORECAST: "🔮",
    Kind.LEFT: "🔽",
    Kind.DATA: "⚠️",
}
"""What sort of news a row is, readable without colour."""


@dataclass(frozen=True, slots=True)
class Message:
    """A View, ready to be sent."""

    blocks: tuple[Json, ...]
    text: str
    """The same as plain text, for notifications and screen readers; escaped."""


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


def render(view: View, *, settings: str = "", tables: bool = True) -> Message:
    """Return a View as a message that fits Slack's limits, whatever the View holds.

    Rows that don't fit are left out whole, and the message says how many. `settings` is the label
    of a last button, if there is to be one. Without `tables` they are lines.
    """
    pressed = _actions(view, settings)
    blocks = [*_blocks(view, ROOM - _size(pressed), tables=tables), *pressed]
    return Message(tuple(block.to_dict() for block in blocks), _text(view))


def bodies(view: View) -> list[Json]:
    """Return a View's blocks for a Home tab or a modal: no buttons, and tables as lines."""
    return [block.to_dict() for block in _blocks(view, ROOM, tables=False)]


def _blocks(view: View, room: int, *, tables: bool) -> list[Block]:
    """Return the blocks but for the buttons; there is always one."""
    title, notes = _title(view), _notes(view)
    body = _body(view, room - _size([*title, *notes]), tables=tables)
    return [*title, *body, *notes] or [rich([(Span(UNKNOWN),)])]


def _size(blocks: Sequence[Block]) -> int:
    """Return what blocks add to the size of a message."""
    return sum(BLOCK + _texts(block.to_dict()) for block in blocks)


def _texts(thing: object) -> int:
    """Return how long all the texts and links in a block are."""
    if isinstance(thing, dict):
        texts = (thing.get(key, "") for key in ("text", "url", "fallback"))
        own = sum(length(text) for text in texts if isinstance(text, str))
        return own + sum(_texts(inner) for inner in thing.values())
    return sum(map(_texts, thing)) if isinstance(thing, list) else 0


def _short(line: Line) -> Line:
    """Return a line that cannot fill a message: as it is, or cut, without its links."""
    return line if weight(line) <= LINE else (Span(cut(plain(line), LINE)),)


# --- the title


def _title(view: View) -> list[Block]:
    """Return a header; or a bold line, if it has links or is too long; or a sentence as it is."""
    if not has_text(view.title):
        return []
    if not (view.rows or view.tables or view.more or view.url):
        return [rich([_short(view.title)])]
    line = _short(_linked_title(view))
    text = plain(line).strip()
    if is_plain(line) and length(text) <= HEADER:
        return [HeaderBlock(text=text_object(text))]
    return [rich([_bold(line)])]


def _linked_title(view: View) -> Line:
    """Return the title, where what has no link of its own opens the page that shows the View."""
    if is_plain(view.title):
        return (Span(plain(view.title), view.url),)
    return tuple(replace(span, url=span.url or view.url) for span in view.title)


def _bold(line: Line) -> Line:
    return tuple(replace(span, strong=True) for span in line)


# --- the body: parts, each of which is left out whole


def _body(view: View, room: int, *, tables: bool) -> list[Block]:
    """Return as much as fits, how many rows are left out, and what the core says of more.

    Of a long table rows are left out before the sentences under it, which sum it up.
    """
    table = _only(view.tables) if tables else None
    rows = list(_rows(view))
    every = list(_cells(table) if table else _tables(view))
    above, below = (every, rows) if view.tables else (rows, [])
    end = _parts(_linked(view.more, view))
    room -= LINE + 2 * BLOCK + sum(map(_weight, end))
    kept_below = _fitting(below, room // 2)
    kept = _fitting(above, room - sum(map(_weight, kept_below)))
    if table:
        kept = _fitting(kept[:ROWS], CELLS)
    left_out = _left_out([*above, *below], [*kept, *kept_below], view)
    shown = [_table(table, kept)] if table and kept else _lines(kept)
    return [*shown, *_lines([*left_out, *kept_below, *end])]


def _only(tables: Sequence[Table]) -> Table | None:
    """Return the table that a message may have, if there is one that Slack can show."""
    one = tables[0] if len(tables) == 1 else None
    return one if one and 0 < len(one.header) <= COLUMNS else None


def _cells(table: Table) -> Iterator[Part]:
    """Give the rows of a table as their cells, the names of the columns first."""
    yield Part(tuple(map(_line, table.header)))
    for row in table.rows:
        yield Part(row, is_row=True)


def _tables(view: View) -> Iterator[Part]:
    """Give the tables as lines, each under the names of its columns."""
    for table in view.tables:
        is_narrow = len(table.header) <= NARROW
        names = table.header if is_narrow else table.header[:1]
        yield from _parts(_joined(map(_line, names)), is_apart=True, is_small=True)
        for row in table.rows:
            lines = [_joined(row)] if is_narrow else _wide(table, row)
            yield from _parts(*lines, is_row=True)


def _wide(table: Table, row: Sequence[Line]) -> tuple[Line, Line]:
    """Return two lines: a row's name, then what is known, with the names of the columns."""
    cells = zip(table.header[1:], row[1:], strict=True)
    known = [_labelled(label, its) for label, its in cells if plain(its) != UNKNOWN]
    return _bold(row[0]), _joined(known)


def _labelled(label: str, its: Line) -> Line:
    """Return a cell with its column's name; a place and a name speak for themselves."""
    speaks = plain(its).startswith("#") or any(span.strong for span in its)
    return its if speaks else (Span(f"{label} "), *its)


def _rows(view: View) -> Iterator[Part]:
    """Give the rows as lines; news, sentences of several lines on a phone, stand apart."""
    for row in view.rows:
        mark = (Span(f"{MARKS[row.kind]} "),) if row.kind is not None else ()
        if has_text(row.line):
            yield from _parts((*mark, *row.line), is_row=True, is_apart=bool(mark))


def _parts(*lines: Line, **its: bool) -> list[Part]:
    """Return lines as one part, or nothing where there is nothing to see."""
    seen = tuple(filter(has_text, lines))
    return [Part(seen, **its)] if seen else []


def _joined(cells: Iterable[Line]) -> Line:
    """Return cells as one line, with dots between them."""
    return tuple(span for its in cells for span in (Span(" · "), *its))[1:]


def _line(text: str) -> Line:
    return (Span(text),)


# --- what fits


def _weight(part: Part) -> int:
    """Return what a part adds to the size of a message."""
    return sum(weight(line) + 1 for line in part.lines) + BLOCK * part.is_apart


def _fitting(
    parts: Sequence[Part], room: int, weigh: Callable[[Part], int] = _weight
) -> list[Part]:
    """Return the parts that fit, up to the first that doesn't."""
    so_far = accumulate(map(weigh, parts))
    return [part for part, much in zip(parts, so_far, strict=True) if much <= room]


def _left_out(every: Sequence[Part], kept: Sequence[Part], view: View) -> list[Part]:
    """Return the line that says how many rows do not fit, if any."""
    count = sum(part.is_row for part in every) - sum(part.is_row for part in kept)
    return _parts(_linked(_line(f"+{count} …"), view)) if count else []


def _linked(line: Line, view: View) -> Line:
    """Return what is said of more, opening the page that shows it, if there is one."""
    return _short((Span(plain(line), view.url),) if view.url else line)


# --- the body as blocks


def _table(table: Table, parts: Sequence[Part]) -> Block:
    """Return the table of a message; texts are wrapped, as a phone is narrower than a name."""
    rows: list[list[Json | RawTextObject | RichTextBlock]]
    rows = [[cell(line) for line in part.lines] for part in parts]
    numbers = TableBlockColumnSettings(align="right")
    texts = TableBlockColumnSettings(align="left", is_wrapped=True)
    columns = [numbers if n in table.numbers else texts for n in range(len(table.header))]
    return TableBlock(rows=rows, column_settings=columns)


def _lines(parts: Sequence[Part]) -> list[Block]:
    """Return parts as blocks, or with empty lines between them where there are too many."""
    groups: list[list[Part]] = []
    for part in parts:
        if part.is_apart or not groups:
            groups.append([])
        groups[-1].append(part)
    if len(groups) > APART:
        gap = Part(((),))
        groups = [[each for group in groups for each in (gap, *group)][1:]]
    return [_block(group) for group in groups]


def _block(parts: Sequence[Part]) -> Block:
    lines = [(line, part.is_small) for part in parts for line in part.lines]
    small = [number for number, (_, is_small) in enumerate(lines) if is_small]
    return rich([line for line, _ in lines], italic=small)


# --- under the body


def _notes(view: View) -> list[Block]:
    """Return the notes beside each other; where there are too many, the first ones are lines."""
    kept = _kept_notes(view)
    first, others = kept[: 1 - NOTES_AT_MOST], kept[1 - NOTES_AT_MOST :]
    texts = (["\n".join(first)] if first else []) + others
    return [ContextBlock(elements=[text_object(text) for text in texts])] if texts else []


def _kept_notes(view: View) -> list[str]:
    """Return the notes that fit; the last one, which says what the data are, before the others."""
    every = [plain(note) for note in view.notes if has_text(note)]
    kept: list[str] = []
    for note in reversed(every):
        if length("\n".join((note, *kept))) <= NOTES:
            kept.insert(0, note)
    left_out = len(every) - len(kept)
    return [*([f"+{left_out} …"] if left_out else []), *kept]


# --- what may be asked next


def _actions(view: View, settings: str) -> list[Block]:
    """Return a button for each short label, one menu for the sentences, and one for settings."""
    offered = [replace(its, label=clean(its.label).strip()) for its in view.next]
    short = [its for its in offered if len(its.label) <= SHORT]
    sentences = [its for its in offered if len(its.label) > SHORT]
    elements = [*_buttons(short), *_menu(sentences, view.choice), *_settings(settings)]
    return [ActionsBlock(elements=elements)] if elements else []


def _buttons(offered: Sequence[Next]) -> Iterator[InteractiveElement]:
    questions = list(_questions(offered, VALUE).items())[: BUTTONS - 2]
    for number, (code, label) in enumerate(questions):
        yield _button(label, f"{ASK}-{number}", code)


def _menu(offered: Sequence[Next], choice: str) -> Iterator[InteractiveElement]:
    questions = {code: cut(label, LABEL) for code, label in _questions(offered, CHOICE).items()}
    so_far = accumulate(map(length, questions.values()))
    options = [
        Option(value=code, text=text_object(label))
        for (code, label), much in zip(questions.items(), so_far, strict=True)
        if much <= CHOICES_IN_ALL
    ]
    before = clean(choice).strip()
    if options:
        yield StaticSelectElement(
            action_id=MENU,
            placeholder=text_object(cut(before, PLACEHOLDER)) if before else None,
            options=options[:CHOICES],
        )


def _settings(label: str) -> Iterator[InteractiveElement]:
    if clean(label).strip():
        yield _button(clean(label).strip(), SETTINGS, SETTINGS)


def _button(label: str, name: str, value: str) -> InteractiveElement:
    return ButtonElement(text=text_object(cut(label, LABEL)), action_id=name, value=value)


def _questions(offered: Sequence[Next], longest: int) -> dict[str, str]:
    """Return the labels of what may be asked, by the question that a press asks."""
    return {code: its.label for its in offered if its.label and (code := encode(its, longest))}


# --- the same as plain text


def _text(view: View) -> str:
    """Return what the blocks say but for the buttons; rows are left out whole here too."""
    title, more = _parts(_short(view.title)), _parts(_short(view.more))
    notes = _parts(*map(_line, _kept_notes(view)))
    every = [*_tables(view), *_rows(view)]
    room = TEXT - SHORT - sum(size(part.text) for part in (*title, *more, *notes))
    kept = _fitting(every, room, lambda part: size(part.text))
    left_out = _left_out(every, kept, replace(view, url=None))
    parts = [*title, *kept, *left_out, *more, *notes]
    return "".join(part.text for part in parts).strip() or UNKNOWN
