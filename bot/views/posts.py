"""A channel's post: its events as sentences, each with its metric, cohort and date. SPEC 6."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.families import Families
from bot.model import Event, Grouping, Kind, Line, Metric, Next, Quality, Row, Span, View
from bot.numbers import written
from bot.texts import Words, words
from bot.views.names import board_label, board_url, group_span, model_span, safe


def post_view(
    events: Sequence[Event], more: int, language: str, day: date, families: Families
) -> View:
    """Return the post of a day with these events, and how many more there are."""
    said = words(language)
    teller = Teller(said, families)
    metrics = dict.fromkeys(event.metric for event in events if event.metric)
    boards = [event.board for event in events if event.board]
    return View(
        title=(Span(_title(said, events, day)),),
        rows=tuple(Row(_dated(teller, event, day), event.kind, event.id) for event in events),
        more=said.say("post-more", count=more) if more else (),
        notes=(_source(said, day, tuple(metrics)),),
        url=board_url(boards[0] if boards else ""),
        next=next_of(said, events),
    )


PAUSE_DAYS = 7
WAYS = ("fewer", "more")
"""The actions that change one threshold by an event like those of a post."""
ORDERED = frozenset({Kind.LEADER, Kind.ENTERED, Kind.LEFT, Kind.SEATS, Kind.MOVED})
"""Kinds that compare two snapshots of a board, and so say what a post spans."""


def next_of(said: Words, events: Sequence[Event]) -> tuple[Next, ...]:
    """Return what may be asked of a post: why it says so, fewer or more, some days of silence."""
    numbers = {"event": written([event.id for event in events])}
    pause = {"action": "pause", "days": str(PAUSE_DAYS)}
    return (
        Next(said.text("ask-why"), "why", numbers),
        *like_it(said, *events),
        Next(said.text("ask-pause"), "alerts", pause),
        Next(said.text("ask-settings"), "alerts", {"action": "on"}, form=True),
    )


def like_it(said: Words, *events: Event) -> tuple[Next, ...]:
    """Return that fewer, or more, events like these can be wanted."""
    numbers = {"event": written([event.id for event in events])}
    return tuple(
        Next(said.text(f"ask-{way}"), "alerts", {"action": way, **numbers}) for way in WAYS
    )


def _title(said: Words, events: Sequence[Event], day: date) -> str:
    """Return the post's title; after days that nobody saw it says what the changes span."""
    today = [event for event in events if event.kind in ORDERED and event.day == day]
    spans = [(day - event.base).days for event in today if event.base]
    if max(spans, default=1) > 1:
        return said.text("post-title-since", date=said.date(day), days=max(spans))
    return said.text("post-title", date=said.date(day))


def _dated(teller: "Teller", event: Event, day: date) -> Line:
    """Return an event's sentence, with its date if an earlier post should have brought it."""
    sentence = teller.tell(event)
    if event.told_on in (None, day):
        return sentence
    said = teller.words
    return said.say("post-row-dated", date=said.date(event.day), row=sentence)


def _source(said: Words, day: date, metrics: Sequence[Metric]) -> Line:
    names = said.listed(tuple(said.text(f"metric-{metric}") for metric in metrics))
    if not names:
        return said.say("data-of", date=said.date(day))
    return said.say("post-source", date=said.date(day), metrics=names)


@dataclass(frozen=True, slots=True)
class Teller:
    """Says events in one language."""

    words: Words
    families: Families
    unlinked: Collection[str] = ()
    """Models that carry no direct link yet: their publishers are not known (SPEC 4)."""

    def model(self, name: str) -> Span:
        """Return a model's name."""
        return model_span(name, linked=name not in self.unlinked)

    def tell(self, event: Event) -> Line:
        """Return the sentence that says an event."""
        line = TELLERS[event.kind](self, event)
        if event.facts.automated:
            line = (*line, *self.words.say("automated"))
        return line

    def subject(self, event: Event) -> Span:
        """Return who an event is about."""
        if event.group is None:
            return self.model(event.subject)
        return group_span(self.families, event.group, event.subject, self.words)

    def other(self, event: Event) -> Span:
        """Return who was replaced or passed."""
        if event.group is None:
            return self.model(event.other or "")
        return group_span(self.families, event.group, event.other or "", self.words)

    def board(self, event: Event) -> str:
        """Return the board's name; without one it is the listings of the families."""
        if event.board is None:
            return self.words.text("board-listings")
        return board_label(self.words, event.board)

    def metric(self, event: Event) -> str:
        """Return the metric's name."""
        return self.words.text(f"metric-{event.metric}") if event.metric else ""

    def short(self, value: float | str | None) -> str:
        """Return an amount for a glance."""
        return self.words.short(value) if isinstance(value, int | float) else str(value or "?")

    def optional(self, key: str, **given: int | None) -> str:
        """Return a part of a sentence, or nothing where a fact is not known."""
        known = {name: value for name, value in given.items() if value is not None}
        return self.words.text(key, **known) if len(known) == len(given) else ""

    def led(self, event: Event, known: str, at_least: str) -> str:
        """Return how long the one replaced or passed had led, as far as we saw it."""
        key = at_least if event.facts.at_least else known
        return self.optional(key, days=event.facts.led_days)


def _leader(teller: Teller, event: Event) -> Line:
    return teller.words.say(
        "event-leader",
        model=teller.subject(event),
        other=teller.other(event),
        board=teller.board(event),
        led=teller.led(event, "led-leader", "led-leader-least"),
    )


def _entered(teller: Teller, event: Event) -> Line:
    facts = event.facts
    back = teller.optional("back-after", days=facts.back_after)
    return teller.words.say(
        "event-entered",
        model=teller.subject(event),
        board=teller.board(event),
        top=event.top or 0,
        rank=_rank(event.after),
        **{"from": came_from(teller, event)},
        age=teller.optional("age-days", days=facts.age_days),
        back=back or teller.words.text("first-time"),
    )


def _rank(value: float | str | None) -> int:
    return int(value) if isinstance(value, int | float) else 0


def came_from(teller: Teller, event: Event) -> str:
    """Return where a model was before it entered."""
    if event.before is not None:
        return teller.words.text("from-rank", rank=_rank(event.before))
    return teller.words.text("from-below", depth=event.facts.depth or 0)


def _left(teller: Teller, event: Event) -> Line:
    said = teller.words
    if event.facts.gone:
        to = said.text("to-gone")
    elif event.after is not None:
        to = said.text("to-rank", rank=_rank(event.after))
    else:
        to = said.text("to-below", depth=event.facts.depth or 0)
    return said.say(
        "event-left",
        model=model_span(event.subject, linked=False)
        if event.facts.gone
        else teller.subject(event),
        board=teller.board(event),
        top=event.top or 0,
        rank=_rank(event.before),
        to=to,
    )


def _moved(teller: Teller, event: Event) -> Line:
    below = teller.words.text("rank-below", depth=event.facts.depth or 0)
    return teller.words.say(
        "event-moved",
        group=teller.subject(event),
        board=teller.board(event),
        before=below if event.before is None else str(event.before),
        after=below if event.after is None else str(event.after),
        model=teller.model(event.facts.model or ""),
    )


def _seats(teller: Teller, event: Event) -> Line:
    return teller.words.say(
        "event-seats",
        group=teller.subject(event),
        board=teller.board(event),
        top=event.top or 0,
        before=_rank(event.before),
        after=_rank(event.after),
        lead="yes" if event.facts.takes_lead else "no",
    )


def _overtake(teller: Teller, event: Event) -> Line:
    facts, said = event.facts, teller.words
    line = said.say(
        "event-overtake-back" if facts.back else "event-overtake",
        group=teller.subject(event),
        other=teller.other(event),
        metric=teller.metric(event),
        value=teller.short(event.after),
        otherValue=teller.short(facts.other_value),
        cohort=facts.cohort or 0,
        otherCohort=facts.other_cohort or 0,
        scope=scope(said, complete=facts.complete, depth=facts.depth),
        date=said.date(event.day),
        led=teller.led(event, "led-overtake", "led-overtake-least"),
    )
    return (*line, *_mostly(teller, event))


def _forecast(teller: Teller, event: Event) -> Line:
    facts, said = event.facts, teller.words
    return said.say(
        "event-forecast",
        group=teller.subject(event),
        other=teller.other(event),
        metric=teller.metric(event),
        since=said.date(event.base or event.day),
        days=_rank(event.after),
        range=range_of(said, facts.low, facts.high),
        value=teller.short(event.before),
        otherValue=teller.short(facts.other_value),
        cohort=facts.cohort or 0,
        otherCohort=facts.other_cohort or 0,
        scope=scope(said, complete=facts.complete, depth=facts.depth),
        date=said.date(event.day),
    )


def range_of(said: Words, low: int | None, high: int | None) -> str:
    """Return the range of a forecast in days, or nothing where it is a single day."""
    if low is None or high is None or low == high:
        return ""
    return said.text("forecast-range", low=low, high=high)


def scope(said: Words, *, complete: bool | None, depth: int | None) -> str:
    """Return over which cohort a group's figure was added up."""
    if complete:
        return said.text("scope-complete")
    return said.text("scope-top", depth=depth) if depth else said.text("scope-seen")


def _mostly(teller: Teller, event: Event) -> Line:
    """Name the one model that makes up most of a claim."""
    if event.facts.model is None or event.facts.share is None:
        return ()
    share = teller.words.percent(event.facts.share)
    key = "mostly-growth" if event.facts.of_growth else "mostly-total"
    return teller.words.say(key, share=share, model=teller.model(event.facts.model))


def _milestone(teller: Teller, event: Event) -> Line:
    facts, said = event.facts, teller.words
    given = {
        "threshold": teller.short(facts.threshold),
        "metric": teller.metric(event),
        "value": teller.short(event.after),
    }
    if event.group is None:
        age = teller.optional("milestone-age", days=facts.age_days)
        return said.say("event-milestone", model=teller.subject(event), age=age, **given)
    line = said.say(
        "event-milestone-family",
        group=teller.subject(event),
        cohort=facts.cohort or 0,
        scope=scope(said, complete=facts.complete, depth=facts.depth),
        **given,
    )
    return (*line, *_mostly(teller, event))


MODELS_NAMED = 4
"""So many models of a release are named in a post."""


def _released(teller: Teller, event: Event) -> Line:
    facts, said = event.facts, teller.words
    spans = [teller.model(name) for name in facts.models[:MODELS_NAMED]]
    names = said.listed(tuple(spans))
    if len(facts.models) > MODELS_NAMED:
        names = (*names, Span(" …"))
    return said.say(
        "event-released",
        family=group_span(teller.families, Grouping.FAMILY, facts.family or "", said),
        release=safe(facts.release or ""),
        count=len(facts.models),
        models=names,
    )


def _data(teller: Teller, event: Event) -> Line:
    said, facts = teller.words, event.facts
    if event.subject == "gap":
        return said.say("event-gap", days=_rank(event.after), board=teller.board(event))
    metric, board = teller.metric(event), teller.board(event)
    where = "" if board == metric else said.text("shock-on", board=board)
    given = {"metric": metric, "where": where}
    if event.after != Quality.SHOCK:
        return said.say("event-shock-closes", held=facts.held or 0, **given)
    if facts.median is None:
        return said.say("event-shock-opens-plain", **given)
    median = said.percent(facts.median, signed=True)
    return said.say("event-shock-opens", median=median, **given)


TELLERS: Mapping[Kind, Callable[[Teller, Event], Line]] = {
    Kind.LEADER: _leader,
    Kind.ENTERED: _entered,
    Kind.LEFT: _left,
    Kind.MOVED: _moved,
    Kind.SEATS: _seats,
    Kind.OVERTAKE: _overtake,
    Kind.MILESTONE: _milestone,
    Kind.RELEASED: _released,
    Kind.FORECAST: _forecast,
    Kind.DATA: _data,
}
"""How each kind of event is said."""
