"""The outbox, delivered: each post to its platform, and what the platform says noted. SPEC 8.

One pass looks at every post that is due. A refusal that will last pauses the channel and keeps it;
an answer that got lost leaves the post in doubt; anything else is tried again, later each time.
One channel's trouble never delays another.
"""

import asyncio
from collections.abc import Callable, Container, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.model import DeliveryState, Post, Step, Subscription
from bot.ports import Log, Platform, PostError, Store
from bot.texts import DEFAULT, words
from bot.thresholds import POST_MAX_AGE_HOURS
from bot.views.service import paused_view

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
"""A failed try waits twice as long each time, from the first to the longest."""
ENDING = 3.0
"""Seconds that a try under way has when the program ends: it ends within five (SPEC 8)."""
OPEN = (DeliveryState.WAITING, DeliveryState.RETRYING, DeliveryState.IN_DOUBT)
"""What is still to be sent; a post in doubt goes again, under the same key, rather than be lost."""


async def deliver(store: Store, platforms: Mapping[str, Platform], now: datetime) -> int:
    """Try every post that is due once; return how many were sent."""
    return await Postman(store, platforms, _unheard).round(now)


def _unheard(step: Step, **facts: str | float | None) -> None:
    """Tell nobody of a step: whoever delivers once sees what became of it."""


class Postman:
    """Delivers, round after round; a channel that still takes its time is left to its round."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        log: Log,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        """Deliver from the store to these platforms; without a clock a round takes no time."""
        self.store, self.platforms, self.log, self.clock = store, platforms, log, clock
        self._looking = asyncio.Lock()
        self._busy: set[str] = set()
        """Channels that a round is at."""
        self._paused: list[Subscription] = []
        """What was paused, and its owner not told yet."""

    async def round(self, now: datetime) -> int:
        """Try every post that is due once, all channels at once; return how many were sent.

        A post waits while its channel is paused or its platform not connected. One that is older
        than 24 hours expires, and is folded into the channel's next post.
        """
        async with self._looking:
            due = await self._due(now)
            self._busy |= due.keys()
        sent = sum(await asyncio.gather(*(self._channel(posts, now) for posts in due.values())))
        await self._tell_owners()
        return sent

    async def _due(self, now: datetime) -> Mapping[str, Sequence[Post]]:
        """Return the posts that are due by channel, the first of each noted as being tried."""
        at_work = frozenset(self._busy)  # looked at first: what they are at is read as it was
        await resume_due(self.store, now)
        listening = {its.channel for its in await self.store.subscriptions() if not its.paused}
        by_channel: dict[str, list[Post]] = {}
        for post in [post for state in OPEN for post in await self.store.posts(state)]:
            if post.channel in at_work:
                continue
            if _is_too_old(post, now):
                await self.store.update_posts((replace(post, state=DeliveryState.EXPIRED),))
            elif self._is_due(post, now) and post.channel in listening:
                by_channel.setdefault(post.channel, []).append(post)
        firsts = tuple(_tried(posts[0]) for posts in by_channel.values())
        await self.store.update_posts(firsts)  # before one may be out: then it can't be added to
        return {first.channel: (first, *by_channel[first.channel][1:]) for first in firsts}

    def _is_due(self, post: Post, now: datetime) -> bool:
        platform = self.platforms.get(_platform_of(post.channel))
        is_time = post.due_at is None or post.due_at <= now
        return is_time and platform is not None and platform.is_ready

    async def _channel(self, posts: Sequence[Post], now: datetime) -> int:
        """Try one channel's posts, in order; return how many were sent."""
        channel = posts[0].channel
        try:
            return await self._in_order(self.platforms[_platform_of(channel)], posts, now)
        finally:
            self._busy.remove(channel)

    async def _in_order(self, platform: Platform, posts: Sequence[Post], now: datetime) -> int:
        sent = 0
        for number, post in enumerate(posts):
            trying = post if number == 0 else _tried(post)
            if number:
                await self.store.update_posts((trying,))
            tried = await _to_the_end(self._try(platform, trying, now))
            sent += tried.state is DeliveryState.SENT
            if tried.state is DeliveryState.PAUSED:
                await self._pause(post.channel, tried.note)
                break
        return sent

    async def _try(self, platform: Platform, post: Post, now: datetime) -> Post:
        """Post once, and note what became of it."""
        _, _, channel_id = post.channel.partition(":")
        try:
            receipt = await platform.post(channel_id, post.view, post.key)
        except PostError as error:
            tried = _failed(post, error, self.clock() if self.clock else now)
        else:
            tried = replace(post, state=DeliveryState.SENT, receipt=receipt, note="")
        await self.store.update_posts((tried,))
        return tried

    async def _pause(self, channel: str, reason: str) -> None:
        """Pause a channel's alerts, and keep in mind to tell whoever turned them on."""
        paused = await pause(self.store, channel, reason)
        if paused is not None:
            self._paused.append(paused)
            self.log(Step.PAUSED, channel=channel, reason=words(DEFAULT).reason(reason))

    async def _tell_owners(self) -> None:
        """Tell each owner once, however many of their channels were paused."""
        by_owner: dict[str, list[Subscription]] = {}
        for its in self._paused:
            by_owner.setdefault(its.owner, []).append(its)
        self._paused = []
        for owner, paused in by_owner.items():
            name, _, person = owner.partition(":")
            if platform := self.platforms.get(name):
                said = words(paused[0].language)
                reasons = [(its.channel, its.paused or "") for its in paused]
                await platform.tell(person, paused_view(said, reasons))


def _platform_of(channel: str) -> str:
    return channel.partition(":")[0]


def _tried(post: Post) -> Post:
    """Return a post that is being tried once more."""
    return replace(post, attempts=post.attempts + 1)


def _is_too_old(post: Post, now: datetime) -> bool:
    return now - post.written_at > timedelta(hours=POST_MAX_AGE_HOURS)


async def _to_the_end(work: Coroutine[Any, Any, Post]) -> Post:
    """Do work that is not left in the middle: what is out but not noted would go out again.

    Someone who ends the program waits for it, so long as `ENDING` allows.
    """
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=ENDING)
        raise


def _failed(post: Post, error: PostError, now: datetime) -> Post:
    """Return the post as its failure leaves it."""
    if error.lasting:
        return replace(post, state=DeliveryState.PAUSED, note=str(error))
    state = DeliveryState.IN_DOUBT if error.in_doubt else DeliveryState.RETRYING
    wait = min(FIRST_WAIT * 2 ** (post.attempts - 1), LONGEST_WAIT)
    if error.retry_after is not None:
        wait = timedelta(seconds=error.retry_after)
    return replace(post, state=state, due_at=now + wait, note=str(error))


async def pause(store: Store, channel: str, reason: str) -> Subscription | None:
    """Pause a channel's alerts as a refusal, and keep them; return them, None if there are none."""
    subscription = await store.subscription(channel)
    if subscription is None or subscription.paused:
        return None
    paused = replace(subscription, paused=reason, refused=True)
    await store.subscribe(paused)
    return paused


async def resume_due(store: Store, now: datetime) -> None:
    """Let alerts go on whose pause was asked for until now."""
    for subscription in await store.subscriptions():
        if subscription.until and subscription.until <= now:
            await store.subscribe(replace(subscription, paused=None, until=None))


async def check_refused(
    store: Store, platforms: Mapping[str, Platform], channels: Container[str] | None = None
) -> tuple[str, ...]:
    """Resume what a platform's refusal paused, where it would now take a post; return the channels.

    Of these channels, or of all. What a person paused stays paused (SPEC 8).
    """
    opened = []
    for subscription in await store.subscriptions():
        name, _, channel_id = subscription.channel.partition(":")
        platform = platforms.get(name)
        if platform is None or not (subscription.paused and subscription.refused):
            continue
        if channels is not None and subscription.channel not in channels:
            continue
        try:
            await platform.check(channel_id)
        except Exception:  # noqa: BLE001, S112 - whatever is wrong there, the next door is tried
            continue
        if await _resume(store, subscription.channel):
            opened.append(subscription.channel)
    return tuple(opened)


async def _resume(store: Store, channel: str) -> bool:
    """Resume a channel, if its owner has not ended or paused it meanwhile."""
    subscription = await store.subscription(channel)
    if subscription is None or not subscription.refused:
        return False
    await store.subscribe(replace(subscription, paused=None, refused=False))
    return True
