"""`why`: the receipt of an event: what it rests on, and the rule that told, holds or dropped it."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from bot.commands.ask import Answer, Command, Desk, values
from bot.commands.rank import snapshot_on, unvetted
from bot.findings import EventFacts, Seen, WhyFacts
from bot.memory import memory_of
from bot.model import Ask, Event, Facts, Kind, Next, Option, Takes
from bot.texts import plain
from bot.views.names import safe
from bot.views.posts import Teller
from bot.views.service import why_view

LONGEST_NUMBER = 18
"""Digits; a database holds no longer one."""
EVENT = Option("event", Takes.EVENT, required=True, many=True)
"""Of several, the first is answered and the others are offered: a *Why?* names all of a post."""
THRESHOLDS = {
    Kind.LEADER: "threshold-leader",
    Kind.ENTERED: "threshold-order",
    Kind.LEFT: "threshold-order",
    Kind.MOVED: "threshold-order",
    Kind.SEATS: "threshold-seats",
    Kind.OVERTAKE: "threshold-overtake",
    Kind.FORECAST: "threshold-forecast",
    Kind.MILESTONE: "threshold-milestone",
    Kind.RELEASED: "threshold-released",
}


async def why(desk: Desk, ask: Ask) -> Answer:
    """Answer with the receipt of an event."""
    asked = ask.given[EVENT.name].replace(";", ",").replace(" ", ",")
    known = [event for number in values(asked) if (event := await _known(desk, number))]
    if not known:
        raise desk.error("unknown-event", name=safe(ask.given[EVENT.name]))
    event, *others = dict.fromkeys(known)
    facts = WhyFacts(
        event=event_facts(event),
        before=await _seen(desk, event, event.base, await _before(desk, event))
        if event.base
        else None,
        after=await _seen(desk, event, event.day, _after(event)),
        thresholds=desk.words.text(_thresholds(event)),
        facts=known_facts(event.facts),
    )
    unlinked = await unvetted(desk, (event.subject, event.other or "", event.facts.model or ""))
    view = why_view(desk.words, desk.families, facts, event, unlinked)
    next_, choice = _next(desk, event, others), desk.words.text("why-others")
    return Answer(replace(view, next=next_, choice=choice), facts)


async def _known(desk: Desk, asked: str) -> Event | None:
    number = asked.removeprefix("#")
    is_number = number.isdecimal() and len(number) <= LONGEST_NUMBER
    return await desk.store.event(int(number)) if is_number else None


def _next(desk: Desk, event: Event, others: Sequence[Event]) -> tuple[Next, ...]:
    """Return what may be asked after a receipt: those of the other rows of a post."""
    teller, events = Teller(desk.words, desk.families), (event, *others)
    numbers = [str(its.id) for its in events]
    more = tuple(
        Next(plain(teller.tell(its)), "why", {EVENT.name: ",".join((*numbers[n:], *numbers[:n]))})
        for n, its in enumerate(events)
    )
    return more[1:]


def event_facts(event: Event) -> EventFacts:
    """Return an event as programs read it."""
    return EventFacts(
        id=event.id,
        day=event.day,
        board=event.board,
        kind=event.kind.value,
        group=event.group.value if event.group else None,
        top=event.top,
        subject=event.subject,
        other=event.other,
        metric=event.metric.value if event.metric else None,
        before=event.before,
        after=event.after,
        state=event.state.value,
        told_on=event.told_on,
        reason=event.reason.value,
    )


def _thresholds(event: Event) -> str:
    if event.kind is Kind.DATA:
        return "threshold-gap" if event.subject == "gap" else "threshold-shock"
    return THRESHOLDS[event.kind]


async def _before(desk: Desk, event: Event) -> float | str | None:
    """Return the figure that an event started from; a forecast's is that of its first good day."""
    if event.kind is not Kind.FORECAST or event.base is None or event.metric is None:
        return event.before
    then = await desk.store.standings(event.base, event.metric)
    whose = (event.group, event.subject)
    return next((its.value for its in then if (its.grouping, its.group) == whose), None)


def _after(event: Event) -> float | str | None:
    return event.before if event.kind is Kind.FORECAST else event.after


async def _seen(desk: Desk, event: Event, day: date, value: float | str | None) -> Seen:
    snapshot = await snapshot_on(desk, event.board, day) if event.board else None
    if snapshot is not None:
        return Seen(day, snapshot.taken_at, snapshot.quality.value, value)
    marks = await memory_of(desk).of(desk.store.counter_marks, event.metric) if event.metric else ()
    quality = next((mark.quality.value for mark in marks if mark.day == day), None)
    return Seen(day, None, quality, value)


def known_facts(facts: Facts) -> dict[str, object]:
    """Return the facts that an event has: all that differ from knowing nothing, zeros too."""
    nothing = asdict(Facts())
    return {name: value for name, value in asdict(facts).items() if value != nothing[name]}


WHY = Command("why", (EVENT,), why, private=True)
