"""The charts of a day's posts: the race behind the first overtake that a post tells."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.families import Families
from bot.figures import Racer, Sources, race_figure
from bot.memory import Memory
from bot.model import Decision, Event, Figure, Kind, Post
from bot.ports import Store
from bot.posts.ahead import ahead
from bot.texts import words

RACES = frozenset({Kind.OVERTAKE, Kind.FORECAST})
"""Kinds of event that a race stands behind."""


async def illustrate(
    store: Store,
    decision: Decision,
    families: Families,
    now: datetime,  # noqa: ARG001 - as all that writes posts
) -> Decision:
    """Return the decision with a chart in every post that tells of an overtake, or of one to come.

    Each chart is made once for a language, however many channels it goes to.
    """
    told = {post.id: number for post in decision.posts if (number := _raced(post)) is not None}
    if not told:
        return decision
    spoken = {its.channel: its.language for its in await store.subscriptions()}
    events = {event.id: event for event in (*decision.events, *decision.settled)}
    charts = _Charts(ahead(store, decision), families, events)
    posts = []
    for post in decision.posts:
        if post.id in told:
            figure = await charts.of(told[post.id], spoken[post.channel])
            post = replace(post, view=replace(post.view, figure=figure))  # noqa: PLW2901
        posts.append(post)
    return replace(decision, posts=tuple(posts))


def _raced(post: Post) -> int | None:
    """Return the first event of a post that a race stands behind, None if there is none."""
    if post.view.figure is not None:
        return None
    return next((row.event for row in post.view.rows if row.kind in RACES), None)


class _Charts:
    """The races of one day, each made once for a language."""

    def __init__(self, store: Store, families: Families, events: Mapping[int, Event]) -> None:
        self.store, self.families, self.events = store, families, events
        self._memory = Memory(store)
        self._made: dict[tuple[int, str], Figure | None] = {}

    async def of(self, number: int, language: str) -> Figure | None:
        """Return the race behind an event, by its number, in a language."""
        if (number, language) not in self._made:
            event = self.events.get(number) or await self.store.event(number)
            self._made[number, language] = await self._race(event, language) if event else None
        return self._made[number, language]

    async def _race(self, event: Event, language: str) -> Figure | None:
        if event.group is None or event.metric is None or event.other is None:
            return None
        desk = Sources(self.store, self.families, words(language), self._memory)
        racers = [Racer(key, event.group) for key in (event.subject, event.other)]
        return await race_figure(desk, event.metric, racers, event.told_on or event.day)
