"""The outbox, delivered: each post to its platform, and what the platform says noted. SPEC 8.

One pass looks at every post that is due. A refusal that will last pauses the channel and keeps it;
an answer that got lost leaves the post in doubt; anything else is tried again, later each time.
One channel's trouble never delays another.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model import DeliveryState, Post
from bot.ports import Platform, PostError, Store
from bot.thresholds import POST_MAX_AGE_HOURS

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
"""A failed try waits twice as long each time, from the first to the longest."""


async def deliver(store: Store, platforms: Mapping[str, Platform], now: datetime) -> int:
    """Try every post that is due once; return how many were sent.

    A post of a platform that is not connected waits. One that is older than 24 hours expires, and
    is folded into the channel's next post.
    """
    sent = 0
    for state in (DeliveryState.WAITING, DeliveryState.RETRYING):
        for post in await store.posts(state):
            if post.due_at is None or post.due_at <= now:
                tried = await _try(store, platforms, post, now)
                sent += tried.state is DeliveryState.SENT
    return sent


async def _try(store: Store, platforms: Mapping[str, Platform], post: Post, now: datetime) -> Post:
    """Try one post, and note what became of it."""
    name, _, channel_id = post.channel.partition(":")
    platform = platforms.get(name)
    if now - post.written_at > timedelta(hours=POST_MAX_AGE_HOURS):
        tried = replace(post, state=DeliveryState.EXPIRED)
    elif platform is None:
        return post
    else:
        tried = replace(post, attempts=post.attempts + 1)
        try:
            receipt = await platform.post(channel_id, post.view, post.key)
        except PostError as error:
            tried = _failed(tried, error, now)
            if error.lasting:
                await _pause(store, post.channel, str(error))
        else:
            tried = replace(tried, state=DeliveryState.SENT, receipt=receipt, note="")
    await store.update_post(tried)
    return tried


def _failed(post: Post, error: PostError, now: datetime) -> Post:
    """Return the post as its failure leaves it."""
    if error.lasting:
        return replace(post, state=DeliveryState.PAUSED, note=str(error))
    if error.in_doubt:
        return replace(post, state=DeliveryState.IN_DOUBT, note=str(error))
    wait = min(FIRST_WAIT * 2 ** (post.attempts - 1), LONGEST_WAIT)
    if error.retry_after is not None:
        wait = timedelta(seconds=error.retry_after)
    return replace(post, state=DeliveryState.RETRYING, due_at=now + wait, note=str(error))


async def _pause(store: Store, channel: str, reason: str) -> None:
    """Pause a channel's subscription, and keep it."""
    for subscription in await store.subscriptions():
        if subscription.channel == channel and not subscription.paused:
            await store.subscribe(replace(subscription, paused=reason))
