"""What a subscription wants, in words. Pure; SPEC 6."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.families import Families
from bot.model import (
    ALL_FAMILIES,
    FIRST_FAMILIES,
    Grouping,
    Kind,
    Line,
    Rhythm,
    Subscription,
    View,
)
from bot.texts import Words, plain, words
from bot.thresholds import WATCHED_PLACES
from bot.views.answers import sentence
from bot.views.names import board_label, named, safe


@dataclass(frozen=True, slots=True)
class Unposted:
    """What was told since a day, and waited for a digest that does not come."""

    since: date
    count: int


def on_view(
    said: Words,
    families: Families,
    its: Subscription,
    due: datetime,
    unposted: Unposted | None = None,
) -> View:
    """Return what a channel is told from now on, when there may be something, what it misses."""
    line = said.say(
        "alerts-on",
        channel=named(its.channel),
        language=words(its.language).text("language-name"),
        wishes=wishes_line(said, families, its),
    )
    line = (*line, *said.say("alerts-on-first", time=said.moment(due)))
    if unposted:
        since = said.date(unposted.since)
        line = (*line, *said.say("alerts-on-unposted", since=since, count=unposted.count))
    return sentence(line)


def wishes_line(said: Words, families: Families, its: Subscription) -> Line:
    """Return what a subscription wants: rules, boards, and the filters that its rules heed."""
    if not its.rules:
        return said.say("alerts-wishes-none")
    kinds = tuple(said.text(f"event-kind-{rule}") for rule in its.rules)
    line = said.say(
        "alerts-wishes",
        rules=plain(said.listed(kinds)),
        boards=plain(said.listed(tuple(board_label(said, name) for name in its.boards))),
        top=its.top,
    )
    if {Kind.MILESTONE, Kind.RELEASED} & set(its.rules):
        line = (
            *line,
            *said.say("alerts-on-families", families=families_label(said, families, its)),
        )
    if its.places < WATCHED_PLACES and {Kind.OVERTAKE, Kind.FORECAST} & set(its.rules):
        line = (*line, *said.say("alerts-on-places", places=its.places))
    if its.rhythm is Rhythm.WEEKLY:
        line = (*line, *said.say("alerts-on-weekly"))
    return line


def families_label(said: Words, families: Families, its: Subscription) -> str:
    """Return whose releases and milestones are wanted."""
    labels = tuple(
        step_label(said, key) or safe(families.label(Grouping.FAMILY, key)) for key in its.families
    )
    return plain(said.listed(labels))


def step_label(said: Words, key: str) -> str:
    """Return what a filter that names no family stands for; nothing for a family."""
    if key in FIRST_FAMILIES:
        return said.text("families-top", count=FIRST_FAMILIES[key])
    return said.text("families-all") if key == ALL_FAMILIES else ""
