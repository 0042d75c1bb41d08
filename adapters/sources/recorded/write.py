"""Recorded days, to files that `read` reads."""

import json
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.sources.recorded.read import dated
from adapters.sources.recorded.shape import RecordedError, in_utc
from bot.model import Fetch, Listing


def write_day(folder: Path, fetch: Fetch) -> Path:
    """Write a fetch to a file of its own, whole or not at all, and return its path.

    The file is named for the day, or for the second if another fetch of that day has the name;
    the same fetch written again replaces itself. Makes the folder. Raises RecordedError.
    """
    document = json.dumps(_document(fetch), ensure_ascii=False, allow_nan=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _free_path(folder, fetch)
        with TemporaryDirectory(dir=folder, prefix=".unfinished-") as unfinished:
            part = Path(unfinished, path.name)
            part.write_bytes(document.encode() + b"\n")
            part.replace(path)
    except OSError as error:
        raise unwritable(folder, error) from None
    return path


def unwritable(folder: Path, error: OSError) -> RecordedError:
    """Return what is said of a folder that the system refuses to write to."""
    return RecordedError(
        f"{folder}: can't be written to ({error.strerror}); name a folder with room that is yours"
    )


def _free_path(folder: Path, fetch: Fetch) -> Path:
    moment = in_utc(fetch.taken_at)
    day = moment.date().isoformat()
    names = day, f"{day}T{moment:%H%M%S}Z", f"{day}T{moment:%H%M%S.%f}Z"
    for name in names:
        path = folder / f"{name}.json"
        if not path.exists() or _is_of(path, moment):
            return path
    raise RecordedError(f"{folder / names[0]}.json: its names are taken by other files; move them")


def _is_of(path: Path, moment: datetime) -> bool:
    there = dated(path)
    return not isinstance(there, RecordedError) and there[0] == moment


def _written(moment: datetime) -> str:
    return in_utc(moment).isoformat().replace("+00:00", "Z")


def _document(fetch: Fetch) -> dict[str, object]:
    optional = {
        "namespaces": sorted(fetch.namespaces),
        "gone": sorted(fetch.gone),
        "missing": sorted(fetch.missing),
    }
    return {
        "taken_at": _written(fetch.taken_at),
        "lists": {board: list(names) for board, names in fetch.lists.items()},
        **{key: names for key, names in optional.items() if names},
        "models": [_row(listing) for listing in fetch.models],
    }


def _row(listing: Listing) -> dict[str, object]:
    counts = listing.counts
    row = {
        "_id": listing.hub_id,
        "id": listing.name,
        "downloads": counts.downloads,
        "downloadsAllTime": counts.all_time,
        "likes": counts.likes,
        "trendingScore": plain(counts.trending),
        "pipeline_tag": listing.pipeline_tag,
        "createdAt": _written(listing.created_at) if listing.created_at else None,
        "childrenModelCount": counts.derivatives,
        "library_name": listing.library,
        "kind": None if listing.kind == "model" else listing.kind,
    }
    return {key: value for key, value in row.items() if value is not None}


def plain(value: float | None) -> float | None:
    """Return a whole number as an int, which is written without `.0`."""
    return value if value is None or value % 1 else int(value)
