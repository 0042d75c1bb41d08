"""A race card: two groups on one message, which is edited each good day. Pure; SPEC 6."""

from dataclasses import replace
from datetime import date

from bot.families import Families
from bot.findings import CompareFacts
from bot.model import Figure, Kind, Next, RaceCard, Row, View
from bot.texts import Words
from bot.views.answers import compare_view, subject_label


def card_view(
    said: Words,
    families: Families,
    race: RaceCard,
    facts: CompareFacts,
    since: date | None,
    figure: Figure | None,
) -> View:
    """Return a card: who is ahead by how much and since when, both sides, and the chart.

    `since` is the day on which the order was last seen to change, None if it never was.
    """
    view = compare_view(said, families, facts)
    kind = race.grouping.value if race.grouping else "model"
    a, b = (subject_label(said, families, kind, key) for key in (race.a, race.b))
    title = said.say("race-title", a=a, b=b, metric=said.text(f"metric-{race.metric}"))
    ahead, behind = (a, b) if facts.gap >= 0 else (b, a)
    told = (
        said.say("race-no-turn")
        if since is None
        else said.say("race-since", ahead=ahead, behind=behind, date=said.date(since))
    )
    return replace(
        view,
        title=title,
        rows=(*view.rows, Row(told, Kind.OVERTAKE if since == facts.day else None)),
        next=(*view.next, end_race(said, race)),
        figure=figure,
    )


def end_race(said: Words, race: RaceCard) -> Next:
    """Return what ends a card, where the platform has buttons."""
    given = {"action": "race", "a": race.a, "b": race.b, "metric": race.metric.value, "end": "yes"}
    return Next(said.text("race-end"), "alerts", given)
