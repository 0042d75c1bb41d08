"""A fault of ours, as whoever mends the program needs it."""

import traceback
from pathlib import Path


def fault(error: Exception) -> str:
    """Return what it was, and where."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(where.filename).name}, line {where.lineno})"
