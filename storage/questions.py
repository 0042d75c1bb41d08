"""What people ask: histories, verdicts, and readings as they were taken."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

import aiosqlite

from bot.model import (
    Counts,
    Fetch,
    Grouping,
    Listing,
    Mark,
    Metric,
    Model,
    Quality,
    Snapshot,
    Standing,
)
from bot.ports import StoreError
from storage import rows
from storage.connections import QUERIES, Connections, explained, largest, many, one


class Questions(Connections):
    """The store's answers about histories."""

    @explained
    async def ranks(self, model: int) -> dict[str, dict[date, int]]:
        """Return a model's rank on every board and stored day it stood on."""
        found: dict[str, dict[date, int]] = {}
        for row in await many(self._reader, QUERIES.ranks, model_id=model):
            days = found.setdefault(row["board"], {})
            days[date.fromisoformat(row["day"])] = row["position"]
        return found

    @explained
    async def readings(self, model: int, since: date) -> tuple[tuple[date, Counts], ...]:
        """Return a model's counters by day, oldest first."""
        found = await many(self._reader, QUERIES.readings, model_id=model, since=since.isoformat())
        return tuple((date.fromisoformat(row["day"]), rows.counts_of(row)) for row in found)

    @explained
    async def history(
        self, grouping: Grouping, group: str, metric: Metric
    ) -> tuple[tuple[date, Standing], ...]:
        """Return a group's standings by day, oldest first."""
        found = await many(
            self._reader,
            QUERIES.history,
            grouping=grouping.value,
            group_key=group,
            metric=metric.value,
        )
        return tuple((date.fromisoformat(row["day"]), rows.standing_of(row)) for row in found)

    @explained
    async def tops(self, board: str, first: date, last: date, top: int) -> tuple[Snapshot, ...]:
        """Return a board's stored days from `first` to `last`, its first `top` rows of each."""
        span = {"first": first.isoformat(), "last": last.isoformat()}
        found = await many(self._reader, QUERIES.tops, board=board, top=top, **span)
        return tuple(_snapshot(board, list(day)) for _, day in groupby(found, itemgetter("day")))

    @explained
    async def verdicts(
        self, first: date = date.min, last: date = date.max
    ) -> tuple[tuple[str, Mark], ...]:
        """Return the last verdict on every board and day, rejected ones too, oldest first."""
        found = await many(
            self._reader, QUERIES.verdicts, first=first.isoformat(), last=last.isoformat()
        )
        return tuple((row["board"], rows.mark_of(row)) for row in found)

    @explained
    async def last_reading(self) -> int:
        """Return the number of the last reading of the Hub, 0 before the first."""
        if self._last_reading >= 0:
            return self._last_reading
        found = await largest(self._reader, QUERIES.last_fetch)
        if self._lock:
            self._last_reading = max(found, self._last_reading)  # one may be in by now
        return found

    @explained
    async def fetches(self) -> Sequence[datetime]:
        """Return when the Hub was read, oldest first."""
        found = await many(self._reader, QUERIES.fetch_times)
        return [datetime.fromisoformat(row["taken_at"]) for row in found]

    @explained
    async def fetch(self, taken_at: datetime) -> Fetch:
        """Return a reading as it was taken, rejected lists included, names as they were then."""
        async with self._read() as db:
            row = await one(db, QUERIES.fetch_at, taken_at=taken_at.isoformat())
            if row is None:
                raise StoreError(f"the Hub was not read at {taken_at.isoformat()}")
            by = {"fetch_id": row["id"]}
            models = {
                model.key: model for model in map(rows.model_of, await many(db, QUERIES.all_models))
            }
            called = await self._names_on(db, row["day"])
            models = {k: replace(m, name=called.get(k, m.name)) for k, m in models.items()}
            lists = {}
            for found in await many(db, QUERIES.snapshots_by, **by):
                places = await many(db, QUERIES.places, snapshot_id=found["id"])
                lists[found["board"]] = tuple(models[p["model_id"]].name for p in places)
            observed = await many(db, QUERIES.observations_by, **by)
            listed = frozenset(r["namespace"] for r in await many(db, QUERIES.listed_by, **by))
            missing = frozenset(r["namespace"] for r in await many(db, QUERIES.missing_by, **by))
            gone = frozenset(
                models[r["model_id"]].name for r in await many(db, QUERIES.gone_by, **by)
            )
        listings = [_listing(models[r["model_id"]], rows.counts_of(r)) for r in observed]
        return Fetch(taken_at, lists, tuple(listings), listed, gone, missing)

    async def _names_on(self, db: aiosqlite.Connection, day: str) -> dict[int, str]:
        """Return what each model was called on a day."""
        found = await many(db, QUERIES.all_names)
        return {row["model_id"]: row["name"] for row in found if row["since"] <= day}


def _snapshot(board: str, places: Sequence[rows.Row]) -> Snapshot:
    return Snapshot(
        board=board,
        taken_at=datetime.fromisoformat(places[0]["taken_at"]),
        models=tuple(place["model_id"] for place in places),
        values=tuple(rows.number(place["value"]) for place in places),
        quality=Quality(places[0]["quality"]),
    )


def _listing(model: Model, counts: Counts) -> Listing:
    return Listing(
        name=model.name,
        counts=counts,
        hub_id=model.hub_id,
        kind=model.kind,
        created_at=model.created_at,
        pipeline_tag=model.pipeline_tag,
        library=model.library,
    )
