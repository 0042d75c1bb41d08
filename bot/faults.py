"""A fault of ours, as whoever mends the program needs it."""

import traceback


def fault(error: Exception) -> str:
    """Return what it was, and where."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    file = where.filename.rpartition("/")[2]
    return f"{type(error).__name__}: {error} ({file}, line {where.lineno})"
