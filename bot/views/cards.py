"""A race card: two groups on one message, which is edited each good day. Pure; SPEC 6."""

from dataclasses import replace
from datetime import date

from bot.families import Families
from bot.findings import CompareFacts
from bot.model import Figure, Kind, Next, RaceCard, Row, Span, View
from bot.racing import Race
from bot.texts import Words
from bot.views.answers import compare_view, subject_label


def card_view(
    said: Words, families: Families, race: RaceCard, facts: CompareFacts, figure: Figure | None
) -> View:
    """Return a card: both sides, the gap, the pace and the chart."""
    a, b = (_label(said, families, race, key) for key in (race.a, race.b))
    title = said.say("race-title", a=a, b=b, metric=said.text(f"metric-{race.metric}"))
    view = compare_view(said, families, facts)
    return replace(view, title=title, next=(*view.next, end_race(said, race)), figure=figure)


def order_told(said: Words, families: Families, race: Race, today: date) -> Row:
    """Return since when who is ahead, as far as it is settled; or that a side is not seen today."""
    card, turn, last = race.card, race.last_turn(), race.days[-1]
    other = card.b if race.ahead == card.a else card.a
    names = {
        "ahead": _label(said, families, card, race.ahead),
        "behind": _label(said, families, card, other),
    }
    if last < today:
        return Row(said.say("race-unseen", date=said.date(last)), Kind.DATA)
    if race.settled() != race.ahead:
        return Row(said.say("race-unsettled", **names))
    if turn is None:
        return Row(said.say("race-no-turn"))
    settled_today = turn.known_on == last
    told = said.say("race-since", date=said.date(turn.since), **names)
    return Row(told, Kind.OVERTAKE if settled_today else None)


def _label(said: Words, families: Families, race: RaceCard, key: str) -> Span:
    kind = race.grouping.value if race.grouping else "model"
    return subject_label(said, families, kind, key)


def end_race(said: Words, race: RaceCard) -> Next:
    """Return what ends a card, where the platform has buttons."""
    given = {"action": "race", "a": race.a, "b": race.b, "metric": race.metric.value, "end": "yes"}
    return Next(said.text("race-end"), "alerts", given)
