"""Whom does a name mean? A family, an organisation, a country or a model, or the nearest to it."""

from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from bot.commands.ask import AskError, Desk, Subject
from bot.directory import Directory
from bot.families import Group
from bot.memory import Index, as_compared, memory_of
from bot.model import COUNTERS, Board, Metric, Model
from bot.texts import plain
from bot.views.names import HUB, board_label, safe

NEAR = 60.0
"""rapidfuzz's ratio, 0 to 100: below it two names are not alike."""
CHOICES = 4
LONGEST_ASKED = 120
"""More of a name is not looked at; the Hub's longest is 96."""


def find(desk: Desk, directory: Directory, asked: str) -> Subject:
    """Return whom `asked` means. Raises AskError for an unknown or an ambiguous name."""
    name = asked.strip().removeprefix(f"{HUB}/")[:LONGEST_ASKED].casefold()
    groups = _groups(desk, name)
    if len({group.key for group in groups}) > 1:
        raise _ambiguous(desk, asked, [group.label for group in groups])
    if groups:
        return _of_group(groups[0])
    index = memory_of(desk).index(directory)
    models = index.named(name) or index.formerly(name) or _by_own_name(desk, index, name)
    if len(models) > 1:
        raise _ambiguous(desk, asked, [model.name for model in models])
    if models:
        return Subject("model", models[0].name, model=models[0].key)
    raise _unknown(desk, index, asked)


def _groups(desk: Desk, name: str) -> list[Group]:
    """Return the groups of the first kind that has this name: families, organisations, countries.

    `organisation alibaba` asks past the family that `alibaba` means on its own.
    """
    kind, _, rest = name.partition(" ")
    named = [g for g in desk.families.names().get(rest.strip(), ()) if g.grouping.value == kind]
    found = named or list(desk.families.names().get(name, ()))
    return [group for group in found if group.grouping is found[0].grouping]


def _of_group(group: Group) -> Subject:
    return Subject(group.grouping.value, group.key, grouping=group.grouping)


def _by_own_name(desk: Desk, index: Index, name: str) -> list[Model]:
    """Return the models called so by whoever published them; a known publisher's before others."""
    models = index.by_own_name(name)
    known = [model for model in models if desk.families.place(model.name).known]
    return known or models


def _ambiguous(desk: Desk, asked: str, names: list[str]) -> AskError:
    return desk.choice("ambiguous", asked, tuple(safe(name) for name in names[:CHOICES]))


def _unknown(desk: Desk, index: Index, asked: str) -> AskError:
    if not index.directory.models:
        return no_data(desk)
    known = [group.label for groups in desk.families.names().values() for group in groups]
    names = _likest(asked, as_compared(known) | index.compared)
    if not names:
        return desk.error("unknown-name", name=safe(asked))
    return desk.choice("did-you-mean", asked, names)


def nearest(asked: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known names that look most like what was asked, the likest first."""
    return _likest(asked, as_compared(known))


def _likest(asked: str, compared: Mapping[str, str]) -> tuple[str, ...]:
    [sought] = as_compared([asked[:LONGEST_ASKED]]).values()
    found = process.extract(
        sought,
        compared,
        scorer=fuzz.ratio,
        processor=None,
        limit=CHOICES,
        score_cutoff=NEAR,
    )
    return tuple(safe(name) for _, _, name in found)


def no_data(desk: Desk) -> AskError:
    """Return that there is nothing to answer from yet, and when there will be."""
    return desk.error("no-data", time=desk.words.moment(desk.schedule.next_due(desk.now)))


async def find_board(desk: Desk, asked: str) -> Board:
    """Return a board by name; by default the first configured one with a day. Raises AskError."""
    stored = await memory_of(desk).of(desk.store.board_names)
    if not stored:
        raise no_data(desk)
    names = [name for name in desk.boards if name in stored]
    names += [name for name in stored if name not in names]
    if not asked:
        return desk.boards.get(names[0], Board(names[0]))
    if asked.casefold() in names:
        return desk.boards.get(asked.casefold(), Board(asked.casefold()))
    if called := [n for n in names if board_label(desk.words, n).casefold() == asked.casefold()]:
        return desk.boards.get(called[0], Board(called[0]))
    if asked in names:
        return desk.boards.get(asked, Board(asked))
    if asked.casefold() in desk.boards:
        raise desk.error("empty-board", board=board_label(desk.words, asked.casefold()))
    raise desk.error(
        "unknown-board", name=safe(asked), names=plain(desk.words.listed(tuple(names)))
    )


def find_metric(desk: Desk, asked: str) -> Metric:
    """Return a metric that amounts are compared by. Raises AskError."""
    for metric in COUNTERS:
        if metric.value == asked.casefold():
            return metric
    names = plain(desk.words.listed(tuple(metric.value for metric in COUNTERS)))
    raise desk.error("unknown-metric", name=safe(asked), names=names)
