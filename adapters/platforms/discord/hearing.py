"""What discord.py logs, as lines of our own log: one for each trouble, none for what it mends."""

import logging

from bot.model import Step
from bot.ports import Log

LATE = frozenset({10062, 40060})
"""Discord's codes for an interaction that is over: its asker has gone on (PLATFORMS)."""


AGAIN = 3_600.0
"""Seconds after which the same trouble is said again."""


class Hearing(logging.Handler):
    """Says each kind of error once an hour; warnings are of waits that pass."""

    def __init__(self, log: Log) -> None:
        """Say them to this log."""
        super().__init__(logging.ERROR)
        self.say = log
        self._said: dict[tuple[object, type | None], float] = {}
        """By what was said, whatever stood in it, when."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say an error in one line."""
        error = record.exc_info[1] if record.exc_info else None
        error = getattr(error, "original", error)  # what a command of ours raised
        what = (record.msg, type(error) if error else None)
        if getattr(error, "code", None) in LATE or record.created < self._said.get(what, 0) + AGAIN:
            return
        self._said[what] = record.created
        reason = record.getMessage().split("\n", 1)[0]
        if error is not None:
            reason = f"{reason} ({type(error).__name__}: {error})"
        self.say(Step.TROUBLE, reason=f"Discord: {reason}")


def hear(log: Log) -> None:
    """Take what discord.py logs to this log, and nowhere else."""
    logger = logging.getLogger("discord")
    logger.handlers = [Hearing(log)]
    logger.propagate = False
