"""What a question found, as a View. Pure; SPEC 6."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.families import Families
from bot.findings import (
    BoardPlace,
    BoardSeen,
    CompareFacts,
    Mover,
    MoversFacts,
    RankFacts,
    ReleaseFacts,
    Side,
    TopFacts,
    Total,
)
from bot.model import (
    Board,
    Grouping,
    Line,
    Quality,
    Row,
    Span,
    Table,
    View,
)
from bot.texts import Word, Words, as_line
from bot.views.names import board_label, board_url, group_span, model_span, safe
from bot.views.posts import range_of

UP, DOWN, LEVEL = "▲", "▼", "="
NOTHING: Line = (Span("–"),)


def notice(said: Words, key: str, **given: Word) -> View:
    """Return one sentence, seen only by the asker."""
    return View(title=said.say(key, **given), private=True)


def sentence(line: Line) -> View:
    """Return a sentence that is there already, seen only by the asker."""
    return View(title=line, private=True)


def cell(word: str | int | Span | Line) -> Line:
    """Return what stands in a table's cell."""
    return as_line(word)


def change(places: int | None) -> Line:
    """Return places gained or lost, readable without colour."""
    if places is None:
        return NOTHING
    if places == 0:
        return cell(LEVEL)
    return cell(f"{UP}{places}" if places > 0 else f"{DOWN}{-places}")


def subject_label(said: Words, families: Families, kind: str, name: str) -> Span:
    """Return what a subject is called."""
    if kind == "model":
        return model_span(name)
    return group_span(families, Grouping(kind), name, said)


def quality_notes(said: Words, what: str, day: date, quality: str) -> tuple[Line, ...]:
    """Return the note on a board or counter that is not to be believed as it is, or none."""
    if quality == Quality.OK:
        return ()
    verdict = said.text(f"quality-{quality}")
    return (said.say("data-quality", date=said.date(day), board=what, quality=verdict),)


def _unlinked_note(said: Words, unlinked: Collection[str]) -> tuple[Line, ...]:
    return (said.say("no-direct-link"),) if unlinked else ()


# --- rank


def rank_view(
    said: Words,
    families: Families,
    facts: RankFacts,
    release: tuple[str, date] | None,
    seen: Sequence[BoardSeen],
    unlinked: Collection[str],
) -> View:
    """Return a subject's places and totals, its newest release, or where it stood last."""
    if facts.kind == "model":
        title: Line = (model_span(facts.subject, linked=facts.subject not in unlinked),)
    else:
        name = subject_label(said, families, facts.kind, facts.subject)
        title = said.say("rank-title-group", name=name, kind=said.text(f"kind-{facts.kind}"))
    tables = [_places(said, facts.boards, unlinked)] if facts.boards else []
    if facts.totals:
        tables.append(_totals(said, facts.totals, is_group=facts.kind != "model"))
    rows = [] if facts.boards else [Row(said.say("not-on-a-board"))]
    rows.extend(Row(_seen_last(said, its)) for its in seen)
    if release:
        row = said.say("newest-release", release=safe(release[0]), date=said.date(release[1]))
        rows.append(Row(row))
    days = [place.day for place in facts.boards]
    notes = (said.say("data-of", date=said.date(max(days))),) if days else ()
    return View(
        title=title,
        tables=tuple(tables),
        rows=tuple(rows),
        notes=(*_unlinked_note(said, unlinked), *notes),
    )


def with_qualities(
    said: Words, view: View, places: Sequence[BoardPlace], qualities: Mapping[str, Quality]
) -> View:
    """Return a view that also says which of its boards are not to be believed as they are."""
    notes = [
        note
        for place in places
        for note in quality_notes(
            said,
            board_label(said, place.board),
            place.day,
            qualities.get(place.board, Quality.OK),
        )
    ]
    return replace(view, notes=(*notes, *view.notes))


def _seen_last(said: Words, its: BoardSeen) -> Line:
    board = board_label(said, its.board)
    return said.say("last-seen", board=board, rank=its.rank, date=said.date(its.day))


def _places(said: Words, places: Sequence[BoardPlace], unlinked: Collection[str]) -> Table:
    spans = ("1", "7", "30")
    header = ("board", "rank", "model", "value", *(f"change-{span}" for span in spans))
    return Table(
        header=tuple(said.text(f"column-{name}") for name in header),
        rows=tuple(
            (
                cell(board_label(said, place.board)),
                cell(f"#{place.rank}"),
                cell(model_span(place.model, linked=place.model not in unlinked)),
                cell(said.short(place.value)) if place.value is not None else NOTHING,
                *(change(place.change[span]) for span in spans),
            )
            for place in places
        ),
        numbers=frozenset({1, 3, 4, 5, 6}),
    )


def _totals(said: Words, totals: Sequence[Total], *, is_group: bool) -> Table:
    names = ("metric", "value", "place", "cohort", "scope") if is_group else ("metric", "value")
    return Table(
        header=tuple(said.text(f"column-{name}") for name in names),
        rows=tuple(_total(said, total, is_group=is_group) for total in totals),
        numbers=frozenset({1, 2, 3}),
    )


def _total(said: Words, total: Total, *, is_group: bool) -> tuple[Line, ...]:
    row = (cell(said.text(f"metric-{total.metric}")), cell(said.short(total.value)))
    if not is_group:
        return row
    scope = said.text("cohort-complete" if total.complete else "cohort-seen")
    place = cell(f"#{total.place}") if total.place else NOTHING
    return (*row, place, cell(said.number(total.cohort)), cell(scope))


# --- top, compare, movers, releases


def top_view(
    said: Words, families: Families, facts: TopFacts, board: Board, unlinked: Collection[str]
) -> View:
    """Return the first rows of a board, and who holds them."""
    label = board_label(said, facts.board)
    value = said.text(f"metric-{board.metric}") if board.metric else said.text("column-value")
    seats = tuple(
        said.text(
            "seat",
            organisation=group_span(families, Grouping.ORGANISATION, seat.organisation, said).text,
            count=seat.count,
        )
        for seat in facts.seats
    )
    return View(
        title=said.say("top-title", count=len(facts.rows), board=label),
        tables=(
            Table(
                header=("#", said.text("column-model"), value, said.text("column-change-1")),
                rows=tuple(
                    (
                        cell(str(row.rank)),
                        cell(model_span(row.model, linked=row.model not in unlinked)),
                        cell(said.short(row.value)) if row.value is not None else NOTHING,
                        change(row.change),
                    )
                    for row in facts.rows
                ),
                numbers=frozenset({0, 2, 3}),
            ),
        ),
        rows=(Row(said.say("top-seats", seats=", ".join(seats))),) if seats else (),
        notes=(
            *_unlinked_note(said, unlinked),
            *quality_notes(said, label, facts.day, facts.quality),
            said.say("data-of", date=said.date(facts.day)),
        ),
        url=board_url(facts.board),
    )


def compare_view(
    said: Words, families: Families, facts: CompareFacts, quality: Quality = Quality.OK
) -> View:
    """Return two to five sides, the gap between them and their pace."""
    sides = (facts.a, facts.b, *facts.more)
    labels = [subject_label(said, families, side.kind, side.subject) for side in sides]
    metric = said.text(f"metric-{facts.metric}")
    order = sorted(zip(sides, labels, strict=True), key=lambda its: -its[0].value)
    called = {side.subject: label for side, label in order}
    claim = _order(said, metric, order) if facts.more else _gap(said, metric, order)
    about = [called[key] for key in facts.forecast_of] or [order[1][1], order[0][1]]
    names = ("model", "value", "pace", "cohort", "scope")
    rows = tuple(
        (
            cell(label),
            cell(said.short(side.value)),
            cell(said.signed(side.pace)) if side.pace is not None else NOTHING,
            cell(said.number(side.cohort)),
            cell(said.text("cohort-complete" if side.complete else "cohort-seen")),
        )
        for label, side in zip(labels, sides, strict=True)
    )
    is_unlike = facts.days > 1 and any(its.pace is None and its.kind != "model" for its in sides)
    return View(
        title=said.listed(tuple(labels)),
        rows=(Row(claim), *_passing(said, facts, *about)),
        tables=(
            Table(
                header=(metric, *(said.text(f"column-{name}") for name in names[1:])),
                rows=rows,
                numbers=frozenset({1, 2, 3}),
            ),
        ),
        notes=(
            *quality_notes(said, metric, facts.day, quality),
            said.say("compare-pace", days=facts.days),
            *((said.say("compare-no-pace"),) if is_unlike else ()),
            said.say("data-of", date=said.date(facts.day)),
        ),
    )


def _gap(said: Words, metric: str, order: Sequence[tuple[Side, Span]]) -> Line:
    """Return by how much the first of two is ahead of the second."""
    (most, a), (least, b) = order
    if most.value == least.value:
        return said.say("compare-level", a=a, b=b, metric=metric)
    part = said.percent(most.value / least.value - 1, signed=True) if least.value else "–"
    gap = said.short(most.value - least.value)
    return said.say("compare-ahead", a=a, b=b, metric=metric, gap=gap, percent=part)


def _order(said: Words, metric: str, order: Sequence[tuple[Side, Span]]) -> Line:
    """Return who leads, and how far each of the others is behind."""
    (first, leader), *others = order
    rows: list[Line] = []
    key = "compare-behind"
    for side, label in others:
        if side.value == first.value:
            rows.append(said.say("compare-as-many", name=label))
            continue
        rows.append(said.say(key, name=label, gap=said.short(first.value - side.value)))
        key = "compare-further"  # the words "is behind" are said once
    return said.say("compare-leads", name=leader, metric=metric, others=said.listed(tuple(rows)))


def _passing(said: Words, facts: CompareFacts, behind: Span, ahead: Span) -> Iterator[Row]:
    """Say when the one behind passes the other, if that is foretold."""
    if its := facts.forecast:
        near = range_of(said, its.low, its.high)
        yield Row(said.say("compare-forecast", a=behind, b=ahead, days=its.days, range=near))


def movers_view(said: Words, facts: MoversFacts, depth: int, unlinked: Collection[str]) -> View:
    """Return the biggest climbs and falls of a board whose list was `depth` deep."""
    label = board_label(said, facts.board)
    tables = [
        _movers(said, said.text(key), movers, depth, unlinked)
        for key, movers in (("movers-climbs", facts.climbs), ("movers-falls", facts.falls))
        if movers
    ]
    return View(
        title=said.say(
            "movers-title", board=label, date=said.date(facts.day), since=said.date(facts.since)
        ),
        tables=tuple(tables),
        rows=() if tables else (Row(said.say("movers-none")),),
        notes=_unlinked_note(said, unlinked),
        url=board_url(facts.board),
    )


def _movers(
    said: Words, title: str, movers: Sequence[Mover], depth: int, unlinked: Collection[str]
) -> Table:
    below = said.text("rank-below", depth=depth)
    header = (title, *(said.text(f"column-{name}") for name in ("from", "to", "change")))
    return Table(
        header=header,
        rows=tuple(
            (
                cell(model_span(mover.model, linked=mover.model not in unlinked)),
                cell(below if mover.before is None else f"#{mover.before}"),
                cell(below if mover.after is None else f"#{mover.after}"),
                change(mover.change),
            )
            for mover in movers
        ),
        numbers=frozenset({1, 2, 3}),
    )


def releases_view(
    said: Words, families: Families, facts: Sequence[ReleaseFacts], days: int, day: date
) -> View:
    """Return what came out in the `days` before `day`, the newest first."""
    header = tuple(said.text(f"column-{name}") for name in ("day", "family", "release", "model"))
    rows = tuple(
        (
            cell(said.date(its.day)),
            cell(group_span(families, Grouping.FAMILY, its.family, said)),
            cell(safe(its.release)),
            said.listed(tuple(model_span(name) for name in its.models)),
        )
        for its in facts
    )
    return View(
        title=said.say("releases-title", days=days),
        tables=(Table(header, rows),) if rows else (),
        rows=() if rows else (Row(said.say("releases-none")),),
        notes=(said.say("data-of", date=said.date(day)),),
    )
