"""Race cards: one message for a channel and a race, edited each good day (SPEC 6).

A new message is written only when the order has changed: then people are to hear of it. Of groups
that is when an overtake of the two is told, so a list that loses a model turns nothing; of models,
and of groups that no standing watches, it is the same rule, half a per cent on two good days.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.diff.paces import Outlook
from bot.families import Families
from bot.figures import Racer, Sources, race_figure
from bot.memory import Memory
from bot.model import (
    Decision,
    DeliveryState,
    Event,
    Figure,
    Kind,
    Post,
    Quality,
    RaceCard,
    State,
    Subscription,
    View,
)
from bot.passing import forecast
from bot.ports import Filter, Store
from bot.posts.ahead import ahead
from bot.racing import Amount, History, Race
from bot.texts import words
from bot.views.cards import card_view, order_told

OVERTAKES = Filter(kind=Kind.OVERTAKE, state=State.TOLD)


async def write_cards(
    store: Store, decision: Decision, families: Families, now: datetime
) -> Decision:
    """Return the decision with every race card that has a good new day."""
    watched = [its for its in await store.subscriptions() if its.races and not its.paused]
    cards = {card.name: card for its in watched for card in its.races}
    if not cards:
        return decision
    drawn, number = Cards(ahead(store, decision), families), await _next_post(store, decision)
    posts: list[Post] = []
    for name, card in cards.items():
        race = await drawn.race(card) if _is_good(decision, card) else None
        if race is None:
            continue
        last = {post.channel: post for post in await store.cards(name)}
        for its in watched:
            if name in {card.name for card in its.races}:
                view = await drawn.view(race, its.language, decision.day)
                post = _post(race, last.get(its.channel), its, view, now)
                if post is not None and not post.id:
                    post, number = replace(post, id=number), number + 1
                if post is not None:
                    posts.append(post)
    return replace(decision, posts=(*decision.posts, *posts))


def _is_good(decision: Decision, card: RaceCard) -> bool:
    mark = decision.marks.get(card.metric)
    return mark is not None and mark.quality is Quality.OK


async def _next_post(store: Store, decision: Decision) -> int:
    return max((await store.next_post(), *(post.id + 1 for post in decision.posts)))


def _post(
    race: Race, last: Post | None, its: Subscription, view: View, now: datetime
) -> Post | None:
    """Return the card's message with its new view, or a new message if the order has changed.

    One that may be on its way keeps its state: it is known again by its key. None where the message
    shows the same already: then a side is not seen any more.
    """
    day, turn = race.days[-1], race.last_turn()
    if last is None or (turn is not None and last.day < turn.known_on <= day):
        return Post(its.channel, day, view, (), now, card=race.card.name)
    if last.view == view:
        return None
    if last.state is DeliveryState.IN_DOUBT and not last.receipt:
        return replace(last, view=view)
    return replace(
        last, view=view, state=DeliveryState.WAITING, attempts=0, due_at=None, written_at=now
    )


class Cards:
    """The cards of one day: each race is read once, each view made once for a language."""

    def __init__(self, store: Store, families: Families) -> None:
        """Read from a store that knows the day."""
        self.store, self.families = store, families
        self._memory = Memory(store)
        self._views: dict[tuple[str, str], View] = {}

    async def first(
        self, card: RaceCard, channel: str, language: str, now: datetime
    ) -> Post | None:
        """Return a card that begins now, as of the last good day; None where there is none."""
        race = await self.race(card)
        if race is None:
            return None
        day, known = race.days[-1], await self.store.cards(card.name)
        again = sum((post.channel, post.day) == (channel, day) for post in known)
        view = await self.view(race, language, day)
        return Post(channel, day, view, (), now, part=1 + again, card=card.name)

    async def race(self, card: RaceCard) -> Race | None:
        """Return a race over its good days, None if one side is not known."""
        marks = await self.store.counter_marks(card.metric)
        good = {mark.day for mark in marks if mark.quality is Quality.OK}
        sides = [await self._side(card, key) for key in (card.a, card.b)]
        both = good & sides[0].keys() & sides[1].keys()
        a, b = ({day: its for day, its in side.items() if day in both} for side in sides)
        if not both:
            return None
        return Race(card, a, b, await self._overtakes(card), await self._is_watched(card))

    async def _is_watched(self, card: RaceCard) -> bool:
        leads = await self._memory.of(self.store.leads)
        return any(
            (its.grouping, its.metric) == (card.grouping, card.metric)
            and {its.ahead, its.behind} == {card.a, card.b}
            for its in leads
        )

    async def _overtakes(self, card: RaceCard) -> Sequence[Event]:
        told = await self._memory.of(self.store.events, OVERTAKES)
        return [
            event
            for event in told
            if (event.group, event.metric) == (card.grouping, card.metric)
            and {event.subject, event.other} == {card.a, card.b}
            and event.facts.corrected_on is None
        ]

    async def _side(self, card: RaceCard, key: str) -> History:
        if card.grouping is not None:
            told = await self._memory.of(self.store.history, card.grouping, key, card.metric)
            return {day: Amount(its.value, its.cohort, its.complete) for day, its in told}
        model = await self._model(key)
        readings = await self._memory.of(self.store.readings, model, date.min)
        values = {day: counts.of(card.metric) for day, counts in readings}
        return {day: Amount(value) for day, value in values.items() if value is not None}

    async def _model(self, name: str) -> int:
        return (await self._memory.directory()).key(name) or 0

    async def view(self, race: Race, language: str, today: date) -> View:
        """Return the card in a language; where a side is not seen today it says since when."""
        name = (race.card.name, language)
        if name not in self._views:
            said = words(language)
            figure = await self._figure(race, language)
            facts = replace(race.facts(), forecast=await self._forecast(race, language))
            view = card_view(said, self.families, race.card, facts, figure)
            told = order_told(said, self.families, race, today)
            self._views[name] = replace(view, rows=(*view.rows, told))
        return self._views[name]

    async def _forecast(self, race: Race, language: str) -> Outlook | None:
        """Return when the one behind passes the other, as `compare` says it."""
        day, (a, b) = race.days[-1], await self._racers(race.card)
        behind, ahead = (a, b) if race.a[day].value < race.b[day].value else (b, a)
        marks = await self.store.counter_marks(race.card.metric)
        return await forecast(self._desk(language), race.card.metric, marks, behind, ahead)

    async def _figure(self, race: Race, language: str) -> Figure | None:
        racers = await self._racers(race.card)
        return await race_figure(self._desk(language), race.card.metric, racers, race.days[-1])

    def _desk(self, language: str) -> Sources:
        return Sources(self.store, self.families, words(language), self._memory)

    async def _racers(self, card: RaceCard) -> list[Racer]:
        return [
            Racer(key, card.grouping, 0 if card.grouping else await self._model(key))
            for key in (card.a, card.b)
        ]
