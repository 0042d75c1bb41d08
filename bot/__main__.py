"""The program `overtake`: its commands, and the one place that puts the parts together."""

import gc
import os
import signal
import sys
from io import TextIOWrapper
from typing import NoReturn

YOUNG_OBJECTS = 100_000
"""A day is tens of thousands of small records that live long. Looking for garbage among them every
700 new objects, Python's default, was a third of the demo's time (measured: 7.5 s to 5.1 s)."""


def main() -> None:
    """Run the command line; exits with 0, 1 (a failure in one sentence) or 2 (wrong usage)."""
    if os.getpid() == 1:  # in a container: of what it has no handler for, Linux tells it nothing
        signal.signal(signal.SIGTERM, _end)
    from bot.cli import app  # what takes a moment to load, in which it can be ended
    from bot.cli.running import explained

    gc.set_threshold(YOUNG_OBJECTS, 20, 50)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows few letters shows "?"
    sys.exit(explained(app))


def _end(number: int, _: object) -> NoReturn:
    """End as anything else does that a signal ends, but with what is open closed."""
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
