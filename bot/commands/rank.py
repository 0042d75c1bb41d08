"""`rank`: where a model, family, organisation or country stands, and its totals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.commands.ask import Answer, Command, Desk, Subject
from bot.commands.find import find, no_data
from bot.commands.releases import newest_release
from bot.directory import Directory
from bot.figures import Racer, rank_figure
from bot.findings import BoardPlace, BoardSeen, RankFacts, Total
from bot.memory import memory_of
from bot.model import COUNTERS, Ask, Figure, Grouping, Metric, Option, Snapshot, Takes
from bot.thresholds import GOOD_SIGHTINGS
from bot.views.answers import rank_view, with_qualities

SPANS = (1, 7, 30)
"""Days that changes are given over (SPEC 6)."""
WHO = Option("name", Takes.NAME, required=True, rest=True)


async def rank(desk: Desk, ask: Ask) -> Answer:
    """Answer with the subject's place on each board and its totals."""
    if not await memory_of(desk).of(desk.store.days):
        raise no_data(desk)
    directory = await desk.directory()
    subject = find(desk, directory, ask.given[WHO.name])
    places = [
        place
        for board in await ordered_boards(desk)
        if (place := await _place(desk, directory, subject, board))
    ]
    totals = await totals_of(desk, subject)
    facts = RankFacts(ask.given[WHO.name], subject.kind, subject.name, tuple(places), totals)
    release = await newest_release(desk, subject)
    seen = () if places or subject.model is None else await _last_seen(desk, subject.model)
    asked_for = (subject.name,) if subject.model is not None else ()
    unlinked = await unvetted(desk, (*asked_for, *(place.model for place in places)))
    qualities = {
        place.board: snapshot.quality
        for place in places
        if (snapshot := await snapshot_on(desk, place.board, place.day))
    }
    view = rank_view(desk.words, desk.families, facts, release, seen, unlinked)
    view = replace(view, figure=await _figure(desk, subject, places))
    return Answer(with_qualities(desk.words, view, facts.boards, qualities), facts)


async def _figure(desk: Desk, subject: Subject, places: Sequence[BoardPlace]) -> Figure | None:
    """Return the subject's ranks on the board where it stands best today."""
    if not places:
        return None
    best = min(places, key=lambda place: place.rank)
    return await rank_figure(desk, best.board, racer_of(subject), best.day)


def racer_of(subject: Subject) -> Racer:
    """Return a subject as the figures know it."""
    return Racer(subject.name, subject.grouping, subject.model or 0)


async def ordered_boards(desk: Desk) -> tuple[str, ...]:
    """Return the boards that have a stored day, the configured ones first."""
    stored = await memory_of(desk).of(desk.store.board_names)
    return (*(n for n in desk.boards if n in stored), *(n for n in stored if n not in desk.boards))


async def latest_snapshot(desk: Desk, board: str) -> Snapshot | None:
    """Return a board's last stored day."""
    marks = await memory_of(desk).of(desk.store.board_marks, board, 1)
    return await snapshot_on(desk, board, marks[0].day) if marks else None


async def snapshot_on(desk: Desk, board: str, day: date) -> Snapshot | None:
    """Return a board as stored on a day."""
    return await memory_of(desk).of(desk.store.snapshot, board, day)


async def _place(
    desk: Desk, directory: Directory, subject: Subject, board: str
) -> BoardPlace | None:
    snapshot = await latest_snapshot(desk, board)
    key = await _best(desk, directory, subject, snapshot) if snapshot else None
    if snapshot is None or key is None:
        return None
    position = snapshot.models.index(key)
    return BoardPlace(
        board=board,
        model=directory.models[key].name,
        rank=position + 1,
        day=snapshot.day,
        value=snapshot.values[position],
        change={str(span): await _gained(desk, snapshot, key, span) for span in SPANS},
    )


async def _best(
    desk: Desk, directory: Directory, subject: Subject, snapshot: Snapshot
) -> int | None:
    """Return the subject's model with the best place, None if it has none on the board."""
    if subject.grouping is None:
        return subject.model if subject.model in snapshot.models else None

    async def read() -> Mapping[tuple[Grouping, str], int]:
        belongs = desk.groups(directory).belongs
        return {group: key for key in reversed(snapshot.models) for group in belongs(key)}

    best = await memory_of(desk).kept(("best", snapshot.board), read)
    return best.get((subject.grouping, subject.name))


async def _last_seen(desk: Desk, model: int) -> tuple[BoardSeen, ...]:
    """Return where a model that is on no board today stood last."""
    boards = await desk.store.ranks(model)
    return tuple(BoardSeen(name, max(days), days[max(days)]) for name, days in boards.items())


async def _gained(desk: Desk, snapshot: Snapshot, key: int, span: int) -> int | None:
    """Return the places gained since so many days before, None if it was not listed then."""
    before = await snapshot_on(desk, snapshot.board, snapshot.day - timedelta(days=span))
    if before is None or key not in before.models:
        return None
    return before.models.index(key) - snapshot.models.index(key)


async def totals_of(desk: Desk, subject: Subject) -> tuple[Total, ...]:
    """Return a subject's figures, each from the last day that shows its metric."""
    totals = [await total_of(desk, subject, metric) for metric in COUNTERS]
    return tuple(total for total in totals if total)


async def total_of(desk: Desk, subject: Subject, metric: Metric) -> Total | None:
    """Return a subject's figure for a metric on the last day that shows it."""
    memory = memory_of(desk)
    marks = await memory.of(desk.store.counter_marks, metric, 1)
    if not marks:
        return None
    day = marks[0].day
    if subject.grouping is not None:
        for its in await memory.of(desk.store.standings, day, metric):
            if (its.grouping, its.group) == (subject.grouping, subject.name):
                return Total(metric.value, its.value, its.place, its.cohort, its.complete)
        return None
    since = dict(await memory.of(desk.store.readings, subject.model or 0, day))
    value = since[day].of(metric) if day in since else None
    return None if value is None else Total(metric.value, value, None, 1, complete=True)


async def unvetted(desk: Desk, names: Iterable[str]) -> frozenset[str]:
    """Return the models that carry no direct link yet (SPEC 4).

    Those are of publishers we don't know, and stood on no board in two good snapshots.
    """
    strangers = {name for name in names if name and not desk.families.place(name).known}
    if not strangers:
        return frozenset()
    directory = await desk.directory()
    boards = await memory_of(desk).of(desk.store.board_names)
    return frozenset(
        [name for name in strangers if not await _is_vetted(desk, directory, boards, name)]
    )


async def _is_vetted(desk: Desk, directory: Directory, boards: Iterable[str], name: str) -> bool:
    key = directory.key(name)
    if key is None:
        return False
    memory = memory_of(desk)
    seen = [await memory.of(desk.store.sighting, board, key, date.max) for board in boards]
    return any(its.good >= GOOD_SIGHTINGS for its in seen)


RANK = Command("rank", (WHO,), rank)
