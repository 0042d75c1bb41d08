"""A week's digest: sections of short lines, each claim with its board, its date and its cohort."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.digest.facts import Digest, Held, Leader, Moves, Record, Seats, Standings
from bot.digest.twins import without_twins
from bot.families import UNKNOWN, Families
from bot.findings import Mover
from bot.model import Event, Grouping, Kind, Line, Next, Row, Span, Standing, View
from bot.texts import Word, Words
from bot.thresholds import DIGEST_NEWS, DIGEST_ROWS, DIGEST_SIZE, POST_ROWS
from bot.views.answers import DOWN, LEVEL, UP
from bot.views.names import board_label, board_url, group_span, model_span, safe
from bot.views.posts import Teller, came_from, next_of

BULLET = Span("• ")
DATED = frozenset({Kind.OVERTAKE, Kind.FORECAST})
"""Kinds whose sentence names its day itself."""
HOLDERS = 5
"""Organisations named in a line of seats."""
RELEASES = 4
"""Releases of a family named in its line."""


@dataclass(frozen=True, slots=True)
class Point:
    """A line of a section, and the event whose receipt it can show."""

    line: Line
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading, the most important first."""

    kind: Kind
    head: str
    points: tuple[Point, ...]
    is_news: bool = False
    """It tells what happened, and has more room than what says how things stand."""


def digest_of(digest: Digest, said: Words, families: Families) -> View:
    """Return a digest as a message; a quiet week is one line."""
    teller = Teller(said, families)
    sections = [its for its in _sections(digest, teller) if its.points]
    return View(
        title=said.say("digest-title", date=said.date(digest.week.last)),
        rows=(Row(_quiet(digest, said)),) if digest.is_quiet else tuple(_rows(sections, said)),
        notes=(_source(digest, said),),
        url=board_url(digest.board),
        next=_next(said, digest.events[:POST_ROWS]),
    )


def _next(said: Words, events: Sequence[Event]) -> tuple[Next, ...]:
    """Return what may be asked of it; where no event is told, nothing about one."""
    return tuple(its for its in next_of(said, events) if its.given.get("event", "?"))


def _quiet(digest: Digest, said: Words) -> Line:
    line = said.say("digest-quiet")
    if not digest.leaders:
        return line
    firsts = said.listed(
        tuple(
            said.say(
                "digest-still", board=board_label(said, its.board), model=model_span(its.model)
            )
            for its in digest.leaders
        )
    )
    return (*line, *said.say("digest-quiet-leaders", leaders=firsts))


def _source(digest: Digest, said: Words) -> Line:
    week = digest.week
    return said.say(
        "digest-source",
        first=said.date(week.days[0]),
        last=said.date(week.last),
        days=len(week.days),
    )


# --- the sections, the most important first


def _sections(digest: Digest, teller: Teller) -> Iterator[Section]:
    said = teller.words

    events = without_twins(digest.events, teller.families)

    def told(kind: Kind, head: str, events: Iterable[Event], *, is_news: bool = True) -> Section:
        return Section(kind, head, tuple(_told(teller, event) for event in events), is_news)

    def of(*kinds: Kind) -> list[Event]:
        return [event for event in events if event.kind in kinds]

    leaders = tuple(Point(_leader(said, its)) for its in digest.leaders)
    yield Section(Kind.LEADER, said.text("digest-leaders"), leaders, is_news=True)
    yield told(Kind.OVERTAKE, said.text("digest-overtakes"), of(Kind.OVERTAKE))
    yield told(Kind.FORECAST, said.text("digest-forecasts"), _ahead(events))
    entered = _still_in_first(digest, Kind.ENTERED)
    top = entered[0].top or 0 if entered else 0
    head = said.text("digest-entered", top=top)
    entries = tuple(_entered(teller, event) for event in entered)
    yield Section(Kind.ENTERED, head, entries, is_news=True)
    yield told(Kind.MILESTONE, said.text("digest-milestones"), of(Kind.MILESTONE))
    releases = _releases(teller, of(Kind.RELEASED))
    yield Section(Kind.RELEASED, said.text("digest-released"), releases, is_news=True)
    records = tuple(Point(_record(teller, its)) for its in digest.records)
    yield Section(Kind.MILESTONE, said.text("digest-records"), records)
    seats = tuple(Point(_seats(teller, its)) for its in digest.seats)
    yield Section(Kind.SEATS, said.text("digest-seats"), seats)
    moves = tuple(Point(_unlinked(line)) for its in digest.moves for line in _moves(said, its))
    crossed = tuple(_told(teller, event) for event in of(Kind.MOVED))
    yield Section(Kind.MOVED, said.text("digest-moves"), (*moves, *crossed))
    standings = tuple(Point(_unlinked(_standing(teller, its))) for its in digest.standings)
    yield Section(Kind.OVERTAKE, said.text("digest-standings"), standings)
    left = _still_in_first(digest, Kind.LEFT)[::-1]
    yield told(Kind.LEFT, said.text("digest-left"), left, is_news=False)
    held = tuple(Point(_held(said, its)) for its in digest.held)
    notes = tuple(_told(teller, event) for event in of(Kind.DATA))
    yield Section(Kind.DATA, said.text("digest-held"), (*held, *notes))


def _ahead(events: Sequence[Event]) -> list[Event]:
    """Return the forecasts of what has not come yet."""
    came = {_pair(event) for event in events if event.kind is Kind.OVERTAKE}
    forecasts = (event for event in events if event.kind is Kind.FORECAST)
    return [event for event in forecasts if _pair(event) not in came]


def _pair(event: Event) -> tuple[object, ...]:
    return event.group, event.metric, event.subject, event.other


def _told(teller: Teller, event: Event) -> Point:
    """Return an event's sentence with its date."""
    sentence = teller.tell(event)
    if event.kind not in DATED:
        said = teller.words
        sentence = said.say("post-row-dated", date=said.day(event.day), row=sentence)
    return Point(_unlinked(sentence) if event.group else sentence, event.id)


def _unlinked(line: Line) -> Line:
    """Return a line without its links, which take as much room as its words.

    That is of groups, whose links lead to no more than a publisher; and of how things stand.
    """
    return tuple(replace(span, url=None) for span in line)


def _entered(teller: Teller, event: Event) -> Point:
    """Return an entry in fewer words than in a post: the heading says the rest."""
    said = teller.words
    back = teller.optional("back-after", days=event.facts.back_after)
    line = said.say(
        "digest-entry",
        date=said.day(event.day),
        model=teller.subject(event),
        board=teller.board(event),
        rank=str(event.after),
        **{"from": came_from(teller, event)},
        back=back or said.text("first-time"),
    )
    return Point(line, event.id)


def _still_in_first(digest: Digest, kind: Kind) -> list[Event]:
    """Return entries or exits; of those in the top at the week's end first (or last, reversed)."""
    events = [event for event in digest.events if event.kind is kind]
    return sorted(events, key=lambda event: (event.board, event.subject) not in digest.inside)


def _leader(said: Words, its: Leader) -> Line:
    given: dict[str, Word] = {
        "board": board_label(said, its.board),
        "model": model_span(its.model),
    }
    if its.since:
        key = "digest-leader-least" if its.at_least else "digest-leader-since"
        return said.say(key, since=said.date(its.since), **given)
    line = said.say("digest-leader", days=its.days, seen=its.seen, **given)
    if not its.others:
        return line
    others = tuple(
        said.say("digest-leader-other", model=model_span(name), days=days)
        for name, days in its.others[:DIGEST_ROWS]
    )
    return (*line, *said.say("digest-leader-others", others=said.listed(others)))


def _record(teller: Teller, its: Record) -> Line:
    said = teller.words
    return said.say(
        "digest-record-best" if its.before else "digest-record-first",
        date=said.day(its.day),
        model=model_span(its.model),
        group=group_span(teller.families, its.grouping, its.group, said),
        kind=said.text(f"kind-{its.grouping}"),
        board=board_label(said, its.board),
        rank=its.rank,
        top=its.top,
        before=its.before or 0,
        since=said.date(its.since),
    )


def _seats(teller: Teller, its: Seats) -> Line:
    said = teller.words
    known = [holder for holder in its.holders if holder[0] != UNKNOWN]
    unknown = [holder for holder in its.holders if holder[0] == UNKNOWN]
    shown = [*known[:HOLDERS], *unknown]
    seats: list[Line] = [_holder(teller, *holder, is_new=its.since is None) for holder in shown]
    if others := sum(now for _, now, _ in known[HOLDERS:]):
        seats.append(said.say("digest-seat-others", count=others))
    return said.say(
        "digest-seats-since" if its.since else "digest-seats-now",
        board=board_label(said, its.board),
        top=its.top,
        since=said.day(its.since) if its.since else "",
        seats=_joined(seats),
    )


def _holder(teller: Teller, key: str, now: int, before: int, *, is_new: bool) -> Line:
    said = teller.words
    name = group_span(teller.families, Grouping.ORGANISATION, key, said)
    change = "" if is_new else f" {_change(now - before)}"
    return (name, Span(f" {now}{change}"))


def _change(gained: int) -> str:
    if not gained:
        return LEVEL
    return f"{UP}{gained}" if gained > 0 else f"{DOWN}{-gained}"


def _joined(lines: Iterable[Line]) -> Line:
    """Return things with commas between them."""
    return tuple(span for line in lines for span in (Span(", "), *line))[1:]


def _moves(said: Words, its: Moves) -> Iterator[Line]:
    board, since = board_label(said, its.board), said.day(its.since)
    for key, movers in (("digest-climbs", its.climbs), ("digest-falls", its.falls)):
        if movers:
            models = _joined(_move(said, its, mover) for mover in movers)
            yield said.say(key, board=board, since=since, models=models)


def _move(said: Words, its: Moves, mover: Mover) -> Line:
    before, after = (
        said.text("rank-below", depth=depth) if rank is None else str(rank)
        for rank, depth in ((mover.before, its.depth), (mover.after, its.depth_now))
    )
    return (model_span(mover.model), Span(f" {before} → {after}"))


def _releases(teller: Teller, events: Sequence[Event]) -> tuple[Point, ...]:
    """Return a line for each family, the one with most releases first."""
    families: dict[str, list[Event]] = {}
    for event in events:
        families.setdefault(event.facts.family or "", []).append(event)
    order = sorted(families.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(_released(teller, family, theirs) for family, theirs in order)


def _released(teller: Teller, family: str, events: Sequence[Event]) -> Point:
    said = teller.words
    releases = [
        said.say(
            "digest-release",
            release=Span(safe(event.facts.release or ""), model_span(event.facts.models[0]).url)
            if event.facts.models
            else safe(event.facts.release or ""),
            count=len(event.facts.models),
            date=said.day(event.day),
        )
        for event in events[:RELEASES]
    ]
    if len(events) > RELEASES:
        releases.append(said.say("digest-more", count=len(events) - RELEASES))
    name = group_span(teller.families, Grouping.FAMILY, family, said)
    line = said.say("digest-releases", family=name, releases=_joined(releases))
    return Point(line, events[0].id if len(events) == 1 else None)


def _standing(teller: Teller, its: Standings) -> Line:
    said = teller.words
    return said.say(
        "digest-standing-since" if its.since else "digest-standing-now",
        metric=said.text(f"metric-{its.metric}"),
        date=said.day(its.day),
        since=said.day(its.since) if its.since else "",
        families=_joined(_place(teller, standing, gained) for standing, gained in its.first),
    )


def _place(teller: Teller, standing: Standing, gained: int | None) -> Line:
    said = teller.words
    return said.say(
        "digest-place" if standing.complete else "digest-place-seen",
        place=standing.place,
        family=group_span(teller.families, Grouping.FAMILY, standing.group, said),
        change="" if gained is None else f" {_change(gained)}",
        value=said.short(standing.value),
        count=standing.cohort,
    )


def _held(said: Words, its: Held) -> Line:
    if its.reason is None:
        return said.say("digest-corrected", count=its.count)
    if not its.is_held:
        return said.say("digest-dropped", count=its.count, reason=said.text(f"reason-{its.reason}"))
    if its.metric is None or its.day is None:
        return said.say(f"digest-waits-{its.reason}", count=its.count)
    metric, date = said.text(f"metric-{its.metric}"), said.day(its.day)
    if its.median is None:
        return said.say("digest-shock-plain", count=its.count, metric=metric, date=date)
    median = said.percent(its.median, signed=True)
    return said.say("digest-shock", count=its.count, metric=metric, date=date, median=median)


# --- as many rows as every platform takes


def _rows(sections: Sequence[Section], said: Words) -> Iterator[Row]:
    """Give the rows: of every section its first lines, as many as fit, and how many more."""
    counts = _counts(sections)
    for section, count in zip(sections, counts, strict=True):
        if not count:
            continue
        yield Row((Span(section.head, strong=True),), section.kind)
        for point in section.points[:count]:
            yield Row((BULLET, *point.line), event=point.event)
        if more := len(section.points) - count:
            yield Row((BULLET, *said.say("digest-more", count=more)))


def _counts(sections: Sequence[Section]) -> list[int]:
    """Return how many lines of each section there is room for.

    Each has its turn, line after line, so that a long one takes no room from the others while they
    have any: the first line of all, then news, then the others.
    """
    counts = [0] * len(sections)
    room = DIGEST_SIZE
    for number, turn in _turns(sections):
        points = sections[number].points
        if counts[number] == turn < len(points):
            size = _size(points[turn].line)
            size += 0 if turn else len(sections[number].head) + MARGIN
            if size <= room:
                counts[number], room = turn + 1, room - size
    return counts


def _turns(sections: Sequence[Section]) -> list[tuple[int, int]]:
    """Return whose turn it is, section and line."""
    turns = [
        (turn > 0 and not its.is_news, turn, number)
        for number, its in enumerate(sections)
        for turn in range(DIGEST_NEWS if its.is_news else DIGEST_ROWS)
    ]
    return [(number, turn) for _, turn, number in sorted(turns)]


MARGIN = 12
"""What a line takes besides its words: its mark and break, and how many more there are (ours)."""
MARKUP = re.compile(r"[\\*_~|`\[\]<@:]")
"""What Markdown wants escaped."""
BOLD, LINK = 4, 4
"""The marks of a bold word and of a link."""


def _size(line: Line) -> int:
    """Return what a line takes at most, in UTF-16 units, written as Markdown with its links."""
    return MARGIN + sum(
        len(span.text.encode("utf-16-le", "surrogatepass")) // 2
        + len(MARKUP.findall(span.text))
        + (len(span.url) + LINK if span.url else 0)
        + BOLD * span.strong
        for span in line
    )
