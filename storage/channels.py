"""Who is told, the posts on their way to them, and what platforms must not forget."""

from collections.abc import Sequence
from datetime import date

from bot.model import DeliveryState, Post, Subscription
from storage import rows
from storage.connections import QUERIES, Connections, explained, largest, many, one, put


class Channels(Connections):
    """The store's subscriptions and outbox."""

    @explained
    async def subscriptions(self) -> tuple[Subscription, ...]:
        """Return every channel's subscription."""
        found = await many(self._reader, QUERIES.all_subscriptions)
        return tuple(map(rows.subscription_of, found))

    @explained
    async def subscription(self, channel: str) -> Subscription | None:
        """Return a channel's subscription, None if it has none."""
        row = await one(self._reader, QUERIES.subscription_of, channel=channel)
        return rows.subscription_of(row) if row else None

    @explained
    async def subscribe(self, subscription: Subscription) -> None:
        """Add or replace a channel's subscription."""
        async with self._write() as db:
            await QUERIES.put_subscription(db, **rows.row_of_subscription(subscription))

    @explained
    async def unsubscribe(self, channel: str) -> bool:
        """Remove a channel's subscription; return whether there was one."""
        async with self._write() as db:
            return bool(await QUERIES.drop_subscription(db, channel=channel))

    @explained
    async def posts(
        self, state: DeliveryState | None = None, day: date | None = None
    ) -> tuple[Post, ...]:
        """Return posts in a state, or of a day, or all; oldest first, folded ones left out."""
        if state is not None:
            found = await many(self._reader, QUERIES.posts_in, state=state.value)
        elif day is not None:
            found = await many(self._reader, QUERIES.posts_on, day=day.isoformat())
        else:
            found = await many(self._reader, QUERIES.all_posts)
        return tuple(map(rows.post_of, found))

    @explained
    async def next_post(self) -> int:
        """Return the number of the next new post."""
        return await largest(self._reader, QUERIES.last_post) + 1

    @explained
    async def update_posts(self, posts: Sequence[Post]) -> None:
        """Write the state of posts."""
        if posts:
            async with self._write() as db:
                await put(db, QUERIES.put_post, [rows.row_of_post(post) for post in posts])

    @explained
    async def recall(self, name: str) -> str:
        """Return what was remembered under a name, or nothing."""
        row = await one(self._reader, QUERIES.recalled, name=name)
        return str(row["value"]) if row else ""

    @explained
    async def remember(self, name: str, value: str) -> None:
        """Keep a value under a name, in place of the one before."""
        async with self._write() as db:
            await QUERIES.remember(db, name=name, value=value)
