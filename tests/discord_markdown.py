"""A small honest reader of Discord's Markdown: what a person sees of a text, and what it does.

It follows what Discord's client is known to do, and where that is not known it takes the reading
that is worse for us: whatever may be a mention, a link or a heading somewhere is one here.

- A backslash takes the meaning from one sign of punctuation; before anything else it is itself.
- Bold, italics, underline, strike and spoiler nest and may span lines. At the beginning of a line,
  what is inside of them is at the beginning of the line as well: `**> x**` is a bold quotation.
- Headings, quotations and lists may be indented; small print may not. They nest: `-# # x` is a
  small heading.
- A masked link's text may hold no other link and no address; its target is an http(s) address, in
  which a backslash counts for nothing either.
- An address that stands alone is a link, a `:word:` an emoji.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
CODE_BLOCK = re.compile(r"```(.+?)```", re.DOTALL)
CODE = re.compile(r"(`+)(.*?[^`])\1(?!`)", re.DOTALL)
AUTOLINK = re.compile(r"<([^: >]+:/[^ >]+)>")
ADDRESS = re.compile(r"(?:https?|steam)://[^\s<]+[^<.,:;\"')\]\s]", re.IGNORECASE)
EMOJI = re.compile(r"<a?:\w+:\d+>|:[\w+-]+(?:::skin-tone-\d)?:")
TIME = re.compile(r"<t:-?\d+(?::\w)?>")
MENTION = re.compile(r"<(?:@[!&]?\d+|#\d+|/[^>:\n]+:\d+|id:\w+|\d+:\w+)>|@everyone|@here")
INSIDE = r"((?:\\.|[^\\])+?)"
"""What stands between two marks of emphasis: no escaped one ends it."""
EMPHASIS = (
    ("bold", re.compile(rf"\*\*{INSIDE}\*\*(?!\*)", re.DOTALL)),
    ("underline", re.compile(rf"__{INSIDE}__(?!_)", re.DOTALL)),
    ("italics", re.compile(r"\*(?=\S)((?:\*\*|\\.|[^*\\])+?)(?<!\s)\*(?!\*)", re.DOTALL)),
    ("italics", re.compile(r"_((?:__|\\.|[^_\\])+?)_(?!\w)", re.DOTALL)),
    ("strike", re.compile(r"~~(.+?)~~", re.DOTALL)),
    ("spoiler", re.compile(r"\|\|(.+?)\|\|", re.DOTALL)),
)
BLOCKS = (
    ("heading", re.compile(r" *(?:#{1,3}) +(?!#)([^\n]+)")),
    ("small", re.compile(r"-# +(?!-#)([^\n]+)")),
    ("list", re.compile(r" *(?:[*+-]|\d+[.)]) +([^\n]+)")),
    ("quote", re.compile(r" *>>> (.+)", re.DOTALL)),
    ("quote", re.compile(r" *> ([^\n]*)")),
)
TARGET = re.compile(r"\(\s*<?((?:\([^)]*\)|[^\s\\()]|\\.)*)>?(?:\s+['\"].*?['\"])?\s*\)", re.DOTALL)
TEXT = re.compile(r"(?:(?!(?:https?|steam)://)[^\\`<:\[*_~|@\n])+", re.IGNORECASE)
"""What begins nothing within a line, taken at once, which only saves time."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text as it is shown; `marks` are what it is besides text."""

    text: str
    marks: frozenset[str] = frozenset()
    link: str | None = None


@dataclass(slots=True)
class Place:
    """Where the reader is: what it is inside of, and whether at the beginning of a line."""

    marks: frozenset[str] = frozenset()
    link: str | None = None
    begins: bool = True


def read(text: str) -> tuple[tuple[Piece, ...], ...]:
    """Return the lines that a person sees, each as its pieces."""
    lines: list[list[Piece]] = [[]]
    for piece in _parse(text, Place()):
        first, *others = piece.text.split("\n")
        for n, part in enumerate((first, *others)):
            if n:
                lines.append([])
            if part:
                lines[-1].append(replace(piece, text=part))
    return tuple(tuple(line) for line in lines)


def shown(line: tuple[Piece, ...]) -> str:
    """Return the text of a line."""
    return "".join(piece.text for piece in line)


def _parse(text: str, at: Place) -> Iterator[Piece]:
    position = 0
    while position < len(text):
        word = TEXT.match(text, position)
        rules = RULES if word is None else (_block,)
        found = next(filter(None, (rule(text, position, at) for rule in rules)), None)
        if found is not None:
            pieces, position = found
            yield from pieces
            continue
        end = word.end() if word else position + 1
        part = text[position:end]
        yield Piece(part, at.marks, at.link)
        at.begins = part == "\n"
        position = end


Found = tuple[list[Piece], int]


def _block(text: str, position: int, at: Place) -> Found | None:
    if not at.begins or at.link:
        return None
    for name, rule in BLOCKS:
        found = rule.match(text, position)
        if found and not (name == "quote" and name in at.marks):
            inside = Place(at.marks | {name}, at.link)
            pieces = list(_parse(found[1].strip(), inside))
            at.begins = False
            return pieces, found.end()
    return None


def _escape(text: str, position: int, at: Place) -> Found | None:
    found = ESCAPE.match(text, position)
    if found is None or (at.link and found[1] == "]"):
        return None
    at.begins = False
    return [Piece(found[1], at.marks, at.link)], found.end()


def _emphasis(text: str, position: int, at: Place) -> Found | None:
    """Of several that begin here, the longest is meant, as `***x***` shows."""
    matches = [(name, rule.match(text, position)) for name, rule in EMPHASIS]
    found = [(match.end(), name, match[1]) for name, match in matches if match]
    if not found:
        return None
    end, name, inner = max(found)
    inside = Place(at.marks | {name}, at.link, at.begins)
    pieces = list(_parse(inner, inside))
    at.begins = inside.begins
    return pieces, end


def _masked(text: str, position: int, at: Place) -> Found | None:
    if text[position] != "[" or at.link:
        return None
    depth = 0
    for end in range(position, len(text)):
        depth += {"[": 1, "]": -1}.get(text[end], 0)
        if depth:
            continue
        target = TARGET.match(text, end + 1)
        address = ESCAPE.sub(r"\1", target[1]) if target else ""
        if target is None or not ADDRESS.fullmatch(address):
            return None
        label, at.begins = text[position + 1 : end], False
        if ADDRESS.search(label):  # Discord shows such a thing as it was written
            return [Piece(text[position : target.end()], at.marks)], target.end()
        return list(_parse(label, Place(at.marks, address, begins=False))), target.end()
    return None


def _verbatim(
    name: str, rule: re.Pattern[str], group: int = 0
) -> Callable[[str, int, Place], Found | None]:
    """Return a rule for what is shown in some other way than as its text."""

    def match(text: str, position: int, at: Place) -> Found | None:
        found = rule.match(text, position)
        if found is None or (name == "address" and at.link):
            return None
        at.begins = False
        link = found[0] if name == "address" else at.link
        return [Piece(found[group], at.marks | {name}, link)], found.end()

    return match


RULES = (
    _block,
    _verbatim("code", CODE_BLOCK, 1),
    _escape,
    _verbatim("address", AUTOLINK),
    _verbatim("address", ADDRESS),
    _verbatim("time", TIME),
    _verbatim("mention", MENTION),
    _verbatim("emoji", EMOJI),
    _masked,
    _emphasis,
    _verbatim("code", CODE, 2),
)
"""In this order, at each place; what none of them takes is text."""
