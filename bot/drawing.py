"""Charts drawn beside everything else: in a process of their own, kept by content."""

from bot.model import Figure


class Studio:
    """Draws the charts; implements `bot.ports.Drawer`."""

    async def draw(self, figure: Figure, within: float) -> bytes | None:
        """Return a figure as a PNG, None where it is not there within so many seconds."""

    async def close(self) -> None:
        """Let go of the process that draws."""
