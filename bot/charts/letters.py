"""Letters: two fonts that are always there, the width of a text, and what is cut of it."""

from dataclasses import replace
from functools import cache
from importlib.resources import as_file, files
from unicodedata import normalize

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ft2font import FT2Font

LARGE, NORMAL, SMALL = 32, 25, 22
"""Pixels."""
FAMILY = ("DejaVu Sans", "Droid Sans Fallback")
"""Matplotlib's own font; and one for Chinese, Japanese and Korean, which lies in `fonts/`. No font
of the system is used, so a chart is the same everywhere."""
UNKNOWN = "\ufffd"
"""In place of a character that neither font has."""
LONGEST = 200
"""Characters of a text that are looked at: more do not fit into a card."""


@cache
def _load() -> None:
    """Load the second font."""
    with as_file(files("bot.charts").joinpath("fonts", "DroidSansFallback.ttf")) as path:
        fontManager.addfont(path)
    # It has one weight; without this each search for a bold one is complained of.
    fontManager.ttflist.append(replace(fontManager.ttflist[-1], weight=700))


@cache
def _drawable(*, bold: bool) -> frozenset[int]:
    """Return every character that can be drawn: bold letters are fewer."""
    weight = "bold" if bold else "normal"
    found = (fontManager.findfont(FontProperties(family=it, weight=weight)) for it in FAMILY)
    return frozenset(char for path in found for char in FT2Font(path).get_charmap())


@cache
def _font(points: float, *, bold: bool) -> FontProperties:
    return FontProperties(family=list(FAMILY), size=points, weight="bold" if bold else "normal")


class Letters:
    """What can be written on a card, and how wide it is, in pixels."""

    def __init__(self, renderer: RendererAgg, dpi: int) -> None:
        """Load the fonts, once for all cards."""
        _load()
        self._renderer, self._dpi = renderer, dpi

    def font(self, size: int, *, bold: bool = False) -> FontProperties:
        """Return the font of so many pixels."""
        return _font(size * 72 / self._dpi, bold=bold)

    def known(self, text: str, *, bold: bool = False) -> str:
        """Return a text of which every character can be drawn."""
        drawable = _drawable(bold=bold)
        return "".join(_known(char, drawable) for char in normalize("NFC", text[:LONGEST]))

    def width(self, text: str, size: int = NORMAL, *, bold: bool = False) -> float:
        """Return how wide a text is."""
        font = self.font(size, bold=bold)
        measured = self._renderer.get_text_width_height_descent
        return float(measured(self.known(text, bold=bold), font, ismath=False)[0])  # type: ignore[no-untyped-call]

    def cut(self, text: str, room: float, size: int = NORMAL, *, bold: bool = False) -> str:
        """Return as much of a text as so many pixels hold, with … for the rest."""
        text = self.known(text, bold=bold)
        if self.width(text, size, bold=bold) <= room:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(f"{text[:middle].rstrip()}…", size, bold=bold) <= room:
                low = middle
            else:
                high = middle - 1
        return f"{text[:low].rstrip()}…" if low else ""


def _known(char: str, drawable: frozenset[int]) -> str:
    if char.isspace():  # Spanish has a space that does not break before "M"
        return " "
    return char if ord(char) in drawable and char.isprintable() else UNKNOWN
