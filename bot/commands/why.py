"""`why`: the receipt of an event: what it rests on, and the rule that told, holds or dropped it."""

import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from bot.commands.ask import Answer, Command, Desk
from bot.commands.history import event_facts, of_day, of_name
from bot.commands.rank import snapshot_on, unvetted
from bot.commands.reasons import decided
from bot.findings import Seen, WhyFacts
from bot.memory import memory_of
from bot.model import Ask, Event, Facts, Kind, Next, Option, State, Takes
from bot.numbers import read, written
from bot.texts import plain
from bot.views.names import safe
from bot.views.posts import Teller, like_it
from bot.views.receipts import because
from bot.views.service import why_view

EVENT = Option("event", Takes.CLAIM, required=True, many=True, rest=True)
"""Of several, the first is answered and the others are offered: a *Why?* names all of a post."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")
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
    """Answer with the receipt of an event, or with what was told of a name or a day, or not."""
    asked = ask.given[EVENT.name].strip()
    if not asked:
        raise desk.error("which-claim")
    if DAY.fullmatch(asked):
        return await of_day(desk, ask, asked)
    known = [event for number in read(asked) or () if (event := await desk.store.event(number))]
    if not known and not any(letter.isalpha() for letter in asked):
        raise desk.error("unknown-event", name=safe(asked))
    return await _receipt(desk, ask, known) if known else await of_name(desk, asked)


async def _receipt(desk: Desk, ask: Ask, known: Sequence[Event]) -> Answer:
    """Answer with the receipt of the first of some events; the others are offered."""
    event, *others = known
    found = await decided(desk, event)
    because_line = because(desk.words, event, found)
    facts = WhyFacts(
        event=event_facts(event),
        before=await _seen(desk, event, event.base, await _before(desk, event))
        if event.base
        else None,
        after=await _seen(desk, event, event.day, _after(event)),
        thresholds=desk.words.text(_thresholds(event)),
        facts=known_facts(event.facts),
        because=plain(because_line),
        decided=found,
    )
    unlinked = await unvetted(desk, (event.subject, event.other or "", event.facts.model or ""))
    teller = Teller(desk.words, desk.families, unlinked)
    view = why_view(teller, facts, event, because_line)
    next_ = (*await _like(desk, ask, event), *_next(desk, event, others))
    return Answer(replace(view, next=next_, choice=desk.words.text("why-others")), facts)


def _next(desk: Desk, event: Event, others: Sequence[Event]) -> tuple[Next, ...]:
    """Return what may be asked after a receipt: those of the other rows of a post."""
    teller, numbers = Teller(desk.words, desk.families), [its.id for its in (event, *others)]
    return tuple(
        Next(plain(teller.tell(its)), "why", {EVENT.name: written((its.id, *numbers))})
        for its in others
    )


async def _like(desk: Desk, ask: Ask, event: Event) -> tuple[Next, ...]:
    """Return that fewer or more like it can be wanted, where it is one's to say."""
    if event.state is not State.TOLD or not ask.asker.may_manage:
        return ()
    return like_it(desk.words, event) if await desk.store.subscription(ask.channel) else ()


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
