"""Recorded days: the Hub as it once was, in files; read by an import, written by an export.

A file holds one fetch, in JSON: `taken_at`, `lists`, `models` and optionally `namespaces` and
`gone`; the keys of a model are the Hub's own. Such files come from many hands, so what can be
understood is: any key but `id` may be missing, unknown ones are passed over, counters may be
floats. What can't be understood is named by file and line or key.
"""

from adapters.sources.recorded.read import find_days, read_day
from adapters.sources.recorded.shape import RecordedError
from adapters.sources.recorded.tables import write_csv
from adapters.sources.recorded.write import write_day

__all__ = ["RecordedError", "find_days", "read_day", "write_csv", "write_day"]
