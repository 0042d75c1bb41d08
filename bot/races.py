"""Race cards: one message for a channel and a race, edited each good day (SPEC 6).

A new message is written only when the order has changed: then people are to hear of it. The order
is that of `bot/crossings.py`, half a per cent on two good days, so it does not flap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.ahead import ahead
from bot.crossings import turns
from bot.diff.paces import Outlook
from bot.families import Families
from bot.figures import Racer, Sources, race_figure
from bot.findings import CompareFacts, Side
from bot.memory import Memory
from bot.model import (
    Decision,
    DeliveryState,
    Figure,
    Post,
    Quality,
    RaceCard,
    Subscription,
    View,
)
from bot.passing import forecast
from bot.ports import Store
from bot.texts import words
from bot.thresholds import FORECAST_GOOD_DAYS
from bot.views.cards import card_view


@dataclass(frozen=True, slots=True)
class Amount:
    """A side's figure on a day, and what it was added up over."""

    value: float
    cohort: int = 1
    complete: bool = True


History = Mapping[date, Amount]


@dataclass(frozen=True, slots=True)
class Race:
    """A race as it stands: the good days on which both sides are known, oldest first."""

    card: RaceCard
    a: History
    b: History

    @property
    def days(self) -> list[date]:
        """The days."""
        return sorted(self.a)

    def turned_on(self) -> list[date]:
        """Return the days on which the order changed."""
        lines = [[side[day].value for day in self.days] for side in (self.a, self.b)]
        return [self.days[turn.day] for turn in turns(lines)]

    def facts(self) -> CompareFacts:
        """Return both sides today, the gap and the pace over the last good days."""
        paced = self.days[-FORECAST_GOOD_DAYS:]
        one, two = self._side(self.card.a, self.a, paced), self._side(self.card.b, self.b, paced)
        gap = one.value - two.value
        return CompareFacts(self.card.metric.value, self.days[-1], one, two, gap, len(paced))

    def _side(self, key: str, its: History, paced: Sequence[date]) -> Side:
        first, last = its[paced[0]], its[paced[-1]]
        span = (paced[-1] - paced[0]).days
        pace = (last.value - first.value) / span if span else None
        kind = self.card.grouping.value if self.card.grouping else "model"
        return Side(kind, key, last.value, pace, last.cohort, last.complete)


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
        if race is None or race.days[-1] != decision.day:
            continue
        last = {post.channel: post for post in await store.cards(name)}
        for its in watched:
            if name in {card.name for card in its.races}:
                view = await drawn.view(race, its.language)
                post = _post(race, last.get(its.channel), its, view, now)
                if not post.id:
                    post, number = replace(post, id=number), number + 1
                posts.append(post)
    return replace(decision, posts=(*decision.posts, *posts))


def _is_good(decision: Decision, card: RaceCard) -> bool:
    mark = decision.marks.get(card.metric)
    return mark is not None and mark.quality is Quality.OK


async def _next_post(store: Store, decision: Decision) -> int:
    return max((await store.next_post(), *(post.id + 1 for post in decision.posts)))


def _post(race: Race, last: Post | None, its: Subscription, view: View, now: datetime) -> Post:
    """Return the card's message with its new view, or a new message if the order has changed.

    One that may be on its way keeps its state: it is known again by its key.
    """
    day = race.days[-1]
    if last is None or last.day < max(race.turned_on(), default=date.min) or last.day > day:
        return Post(its.channel, day, view, (), now, card=race.card.name)
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
        view = await self.view(race, language)
        return Post(channel, day, view, (), now, part=1 + again, card=card.name)

    async def race(self, card: RaceCard) -> Race | None:
        """Return a race over its good days, None if one side is not known."""
        marks = await self.store.counter_marks(card.metric)
        good = {mark.day for mark in marks if mark.quality is Quality.OK}
        sides = [await self._side(card, key) for key in (card.a, card.b)]
        both = good & sides[0].keys() & sides[1].keys()
        a, b = ({day: its for day, its in side.items() if day in both} for side in sides)
        return Race(card, a, b) if both else None

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

    async def view(self, race: Race, language: str) -> View:
        """Return the card in a language."""
        name = (race.card.name, language)
        if name not in self._views:
            said = words(language)
            since = max(race.turned_on(), default=None)
            figure = await self._figure(race, language)
            facts = replace(race.facts(), forecast=await self._forecast(race, language))
            self._views[name] = card_view(said, self.families, race.card, facts, since, figure)
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
