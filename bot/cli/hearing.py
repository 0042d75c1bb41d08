"""What libraries log, as lines of our own log: one for each trouble, none for what they mend."""

import logging

from bot.model import Step
from bot.ports import Log

AGAIN = 3_600.0
"""Seconds after which the same trouble is said again."""

LONGEST = 200
"""Letters of a trouble, and of its reason, whose text may have a whole answer in it (ours)."""


class Hearing(logging.Handler):
    """Says each kind of error once an hour; warnings are of waits that pass."""

    def __init__(self, log: Log, platform: str) -> None:
        """Say them to this log, as a platform's."""
        super().__init__(logging.ERROR)
        self.say, self.platform = log, platform
        self._said: dict[tuple[object, type | None], float] = {}
        """By what was said, whatever stood in it, when."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say an error in one line."""
        error = record.exc_info[1] if record.exc_info else None
        error = getattr(error, "original", error)  # what a command of ours raised
        what = (record.msg, type(error) if error else None)
        if record.created < self._said.get(what, 0) + AGAIN:
            return
        self._said[what] = record.created
        reason = _line(record.getMessage())
        if error is not None:
            reason = f"{reason} ({type(error).__name__}: {_line(str(error))})"
        self.say(Step.TROUBLE, reason=f"{self.platform}: {reason}")


def _line(text: str) -> str:
    """Return the first line of a text, and not all of a long one."""
    first = text.split("\n", 1)[0]
    return first if len(first) <= LONGEST else f"{first[:LONGEST]}…"


def hear(library: str, log: Log, platform: str) -> None:
    """Take what a library logs to this log, and nowhere else."""
    logger = logging.getLogger(library)
    logger.handlers = [Hearing(log, platform)]
    logger.propagate = False
