"""A View as a Slack message: its blocks, and the plain text that says the same. Pure.

The limits are those of Slack's reference of blocks, as `../shared/slack/` has them, unless they
are said to be ours. https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    ImageBlock,
    InteractiveElement,
    Option,
    RawTextObject,
    RichTextBlock,
    StaticSelectElement,
    TableBlock,
)
from slack_sdk.models.blocks.basic_components import SlackFile, TableBlockColumnSettings

from adapters.platforms.slack.lines import (
    BLOCK,
    Part,
    as_cells,
    bold,
    fitting,
    left_out,
    line,
    notes_of,
    of_rows,
    of_tables,
    parts,
    weigh,
)
from adapters.platforms.slack.rich import (
    clean,
    cut,
    has_text,
    is_plain,
    length,
    plain,
    rich,
    size,
    table_cell,
    text_object,
    weight,
)
from bot.model import Line, Next, Table, View
from bot.model.looks import UNKNOWN
from bot.model.presses import encode

Json = dict[str, Any]

ROOM = 12_000
"""The size of a message over all its blocks, each of which has a size of its own (`BLOCK`): Slack
refuses one of some 13,200 (PLATFORMS), in which characters count as they are escaped."""
TEXT = 4_000
"""The text beside the blocks: Slack makes several messages of a longer one."""
HEADER, NOTES = 150, 10
"""A header's text, and how many notes stand beside each other."""
ROWS, COLUMNS, CELLS = 100, 20, 10_000
"""A table's rows, the header among them; its columns; the characters in all of its cells.
https://docs.slack.dev/reference/block-kit/blocks/table-block"""
LABEL, VALUE, PRESSED = 75, 2_000, 25
"""A button's text or a choice's; the question that a press asks; how many things can be pressed."""
CHOICE, CHOICES, PLACEHOLDER = 150, 100, 150
"""The question of a choice, how many choices, and what a menu says before one is made."""
ALT = 2_000
"""What is said of a picture to whoever can't see it."""

SHORT = 30
"""A longer label is a sentence: a choice of a menu rather than a button (ours)."""
APART = 20
"""More news than this share a block, so that a message has far fewer than 50 (ours)."""
SENTENCE, LINE, ALL_NOTES, ALL_CHOICES = 2_400, 1_200, 1_500, 4_000
"""How long an answer of one sentence may be; a title, or what is said of more; all the notes; all
the choices (ours). Together they leave room, and no View of the core reaches one of them."""
ASK, MENU = "ask", "choose"
"""The ids of what may be pressed: `ask-0`, `ask-1` and so on, and the menu."""


@dataclass(frozen=True, slots=True)
class Message:
    """A View, ready to be sent."""

    blocks: tuple[Json, ...]
    text: str
    """The same as plain text, for notifications and screen readers; escaped."""


def render(view: View, *, tables: bool = True, file: str = "") -> Message:
    """Return a View as a message that fits Slack's limits, whatever the View holds.

    Rows that don't fit are left out whole, and the message says how many. Without `tables` they are
    lines. `file` is what Slack knows the picture of the View's figure by.
    """
    pressed = actions(view.next, view.choice)
    blocks = [*_blocks(view, ROOM - _size(pressed), tables=tables, file=file), *pressed]
    return Message(tuple(block.to_dict() for block in blocks), _text(view))


def forms_of(view: View, file: str = "") -> Iterator[Json]:
    """Give what of a message to send, and what else if Slack doesn't take that, to text alone.

    A picture may not be there yet, or not any more. Tables are young: a workspace of Slack's own,
    or a proxy, may not know them. Each form is made once it is asked for, as that takes
    milliseconds, and Slack nearly always takes the first.
    """
    if view.figure and file:
        pictured = render(view, file=file)
        yield {"blocks": pictured.blocks, "text": pictured.text}
    message = render(view)
    yield {"blocks": message.blocks, "text": message.text}
    lines = render(view, tables=False)
    if lines != message:
        yield {"blocks": lines.blocks, "text": lines.text}
    yield {"text": message.text}


def is_pictured(form: Json) -> bool:
    """Return whether a form of a message shows a picture."""
    return any(block["type"] == ImageBlock.type for block in form.get("blocks") or ())


def bodies(view: View) -> list[Json]:
    """Return a View's blocks for a Home tab or a modal: no buttons, and tables as lines."""
    return [block.to_dict() for block in _blocks(view, ROOM, tables=False)]


def _blocks(view: View, room: int, *, tables: bool, file: str = "") -> list[Block]:
    """Return the blocks but for what can be pressed; there is always one."""
    title, picture, notes = _title(view), _picture(view, file), _notes(view)
    body = _body(view, room - _size([*title, *picture, *notes]), tables=tables)
    return [*title, *body, *picture, *notes] or [rich([line(UNKNOWN)])]


def _size(blocks: Sequence[Block]) -> int:
    """Return what blocks add to the size of a message."""
    return sum(BLOCK + _texts(block.to_dict()) for block in blocks)


def _texts(thing: object) -> int:
    """Return how long all the texts and links in a block are."""
    if isinstance(thing, dict):
        texts = (thing.get(key) for key in ("text", "url", "fallback", "alt_text"))
        own = sum(length(text) for text in texts if isinstance(text, str))
        return own + sum(map(_texts, thing.values()))
    return sum(map(_texts, thing)) if isinstance(thing, list) else 0


# --- above the body


def _title(view: View) -> list[Block]:
    """Return a header; or a bold line, if it has links or is too long; or a sentence as it is."""
    if not has_text(view.title):
        return []
    title = _shown_title(view)
    if _is_sentence(view):
        return [rich([title])]
    text = plain(title).strip()
    if is_plain(title) and length(text) <= HEADER:
        return [HeaderBlock(text=text_object(text))]
    return [rich([bold(title)])]


def _shown_title(view: View) -> Line:
    """Return the title; what has no link of its own opens the page that shows the View."""
    if _is_sentence(view):
        return _short(view.title, SENTENCE)
    if is_plain(view.title):
        return _short(line(plain(view.title), view.url))
    return _short(tuple(replace(span, url=span.url or view.url) for span in view.title))


def _is_sentence(view: View) -> bool:
    return not (view.rows or view.tables or view.more or view.url)


def _short(its: Line, longest: int = LINE) -> Line:
    """Return a line that cannot fill a message: as it is, or cut, without its links."""
    return its if weight(its) <= longest else line(cut(plain(its), longest))


# --- the body


def _body(view: View, room: int, *, tables: bool) -> list[Block]:
    """Return as much as fits, how many rows are left out, and what the core says of more.

    Of a long table rows are left out before the sentences under it, which sum it up.
    """
    table = _only(view.tables) if tables else None
    rows = list(of_rows(view))
    above, below = list(as_cells(table) if table else of_tables(view)), rows
    if not view.tables:
        above, below = rows, []
    more = parts(_opening(plain(view.more), view))
    missing = parts(_opening(f"+{len(above) + len(rows)} …", view))
    room -= 2 * BLOCK + sum(map(weigh, (*missing, *more)))
    kept_below = fitting(below, room // 2, weigh)
    kept = fitting(above, room - sum(map(weigh, kept_below)), weigh)
    if table:
        kept = fitting(kept[:ROWS], CELLS, weigh)
    missing = parts(_opening(left_out([*above, *below], [*kept, *kept_below]), view))
    shown = [_table(table, kept)] if table and kept else _lines(kept)
    return [*shown, *_lines([*missing, *kept_below, *more])]


def _opening(text: str, view: View) -> Line:
    """Return what is said of more, opening the page that shows it, if there is one."""
    return _short(line(text, view.url))


def _only(tables: Sequence[Table]) -> Table | None:
    """Return the one table that a message may have, if there is one that Slack can show."""
    one = tables[0] if len(tables) == 1 else None
    return one if one and 0 < len(one.header) <= COLUMNS else None


def _table(table: Table, kept: Sequence[Part]) -> Block:
    """Return a table; texts are wrapped, as a phone is narrower than many a name."""
    rows: list[list[Json | RawTextObject | RichTextBlock]]
    rows = [list(map(table_cell, part.lines)) for part in kept]
    numbers = TableBlockColumnSettings(align="right")
    texts = TableBlockColumnSettings(align="left", is_wrapped=True)
    columns = [numbers if n in table.numbers else texts for n in range(len(table.header))]
    return TableBlock(rows=rows, column_settings=columns)


def _lines(kept: Sequence[Part]) -> list[Block]:
    """Return parts as blocks, or as one with empty lines between them where they are too many."""
    groups: list[list[Part]] = []
    for part in kept:
        if part.is_apart or not groups:
            groups.append([])
        groups[-1].append(part)
    if len(groups) > APART:
        gap = Part(((),))
        groups = [[part for group in groups for part in (gap, *group)][1:]]
    return [_together(group) for group in groups]


def _together(group: Sequence[Part]) -> Block:
    lines = [(each, part.is_small) for part in group for each in part.lines]
    small = [number for number, (_, is_small) in enumerate(lines) if is_small]
    return rich([each for each, _ in lines], italic=small)


# --- under the body


def _picture(view: View, file: str) -> list[Block]:
    """Return the figure as a picture that Slack has, if it has it."""
    if view.figure is None or not file:
        return []
    alt = clean(view.figure.alt).strip() or clean(view.figure.title).strip() or UNKNOWN
    return [ImageBlock(alt_text=cut(alt, ALT), slack_file=SlackFile(id=file))]


def _notes(view: View) -> list[Block]:
    """Return the notes beside each other; of too many, the first ones are lines of one."""
    kept = notes_of(view, ALL_NOTES)
    first, others = kept[: 1 - NOTES], kept[1 - NOTES :]
    texts = [*(["\n".join(first)] if first else []), *others]
    return [ContextBlock(elements=list(map(text_object, texts)))] if texts else []


def actions(asked: Sequence[Next], choice: str = "") -> list[Block]:
    """Return a button for each short label, and one menu for the sentences."""
    offered = [replace(its, label=clean(its.label).strip()) for its in asked]
    short = [its for its in offered if len(its.label) <= SHORT]
    sentences = [its for its in offered if len(its.label) > SHORT]
    elements = [*_buttons(short), *_menu(sentences, choice)]
    return [ActionsBlock(elements=elements)] if elements else []


def _buttons(offered: Sequence[Next]) -> Iterator[InteractiveElement]:
    questions = list(_questions(offered, VALUE).items())[: PRESSED - 1]
    for number, (code, label) in enumerate(questions):
        yield _button(label, f"{ASK}-{number}", code)


def _menu(offered: Sequence[Next], choice: str) -> Iterator[InteractiveElement]:
    questions = {code: cut(label, LABEL) for code, label in _questions(offered, CHOICE).items()}
    so_far = accumulate(map(length, questions.values()))
    options = [
        Option(value=code, text=text_object(label))
        for (code, label), much in zip(questions.items(), so_far, strict=True)
        if much <= ALL_CHOICES
    ]
    before = cut(clean(choice).strip(), PLACEHOLDER)
    if options:
        yield StaticSelectElement(
            action_id=MENU,
            placeholder=text_object(before) if before else None,
            options=options[:CHOICES],
        )


def _button(label: str, name: str, value: str) -> InteractiveElement:
    return ButtonElement(text=text_object(cut(label, LABEL)), action_id=name, value=value)


def _questions(offered: Sequence[Next], longest: int) -> dict[str, str]:
    """Return the labels of what may be asked, by the question that a press asks."""
    return {code: its.label for its in offered if its.label and (code := encode(its, longest))}


# --- the same as plain text


def _text(view: View) -> str:
    """Return what the blocks say but for the buttons; rows are left out whole here too."""
    title, more = parts(_shown_title(view)), parts(_short(view.more))
    notes = parts(*map(line, notes_of(view, ALL_NOTES)))
    every = [*of_tables(view), *of_rows(view)]
    around = (*title, *parts(line(f"+{len(every)} …")), *more, *notes)
    kept = fitting(every, TEXT - sum(map(_height, around)), _height)
    missing = parts(line(left_out(every, kept)))
    text = "".join(part.text for part in (*title, *kept, *missing, *more, *notes))
    return text.strip() or UNKNOWN


def _height(part: Part) -> int:
    return size(part.text)
