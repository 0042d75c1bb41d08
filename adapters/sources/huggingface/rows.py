"""The Hub's rows, to Listings. Any key but `id` may be missing or hold what is not documented."""

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from operator import itemgetter

from huggingface_hub.hf_api import ModelInfo

from bot.model import Counts, Listing

MOST = 2**63 - 1
"""The largest counter that a database's integer can hold."""


def listing_of(info: ModelInfo) -> Listing:
    """Return what the Hub says of a model; what it does not say, or can't be, is None."""
    known = vars(info)
    return Listing(
        name=info.id,
        counts=Counts(
            downloads=_counter(info.downloads),
            all_time=_counter(info.downloads_all_time),
            likes=_counter(info.likes),
            derivatives=_children(info.children_model_count),
            trending=_number(info.trending_score),
        ),
        hub_id=_text(known.get("_id")),
        created_at=_moment(info.created_at),
        pipeline_tag=_text(info.pipeline_tag),
        library=_text(info.library_name),
    )


def once(listings: Iterable[Listing]) -> Iterator[Listing]:
    """Give each model once, at its first place: rows repeat where they shift between pages."""
    seen: set[str] = set()
    for listing in listings:
        if listing.name not in seen:
            seen.add(listing.name)
            yield listing


def merged(lists: Sequence[Sequence[Listing]], counter: str) -> Iterator[Listing]:
    """Give several lists as one, the largest counter first, each in the Hub's own order."""
    keyed = (_keyed(one, counter) for one in lists)
    return (listing for _, listing in heapq.merge(*keyed, key=itemgetter(0)))


def _keyed(listings: Iterable[Listing], counter: str) -> Iterator[tuple[float, Listing]]:
    """Give each listing after its place: one without the counter stays behind the one before."""
    place = -math.inf
    for listing in listings:
        value = getattr(listing.counts, counter)
        place = place if value is None else max(place, -value)
        yield place, listing


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= MOST else None  # NaN is not


def _counter(value: object) -> int | None:
    number = _number(value)
    return None if number is None or number < 0 else int(number)


def _children(value: object) -> int | None:
    """Return a count of derivatives: one number, or a dict of one for each relation."""
    if not isinstance(value, dict):
        return _counter(value)
    counts = [count for each in value.values() if (count := _counter(each)) is not None]
    return sum(counts) if counts else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value and is_storable(value) else None


def is_storable(text: str) -> bool:
    """Return whether a text can be written at all: half a surrogate pair can't."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _moment(value: object) -> datetime | None:
    return value.astimezone(UTC) if isinstance(value, datetime) else None
