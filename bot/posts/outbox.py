"""The posts of a day, written with it: one for each channel. SPEC 6 and 8."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.families import Families
from bot.model import (
    Decision,
    DeliveryState,
    Event,
    Grouping,
    Metric,
    Post,
    Rhythm,
    Standing,
    Subscription,
)
from bot.noise import choose, quieten
from bot.ports import Store
from bot.posts.weekly import write_digests
from bot.rules.wanted import Circle
from bot.thresholds import DEFAULT_FAMILIES, FOLD_DAYS
from bot.views.posts import post_view


async def write_posts(
    store: Store, decision: Decision, families: Families, now: datetime
) -> Decision:
    """Return the decision with a post for every channel that wants any of its events.

    What could not be sent in time, or came after the day's post was out, is folded in.
    """
    told = [e for e in (*decision.events, *decision.settled) if e.told_on == decision.day]
    unsent = [
        post
        for state in (DeliveryState.EXPIRED, DeliveryState.PAUSED)
        for post in await store.posts(state)
        if not (post.card or post.receipt) and (decision.day - post.day).days <= FOLD_DAYS
    ]
    overdue = _by_channel(unsent)
    today = _by_channel([its for its in await store.posts(day=decision.day) if not its.card])
    circle = await circle_on(store, families, decision.day, decision.standings)
    number = await store.next_post()
    posts: list[Post] = []
    made: dict[Subscription, Post | None] = {}
    """Posts by what is wanted: many channels want the same."""
    for subscription in await store.subscriptions():
        if subscription.paused or subscription.rhythm is Rhythm.WEEKLY:
            continue
        mine = today.get(subscription.channel, [])
        is_late = any(_is_out(post) for post in mine)
        folded = [] if is_late else [*overdue.get(subscription.channel, []), *mine]
        late = await _events_of(store, folded)
        wishes = _wishes(subscription)
        if late or wishes not in made:
            made[wishes] = post_of(subscription, [*late, *told], circle, decision.day, now)
        post = made.pop(wishes) if late else made[wishes]
        if post is None:
            continue
        if is_late:
            post = replace(post, part=len(mine) + 1, state=DeliveryState.EXPIRED)
        elif mine:
            post = replace(post, id=mine[0].id)
        if not post.id:
            post, number = replace(post, id=number), number + 1
        posts.append(replace(post, channel=subscription.channel))
    digests = await write_digests(store, decision, circle, now, number)
    return replace(decision, posts=(*posts, *digests))


def _by_channel(posts: Sequence[Post]) -> dict[str, list[Post]]:
    found: dict[str, list[Post]] = {}
    for post in posts:
        found.setdefault(post.channel, []).append(post)
    return found


def _wishes(its: Subscription) -> Subscription:
    """Return what a channel wants, whichever it is."""
    return Subscription(
        "", its.boards, its.rules, its.families, its.top, its.places, its.language, its.rhythm
    )


def _is_out(post: Post) -> bool:
    """Return whether a post may have left, so that it can't be added to."""
    return post.state is not DeliveryState.WAITING or post.attempts > 0


async def _events_of(store: Store, posts: Iterable[Post]) -> list[Event]:
    ids = sorted({number for post in posts for number in post.events})
    return [event for number in ids if (event := await store.event(number))]


def post_of(
    subscription: Subscription, events: Sequence[Event], circle: Circle, day: date, now: datetime
) -> Post | None:
    """Return the post of a day for one channel, None if it wants none of the events."""
    chosen = choose(events, subscription, circle)
    if not chosen:
        return None
    shown, more = quieten(chosen)
    view = post_view(shown, more, subscription.language, day, circle.families)
    return Post(
        channel=subscription.channel,
        day=day,
        view=view,
        events=tuple(event.id for event in chosen),
        written_at=now,
    )


async def circle_on(
    store: Store, families: Families, day: date, today: Sequence[Standing] = ()
) -> Circle:
    """Return the first families by all-time downloads (by 30-day ones where none are known).

    Of the day's standings, `today` those that are not stored yet; of an earlier day where it has
    none.
    """
    first: list[str] = []
    for metric in (Metric.ALL_TIME, Metric.DOWNLOADS):
        known = [its for its in today if its.metric is metric]
        first = first or _first(known or await _latest(store, day, metric))
    return Circle(families, first)


async def _latest(store: Store, day: date, metric: Metric) -> Sequence[Standing]:
    marks = await store.counter_marks(metric)
    last = next((mark.day for mark in marks if mark.day <= day), None)
    return await store.standings(last, metric) if last else ()


def _first(standings: Sequence[Standing]) -> list[str]:
    """Return the first families, in their order."""
    families = [its for its in standings if its.grouping is Grouping.FAMILY]
    first = [its for its in families if its.place <= DEFAULT_FAMILIES]
    return [its.group for its in sorted(first, key=lambda its: its.place)]
