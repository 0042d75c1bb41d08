"""What a chart shows: a figure is data and words, ready to be drawn (`bot/charts`)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Shape(StrEnum):
    """The charts there are."""

    RANK = "rank"
    """One or more ranks over time, the axis inverted: #1 is at the top."""
    RACE = "race"
    """Two to five amounts over time, and where one passed another."""
    SEATS = "seats"
    """Seats in a top over time, stacked by organisation."""
    FLOW = "flow"
    """A month of ranks in a top, a line for each model (a bump chart)."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a figure."""

    label: str
    values: tuple[float | None, ...]
    """One a day from `Figure.first`; None is a gap: no data, or data that were held."""
    muted: bool = False
    """Drawn in grey: what is no one in particular, or is no longer there."""
    breaks: tuple[int, ...] = ()
    """Days, by number, to which no line leads from the day before: it is not of the same models."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where one curve passed another: a day of the figure, an amount, and what is said of it."""

    day: date
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart before it is drawn; its words are in the reader's language already."""

    shape: Shape
    title: str
    first: date
    """The day of every curve's first value."""
    curves: tuple[Curve, ...]
    source: str
    """What stands in the corner: the source, and the date of the data."""
    alt: str
    """The same facts in words, for whoever cannot see it; at most 1,024 characters (Discord)."""
    axis: str = ""
    """What the values are."""
    language: str = "en"
    """For numbers and dates on the axes."""
    depth: int | None = None
    """`rank` and `flow`: how deep the list reaches; `seats`: how many there are."""
    crossings: tuple[Crossing, ...] = ()
    gap: str = ""
    """What a gap means, said in the corner where there is one."""
    stride: int = 1
    """Days from one value to the next that make no gap: more than 1 for what is not read daily."""

    @property
    def days(self) -> int:
        """How many days it is wide."""
        return max((len(curve.values) for curve in self.curves), default=0)
