"""`alerts fewer` and `alerts more`: one threshold of a channel's alerts, by an event like it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.commands.ask import Answer, Desk
from bot.commands.preview import replayed
from bot.findings import ChangeFacts, Nothing
from bot.model import Ask, Event, Kind, Next, Option, Row, Subscription, Takes, View
from bot.numbers import read
from bot.texts import plain
from bot.views.answers import notice
from bot.views.names import named, safe
from bot.views.posts import Teller
from bot.views.preview import change_view
from bot.wishes.louder import Change, Threshold, fewer, more

Step = Callable[[Subscription, Kind, Threshold | None], Change | None]
STEPS: Mapping[str, Step] = {"fewer": fewer, "more": more}
OPPOSITE = {"fewer": "more", "more": "fewer"}
ONLY = "only"
"""Under this name an undo gives what it takes back, as `top:3`; nobody types it."""
LIKE = Option("event", Takes.EVENT, many=True, of=tuple(STEPS), placed=True)
"""The event that more or fewer like are wanted; a button of a post names all of its rows."""


async def tune(desk: Desk, ask: Ask) -> Answer:
    """Change one threshold by the kind of an event; of rows of several kinds ask which is meant."""
    way = ask.given["action"].casefold()
    events = await _events(desk, ask)
    known = await desk.store.subscription(ask.channel)
    if known is None:
        return Answer(notice(desk.words, "alerts-were-off", channel=named(ask.channel)), Nothing())
    steps = {_step(ask, way, known, event.kind) for event in events}
    if len({step.threshold if step else None for step in steps}) > 1 or len(steps) > 1:
        return _which(desk, way, events)
    return await _changed(desk, ask, way, events[0])


async def _events(desk: Desk, ask: Ask) -> Sequence[Event]:
    """Return the events that were named. Raises AskError."""
    asked = ask.given.get(LIKE.name, "")
    if not asked:
        raise desk.error("which-event", name=ask.given["action"][:80])
    numbers = read(asked) or ()
    found = [event for number in numbers if (event := await desk.store.event(number))]
    if not found:
        raise desk.error("unknown-event", name=safe(asked))
    return found


def _step(ask: Ask, way: str, its: Subscription, kind: Kind) -> Change | None:
    """Return the step that is asked for; an undo takes back only what still is as it was made."""
    name, _, after = ask.given.get(ONLY, "").partition(":")
    only = Threshold(name) if name in set(Threshold) else None
    step = STEPS[way](its, kind, only)
    if only and step and (step.threshold, step.before) != (only, after):
        return None
    return step


def _which(desk: Desk, way: str, events: Sequence[Event]) -> Answer:
    """Return the rows of a post to choose from."""
    teller = Teller(desk.words, desk.families)
    rows = tuple(Row(teller.tell(its), its.kind, its.id) for its in events)
    offered = tuple(
        Next(plain(row.line), "alerts", {"action": way, LIKE.name: str(row.event)}) for row in rows
    )
    view = View(
        desk.words.say(f"which-{way}"),
        rows,
        private=True,
        next=offered,
        choice=desk.words.text("which-row"),
    )
    return Answer(view, Nothing())


async def _changed(desk: Desk, ask: Ask, way: str, event: Event) -> Answer:
    """Take one step on the ladder of an event's kind, from where it is at that moment."""
    taken: list[tuple[Subscription, Change]] = []

    def change(its: Subscription) -> Subscription:
        step = _step(ask, way, its, event.kind)
        taken[:] = [(its, step)] if step else []
        return step.wishes if step else its

    await desk.store.change_subscription(ask.channel, change)
    if not taken:
        kind = desk.words.text(f"event-kind-{event.kind}")
        key = "none-undo" if ask.given.get(ONLY) else f"none-{way}"
        return Answer(notice(desk.words, key, kind=kind), Nothing())
    [(before, step)] = taken
    told = {*before.rules, *step.wishes.rules}
    last = await replayed(desk)
    facts = ChangeFacts(
        channel=ask.channel,
        threshold=step.threshold.value,
        before=step.before,
        after=step.after,
        kinds=tuple(kind.value for kind in Kind if kind in step.kinds & told),
        days=len(last.days),
        rows_before=last.preview(before).of(step.kinds),
        rows_after=last.preview(step.wishes).of(step.kinds),
    )
    view = change_view(desk.words, facts, step.wishes.rhythm)
    return Answer(replace(view, next=_after(desk, way, event, step)), facts)


def _after(desk: Desk, way: str, event: Event, step: Change) -> tuple[Next, ...]:
    """Return what may be asked after a change: the step back, and one further."""
    like = {LIKE.name: str(event.id)}
    back = {"action": OPPOSITE[way], **like, ONLY: f"{step.threshold}:{step.after}"}
    undo = Next(desk.words.text("ask-undo"), "alerts", back)
    further = Next(desk.words.text(f"ask-{way}"), "alerts", {"action": way, **like})
    is_last = STEPS[way](step.wishes, event.kind, None) is None
    return (undo,) if is_last else (undo, further)
