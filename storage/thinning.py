"""What is forgotten of old days; what to forget is decided in `bot/retention.py`."""

from datetime import date

from storage.connections import QUERIES, Connections, explained, many


class Thinning(Connections):
    """The store's ways to forget."""

    @explained
    async def lighten(self, day: date) -> None:
        """Forget the counters, on a day, of models that stood on no board then.

        With them goes which namespaces were listed in full: they are no longer.
        """
        async with self._write() as db:
            for query in (
                QUERIES.drop_unlisted_observations,
                QUERIES.drop_listings,
                QUERIES.drop_missing,
            ):
                await many(db, query, day=day.isoformat())

    @explained
    async def settle_posts(self, day: date) -> None:
        """Forget what the posts of a day showed that are not to be sent any more.

        Which events each told of, to whom and when stays: `why` rests on those.
        """
        async with self._write() as db:
            await many(db, QUERIES.drop_messages, day=day.isoformat())

    @explained
    async def drop(self, day: date) -> None:
        """Forget a day but for its events and posts, and what its models reached on its boards.

        Days are dropped in their order: the last that a model was in a top is kept.
        """
        async with self._write() as db:
            for query in (
                QUERIES.keep_careers,
                QUERIES.drop_places,
                QUERIES.drop_snapshots,
                QUERIES.drop_observations,
                QUERIES.drop_listings,
                QUERIES.drop_missing,
                QUERIES.drop_gone,
                QUERIES.drop_counters,
                QUERIES.drop_standings,
                QUERIES.drop_fetches,
            ):
                await many(db, query, day=day.isoformat())
