"""A chart as a file: the terminal itself shows no pictures."""

from pathlib import Path

from bot.drawing import Studio
from bot.model import Figure, Step
from bot.ports import OvertakeError

PATIENCE = 30.0
"""Seconds, a cold start included."""


async def write_chart(figure: Figure | None, file: Path) -> None:
    """Write a figure as a PNG, in place of what the file holds. Raises OvertakeError."""
    if figure is None:
        raise OvertakeError("there is no chart of this yet: it takes two days with data")
    heard: list[str] = []

    def hear(step: Step, **facts: str | float | None) -> None:  # noqa: ARG001
        heard.append(str(facts.get("reason", "")))

    studio = Studio(hear)
    try:
        picture = await studio.draw(figure, PATIENCE)
    finally:
        await studio.close()
    if picture is None:
        raise OvertakeError(heard[0] if heard else "the chart could not be drawn in time")
    try:
        file.write_bytes(picture)
    except OSError as error:
        raise OvertakeError(f"{file} can't be written: {error.strerror}") from error
