"""Who is told, the posts on their way to them, and what platforms must not forget."""

import json
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.model import DeliveryState, Post, Subscription, Vitals
from bot.ports import Ages
from storage import rows
from storage.connections import QUERIES, Connections, beside, explained, largest, many, one, put


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
            if not subscription.paused:
                await QUERIES.reopen_posts(db, channel=subscription.channel)

    @explained
    async def change_subscription(
        self, channel: str, change: Callable[[Subscription], Subscription]
    ) -> Subscription | None:
        """Change a channel's subscription as it is then; return it changed, None if it has none.

        What a refusal kept back is due again once alerts go on.
        """
        async with self._write() as db:
            row = await one(db, QUERIES.subscription_of, channel=channel)
            if row is None:
                return None
            known = rows.subscription_of(row)
            changed = change(known)
            await QUERIES.put_subscription(db, **rows.row_of_subscription(changed))
            if known.paused and not changed.paused:
                await QUERIES.reopen_posts(db, channel=channel)
            return changed

    @explained
    async def move_channel(self, channel: str, to: str) -> None:
        """Give a channel's subscription and posts its new name, unless that has its own."""
        async with self._write() as db:
            row = await one(db, QUERIES.subscription_of, channel=channel)
            if row is None or await one(db, QUERIES.subscription_of, channel=to):
                return
            known = rows.subscription_of(row)
            moved = rows.row_of_subscription(replace(known, channel=to))
            await QUERIES.put_subscription(db, **moved)
            await QUERIES.drop_subscription(db, channel=channel)
            await QUERIES.move_posts(db, channel=channel, to=to)

    @explained
    async def unsubscribe(self, channel: str) -> bool:
        """Remove a channel's subscription; return whether there was one.

        Of its race cards nothing more is sent.
        """
        async with self._write() as db:
            await QUERIES.end_cards(db, channel=channel, card="")
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
    async def told_in(self, since: date) -> dict[str, frozenset[int]]:
        """Return, by channel, the events in its posts since a day, unless they were not sent."""
        told: dict[str, frozenset[int]] = {}
        read: dict[str, frozenset[int]] = {}  # what many channels were told alike is read once
        for row in await many(self._reader, QUERIES.told_in, since=since.isoformat()):
            text, channel = row["events"], row["channel"]
            events = read.get(text) or read.setdefault(text, frozenset(json.loads(text)))
            told[channel] = told[channel] | events if channel in told else events
        return told

    @explained
    async def cards(self, card: str) -> tuple[Post, ...]:
        """Return the posts of a race card, in all channels, oldest first."""
        return tuple(map(rows.post_of, await many(self._reader, QUERIES.cards, card=card)))

    @explained
    async def end_card(self, channel: str, card: str) -> None:
        """Send nothing more of a race card in a channel: what is there stays as it is."""
        async with self._write() as db:
            await QUERIES.end_cards(db, channel=channel, card=card)

    @explained
    async def next_post(self) -> int:
        """Return the number of the next new post."""
        return await largest(self._reader, QUERIES.last_post) + 1

    @explained
    async def post_counts(self) -> Mapping[DeliveryState, int]:
        """Return how many posts are in each state, folded ones left out."""
        found = await many(self._reader, QUERIES.post_states)
        return {DeliveryState(row["state"]): row["posts"] for row in found}

    @explained
    async def take_due(
        self, now: datetime, ages: Ages, listening: Container[str], busy: Container[str]
    ) -> tuple[Post, ...]:
        """Return what is due in listening channels, a try counted for each; expire what is older.

        What is busy is left as it is. Each is in doubt from now on, until it is noted what became
        of it; it is returned in the state it was in. That is one transaction: a day that is saved
        beside it finds a post untried or taken.
        """
        async with self._write() as db:
            given = {
                "now": now.isoformat(),
                "oldest": (now - ages.post).isoformat(),
                "oldest_change": (now - ages.change).isoformat(),
            }
            found = [
                row
                for row in await many(db, QUERIES.open_posts, **given)
                if row["channel"] not in busy
            ]
            old = [row for row in found if _is_old(row, given)]
            young = [row for row in found if not _is_old(row, given)]
            due = [row for row in young if row["channel"] in listening]
            expired = DeliveryState.EXPIRED.value
            await put(db, QUERIES.note_post, [{**dict(row), "state": expired} for row in old])
            tried = [{**dict(row), "attempts": row["attempts"] + 1} for row in due]
            doubt = DeliveryState.IN_DOUBT.value
            await put(db, QUERIES.note_post, [{**row, "state": doubt} for row in tried])
        return tuple(await beside(rows.post_of, tried))

    @explained
    async def add_post(self, post: Post) -> None:
        """Write a post that belongs to no new day, under the next number."""
        async with self._write() as db:
            number = await largest(db, QUERIES.last_post) + 1
            await QUERIES.put_post(db, **rows.row_of_post(replace(post, id=number)))

    @explained
    async def note_posts(self, posts: Sequence[Post]) -> None:
        """Write what became of posts: their state, not what they show.

        One that was written anew meanwhile is due again as it is now; of it only the platform's
        name for the message is new.
        """
        if posts:
            noted = [rows.state_of_post(post) for post in posts]
            async with self._write() as db:
                await put(db, QUERIES.note_post, noted)
                await put(db, QUERIES.note_receipt, noted)

    @explained
    async def vitals(self, platforms: Container[str]) -> Vitals:
        """Return what there is to say of how the bot is, the last write included.

        A post waits for a platform only if that is one of these, and its channel's alerts are on.
        It opens no transaction, so that whoever asks may give up waiting.
        """
        good = await many(self._reader, QUERIES.last_good)
        wanted = await self.subscriptions()
        return Vitals(
            last_good={its["board"]: datetime.fromisoformat(its["taken_at"]) for its in good},
            waiting_since=await self._waiting_since(platforms, wanted),
            posts=await self.post_counts(),
            subscriptions=len(wanted),
            failed_write=self.failed_write(),
        )

    async def _waiting_since(
        self, platforms: Container[str], wanted: Sequence[Subscription]
    ) -> datetime | None:
        """Return when the oldest post was written that a channel still wants, and can be sent."""
        awake = {
            its.channel
            for its in wanted
            if not its.paused and its.channel.partition(":")[0] in platforms
        }
        found = await many(self._reader, QUERIES.waiting)
        since = [row["since"] for row in found if row["channel"] in awake]
        return datetime.fromisoformat(min(since)) if since else None

    @explained
    async def recall(self, name: str) -> str:
        """Return what was remembered under a name, or nothing."""
        row = await one(self._reader, QUERIES.recalled, name=name)
        return str(row["value"]) if row else ""

    @explained
    async def remembered(self, prefix: str) -> Mapping[str, str]:
        """Return all that was remembered under names that begin so."""
        found = await many(self._reader, QUERIES.all_remembered)
        return {r["name"]: r["value"] for r in found if r["name"].startswith(prefix)}

    @explained
    async def remember(self, name: str, value: str) -> None:
        """Keep a value under a name, in place of the one before; an empty one is forgotten."""
        async with self._write() as db:
            if value:
                await QUERIES.remember(db, name=name, value=value)
            else:
                await QUERIES.forget(db, name=name)


def _is_old(row: rows.Row, given: Mapping[str, str]) -> bool:
    """Return whether a post, or a change of one that is out, is not to be sent any more."""
    oldest = given["oldest_change" if row["receipt"] else "oldest"]
    return bool(row["written_at"] < oldest)
