"""A small honest reader of Slack's blocks: what a person sees of a message, and what it does.

It knows the blocks and elements that Slack's reference has for messages such as ours, and refuses
a property or a type that it does not know. Where a text is one that Slack parses (`mrkdwn`, a
`plain_text` with emoji, the text beside the blocks), it is read as Slack reads it; there too what
may be a mention, a link or an emoji is one. https://docs.slack.dev/reference/block-kit
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from itertools import groupby
from typing import Any

Json = dict[str, Any]

SEQUENCE = re.compile(r"<([^<>]+)>")
"""What stands in angle brackets is a mention, a date or a link."""
SHORTCODE = re.compile(r":[\w+'-]+(?:::skin-tone-\d)?:")
STYLES = {"bold", "italic", "strike", "code", "underline"}
ELEMENTS = {
    "text": {"text", "style"},
    "link": {"text", "url", "style"},
    "date": {"timestamp", "format", "fallback", "url", "style"},
    "channel": {"channel_id", "style"},
    "emoji": {"name", "unicode", "style"},
    "user": {"user_id", "style"},
    "usergroup": {"usergroup_id", "style"},
    "broadcast": {"range", "style"},
}
"""The elements of rich text, and what each may have."""
SHOWN = {"date": "timestamp", "channel": "channel_id", "emoji": "name", "user": "user_id"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text as it is shown; `marks` are what it is besides text."""

    text: str
    marks: frozenset[str] = frozenset()
    link: str | None = None


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A block as it is seen: its lines, and for a table its rows of cells."""

    block: str
    lines: tuple[Line, ...] = ()
    rows: tuple[tuple[Line, ...], ...] = ()
    aligned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pressed:
    """What can be pressed or chosen: a button, or a menu with what it says before a choice."""

    name: str
    label: str
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """Each as its value and label."""


def read(blocks: Sequence[Json]) -> list[Seen]:
    """Return what is seen of the blocks but for what can be pressed."""
    return [_seen(block) for block in blocks if block["type"] != "actions"]


def _seen(block: Json) -> Seen:
    match block:
        case {"type": "header", "text": text, **others} if not others:
            return Seen("header", (text_object(text),))
        case {"type": "context", "elements": elements, **others} if not others:
            return Seen("context", tuple(line for its in elements for line in _broken(its)))
        case {"type": "rich_text", **others} if set(others) == {"elements"}:
            return Seen("rich_text", tuple(_rich(block)))
        case {"type": "table", "rows": rows, "column_settings": settings, **others} if not others:
            aligned = tuple(its.get("align", "left") for its in settings)
            return Seen(
                "table", rows=tuple(tuple(map(_cell, row)) for row in rows), aligned=aligned
            )
        case {"type": "image", "slack_file": {"id": str()}, "alt_text": str(alt), **others} if (
            not others
        ):
            return Seen("image", ((Piece(alt),),))
    raise AssertionError(f"an unknown block: {block}")


def _broken(text: Json) -> list[Line]:
    return _lines(list(text_object(text)))


def text_object(text: Json) -> Line:
    """Return the pieces of a text object."""
    match text:
        case {"type": "plain_text", "text": str(shown), "emoji": False, **others} if not others:
            return (Piece(shown),)
        case {"type": "plain_text", "text": str(shown), **others} if set(others) <= {"emoji"}:
            return tuple(_with_emoji(shown, frozenset()))
        case {"type": "mrkdwn", "text": str(shown)}:
            return tuple(replace(its, marks=its.marks | {"mrkdwn"}) for its in parsed(shown))
    raise AssertionError(f"an unknown text: {text}")


def _rich(block: Json) -> list[Line]:
    """Return the lines of rich text: each section is at least one, and a break begins another."""
    lines: list[Line] = []
    for section in block["elements"]:
        assert set(section) == {"type", "elements"}, section
        assert section["type"] == "rich_text_section", section
        lines.extend(_lines([_element(its) for its in section["elements"]]))
    return lines


def _element(its: Json) -> Piece:
    kind = its["type"]
    assert kind in ELEMENTS, its
    assert set(its) <= {"type", *ELEMENTS[kind]}, its
    style = its.get("style", {})
    assert set(style) <= STYLES, its
    assert all(value is True for value in style.values()), its
    marks = frozenset(style) | (frozenset() if kind in {"text", "link"} else {kind})
    if kind == "text":
        return Piece(its["text"], marks)
    if kind == "link":
        return Piece(str(its.get("text", its["url"])), marks, its["url"])
    return Piece(f"<{kind} {its.get(SHOWN.get(kind, ''))}>", marks, its.get("url"))


def _cell(cell: Json) -> Line:
    if cell["type"] == "raw_text":
        assert set(cell) == {"type", "text"}, cell
        return (Piece(cell["text"]),)
    assert cell["type"] == "rich_text", cell
    [line] = _rich(cell)
    return line


def _lines(pieces: Sequence[Piece]) -> list[Line]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        for number, part in enumerate(re.split(r"\r\n|[\n\r\x0b\x0c\u2028\u2029]", piece.text)):
            if number:
                lines.append([])
            if part:
                lines[-1].append(replace(piece, text=part))
    return [tuple(line) for line in lines]


def parsed(text: str) -> list[Piece]:
    """Return what Slack makes of text that it parses: what is in `<…>`, and emoji."""
    pieces: list[Piece] = []
    for number, part in enumerate(SEQUENCE.split(text)):
        if not number % 2:
            pieces.extend(_with_emoji(_unescaped(part), frozenset()))
        elif part[0] in "@#!":
            pieces.append(Piece(part, frozenset({"mention"})))
        else:
            address, _, label = part.partition("|")
            pieces.append(Piece(_unescaped(label or address), frozenset(), address))
    return pieces


def _unescaped(text: str) -> str:
    """Return text with the three characters as themselves that Slack has escaped."""
    return re.sub("&(?:amp|lt|gt);", lambda found: unescape(found[0]), text)


def _with_emoji(text: str, marks: frozenset[str]) -> Iterator[Piece]:
    at = 0
    for found in SHORTCODE.finditer(text):
        yield Piece(text[at : found.start()], marks)
        yield Piece(found[0], marks | {"emoji"})
        at = found.end()
    yield Piece(text[at:], marks)


def shown(line: Line) -> str:
    """Return the text of a line."""
    return "".join(piece.text for piece in line)


def pressed(blocks: Sequence[Json]) -> list[Pressed]:
    """Return what can be pressed, in order."""
    return [
        _pressed(its) for block in blocks if block["type"] == "actions" for its in _items(block)
    ]


def _items(block: Json) -> list[Json]:
    assert set(block) == {"type", "elements"}, block
    items: list[Json] = block["elements"]
    return items


def _pressed(its: Json) -> Pressed:
    if its["type"] == "button":
        assert set(its) == {"type", "action_id", "text", "value"}, its
        return Pressed(its["action_id"], shown(text_object(its["text"])), its["value"])
    assert its["type"] == "static_select", its
    assert set(its) <= {"type", "action_id", "placeholder", "options"}, its
    before = text_object(its["placeholder"]) if "placeholder" in its else ()
    choices = [(one["value"], shown(text_object(one["text"]))) for one in its["options"]]
    return Pressed(its["action_id"], shown(before), choices=tuple(choices))


# --- limits


def units(text: str) -> int:
    """Return a text's length in UTF-16 units, which is the most that Slack may count."""
    return len(text.encode("utf-16-le")) // 2


def size(blocks: Sequence[Json]) -> int:
    """Return what Slack may take the size of a message to be: texts are escaped, blocks count."""
    texts = escape("".join(strings(list(blocks))), quote=False)
    return units(texts) + 125 * len(blocks)


def over_limits(blocks: Sequence[Json], text: str) -> Iterator[str]:
    """Give what is too long, too much, or empty in a message, by the strictest of ways to count."""
    yield from _beyond("the blocks", len(blocks), 50)
    yield from _beyond("the text", units(text), 4_000)
    yield from _beyond("all texts and links", size(blocks), 12_000)
    kinds = Counter(block["type"] for block in blocks)
    yield from (f"{kinds[kind]} of {kind}" for kind in ("table", "actions") if kinds[kind] > 1)
    for block in blocks:
        yield from LIMITS[block["type"]](block)
    for its in _objects(list(blocks)):
        if its.get("text") == "" or its.get("elements") == []:
            yield f"empty: {its}"
        if its.get("type") == "date" and not isinstance(its["timestamp"], int):
            yield f"no moment: {its}"


def _beyond(name: str, count: int, most: int) -> Iterator[str]:
    if not 0 < count <= most:
        yield f"{name}: {count}, where {most} is the most"


def _header(block: Json) -> Iterator[str]:
    yield from _beyond("a header", units(block["text"]["text"]), 150)
    yield from _beyond("what is seen of a header", len(block["text"]["text"].strip()), 150)


def _context(block: Json) -> Iterator[str]:
    yield from _beyond("the notes", len(block["elements"]), 10)
    for its in block["elements"]:
        yield from _beyond("a note", units(its["text"]), 3_000)


def _table(block: Json) -> Iterator[str]:
    yield from _beyond("the rows", len(block["rows"]), 100)
    yield from _beyond("the cells", units("".join(strings(block))), 10_000)
    widths = {len(block["column_settings"]), *map(len, block["rows"])}
    if len(widths) != 1 or not 0 < min(widths) <= 20:
        yield f"columns: {widths}"


def _actions(block: Json) -> Iterator[str]:
    yield from _beyond("what can be pressed", len(block["elements"]), 25)
    names = Counter(its["action_id"] for its in block["elements"])
    yield from (f"{name} {times} times" for name, times in names.items() if times > 1)
    for its in block["elements"]:
        yield from _beyond("an id", len(its["action_id"]), 255)
        if its["type"] == "button":
            yield from _choice(its, 2_000)
            continue
        yield from _beyond("a menu", len(its["options"]), 100)
        yield from _beyond(
            "a placeholder", units(its.get("placeholder", {"text": "-"})["text"]), 150
        )
        values = Counter(one["value"] for one in its["options"])
        yield from (f"{value} {times} times" for value, times in values.items() if times > 1)
        for one in its["options"]:
            yield from _choice(one, 150)


def _choice(its: Json, longest: int) -> Iterator[str]:
    yield from _beyond("a label", units(its["text"]["text"]), 75)
    yield from _beyond("a value", units(its["value"]), longest)


def _rich_text(block: Json) -> Iterator[str]:
    for its in _objects(block):
        if its.get("type") == "link" and not re.match(r"https?://\S+$", its["url"]):
            yield f"an address: {its['url']}"


def _image(block: Json) -> Iterator[str]:
    yield from _beyond("what is said of a picture", units(block["alt_text"]), 2_000)


LIMITS = {
    "header": _header,
    "context": _context,
    "table": _table,
    "actions": _actions,
    "rich_text": _rich_text,
    "image": _image,
}


def _objects(thing: object) -> Iterator[Json]:
    if isinstance(thing, dict):
        yield thing
    for inner in (
        thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()
    ):
        yield from _objects(inner)


def strings(thing: object) -> Iterator[str]:
    """Give all that is text or a link in some blocks."""
    for its in _objects(thing):
        for key in ("text", "url", "fallback", "alt_text"):
            if isinstance(its.get(key), str):
                yield its[key]


# --- for people


def drawn(blocks: Sequence[Json]) -> str:
    """Return a message as plain lines, to be read and kept: what is seen, and what it is."""
    lines: list[str] = []
    for seen in read(blocks):
        lines.append(f"[{seen.block}]")
        lines.extend(map(_drawn, seen.lines))
        if seen.rows:
            lines.append(f"| {' | '.join(seen.aligned)} |")
        lines.extend(f"| {' | '.join(map(_drawn, row))} |" for row in seen.rows)
    for its in pressed(blocks):
        lines.append(f"({its.label}) {its.name} {its.value}".rstrip())
        lines.extend(f"  - {label} = {value}" for value, label in its.choices)
    return "\n".join(lines)


def _drawn(line: Line) -> str:
    return "".join(_run(marks, list(run)) for marks, run in groupby(line, lambda its: its.marks))


def _run(marks: frozenset[str], pieces: list[Piece]) -> str:
    text = "".join(f"[{its.text}]({its.link})" if its.link else its.text for its in pieces)
    text = f"**{text}**" if "bold" in marks else text
    return f"_{text}_" if "italic" in marks else text
