"""`releases`: what came out, by date."""

from datetime import date, timedelta

from bot.commands.ask import Answer, Command, Desk, Subject, number
from bot.commands.find import nearest, no_data
from bot.families import Group
from bot.findings import ReleaseFacts
from bot.model import Ask, Event, Grouping, Kind, Option, State, Takes
from bot.ports import Filter
from bot.views.answers import releases_view
from bot.views.names import safe

FAMILY = Option("family", Takes.FAMILY)
DAYS = Option("days", Takes.NUMBER, default="30", most=3650)


async def releases(desk: Desk, ask: Ask) -> Answer:
    """Answer with the releases of a family, or of all, the newest first."""
    days = await desk.store.days()
    if not days:
        raise no_data(desk)
    asked = ask.given.get(FAMILY.name, "")
    if asked.isdecimal() and DAYS.name not in ask.given:  # `releases 7`: every family's
        ask, asked = Ask({DAYS.name: asked}, ask.channel), ""
    family = find_family(desk, asked).key if asked else None
    span = number(desk, ask, DAYS)
    since = days[-1] - timedelta(days=span)
    found = await desk.store.events(Filter(first=since, kind=Kind.RELEASED, state=State.TOLD))
    facts = tuple(
        _facts(event) for event in reversed(found) if family in (None, event.facts.family)
    )
    return Answer(releases_view(desk.words, desk.families, facts, span, days[-1]), facts)


def _facts(event: Event) -> ReleaseFacts:
    return ReleaseFacts(
        day=event.day,
        family=event.facts.family or "",
        release=event.facts.release or "",
        models=event.facts.models,
        event=event.id,
    )


def find_family(desk: Desk, asked: str) -> Group:
    """Return a family by key, label or alias. Raises AskError."""
    for group in desk.families.names().get(asked.casefold(), ()):
        if group.grouping is Grouping.FAMILY:
            return group
    labels = [group.label for group in desk.families.groups[Grouping.FAMILY].values()]
    near = nearest(asked, labels)
    if not near:
        raise desk.error("unknown-name", name=safe(asked))
    raise desk.choice("unknown-family", asked, near)


async def newest_release(desk: Desk, subject: Subject) -> tuple[str, date] | None:
    """Return the release of a family that was seen last, and when."""
    if subject.grouping is not Grouping.FAMILY:
        return None
    told = await desk.store.events(Filter(kind=Kind.RELEASED, state=State.TOLD))
    mine = [event for event in told if event.facts.family == subject.name]
    return (mine[-1].facts.release or "", mine[-1].day) if mine else None


RELEASES = Command("releases", (FAMILY, DAYS), releases)
