"""What is asked of the world that rankings come from, and of whoever reads the log."""

from collections.abc import Sequence
from typing import Protocol

from bot.model import Board, Examined, Listing, Step


class Source(Protocol):
    """Where rankings come from; each question may raise SourceError."""

    @property
    def calls(self) -> int:
        """How often it has answered, whatever it said."""

    def begin(self) -> None:
        """Start a collection: the time that it may take as a whole counts from now."""

    async def board(self, board: Board) -> Sequence[Listing]:
        """Return a board's models in rank order, at most its depth."""

    async def namespace(self, name: str) -> Sequence[Listing]:
        """Return every model of a namespace."""

    async def look_up(self, name: str) -> Listing | None:
        """Return one model, with its derivatives, under the name it has now; None if it is gone."""

    async def examine(self) -> Examined:
        """Look at whether it answers, and takes our token; beside any collection. Never raises."""


class Log(Protocol):
    """Told of every step that whoever runs the bot may want to know."""

    def __call__(self, step: Step, **facts: str | float | None) -> None:
        """Note a step and its facts; never raises."""
