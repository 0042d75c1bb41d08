"""Recorded days, to tables for spreadsheets."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.sources.recorded.write import plain, unwritable
from bot.model import Board, Counts, Fetch, Metric

BOARD_METRICS: Mapping[str, Metric] = {**{x.value: x for x in Metric}, "llm": Metric.DOWNLOADS}
"""What the default boards count (SPEC 1); a list named like a metric counts that."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins so is run as a formula by spreadsheets (OWASP, "CSV Injection")."""
LONGEST_NAME = 80
"""Characters of a board's name that its file keeps; file systems allow 255 bytes."""


def write_csv(folder: Path, fetches: Iterable[Fetch], boards: Iterable[Board] = ()) -> list[Path]:
    """Write one table a board, columns day, rank, model and value, and return their paths.

    Rows come in the order of `fetches`; of several non-empty lists of a board on one day the first
    counts, as in an import. `boards` say what each one's value is; without them a board has the
    metric of the default board of its name, and a board that nothing explains has no values. The
    tables are written aside and then replace those of the same name. Raises RecordedError.
    """
    metrics = {**BOARD_METRICS, **{x.name: x.metric for x in boards if x.metric}}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder, prefix=".unfinished-") as unfinished:
            tables = _Tables(Path(unfinished), metrics)
            for fetch in fetches:
                tables.add(fetch)
            return [part.replace(folder / part.name) for part in tables.parts.values()]
    except OSError as error:
        raise unwritable(folder, error) from None


@dataclass(slots=True)
class _Tables:
    """The tables of an export while they grow; a year of them does not fit in memory gladly."""

    folder: Path
    metrics: Mapping[str, Metric]
    parts: dict[str, Path] = field(default_factory=dict)
    """The file of each board."""
    written: set[tuple[str, date]] = field(default_factory=set)

    def add(self, fetch: Fetch) -> None:
        known = {listing.name: listing.counts for listing in reversed(fetch.models)}
        for board, names in fetch.lists.items():
            if names and (board, fetch.day) not in self.written:
                self.written.add((board, fetch.day))
                self._append(board, fetch.day, names, known)

    def _append(
        self, board: str, day: date, names: Sequence[str], known: Mapping[str, Counts]
    ) -> None:
        metric = self.metrics.get(board)
        with self._part(board).open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(
                (day, rank, _inert(name), plain(known.get(name, Counts()).of(metric)))
                if metric
                else (day, rank, _inert(name), None)
                for rank, name in enumerate(names, start=1)
            )

    def _part(self, board: str) -> Path:
        if board not in self.parts:
            part = self.folder / f"{self._file_name(board)}.csv"
            part.write_bytes(b"day,rank,model,value\r\n")
            self.parts[board] = part
        return self.parts[board]

    def _file_name(self, board: str) -> str:
        """Return a name that no file system refuses, and that no other board has."""
        name = re.sub(r"[^\w-]", "_", board, flags=re.ASCII)[:LONGEST_NAME]
        # Some file systems take Likes and likes for one.
        taken = {part.stem.casefold() for part in self.parts.values()}
        numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
        return next(x for x in (name, *numbered) if x.casefold() not in taken)


def _inert(name: str) -> str:
    """Return the name such that a spreadsheet shows it and does not run it."""
    return f"'{name}" if name.startswith(FORMULA_STARTS) else name
