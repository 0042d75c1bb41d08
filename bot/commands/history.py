"""What was told of a name or on a day, and what was held or dropped, and why: for `why`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.about import is_about
from bot.commands.ask import Answer, Desk
from bot.commands.find import find, no_data
from bot.commands.rank import unvetted
from bot.commands.reasons import decided
from bot.digest.facts import monday_of
from bot.findings import EventFacts, HistoryFacts
from bot.memory import memory_of
from bot.model import Ask, Event, Line, Rhythm, State, Subscription, View
from bot.noise import choose
from bot.ports import Filter
from bot.posts.outbox import circle_on
from bot.rules.wanted import Circle, wanted
from bot.thresholds import PREVIEW_DAYS
from bot.views.answers import subject_label
from bot.views.names import named, safe
from bot.views.posts import Teller
from bot.views.receipts import MOST_ROWS, NO_DIGEST, Digested, Ruled, history_view


async def of_name(desk: Desk, asked: str) -> Answer:
    """Answer with what was told of a name in the last stored days, and what was not and why.

    Raises AskError for a name that nobody has.
    """
    days = await memory_of(desk).of(desk.store.days)
    if not days:
        raise no_data(desk)
    its = find(desk, await desk.directory(), asked)
    first, last = days[-PREVIEW_DAYS:][0], days[-1]
    events = [
        event
        for event in await desk.store.events(Filter(first=first))
        if is_about(event, its.grouping, its.name, its.model, desk.families)
    ]
    said = desk.words
    title = said.say(
        "history-of",
        name=subject_label(said, desk.families, its.kind, its.name),
        first=said.date(first),
        last=said.date(last),
    )
    told, not_told = _parted(events)
    view = await _view(desk, title, told, not_told)
    return Answer(view, _facts(asked, first, last, told, not_told))


async def of_day(desk: Desk, ask: Ask, asked: str) -> Answer:
    """Answer with a channel's post of a day, row by row, and what was not told that it would want.

    Where it gets a digest a week, also with what of the day is in that, or will be in the next one.
    A channel without alerts is answered as one that has the default ones. Raises AskError.
    """
    day = _day(desk, asked)
    ids = await _posted(desk, ask.channel, day)
    told = [event for number in ids if (event := await desk.store.event(number))]
    its = await desk.store.subscription(ask.channel) or Subscription(ask.channel)
    circle = await circle_on(desk.store, desk.families, day)
    happened = await desk.store.events(Filter(first=day, last=day))
    if not told and not happened and day not in await memory_of(desk).of(desk.store.days):
        raise desk.error("no-such-day", date=desk.words.date(day))
    untold = [event for event in happened if event.state is not State.TOLD]
    not_told = [event for event in untold if wanted(event, its, circle)]
    said = desk.words
    title = said.say("history-on", channel=named(ask.channel), date=said.date(day))
    digest = await _digested(desk, its, circle, day)
    view = await _view(desk, title, told, not_told, digest)
    facts = _facts(asked, day, day, told, not_told)
    in_digest = tuple(map(event_facts, digest.events))
    return Answer(view, replace(facts, in_digest=in_digest, digest_on=digest.on))


async def _posted(desk: Desk, channel: str, day: date) -> Sequence[int]:
    """Return the events of a channel's posts of a day, in their order."""
    posts = await desk.store.posts(day=day)
    mine = [post for post in posts if post.channel == channel and not post.card]
    return tuple(dict.fromkeys(number for post in mine for number in post.events))


async def _digested(desk: Desk, its: Subscription, circle: Circle, day: date) -> Digested:
    """Return what a day told that is in a channel's digest of that week, or will be in it."""
    if its.rhythm is not Rhythm.WEEKLY or its.paused or not its.rules:
        return Digested()
    told = await desk.store.events(Filter(state=State.TOLD, told_from=day))
    chosen = choose([event for event in told if event.told_on == day], its, circle)
    stored = await memory_of(desk).of(desk.store.days)
    on = next((its for its in stored if monday_of(its) > monday_of(day)), None)
    if on is None:
        return Digested(tuple(event for event in chosen if not event.facts.corrected_on))
    there = await _posted(desk, its.channel, on)
    return Digested(tuple(event for event in chosen if event.id in there), on)


async def _view(
    desk: Desk,
    title: Line,
    told: Sequence[Event],
    not_told: Sequence[Event],
    digest: Digested = NO_DIGEST,
) -> View:
    """Return what was told and what was not; what nobody has vetted carries no link (SPEC 4)."""
    events = (*told[:MOST_ROWS], *not_told[:MOST_ROWS], *digest.events[:MOST_ROWS])
    named = {name for event in events for name in (event.subject, event.other, event.facts.model)}
    unlinked = await unvetted(desk, (name for name in named if name))
    teller = Teller(desk.words, desk.families, unlinked)
    return history_view(teller, title, _ruled(told), await _with_reasons(desk, not_told), digest)


def _day(desk: Desk, asked: str) -> date:
    try:
        return date.fromisoformat(asked)
    except ValueError as error:
        raise desk.error("unknown-event", name=safe(asked)) from error


def _parted(events: Iterable[Event]) -> tuple[list[Event], list[Event]]:
    """Return what was told and what was not, the newest first."""
    newest = sorted(events, key=lambda its: (its.told_on or its.day, its.id), reverse=True)
    told = [event for event in newest if event.state is State.TOLD]
    return told, [event for event in newest if event.state is not State.TOLD]


def _ruled(events: Iterable[Event]) -> list[Ruled]:
    return [Ruled(event) for event in events]


async def _with_reasons(desk: Desk, events: Sequence[Event]) -> list[Ruled]:
    """Return events with what decided on those that are shown."""
    shown = [Ruled(event, await decided(desk, event)) for event in events[:MOST_ROWS]]
    return [*shown, *_ruled(events[MOST_ROWS:])]


def _facts(
    asked: str, first: date, last: date, told: Iterable[Event], not_told: Iterable[Event]
) -> HistoryFacts:
    return HistoryFacts(
        asked=asked,
        first=first,
        last=last,
        told=tuple(map(event_facts, told)),
        not_told=tuple(map(event_facts, not_told)),
    )


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
