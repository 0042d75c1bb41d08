"""What a chart shows, as a Figure: its title, its lines and the same in words. Pure; SPEC 6.

Days are those of the figure, from its first on; a line without a value on a day has None there.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import IntEnum

from bot.crossings import Turn
from bot.model import Crossing, Curve, Figure, Metric, Shape, Span
from bot.texts import Word, Words, plain
from bot.views.names import board_label

ALT_LENGTH = 1_024
"""Characters of a picture's description (PLATFORMS; Discord's is the shortest)."""
CROSSINGS = 3
"""More marks than these hide the lines: the latest are marked (ours)."""
WEEK = 8
"""Days between two counts of derivatives, which are read over a week; and one more."""


class Seen(IntEnum):
    """How much of a group its amounts were added up over, on the days of a figure."""

    WHOLE = 0
    ALIKE = 1
    """Not over all of it, but over as many models each day."""
    VARIED = 2


SEEN = {Seen.ALIKE: "chart-race-axis-seen", Seen.VARIED: "chart-race-axis-varied"}


def race(
    said: Words,
    metric: Metric,
    first: date,
    lines: Sequence[Curve],
    found: Sequence[Turn],
    seen: Seen = Seen.WHOLE,
) -> Figure:
    """Return two to five amounts over time, the days marked on which one passed another.

    `found` has those, oldest first. Where not all of a group was seen on every day, that is said.
    """
    names = plain(said.listed(tuple(line.label for line in lines)))
    last, what = _last_day(first, lines), said.text(f"metric-{metric}")
    if seen in SEEN:
        what = said.text(SEEN[seen], metric=what)
    is_daily = metric is not Metric.DERIVATIVES
    told = _told(
        said,
        "chart-race-alt",
        [_from_to(said, line, said.short) for line in lines],
        names=Span(names),
        metric=what,
        first=said.date(first),
        last=said.date(last),
    )
    passed = [_passed(said, first, lines, turn) for turn in found]
    missing = [_missing(said, "chart-no-good-days", lines)] if is_daily else []
    return Figure(
        shape=Shape.RACE,
        title=names,
        first=first,
        curves=tuple(lines),
        source=said.text("data-of", date=said.date(last)),
        alt=_fitting([told, *passed, *missing]),
        axis=what,
        language=said.language,
        crossings=tuple(_crossing(said, first, lines, turn) for turn in found[-CROSSINGS:]),
        gap=said.text("chart-gap"),
        stride=1 if is_daily else WEEK,
    )


def rank(
    said: Words, board: str, first: date, line: Curve, depth: int, *, is_group: bool
) -> Figure:
    """Return one rank over time on a board whose list was `depth` deep.

    A group's is that of its best-placed model each day.
    """
    last, known = _last_day(first, [line]), _known(line)
    axis = said.text(
        "chart-rank-axis-group" if is_group else "chart-rank-axis", board=board_label(said, board)
    )
    told = said.text(
        "chart-rank-alt",
        name=line.label,
        axis=axis,
        first=said.date(first),
        last=said.date(last),
        before=round(known[0]),
        after=round(known[-1]),
        best=round(min(known)),
    )
    return Figure(
        shape=Shape.RANK,
        title=line.label,
        first=first,
        curves=(line,),
        source=said.text("data-of", date=said.date(last)),
        alt=_fitting([told, _missing(said, "chart-no-rank-days", [line])]),
        axis=axis,
        language=said.language,
        depth=depth,
        gap=said.text("chart-gap-rank"),
    )


def seats(said: Words, board: str, first: date, lines: Sequence[Curve], top: int) -> Figure:
    """Return who held how many seats of a top, day by day; the lines are stacked as they come."""
    last, label = _last_day(first, lines), board_label(said, board)
    told = _told(
        said,
        "chart-seats-alt",
        [_from_to(said, line, said.number) for line in lines],
        top=top,
        board=label,
        first=said.date(first),
        last=said.date(last),
    )
    return replace(
        _of_top(said, board, first, lines, top),
        shape=Shape.SEATS,
        alt=_fitting([told, _missing(said, "chart-no-good-days", lines)]),
        axis=said.text("chart-seats-axis"),
        gap=said.text("chart-gap"),
    )


def flow(
    said: Words, board: str, first: date, lines: Sequence[Curve], full: Sequence[str], top: int
) -> Figure:
    """Return the ranks of a top, a line for each model; `full` has the models' whole names.

    The lines of those that are in it on the last day come first, by their rank.
    """
    last, label = _last_day(first, lines), board_label(said, board)
    day = (last - first).days
    told = _told(
        said,
        "chart-flow-alt",
        [
            _place(said, name, line, day)
            for name, line in zip(full, lines, strict=True)
            if line.values[day] is not None
        ],
        top=top,
        board=label,
        first=said.date(first),
        last=said.date(last),
    )
    nothing = [Curve("", _together(lines))]
    return replace(
        _of_top(said, board, first, lines, top),
        shape=Shape.FLOW,
        alt=_fitting([told, _missing(said, "chart-no-good-days", nothing)]),
        axis=said.text("chart-flow-axis"),
        gap=said.text("chart-gap") if None in nothing[0].values else "",
    )


def _of_top(said: Words, board: str, first: date, lines: Sequence[Curve], top: int) -> Figure:
    """Return what any chart of a board's top begins with."""
    label = board_label(said, board)
    return Figure(
        shape=Shape.SEATS,
        title=plain(said.say("top-title", count=top, board=label)),
        first=first,
        curves=tuple(lines),
        source=said.text("data-of", date=said.date(_last_day(first, lines))),
        alt="",
        language=said.language,
        depth=top,
    )


def _told(said: Words, key: str, rows: Sequence[str], **given: Word) -> str:
    """Return a sentence with as many whole rows as a description holds, and … for the rest.

    Fluent takes no more than 1,000 characters for a variable, so the rows go in as a span.
    """
    told = ""
    for count in range(len(rows), 0, -1):
        kept = [*rows[:count], *(["…"] if count < len(rows) else [])]
        told = plain(said.say(key, lines=Span("; ".join(kept)), **given))
        if len(told) <= ALT_LENGTH:
            break
    return told


def _place(said: Words, name: str, line: Curve, day: int) -> str:
    """Return a line's rank on a day and the one that it began with, if it was there then."""
    now, before = line.values[day], line.values[0]
    rank_now = 0 if now is None else round(now)
    if before is None:
        return said.text("chart-flow-new", rank=rank_now, name=name)
    return said.text("chart-flow-was", rank=rank_now, name=name, was=round(before))


def _from_to(said: Words, line: Curve, written: Callable[[float], str]) -> str:
    known = _known(line)
    before, after = written(known[0]), written(known[-1])
    return said.text("chart-line", name=line.label, before=before, after=after)


def _passed(said: Words, first: date, lines: Sequence[Curve], turn: Turn) -> str:
    return said.text(
        "chart-passed",
        name=lines[turn.ahead].label,
        other=lines[turn.behind].label,
        date=said.date(first + timedelta(days=turn.day)),
    )


def _crossing(said: Words, first: date, lines: Sequence[Curve], turn: Turn) -> Crossing:
    ahead, behind = lines[turn.ahead], lines[turn.behind]
    return Crossing(
        day=first + timedelta(days=turn.day),
        value=_value_about(ahead, turn.day),
        label=said.text("chart-passes", name=ahead.label, other=behind.label),
    )


def _value_about(line: Curve, day: int) -> float:
    """Return a line's value of a day; in a gap the next there is, or else the last one.

    What happened while the counters could not be believed was told when they could be.
    """
    known = [*line.values[day:], *line.values[day - 1 :: -1]]
    return next((value for value in known if value is not None), 0.0)


def _missing(said: Words, key: str, lines: Sequence[Curve]) -> str:
    """Return the sentence on the days that no line has a value of, empty if there are none."""
    days = _together(lines).count(None)
    return said.text(key, days=days) if days else ""


def _together(lines: Sequence[Curve]) -> tuple[float | None, ...]:
    """Return the first value that there is of each day."""
    days = zip(*(line.values for line in lines), strict=True)
    return tuple(next((value for value in day if value is not None), None) for day in days)


def _last_day(first: date, lines: Sequence[Curve]) -> date:
    """Return the last day that a line has a value of."""
    together = _together(lines)
    return first + timedelta(days=max(n for n, value in enumerate(together) if value is not None))


def _known(line: Curve) -> list[float]:
    return [value for value in line.values if value is not None]


def _fitting(sentences: Iterable[str]) -> str:
    """Return as many sentences as a description holds; of a first one that is too long, a part."""
    text = ""
    for sentence in filter(None, sentences):
        longer = f"{text} {sentence}".lstrip()
        if len(longer) > ALT_LENGTH:
            return text or f"{longer[: ALT_LENGTH - 1]}…"
        text = longer
    return text
