"""Why an event was told, held or dropped, with what decided it; and what was not told. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.findings import Decided
from bot.model import Event, Line, Next, Reason, Row, State, View
from bot.texts import Words, plain
from bot.views.corrections import correction
from bot.views.names import board_label
from bot.views.posts import Teller

MOST_ROWS = 10
"""So many events that were told are shown, and so many that were not (ours)."""


def because(said: Words, event: Event, its: Decided | None) -> Line:
    """Return an event's reason, with the day and the figures that decided it."""
    if its is None:
        return said.say(f"reason-{event.reason}")
    more = MORE[its.how](said, event, its)
    if event.reason is Reason.SHOCK:
        return said.say("reason-shock-by", shock=more)
    if its.how == "shock":
        return said.say("reason-by-shock", reason=said.say(f"reason-{event.reason}"), shock=more)
    if its.event is not None and its.how != "told":
        more = (*more, *said.say("decided-held", shock=_shock(said, event, its)))
    return said.say("reason-more", reason=said.say(f"reason-{event.reason}"), more=more)


def _told(said: Words, _: Event, its: Decided) -> Line:
    return said.say("decided-told", date=said.date(its.day), id=str(its.event))


def _shock(said: Words, event: Event, its: Decided) -> Line:
    metric = said.text(f"metric-{event.metric}")
    board = board_label(said, its.board) if its.board else said.text("board-listings")
    where = metric if board == metric else said.text("counter-on", metric=metric, board=board)
    given = {"date": said.date(its.jumped_on or its.day), "where": where}
    if its.median is None:
        return said.say("decided-shock-plain", **given)
    return said.say("decided-shock", median=said.percent(its.median, signed=True), **given)


def _figures(said: Words, _: Event, its: Decided) -> Line:
    given = {"date": said.date(its.day), "value": said.number(its.value or 0)}
    if its.other_value is None:
        return said.say("decided-value", **given)
    is_ahead = (its.value or 0) >= its.other_value
    key = "decided-alike" if is_ahead else "decided-values"
    return said.say(key, otherValue=said.number(its.other_value), **given)


def _rank(said: Words, _: Event, its: Decided) -> Line:
    day = said.date(its.day)
    if its.value is None:
        return said.say("decided-below", date=day, depth=its.depth or 0)
    return said.say("decided-rank", date=day, rank=int(its.value))


MORE: Mapping[str, Callable[[Words, Event, Decided], Line]] = {
    "told": _told,
    "shock": _shock,
    "figures": _figures,
    "rank": _rank,
}
"""How each sort of decision is said."""


# --- what was told and what was not, by a name or a day


@dataclass(frozen=True, slots=True)
class Ruled:
    """An event, and what decided on it."""

    event: Event
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Digested:
    """What a day told that is in a weekly digest, and the day of that; None for the next one."""

    events: tuple[Event, ...] = ()
    on: date | None = None


NO_DIGEST = Digested()


def history_view(
    teller: Teller,
    title: Line,
    told: Sequence[Ruled],
    not_told: Sequence[Ruled],
    digest: Digested = NO_DIGEST,
) -> View:
    """Return what was not told, each with its reason, and what was, newest first."""
    said = teller.words
    digested = tuple(Ruled(event) for event in digest.events)
    rows = [
        *(
            _part(teller, said.say("history-untold"), not_told)
            or _nothing(said, "history-untold-none")
        ),
        *_part(teller, said.say("history-told"), told),
        *_part(teller, _digest_head(said, digest), digested),
        *([] if told or digested else _nothing(said, "history-told-none")),
    ]
    shown = (*not_told[:MOST_ROWS], *told[:MOST_ROWS], *digested[:MOST_ROWS])
    next_ = tuple(
        Next(plain(teller.tell(its.event)), "why", {"event": str(its.event.id)}) for its in shown
    )
    return View(title, tuple(rows), private=True, next=next_, choice=said.text("history-choice"))


def _nothing(said: Words, key: str) -> list[Row]:
    return [Row(said.say(key))]


def _digest_head(said: Words, digest: Digested) -> Line:
    if digest.on is None:
        return said.say("history-next-digest")
    return said.say("history-digest", date=said.date(digest.on))


def _part(teller: Teller, head: Line, found: Sequence[Ruled]) -> list[Row]:
    """Return events under a heading, and how many more there are; nothing where there is none."""
    if not found:
        return []
    rows = [Row(tuple(replace(span, strong=True) for span in head))]
    rows += [_row(teller, its) for its in found[:MOST_ROWS]]
    if found[MOST_ROWS:]:
        rows.append(Row(teller.words.say("history-more", count=len(found) - MOST_ROWS)))
    return rows


def _row(teller: Teller, its: Ruled) -> Row:
    """Return an event with its day and state; one that was not told with its reason."""
    said, event = teller.words, its.event
    day = said.date(event.told_on or event.day)
    if event.state is State.TOLD:
        row = correction(said, event, teller.tell(event))
        return Row(said.say("post-row-dated", date=day, row=row), event.kind, event.id)
    line = said.say(
        "history-row",
        date=day,
        state=said.text(f"state-{event.state}"),
        row=teller.tell(event),
        reason=because(said, event, its.decided),
    )
    return Row(line, event.kind, event.id)
