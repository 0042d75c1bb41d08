"""Charts drawn beside everything else: in a process of their own, kept by content."""

from bot.drawing.studio import Studio

__all__ = ["Studio"]
