"""Recorded days, from files."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from adapters.sources.recorded.shape import Day, RecordedError, Row, Stamp, shaped, unreadable
from bot.model import Counts, Fetch, Listing


def read_day(path: Path) -> Fetch:
    """Return the fetch recorded in a file; raises RecordedError.

    A model that is repeated counts once, with the first value given for each key; so does a name
    repeated in a list, at its first place. A name that only a list knows becomes a bare Listing.
    """
    day = shaped(path, Day)
    lists = {board: tuple(dict.fromkeys(names)) for board, names in day.lists.items()}
    models = _merged(_listing(row) for row in day.models)
    return Fetch(
        taken_at=day.taken_at,
        lists=lists,
        models=(*models, *_bare(lists, models)),
        namespaces=frozenset(day.namespaces or ()),
        gone=frozenset(day.gone or ()),
        missing=frozenset(day.missing or ()),
    )


def find_days(paths: Sequence[Path]) -> tuple[list[Path], list[RecordedError]]:
    """Return the files of days, in order of `taken_at` and then name, and what is wrong.

    `paths` are files, or folders of which the `.json` files count, those of subfolders not. A file
    named twice, in whatever way, counts once. Of a file only `taken_at` is looked at here.
    """
    days: list[tuple[datetime, str, Path]] = []
    faults: list[RecordedError] = []
    for found in _once(item for path in paths for item in _files(path)):
        day = found if isinstance(found, RecordedError) else dated(found)
        if isinstance(day, RecordedError):
            faults.append(day)
        else:
            days.append(day)
    return [path for *_, path in sorted(days)], faults


def _files(path: Path) -> list[Path | RecordedError]:
    """Return the file itself, or those of a folder."""
    try:
        if not path.is_dir():
            return [path]
        # A dot begins what is not for people: an unfinished file, or what macOS puts beside one.
        found = sorted(
            file
            for file in path.iterdir()
            if file.suffix == ".json" and not file.name.startswith(".") and not file.is_dir()
        )
    except OSError as error:
        return [unreadable(path, error)]
    if not found:
        return [RecordedError(f"no recorded days in {path}: name a folder that has .json files")]
    return list(found)


def _once(found: Iterable[Path | RecordedError]) -> list[Path | RecordedError]:
    return list({os.path.realpath(x) if isinstance(x, Path) else x: x for x in found}.values())


def dated(path: Path) -> tuple[datetime, str, Path] | RecordedError:
    """Return a file's `taken_at`, name and path, which is the order of days, or what is wrong."""
    try:
        return shaped(path, Stamp).taken_at, path.name, path
    except RecordedError as error:
        return error


def _listing(row: Row) -> Listing:
    counts = Counts(row.downloads, row.all_time, row.likes, row.derivatives, row.trending)
    return Listing(
        name=row.id,
        counts=counts,
        hub_id=row.hub_id or None,
        kind=row.kind or "model",
        created_at=row.created_at,
        pipeline_tag=row.pipeline_tag,
        library=row.library,
    )


def _merged(listings: Iterable[Listing]) -> tuple[Listing, ...]:
    models: dict[tuple[str, str], Listing] = {}
    for listing in listings:
        key = listing.kind, listing.name
        first = models.get(key)
        models[key] = _joined(first, listing) if first else listing
    return tuple(models.values())


def _joined(first: Listing, again: Listing) -> Listing:
    return replace(_filled(first, again), counts=_filled(first.counts, again.counts))


_Record = TypeVar("_Record", Listing, Counts)


def _filled(first: _Record, other: _Record) -> _Record:
    """Return `first`, with what it does not know taken from `other`."""
    gaps = (x.name for x in fields(first) if getattr(first, x.name) is None)
    return replace(first, **{name: getattr(other, name) for name in gaps})


def _bare(lists: Mapping[str, Sequence[str]], models: Iterable[Listing]) -> Iterator[Listing]:
    known = {listing.name for listing in models}
    listed = dict.fromkeys(name for names in lists.values() for name in names)
    return (Listing(name) for name in listed if name not in known)
