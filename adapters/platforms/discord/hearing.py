"""What discord.py logs, as lines of our own log: one for each trouble, none for what it mends."""

import logging

from bot.model import Step
from bot.ports import Log

LATE = frozenset({10062, 40060})
"""Discord's codes for an interaction that is over: its asker has gone on (PLATFORMS)."""


class Hearing(logging.Handler):
    """Says errors once, as long as they stay the same; warnings are of waits that pass."""

    def __init__(self, log: Log) -> None:
        """Say them to this log."""
        super().__init__(logging.ERROR)
        self.say = log
        self._said = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Say an error in one line."""
        reason = record.getMessage().split("\n", 1)[0]
        error = record.exc_info[1] if record.exc_info else None
        if getattr(error, "code", None) in LATE:
            return
        if error is not None:
            reason = f"{reason} ({type(error).__name__}: {error})"
        if reason != self._said:
            self.say(Step.TROUBLE, reason=f"Discord: {reason}")
        self._said = reason


def hear(log: Log) -> None:
    """Take what discord.py logs to this log, and nowhere else."""
    logger = logging.getLogger("discord")
    logger.handlers = [Hearing(log)]
    logger.propagate = False
