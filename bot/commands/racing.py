"""Race cards asked for, and ended: `alerts race <a> <b> [metric]`."""

from collections.abc import Mapping
from dataclasses import replace

from bot.commands.ask import Desk, Subject
from bot.commands.compare import lacking
from bot.commands.find import find, find_metric, no_data
from bot.commands.rank import total_of
from bot.findings import RaceFacts
from bot.model import COUNTERS, Ask, Option, RaceCard, Subscription, Takes, View
from bot.posts.races import Cards
from bot.texts import nearest
from bot.thresholds import RACES
from bot.views.answers import notice, subject_label
from bot.views.cards import end_race
from bot.views.names import named

RACING = ("race",)
A = Option("a", Takes.NAME, required=True, placed=True, of=RACING)
B = Option("b", Takes.NAME, required=True, placed=True, of=RACING)
METRIC = Option(
    "metric",
    Takes.METRIC,
    choices=tuple(metric.value for metric in COUNTERS),
    placed=True,
    of=RACING,
)
END = Option("end", Takes.WORD, choices=("yes",), placed=True, of=RACING)
OPTIONS = (A, B, METRIC, END)


def facts_of(card: RaceCard) -> RaceFacts:
    """Return a race card as programs read it."""
    return RaceFacts(card.grouping and card.grouping.value, card.a, card.b, card.metric.value)


async def race(desk: Desk, ask: Ask) -> tuple[View, Subscription | None]:
    """Begin a race card in the asking channel, or end one; return its subscription as it is then.

    The card itself is posted at once if there is a good day to show. Raises AskError.
    """
    if not (ask.given.get(A.name) and ask.given.get(B.name)):
        raise desk.error("race-needs-two")
    known = await desk.store.subscription(ask.channel)
    if END.name in ask.given:
        return await _end(desk, ask, known)
    card = await _card(desk, ask.given)
    if known and card.name in {its.name for its in known.races}:
        view = notice(desk.words, "race-is-on", channel=named(ask.channel), **_words(desk, card))
        return replace(view, next=(end_race(desk.words, card),)), known
    if known and len(known.races) >= RACES:
        raise desk.error("race-too-many", count=RACES)
    its = await _begin(desk, ask, card)
    view = notice(desk.words, "race-on", channel=named(ask.channel), **_words(desk, card))
    return replace(view, next=(end_race(desk.words, card),)), its


async def _card(desk: Desk, given: Mapping[str, str]) -> RaceCard:
    """Return the card that is asked for. Raises AskError."""
    if not await desk.store.days():
        raise no_data(desk)
    directory = await desk.directory()
    one, two = (find(desk, directory, given[option.name]) for option in (A, B))
    a, b = _label(desk, one), _label(desk, two)
    if (one.kind, one.name) == (two.kind, two.name):
        raise desk.error("race-with-itself", a=a)
    if one.kind != two.kind:
        kinds = {
            "ofA": desk.words.text(f"kind-{one.kind}"),
            "ofB": desk.words.text(f"kind-{two.kind}"),
        }
        raise desk.error("race-of-two-kinds", a=a, b=b, **kinds)
    asked = given.get(METRIC.name)
    metrics = (find_metric(desk, asked),) if asked else COUNTERS
    for metric in metrics:
        totals = [await total_of(desk, its, metric) for its in (one, two)]
        if all(totals):
            return RaceCard(one.grouping, one.name, two.name, metric)
    raise await lacking(desk, metrics, (one, two))


def _label(desk: Desk, its: Subject) -> str:
    return subject_label(desk.words, desk.families, its.kind, its.name).text


def _words(desk: Desk, card: RaceCard) -> dict[str, str]:
    """Return what a sentence says of a card."""
    kind = card.grouping.value if card.grouping else "model"
    a, b = (subject_label(desk.words, desk.families, kind, it).text for it in (card.a, card.b))
    return {"a": a, "b": b, "metric": desk.words.text(f"metric-{card.metric}")}


async def _begin(desk: Desk, ask: Ask, card: RaceCard) -> Subscription:
    """Add a card to the channel's subscription; where it has none, to one of races alone."""
    alone = Subscription(
        ask.channel,
        rules=(),
        language=nearest(ask.asker.language or desk.language),
        owner=ask.asker.person,
        place=ask.asker.place,
    )
    if await desk.store.subscription(ask.channel) is None:
        await desk.store.subscribe(alone)

    def add(its: Subscription) -> Subscription:
        return replace(its, races=(*its.races, card))

    its = await desk.store.change_subscription(ask.channel, add) or alone
    post = await Cards(desk.store, desk.families).first(card, its.channel, its.language, desk.now)
    if post is not None:
        await desk.store.add_post(post)
    return its


async def _end(
    desk: Desk, ask: Ask, known: Subscription | None
) -> tuple[View, Subscription | None]:
    """End the race of two; a channel that has nothing but races is then told nothing."""
    directory = await desk.directory()
    pair = {find(desk, directory, ask.given[option.name]).name for option in (A, B)}
    pair |= {ask.given[A.name], ask.given[B.name]}
    metric = ask.given.get(METRIC.name, "").casefold()

    def is_meant(card: RaceCard) -> bool:
        return {card.a, card.b} <= pair and metric in ("", card.metric.value)

    ended = [card for card in (known.races if known else ()) if is_meant(card)]
    if not ended:
        raise desk.error("race-is-not-on", channel=named(ask.channel))

    def without(its: Subscription) -> Subscription:
        return replace(its, races=tuple(card for card in its.races if card not in ended))

    left = await desk.store.change_subscription(ask.channel, without)
    for card in ended:
        await desk.store.end_card(ask.channel, card.name)
    if left is not None and not (left.rules or left.races):
        await desk.store.unsubscribe(ask.channel)
        left = None
    view = notice(desk.words, "race-off", channel=named(ask.channel), **_words(desk, ended[0]))
    return view, left
