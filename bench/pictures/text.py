"""How text is set: characters of a style, their widths, and lines that fit."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bench.pictures.marks import MARKS

EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
NO_WIDTH = "\u200b\ufe0f"

REGULAR = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]ft·í",
    333: "()-`r",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu–áéóúñ",
    584: "+<=>~×",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    990: "▲▼",
    1000: "—…→",
    1015: "@",
}
"""The widths of Arial's characters, in thousandths of the size; a picture's text is held to them
(`textLength`), so that it fits in whatever font a reader has."""
BOLD = {
    238: "'",
    278: " ,./I\\ijl·í",
    280: "|",
    333: "!()-:;[]`ft",
    389: "*r{}",
    474: '"',
    500: "z",
    556: "#$0123456789J_aceksvxy–áé",
    584: "+<=>^~×",
    611: "?FLTZbdghnopquóúñ",
    667: "EPSVXY",
    722: "&ABCDHKNRU",
    778: "GOQw",
    833: "M",
    889: "%m",
    944: "W",
    975: "@",
    990: "▲▼",
    1000: "—…→",
}
WIDTHS = [
    {its: width for width, all_ in table.items() for its in all_} for table in (REGULAR, BOLD)
]
OTHER_WIDTH = 600
"""A guess for the rest: `textLength` holds a font to it too."""
MARK_WIDTH = 1375
"""Chats show an emoji a little larger than the text around it."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks."""

    size: int
    colour: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character."""

    text: str
    style: Style

    @property
    def width(self) -> int:
        """Thousandths of a pixel."""
        if self.text in MARKS:
            return MARK_WIDTH * self.style.size
        return WIDTHS[self.style.bold].get(self.text, OTHER_WIDTH) * self.style.size


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one style on one line, or one emoji."""

    text: str
    style: Style
    left: int
    width: int


def glyphs(text: str, style: Style) -> Iterator[Glyph]:
    """Give the characters of plain text. Raises ValueError for an emoji that is not drawn."""
    for its in text:
        if EMOJI.match(its) and its not in MARKS:
            raise ValueError(f"bench/pictures/marks.py has no {its}")
        if its not in NO_WIDTH:
            yield Glyph(its, style)


def wrapped(line: Sequence[Glyph], width: int) -> Iterator[list[Glyph]]:
    """Give lines of at most so many pixels, broken as a browser breaks them."""
    kept: list[Glyph] = []
    spot = 0
    for n, glyph in enumerate(line):
        kept.append(glyph)
        if glyph.text != " " and wide(kept) > width:
            at = spot or len(kept) - 1
            yield _stripped(kept[:at])
            kept, spot = kept[at:], 0
        follows = line[n + 1].text if n + 1 < len(line) else ""
        if glyph.text == " " or (glyph.text == "-" and follows.isalpha()):
            spot = len(kept)
    yield _stripped(kept)


def wide(line: Iterable[Glyph]) -> float:
    """Return how many pixels a line takes."""
    return sum(its.width for its in line) / 1_000


def cut(line: Sequence[Glyph], width: int) -> list[Glyph]:
    """Return as much of a line as fits, with … where something is missing."""
    if wide(line) <= width:
        return list(line)
    kept = list(line)
    dots = Glyph("…", kept[-1].style)
    while wide((*kept, dots)) > width:
        kept.pop()
    return [*_stripped(kept), dots]


def _stripped(line: Sequence[Glyph]) -> list[Glyph]:
    """Return a line without the spaces that it ends with."""
    end = max((n for n, its in enumerate(line, start=1) if its.text != " "), default=0)
    return list(line[:end])


def runs(line: Iterable[Glyph]) -> Iterator[Run]:
    """Give what is drawn as one piece, without the spaces around it."""
    left = 0
    for _, found in groupby(
        line, key=lambda its: (its.style, its.text if its.text in MARKS else "")
    ):
        group = list(found)
        text = "".join(its.text for its in group)
        before = len(text) - len(text.lstrip(" "))
        inner = _stripped(group[before:])
        if inner:
            start = left + sum(its.width for its in group[:before])
            width = sum(its.width for its in inner)
            yield Run(text.strip(" "), inner[0].style, start, width)
        left += sum(its.width for its in group)
