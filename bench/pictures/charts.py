"""A message's chart as it stands in a picture: drawn as the bot draws it, in fewer pixels."""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from bot import charts
from bot.model import View

WIDTH, COLOURS = 640, 64
"""Pixels across, for a picture that is shown at half of that; and how many colours they have."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture in a picture."""

    png: bytes
    width: int
    height: int

    @property
    def address(self) -> str:
        """The whole of it as an address."""
        return f"data:image/png;base64,{b64encode(self.png).decode()}"


def chart_of(view: View) -> Chart | None:
    """Return a message's chart, None if it has none."""
    if view.figure is None:
        return None
    drawn = Image.open(BytesIO(charts.draw(view.figure))).convert("RGB")
    height = round(drawn.height * WIDTH / drawn.width)
    small = drawn.resize((WIDTH, height), Image.Resampling.LANCZOS)
    few = small.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    kept = BytesIO()
    few.save(kept, "PNG", optimize=True)
    return Chart(kept.getvalue(), WIDTH, height)
