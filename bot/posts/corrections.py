"""Posts that told what turned out to rest on wrong data: each is changed in place, and says so.

What is wrong is for `bot/rules/corrections.py`. A post that is on its way when it turns out is
changed with the next day: what is out and not noted can't be changed.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.families import Families
from bot.model import Decision, DeliveryState, Event, Post, State, Subscription
from bot.ports import Filter, Store
from bot.texts import words
from bot.thresholds import CHANGE_MAX_AGE_DAYS, CORRECTED_DAYS, FOLD_DAYS
from bot.views.corrections import corrected_view, said_wrong

WINDOW = timedelta(days=CORRECTED_DAYS + FOLD_DAYS + CHANGE_MAX_AGE_DAYS)
"""How long ago it was told at the most: it was folded first, and its correction tried so long."""


async def write_corrections(
    store: Store, decision: Decision, families: Families, now: datetime
) -> Decision:
    """Return the decision with every post that is to be corrected, as it is from now on."""
    wrong = await _wrong(store, decision)
    if not wrong:
        return decision
    asked = {its.channel: its for its in await store.subscriptions()}
    posts = [
        _corrected(post, wrong, families, asked[post.channel], now)
        for post in await _posts(store, wrong.values(), decision)
        if post.channel in asked and _is_due(post, wrong)
    ]
    return replace(decision, posts=(*decision.posts, *posts))


async def _wrong(store: Store, decision: Decision) -> Mapping[int, Event]:
    """Return what was corrected today, or lately and perhaps not everywhere."""
    since = decision.day - WINDOW
    known = await store.events(Filter(state=State.TOLD, told_from=since))
    events = {event.id: event for event in (*known, *decision.settled)}
    return {number: event for number, event in events.items() if event.facts.corrected_on}


async def _posts(store: Store, wrong: Collection[Event], decision: Decision) -> list[Post]:
    """Return the posts, but for those that are written with the decision."""
    first = min(event.told_on for event in wrong if event.told_on)
    days = [first + timedelta(days=n) for n in range((decision.day - first).days + 1)]
    written = {post.id for post in decision.posts}
    found = [post for day in days for post in await store.posts(day=day)]
    return [post for post in found if post.id not in written]


def _is_due(post: Post, wrong: Mapping[int, Event]) -> bool:
    """Return whether a post is out, and tells something wrong as if it were right."""
    is_out = bool(post.receipt and post.view.title) and post.state is not DeliveryState.PAUSED
    return is_out and not wrong.keys() & {*post.events} <= said_wrong(post.view)


def _corrected(
    post: Post,
    wrong: Mapping[int, Event],
    families: Families,
    its: Subscription,
    now: datetime,
) -> Post:
    fresh = {*post.events} - said_wrong(post.view)
    mine = {number: event for number, event in wrong.items() if number in fresh}
    rows = {row.event for row in post.view.rows} | mine.keys()
    left_out = len({*post.events} - rows)
    view = corrected_view(words(its.language), families, post.view, mine, left_out)
    waiting = DeliveryState.WAITING
    return replace(post, view=view, state=waiting, attempts=0, due_at=None, note="", written_at=now)
