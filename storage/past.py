"""What the next day's decision depends on."""

from datetime import date, datetime

import aiosqlite

from bot.model import (
    Event,
    Grouping,
    Kind,
    Lead,
    Mark,
    Metric,
    Model,
    Picture,
    Quality,
    Snapshot,
    Standing,
)
from bot.ports import MARKS, Filter, Sighting, Told, ToldMilestone
from storage import rows
from storage.connections import QUERIES, Connections, beside, explained, largest, many, one


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


class PastQuestions(Connections):
    """The store's answers about earlier days."""

    @explained
    async def derivatives(self, after: date) -> dict[str, int]:
        """Return the counts of derivatives, by model name, that were read after a day."""
        found = await many(self._reader, QUERIES.derivatives_after, day=after.isoformat())
        return {row["name"]: row["count"] for row in found}

    @explained
    async def derivatives_since(self, after: date) -> date | None:
        """Return the first day after `after` on which such a count was read."""
        found = await many(self._reader, QUERIES.derivatives_since, day=after.isoformat())
        return date.fromisoformat(found[0][0]) if found[0][0] else None

    @explained
    async def models(self) -> tuple[Model, ...]:
        """Return every model ever seen."""
        found = await many(self._reader, QUERIES.all_models)
        return tuple(await beside(rows.model_of, found))

    @explained
    async def names(self) -> tuple[tuple[str, str, int], ...]:
        """Return every kind, name and model key there ever was, the oldest first."""
        found = await many(self._reader, QUERIES.all_names)
        return tuple(await beside(rows.name_of, found))

    @explained
    async def board_names(self) -> tuple[str, ...]:
        """Return the names of all boards that have a stored day."""
        return tuple(row["board"] for row in await many(self._reader, QUERIES.board_names))

    @explained
    async def board_marks(self, board: str, count: int = MARKS) -> tuple[Mark, ...]:
        """Return the verdicts of a board's last stored days, newest first."""
        return tuple(
            map(
                rows.mark_of,
                await many(self._reader, QUERIES.board_marks, board=board, count=count),
            )
        )

    @explained
    async def rejected(self, board: str, day: date) -> tuple[Snapshot, ...]:
        """Return the lists of a board that were rejected on a day."""
        async with self._read() as db:
            found = await many(db, QUERIES.rejected_on, board=board, day=day.isoformat())
            return tuple([await self._snapshot(db, row) for row in found])

    @explained
    async def lengths(self, board: str, before: date, count: int) -> tuple[int, ...]:
        """Return the rows of the last non-empty lists fetched before a day, newest first."""
        found = await many(
            self._reader, QUERIES.lengths, board=board, before=before.isoformat(), count=count
        )
        return tuple(row["length"] for row in found)

    @explained
    async def snapshot(self, board: str, day: date) -> Snapshot | None:
        """Return a board as stored on a day."""
        if kept := self._snapshots.get((board, day)):
            return kept
        async with self._read() as db:
            row = await one(db, QUERIES.snapshot_on, board=board, day=day.isoformat())
            return await self._snapshot(db, row) if row else None

    async def _snapshot(self, db: aiosqlite.Connection, row: rows.Row) -> Snapshot:
        places = await many(db, QUERIES.places, snapshot_id=row["id"])
        return Snapshot(
            board=row["board"],
            taken_at=datetime.fromisoformat(row["taken_at"]),
            models=tuple(place["model_id"] for place in places),
            values=tuple(rows.number(place["value"]) for place in places),
            quality=Quality(row["quality"]),
        )

    @explained
    async def best_places(self, board: str, first: date, before: date) -> dict[int, int]:
        """Return the best rank that every model had on a board, from a day to before another."""
        found = await many(
            self._reader,
            QUERIES.best_places,
            board=board,
            first=first.isoformat(),
            before=before.isoformat(),
        )
        return {row["model_id"]: row["position"] for row in found}

    @explained
    async def sighting(self, board: str, model: int, before: date) -> Sighting:
        """Return what a model did on a board before a day."""
        row = await one(
            self._reader, QUERIES.sighting, board=board, model_id=model, before=before.isoformat()
        )
        if row is None:
            return Sighting(0)
        tops = {3: row["in_3"], 10: row["in_10"], 50: row["in_50"]}
        last_in = {top: date.fromisoformat(day) for top, day in tops.items() if day}
        return Sighting(row["good"] or 0, last_in)

    @explained
    async def counter_marks(self, metric: Metric, count: int = MARKS) -> tuple[Mark, ...]:
        """Return the last verdicts on a counter, newest first."""
        found = await many(self._reader, QUERIES.counter_marks, metric=metric.value, count=count)
        return tuple(map(rows.mark_of, found))

    @explained
    async def picture(self, day: date) -> Picture | None:
        """Return all that is known of a stored day."""
        if kept := self._pictures.get(day):
            return kept
        async with self._read() as db:
            return await self._picture(db, day)

    async def _picture(self, db: aiosqlite.Connection, day: date) -> Picture | None:
        on = {"day": day.isoformat()}
        observed = await many(db, QUERIES.observations_on, **on)
        counted = await beside(rows.counts_of, observed)
        counts = {row["model_id"]: its for row, its in zip(observed, counted, strict=True)}
        boards = {
            row["board"]: await many(db, QUERIES.places, snapshot_id=row["id"])
            for row in await many(db, QUERIES.snapshots_on, **on)
        }
        complete = frozenset(row["namespace"] for row in await many(db, QUERIES.listed_on, **on))
        if not counts and not boards and not complete:
            return None
        placed = {
            board: tuple(place["model_id"] for place in places) for board, places in boards.items()
        }
        return Picture(day, counts, placed, complete)

    @explained
    async def standings(self, day: date, metric: Metric) -> tuple[Standing, ...]:
        """Return the standings of a day, by group kind and place."""
        found = await many(
            self._reader, QUERIES.standings_on, day=day.isoformat(), metric=metric.value
        )
        return tuple(map(rows.standing_of, found))

    @explained
    async def days(self) -> tuple[date, ...]:
        """Return the stored days, oldest first."""
        found = await many(self._reader, QUERIES.stored_days)
        return tuple(date.fromisoformat(row["day"]) for row in found)

    @explained
    async def listed(self, before: date) -> frozenset[str]:
        """Return the namespaces that were listed in full before a day."""
        found = await many(self._reader, QUERIES.listed_before, day=before.isoformat())
        return frozenset(row["namespace"] for row in found)

    @explained
    async def leads(self) -> tuple[Lead, ...]:
        """Return who is ahead in every watched pair."""
        return tuple(map(rows.lead_of, await many(self._reader, QUERIES.all_leads)))

    @explained
    async def events(self, wanted: Filter = Filter()) -> tuple[Event, ...]:  # noqa: B008
        """Return events by id."""
        found = await many(
            self._reader,
            QUERIES.events,
            first=_iso(wanted.first),
            last=_iso(wanted.last),
            told_from=_iso(wanted.told_from),
            state=wanted.state and wanted.state.value,
            kind=wanted.kind and wanted.kind.value,
            board=wanted.board,
        )
        return tuple(map(rows.event_of, found))

    @explained
    async def event(self, number: int) -> Event | None:
        """Return one event."""
        row = await one(self._reader, QUERIES.event, id=number)
        return rows.event_of(row) if row else None

    @explained
    async def next_event(self) -> int:
        """Return the number of the next new event."""
        return await largest(self._reader, QUERIES.last_event) + 1

    @explained
    async def last_overtakes(self) -> tuple[Event, ...]:
        """Return the overtake of each pair that was told last."""
        return tuple(map(rows.event_of, await many(self._reader, QUERIES.last_overtakes)))

    @explained
    async def told_since(self, day: date) -> tuple[Told, ...]:
        """Return what was told of `entered`, `left` and `moved` since a day, each the last time."""
        found = await many(self._reader, QUERIES.told_since, day=day.isoformat())
        return tuple(
            Told(
                board=row["board"],
                kind=Kind(row["kind"]),
                top=row["top_size"],
                model=row["model_id"],
                group=Grouping(row["grouping"]) if row["grouping"] else None,
                subject=row["subject"],
                told_on=date.fromisoformat(row["told_on"]),
            )
            for row in found
        )

    @explained
    async def told_milestones(self) -> tuple[ToldMilestone, ...]:
        """Return every milestone ever told."""
        found = await many(self._reader, QUERIES.told_milestones)
        return tuple(
            ToldMilestone(
                model=row["model_id"],
                group=Grouping(row["grouping"]) if row["grouping"] else None,
                subject=row["subject"],
                metric=Metric(row["metric"]),
                threshold=row["threshold"],
            )
            for row in found
        )

    @explained
    async def led_since(self, board: str) -> tuple[date, bool] | None:
        """Return since when the leader that was told last has led, and whether we saw it begin."""
        row = await one(self._reader, QUERIES.led_since, board=board)
        day = (row["told"] or row["first"]) if row else None
        return (date.fromisoformat(day), bool(row["told"])) if row and day else None
