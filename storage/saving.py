"""A day written, whole or not at all."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import aiosqlite

from bot.model import Decision, DeliveryState, Mark, Post, Quality
from storage import rows
from storage.connections import (
    CACHED_DAYS,
    CACHED_SNAPSHOTS,
    QUERIES,
    Connections,
    beside,
    explained,
    largest,
    many,
    put,
    remember,
)


class Saving(Connections):
    """The store's one way to take a day in."""

    @explained
    async def save(self, decision: Decision) -> None:
        """Write a decision in one transaction."""
        fetch_id = -1
        try:
            fetch_id = await self._save(decision)
        finally:  # where it failed, the database knows
            self._last_reading = fetch_id if self._lock else -1
        self._remember(decision)

    async def _save(self, decision: Decision) -> int:
        """Write a decision and return the number of its reading."""
        async with self._write() as db:
            fetch_id = await largest(db, QUERIES.last_fetch) + 1
            await self._save_fetch(db, fetch_id, decision)
            await self._save_models(db, fetch_id, decision)
            await self._save_boards(db, fetch_id, decision)
            await self._save_groups(db, decision)
            events = [*decision.events, *decision.settled]
            await put(db, QUERIES.put_events, [rows.row_of_event(event) for event in events])
            await self._save_posts(db, decision.posts)
        return fetch_id

    async def _save_posts(self, db: aiosqlite.Connection, posts: Sequence[Post]) -> None:
        """Write posts: over those that are there, and all new ones in one step.

        One that is to be changed in place is written over as it is. New ones get the next numbers:
        since they were counted a card may have come.
        """
        changed = [post for post in posts if post.receipt]
        await put(db, QUERIES.put_post, rows.rows_of_posts(changed))
        written = [post for post in posts if not post.receipt]
        first = min((post.id for post in written), default=1)
        known = {row["id"]: row for row in await many(db, QUERIES.posts_from, id=first)}
        fresh = []
        for post in written:
            row = known.get(post.id)
            if row is not None and _is_same(row, post):
                await self._save_known(db, row, post)
            else:
                fresh.append(post)
        await self._save_new(db, fresh)

    async def _save_new(self, db: aiosqlite.Connection, posts: Sequence[Post]) -> None:
        number = await largest(db, QUERIES.last_post) + 1
        fresh = [replace(post, id=its) for its, post in enumerate(posts, start=number)]
        await put(db, QUERIES.put_post, await asyncio.to_thread(rows.rows_of_posts, fresh))
        unsent = {row["channel"] for row in await many(db, QUERIES.unsent_channels)}
        for post in fresh:
            if post.channel in unsent:
                await self._fold(db, post)

    async def _save_known(self, db: aiosqlite.Connection, row: rows.Row, post: Post) -> None:
        """Write a post over; one that has left meanwhile gets a part, with what it did not say.

        A card is written over as it is.
        """
        is_out = row["attempts"] or row["state"] != DeliveryState.WAITING.value
        if is_out and not post.card:
            said = set(json.loads(row["events"]))
            news = tuple(number for number in post.events if number not in said)
            if not news:
                return
            number = await largest(db, QUERIES.last_post) + 1
            expired = DeliveryState.EXPIRED
            post = replace(post, id=number, part=post.part + 1, events=news, state=expired)
        await QUERIES.put_post(db, **rows.row_of_post(post))
        await self._fold(db, post)

    async def _fold(self, db: aiosqlite.Connection, post: Post) -> None:
        """Have a day's post stand for those before it that could not be sent."""
        if post.state is DeliveryState.WAITING and not post.card:
            await QUERIES.fold_posts(db, channel=post.channel, into_id=post.id)

    def _remember(self, decision: Decision) -> None:
        """Keep in memory what the next day will ask for."""
        if decision.picture:
            remember(self._pictures, decision.day, decision.picture, CACHED_DAYS)
        for judged in decision.judged:
            if judged.verdict.quality is not Quality.REJECTED:
                key = (judged.snapshot.board, decision.day)
                remember(self._snapshots, key, judged.snapshot, CACHED_SNAPSHOTS)

    @explained
    async def note_derivatives(self, name: str, day: date, count: int) -> None:
        """Keep a count of derivatives until a fetch takes it: they are read over a week."""
        async with self._write() as db:
            await QUERIES.put_derivatives(db, name=name, day=day.isoformat(), count=count)

    async def _save_fetch(
        self, db: aiosqlite.Connection, fetch_id: int, decision: Decision
    ) -> None:
        believed = any(j.verdict.quality is not Quality.REJECTED for j in decision.judged)
        await QUERIES.add_fetch(
            db,
            id=fetch_id,
            day=decision.day.isoformat(),
            taken_at=decision.taken_at.isoformat(),
            stored=int(believed or bool(decision.complete or decision.believed)),
        )
        listed = [{"fetch_id": fetch_id, "namespace": name} for name in sorted(decision.complete)]
        await put(db, QUERIES.add_listings, listed)
        missing = [{"fetch_id": fetch_id, "namespace": name} for name in sorted(decision.missing)]
        await put(db, QUERIES.add_missing, missing)

    async def _save_models(
        self, db: aiosqlite.Connection, fetch_id: int, decision: Decision
    ) -> None:
        await put(db, QUERIES.put_models, await beside(rows.row_of_model, decision.models))
        since = decision.day.isoformat()
        names = await beside(
            lambda m: {"kind": m.kind, "name": m.name, "model_id": m.key, "since": since},
            decision.renamed,
        )
        await put(db, QUERIES.put_names, names)
        gone = [{"fetch_id": fetch_id, "model_id": key} for key in sorted(decision.gone)]
        await put(db, QUERIES.add_gone, gone)
        counted = await beside(
            lambda its: rows.row_of_counts(fetch_id, *its, believed=its[0] in decision.believed),
            decision.counts.items(),
        )
        await put(db, QUERIES.add_observations, counted)

    async def _save_boards(
        self, db: aiosqlite.Connection, fetch_id: int, decision: Decision
    ) -> None:
        snapshot_id = await largest(db, QUERIES.last_snapshot)
        for judged in decision.judged:
            snapshot_id += 1
            snapshot, verdict = judged.snapshot, judged.verdict
            mark = Mark(
                decision.day, verdict.quality, verdict.jumped, len(snapshot.models), verdict.why
            )
            ids = {"id": snapshot_id, "fetch_id": fetch_id, "board": snapshot.board}
            await QUERIES.add_snapshot(db, **ids, **rows.row_of_mark(mark))
            placed = zip(snapshot.models, snapshot.values, strict=True)
            places = [
                {"snapshot_id": snapshot_id, "position": rank, "model_id": key, "value": value}
                for rank, (key, value) in enumerate(placed, start=1)
            ]
            await put(db, QUERIES.add_places, places)

    async def _save_groups(self, db: aiosqlite.Connection, decision: Decision) -> None:
        marks = [
            {"metric": metric.value, **rows.row_of_mark(mark)}
            for metric, mark in decision.marks.items()
        ]
        await put(db, QUERIES.add_counters, marks)
        standings = [rows.row_of_standing(decision.day, its) for its in decision.standings]
        await put(db, QUERIES.add_standings, standings)
        await put(db, QUERIES.put_leads, [rows.row_of_lead(lead) for lead in decision.leads])


def _is_same(row: rows.Row, post: Post) -> bool:
    """Return whether a post is there already, under its number."""
    there = (row["channel"], row["day"], row["card"])
    return there == (post.channel, post.day.isoformat(), post.card)
