"""The card that a chart is drawn on: its colours, its letters, and pixels to put things at.

It has a ground of its own, so that it reads the same in a light client and in a dark one. Shown 340
pixels wide on a phone its letters are 8 to 11 pixels high.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure as Sheet
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from PIL import Image

from bot.charts.letters import LARGE, NORMAL, SMALL, Letters

WIDE = 960
"""Pixels; Discord and Slack show a picture at most some 550 points wide."""
DPI = 100
MARGIN = 28
COLOURS = 128
GROUND, EDGE, BAND = "#1b1f24", "#4b535d", "#262c33"
INK, FAINT, RULE = "#f3f5f7", "#b9c1cb", "#363d46"

PALETTE = ("#56b4e9", "#e69f00", "#f2bfdc", "#12a67a", "#f0e442", "#e8692f", "#e9edf2")
"""Okabe and Ito's colours, which colour-blind people can tell apart (jfly.uni-koeln.de/color). On a
dark ground: black is white here, purple, green and vermillion are lighter, blue is left out. Each
is 4.5 times as light as the ground, and neighbours differ in lightness, too."""
MUTED = ("#6d7783", "#9aa4af")
Dash = Literal["-"] | tuple[float, Sequence[float]]
DASHES: Sequence[Dash] = (
    "-",
    (0, (5, 1)),
    (0, (1, 1)),
    (0, (6, 1, 1, 1)),
    (0, (3, 1)),
)
"""Told apart without any colour, too."""
MARKERS = ("o", "s", "^", "D", "v")

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Look:
    """How a line is drawn."""

    colour: str
    wide: float = 4.0
    dash: Dash = "-"
    above: int = 3
    """What has more of it is drawn over the rest."""


class Card:
    """A sheet of so many pixels; its points are in pixels from the top left."""

    def __init__(self, tall: int) -> None:
        """Lay an empty card."""
        self.tall = tall
        self._sheet = Sheet(figsize=(WIDE / DPI, tall / DPI), dpi=DPI, facecolor=GROUND)
        self._canvas = FigureCanvasAgg(self._sheet)
        self._axes = self._sheet.add_axes((0, 0, 1, 1), facecolor=GROUND)
        self._axes.set(xlim=(0, WIDE), ylim=(tall, 0), autoscale_on=False)
        self._axes.set_axis_off()
        renderer = self._canvas.get_renderer()  # type: ignore[no-untyped-call]
        self.letters = Letters(renderer, DPI)
        self._axes.add_patch(
            Rectangle((1, 1), WIDE - 2, tall - 2, fill=False, edgecolor=EDGE, linewidth=1.5)
        )

    def text(
        self,
        at: Point,
        text: str,
        colour: str = INK,
        size: int = NORMAL,
        *,
        bold: bool = False,
        side: str = "left",
    ) -> None:
        """Write text beside a point, which is at the middle of its height."""
        self._axes.text(
            *at,
            self.letters.known(text, bold=bold),
            color=colour,
            fontproperties=self.letters.font(size, bold=bold),
            horizontalalignment=side,
            verticalalignment="center_baseline",
            parse_math=False,
            zorder=6,
        )

    def line(self, points: Sequence[Point], look: Look) -> None:
        """Draw a line through points."""
        x, y = zip(*points, strict=True)
        self._axes.add_line(
            Line2D(
                x,
                y,
                color=look.colour,
                linewidth=_points(look.wide),
                linestyle=look.dash,
                dash_capstyle="butt",
                solid_capstyle="round",
                solid_joinstyle="round",
                zorder=look.above,
            )
        )

    def mark(self, at: Point, shape: str, colour: str, size: float, *, ring: bool = False) -> None:
        """Draw a mark around a point, `size` pixels wide; a ring is open in the middle."""
        self._axes.add_line(
            Line2D(
                [at[0]],
                [at[1]],
                linestyle="none",
                marker=shape,
                markersize=_points(size),
                markerfacecolor="none" if ring else colour,
                markeredgecolor=colour if ring else GROUND,
                markeredgewidth=_points(3 if ring else 1.5),
                zorder=5,
            )
        )

    def box(self, top_left: Point, wide: float, tall: float, colour: str, above: int = 1) -> None:
        """Fill a box."""
        self._axes.add_patch(
            Rectangle(top_left, wide, tall, facecolor=colour, edgecolor="none", zorder=above)
        )

    def boxes(
        self, boxes: Sequence[tuple[float, float, float, float]], colour: str, *, hatched: bool
    ) -> None:
        """Fill boxes of (left, top, right, bottom), perhaps hatched."""
        corners = [((a, b), (c, b), (c, d), (a, d)) for a, b, c, d in boxes]
        self._axes.add_collection(
            PolyCollection(
                corners,
                facecolor=colour,
                edgecolor=GROUND,
                linewidth=1.0,
                hatch="///" if hatched else None,
                zorder=2,
            ),
            autolim=False,
        )

    def head(self, title: str, axis: str) -> None:
        """Write what the chart is, and what its values are."""
        room = WIDE - 2 * MARGIN
        self.text((MARGIN, 44), self.letters.cut(title, room, LARGE, bold=True), INK, LARGE,
                  bold=True)  # fmt: skip
        self.text((MARGIN, 86), self.letters.cut(axis, room), FAINT)

    def foot(self, source: str, gap: str) -> None:
        """Write in the corner where the data are from, and opposite what a gap means."""
        room, y = WIDE - 2 * MARGIN, self.tall - 26
        source = self.letters.cut(source, room, SMALL)
        self.text((MARGIN, y), source, FAINT, SMALL)
        left = room - self.letters.width(source, SMALL) - MARGIN
        if gap and left > MARGIN:
            self.text((WIDE - MARGIN, y), self.letters.cut(gap, left, SMALL), FAINT, SMALL,
                      side="right")  # fmt: skip

    def png(self) -> bytes:
        """Return the card as a PNG, the same bytes each time: no date, no program's version.

        Of 128 colours: nobody sees it, it takes a third of the bytes, and less time to pack.
        """
        self._canvas.draw()  # type: ignore[no-untyped-call]
        pixels = self._canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        picture = Image.frombuffer("RGBX", (WIDE, self.tall), pixels).convert("RGB")
        file = BytesIO()
        few = picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(file, "PNG")
        return file.getvalue()


def _points(pixels: float) -> float:
    return pixels * 72 / DPI
