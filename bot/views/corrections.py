"""A post whose claims turned out to rest on wrong data, as it is shown from then on. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from bot.families import Families
from bot.model import Event, Kind, Line, Metric, Row, Span, View
from bot.texts import Words
from bot.views.posts import ORDERED, Teller


def said_wrong(view: View) -> frozenset[int]:
    """Return the numbers of the events that a post says to have been wrong."""
    return frozenset(row.event for row in view.rows if row.corrected and row.event is not None)


def corrected_view(
    said: Words, families: Families, view: View, wrong: Mapping[int, Event], left_out: int
) -> View:
    """Return a post with what was wrong marked as such, by the event's number, and why above it.

    A row that it had no room for is added: what is corrected is said. `left_out` is how many of its
    events have no row then.
    """
    day = max(event.facts.corrected_on for event in wrong.values() if event.facts.corrected_on)
    title = view.title[:-1] if said_wrong(view) else view.title  # it says so once
    rows = tuple(
        replace(row, line=_not_so(said, wrong[row.event], row.line), corrected=True)
        if row.event is not None and row.event in wrong
        else row
        for row in view.rows
    )
    shown = {row.event for row in view.rows}
    teller = Teller(said, families)
    added = tuple(
        Row(_not_so(said, event, teller.tell(event)), event.kind, number, corrected=True)
        for number, event in wrong.items()
        if number not in shown
    )
    whys = dict.fromkeys(f"corrected-{_what(event)}-note" for event in wrong.values())
    date = said.date(day)
    notes = tuple(Row(said.say(key, date=date), Kind.DATA, corrected=True) for key in whys)
    suffix = Span(said.text("corrected-title", date=date))
    more = said.say("post-more", count=left_out) if view.more and left_out else ()
    return replace(view, title=(*title, suffix), rows=(*notes, *rows, *added), more=more)


def _what(event: Event) -> str:
    """Return what an event is about: a board's order, or an amount."""
    return "order" if event.kind in ORDERED else "amount"


def _not_so(said: Words, event: Event, line: Line) -> Line:
    """Return an event's sentence, marked as wrong, with the figure that is right."""
    value = said.short(event.facts.corrected_to or 0)
    return said.say(f"corrected-{_what(event)}-row", row=line, value=value)


def correction(said: Words, event: Event, line: Line) -> Line:
    """Return an event's sentence, and before it since when and why it is known to be wrong."""
    on, to = event.facts.corrected_on, event.facts.corrected_to
    if on is None:
        return line
    date = said.date(on)
    metric = said.text(f"metric-{event.metric or Metric.DOWNLOADS}")
    why = said.say(f"corrected-{_what(event)}", value=said.short(to or 0), metric=metric)
    return said.say("corrected-row", date=date, why=why, row=line)
