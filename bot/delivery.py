"""The outbox, delivered: each post to its platform, and what the platform says noted. SPEC 8.

One pass looks at every post that is due. A refusal that will last pauses the channel and keeps it;
an answer that got lost leaves the post in doubt; anything else is tried again, later each time.
One channel's trouble never delays another.
"""

import asyncio
import random
from collections.abc import Callable, Container, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from bot.faults import fault
from bot.model import Address, DeliveryState, Post, Step, Subscription
from bot.ports import Ages, Log, Platform, PostError, Store
from bot.texts import DEFAULT, words
from bot.thresholds import CHANGE_MAX_AGE_DAYS, POST_MAX_AGE_HOURS
from bot.views.service import paused_view

T = TypeVar("T")
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
"""A try that was refused waits twice as long each time, from the first to the longest."""
DOUBLINGS = 7
"""...so often at most: then it is the longest."""
SOON = timedelta(seconds=10)
"""A try that nobody refused waits this long, and by chance up to as long again, however often it
failed: what an outage kept back is out within a minute of its end, and not all at once (ours)."""
AGES = Ages(timedelta(hours=POST_MAX_AGE_HOURS), timedelta(days=CHANGE_MAX_AGE_DAYS))
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
        self._told: set[str] = set()
        """Channels whose owner was told of a refusal that may be over."""
        self._unnoted: dict[int, Post] = {}
        """What became of posts and could not be written, as the disk was full."""
        self._places: Mapping[str, str] = {}
        """Where each channel is."""

    async def round(self, now: datetime) -> int:
        """Try every post that is due once, all channels at once; return how many were sent.

        A post waits while its channel is paused or its platform not connected. One that is older
        than 24 hours expires, and is folded into the channel's next post.
        """
        async with self._looking:
            due = await self._due(now)
            self._busy |= due.keys()
        sent = sum(await asyncio.gather(*(self._channel(posts, now) for posts in due.values())))
        paused, self._paused = self._paused, []
        await tell_owners(self.store, self.platforms, paused)
        return sent

    async def _due(self, now: datetime) -> Mapping[str, Sequence[Post]]:
        """Return the posts that are due, by channel; each is noted as being tried."""
        await self._note_what_is_left()
        subscriptions = await resume_due(self.store, now)
        self._told = {its.channel for its in subscriptions if its.told_of}
        self._places = {its.channel: its.place for its in subscriptions}
        ready = {name for name, platform in self.platforms.items() if platform.is_ready}
        listening = {
            its.channel
            for its in subscriptions
            if not its.paused and _platform_of(its.channel) in ready
        }
        by_channel: dict[str, list[Post]] = {}
        for post in await self.store.take_due(now, AGES, listening, self._busy):
            by_channel.setdefault(post.channel, []).append(post)
        return by_channel

    async def _channel(self, posts: Sequence[Post], now: datetime) -> int:
        """Try one channel's posts, in order; return how many were sent."""
        channel = posts[0].channel
        try:
            return await self._in_order(self.platforms[_platform_of(channel)], posts, now)
        finally:
            self._busy.remove(channel)

    async def _in_order(self, platform: Platform, posts: Sequence[Post], now: datetime) -> int:
        sent = 0
        for number, post in enumerate(posts, start=1):
            tried, refusal = await _to_the_end(self._try(platform, post, now))
            sent += tried.state is DeliveryState.SENT
            if refusal:
                await self.store.note_posts([_untried(its) for its in posts[number:]])
                await self._pause(post.channel, refusal)
                break
        if sent and posts[0].channel in self._told:
            await self.store.change_subscription(posts[0].channel, partial(replace, told_of=""))
        return sent

    async def _try(self, platform: Platform, post: Post, now: datetime) -> tuple[Post, str]:
        """Post once, and note what became of it; return that, and why the channel is closed."""
        await self._note_what_is_left()
        to = address(post.channel, self._places.get(post.channel, ""))
        since = post.written_at if post.state is DeliveryState.IN_DOUBT else None
        refusal = ""
        try:
            receipt = await _show(platform, to, post, since)
        except PostError as error:
            tried = _failed(post, error, self.clock() if self.clock else now)
            refusal = str(error) if error.lasting else ""
        except Exception as error:  # noqa: BLE001 - a fault of ours there must stop no other channel
            odd = PostError(fault(error), in_doubt=True)
            tried = _failed(post, odd, self.clock() if self.clock else now)
        else:
            tried = replace(post, state=DeliveryState.SENT, receipt=receipt, note="")
        self._unnoted[post.id] = tried
        await self._note_what_is_left()
        return tried, refusal

    async def _note_what_is_left(self) -> None:
        """Write what became of posts; what can't be written is kept until it can.

        Until then nothing else is sent: a post that is out must not go out again.
        """
        if not self._unnoted:
            return
        left, self._unnoted = self._unnoted, {}
        try:
            await self.store.note_posts(tuple(left.values()))
        except BaseException:
            self._unnoted = {**left, **self._unnoted}
            raise

    async def _pause(self, channel: str, reason: str) -> None:
        """Pause a channel's alerts, and keep in mind to tell whoever turned them on."""
        paused = await pause(self.store, channel, reason)
        if paused is not None:
            if paused.told_of != reason:  # it is said once, until a post was taken again
                self._paused.append(paused)
            self.log(Step.PAUSED, channel=channel, reason=words(DEFAULT).reason(reason))


async def tell_owners(
    store: Store, platforms: Mapping[str, Platform], paused: Sequence[Subscription]
) -> None:
    """Tell whoever turned alerts on that a refusal paused them, once for all of theirs."""
    by_owner: dict[str, list[Subscription]] = {}
    for its in paused:
        by_owner.setdefault(its.owner, []).append(its)
    for owner, theirs in by_owner.items():
        name, _, person = owner.partition(":")
        if platform := platforms.get(name):
            said = words(theirs[0].language)
            reasons = {its.channel: its.paused or "" for its in theirs}
            to = Address(person, theirs[0].place)
            await platform.tell(to, paused_view(said, tuple(reasons.items())))
            for channel, reason in reasons.items():
                told = partial(replace, told_of=reason)
                await store.change_subscription(channel, told)


async def _show(platform: Platform, to: Address, post: Post, since: datetime | None) -> str:
    """Post, or change what is posted; return the platform's name for the message."""
    if post.receipt:
        await platform.edit(to, post.receipt, post.view)
        return post.receipt
    return await platform.post(to, post.view, post.key, since)


def _platform_of(channel: str) -> str:
    return channel.partition(":")[0]


def address(channel: str, place: str) -> Address:
    """Return a channel as its platform knows it, in the place where it is."""
    return Address(channel.partition(":")[2], place)


async def _to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Do work that is not left in the middle: what is out but not noted would go out again.

    Someone who ends the program waits for it, so long as `ENDING` allows.
    """
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=ENDING)
        task.cancel()  # nothing is left to note it
        raise


def _failed(post: Post, error: PostError, now: datetime) -> Post:
    """Return the post as its failure leaves it; a try that fails can't clear what is in doubt."""
    in_doubt = error.in_doubt or post.state is DeliveryState.IN_DOUBT
    state = DeliveryState.IN_DOUBT if in_doubt else DeliveryState.RETRYING
    if error.lasting:
        return replace(post, state=state if in_doubt else DeliveryState.PAUSED, note=str(error))
    return replace(post, state=state, due_at=now + _wait(post, error), note=str(error))


def _wait(post: Post, error: PostError) -> timedelta:
    """Return how long a post waits for its next try."""
    if error.retry_after is not None:
        return timedelta(seconds=error.retry_after)
    if error.passing:
        return SOON * random.uniform(1, 2)  # noqa: S311 - no secret
    doubled: timedelta = FIRST_WAIT * 2 ** min(post.attempts - 1, DOUBLINGS)
    return min(doubled, LONGEST_WAIT)


def _untried(post: Post) -> Post:
    """Return a post that was taken as it was before."""
    return replace(post, attempts=post.attempts - 1)


async def pause(store: Store, channel: str, reason: str) -> Subscription | None:
    """Pause a channel's alerts as a refusal, and keep them; return them, None if none are on."""
    known = await store.subscription(channel)
    if known is None or known.paused:
        return None

    def refuse(its: Subscription) -> Subscription:
        return its if its.paused else replace(its, paused=reason, refused=True)

    return await store.change_subscription(channel, refuse)


async def resume_due(store: Store, now: datetime) -> Sequence[Subscription]:
    """Let alerts go on whose pause was asked for until now; return all subscriptions."""

    def is_over(its: Subscription) -> bool:
        return its.until is not None and its.until <= now

    def go_on(its: Subscription) -> Subscription:
        return replace(its, paused=None, until=None) if is_over(its) else its

    subscriptions = await store.subscriptions()
    over = [its.channel for its in subscriptions if is_over(its)]
    for channel in over:
        await store.change_subscription(channel, go_on)
    return await store.subscriptions() if over else subscriptions


def is_there(its: Subscription, where: Container[str]) -> bool:
    """Return whether a subscription is of one of some channels or places."""
    return its.channel in where or (bool(its.place) and its.place in where)


async def check_refused(
    store: Store, platforms: Mapping[str, Platform], where: Container[str] | None = None
) -> tuple[str, ...]:
    """Resume what a platform's refusal paused, where it would now take a post; return the channels.

    Of these channels and places, or of all. What a person paused stays paused (SPEC 8).
    """
    opened = []
    for subscription in await store.subscriptions():
        platform = platforms.get(_platform_of(subscription.channel))
        if platform is None or not (subscription.paused and subscription.refused):
            continue
        if where is not None and not is_there(subscription, where):
            continue
        try:
            await platform.check(address(subscription.channel, subscription.place))
        except Exception:  # noqa: BLE001, S112 - whatever is wrong there, the next door is tried
            continue
        if await _resume(store, subscription.channel):
            opened.append(subscription.channel)
    return tuple(opened)


async def _resume(store: Store, channel: str) -> bool:
    """Resume a channel, if its owner has not ended or paused it meanwhile."""

    def open_(its: Subscription) -> Subscription:
        return replace(its, paused=None, refused=False) if its.refused else its

    known = await store.subscription(channel)
    if known is None or not known.refused:
        return False
    return await store.change_subscription(channel, open_) is not None
