"""What an option may be given, offered while it is typed: from memory, never from the database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from rapidfuzz import fuzz, process, utils

from bot.commands.ask import Desk
from bot.commands.rank import latest_snapshot, ordered_boards
from bot.families import Families, Group
from bot.memory import memory_of
from bot.model import (
    ALL_FAMILIES,
    COUNTERS,
    FIRST_FAMILIES,
    Event,
    Grouping,
    Kind,
    Metric,
    Option,
    State,
    Suggestion,
    Takes,
)
from bot.ports import Filter
from bot.texts import Words, plain
from bot.views.names import board_label, safe
from bot.views.posts import Teller

SHOWN = 25
"""Discord shows no more (PLATFORMS), and nobody reads more."""
LONGEST = 100
"""...nor a longer one."""
NEAR = 70.0
"""rapidfuzz's partial ratio, 0 to 100, below which a name is not offered."""


KEPT = 16
"""Lists of what may be offered that are kept: a few kinds in a few languages."""


@dataclass(frozen=True, slots=True)
class Named:
    """A group, and what people call it."""

    group: Group
    also: str
    """Its aliases."""


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """What there is to ask for, the best known first; each reading of the Hub has its own."""

    families: Families
    groups: tuple[Named, ...] = ()
    """Families before organisations before countries."""
    models: tuple[str, ...] = ()
    boards: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    """Those told of late, the newest first."""


@dataclass(frozen=True, slots=True)
class Offered(Suggestion):
    """A suggestion, and by what else it is found."""

    also: str = ""


EVENT_DAYS = 30
ORDER = (Grouping.FAMILY, Grouping.ORGANISATION, Grouping.COUNTRY)


async def read_names(desk: Desk) -> Names:
    """Return what there is to ask for, as of the last reading of the Hub."""
    boards = await ordered_boards(desk)
    directory = await desk.directory()
    models: dict[str, None] = {}
    for board in boards:
        snapshot = await latest_snapshot(desk, board)
        keys = snapshot.models if snapshot else ()
        models.update(dict.fromkeys(directory.models[key].name for key in keys))
    return Names(
        families=desk.families,
        groups=await _groups(desk),
        models=tuple(models),
        boards=boards or tuple(desk.boards),
        events=await _events(desk),
    )


async def _events(desk: Desk) -> tuple[Event, ...]:
    """Return the events that were told last, the newest first."""
    days = await memory_of(desk).of(desk.store.days)
    if not days:
        return ()
    since = days[-1] - timedelta(days=EVENT_DAYS)
    told = await desk.store.events(Filter(state=State.TOLD, told_from=since))
    return told[: -SHOWN - 1 : -1]


async def _groups(desk: Desk) -> tuple[Named, ...]:
    """Return every group, those with the most likes first: what people ask for."""
    memory = memory_of(desk)
    marks = await memory.of(desk.store.counter_marks, Metric.LIKES, 1)
    standings = await memory.of(desk.store.standings, marks[0].day, Metric.LIKES) if marks else ()
    places = {(its.grouping, its.group): its.place for its in standings}
    aliases: dict[Group, list[str]] = {}
    for name, groups in desk.families.names().items():
        for group in groups:
            aliases.setdefault(group, []).append(name)

    def place(group: Group) -> tuple[int, int]:
        return ORDER.index(group.grouping), places.get((group.grouping, group.key), len(aliases))

    return tuple(Named(group, " ".join(aliases[group])) for group in sorted(aliases, key=place))


def suggestions(names: Names, option: Option, typed: str, said: Words) -> Sequence[Suggestion]:
    """Return what an option may be given that begins or looks like what was typed."""
    before, comma, last = typed.rpartition(",") if option.many else ("", "", typed)
    offered = _nearest(_offered(option.takes, names, said), last.strip())
    if not before:
        return offered[:SHOWN]
    head = f"{before}{comma}"
    known = {value.strip() for value in before.split(",")}
    whole = (f"{head}{its.value}" for its in offered if its.value not in known)
    return [Suggestion(value, value) for value in whole if len(value) <= LONGEST][:SHOWN]


@lru_cache(maxsize=KEPT)
def _offered(takes: Takes, names: Names, said: Words) -> Sequence[Offered]:
    """Return all that may be offered; it is the same for every letter that is typed."""
    return tuple(OFFERS[takes](names, said))


def choices(names: Names, option: Option, said: Words) -> tuple[Suggestion, ...]:
    """Return all that an option may be given, for a form."""
    return tuple(_offered(option.takes, names, said))


def _nearest(offered: Sequence[Offered], typed: str) -> Sequence[Offered]:
    """Return what begins with what was typed, then what has it inside, then what looks like it."""
    if not typed:
        return offered
    sought = typed.casefold()
    exact, begins, inside = [], [], []
    for its in offered:
        own = its.label.casefold()
        if its.value.casefold() == sought.removeprefix("#"):
            exact.append(its)
        elif own.startswith(sought) or own.rpartition("/")[2].startswith(sought):
            begins.append(its)
        elif sought in own or sought in its.value.casefold() or sought in its.also:
            inside.append(its)
    found = exact + begins + inside
    if found:
        return found
    near = process.extract(
        typed[:LONGEST],
        [its.label for its in offered],
        scorer=fuzz.ratio,
        processor=utils.default_process,
        limit=SHOWN,
        score_cutoff=NEAR,
    )
    return [offered[index] for _, _, index in near]


# --- what each kind of option takes


def _names(names: Names, said: Words) -> Sequence[Offered]:
    groups = [_group(its, said) for its in names.groups]
    return [*groups, *(Offered(safe(name), name) for name in names.models if len(name) <= LONGEST)]


def _group(its: Named, said: Words) -> Offered:
    group = its.group
    label = group.label
    if group.grouping is Grouping.COUNTRY:
        label = said.locale.territories.get(group.key, label)
    kind = said.text(f"kind-{group.grouping}")
    asked = group.key if group.grouping is Grouping.FAMILY else f"{group.grouping} {group.key}"
    return Offered(f"{safe(label)[: LONGEST - 20]} ({kind})", asked, its.also)


def _families(names: Names, said: Words) -> Sequence[Offered]:
    first = sorted(FIRST_FAMILIES.items(), key=lambda its: -its[1])
    some = [Offered(said.text("families-top", count=count), key) for key, count in first]
    some.append(Offered(said.text("families-all"), ALL_FAMILIES))
    own = (its for its in names.groups if its.group.grouping is Grouping.FAMILY)
    return [*some, *(Offered(safe(its.group.label), its.group.key, its.also) for its in own)]


def _events_told(names: Names, said: Words) -> Sequence[Offered]:
    teller = Teller(said, names.families)
    return [_event(its, f"#{its.id} {plain(teller.tell(its))}") for its in names.events]


def _claims(names: Names, said: Words) -> Sequence[Offered]:
    return [*_events_told(names, said), *_names(names, said)]


def _event(event: Event, label: str) -> Offered:
    return Offered(label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…", str(event.id))


def _boards(names: Names, said: Words) -> Sequence[Offered]:
    return [Offered(board_label(said, name), name) for name in names.boards]


def _metrics(_: Names, said: Words) -> Sequence[Offered]:
    return [Offered(said.text(f"metric-{its}"), its.value) for its in COUNTERS]


def _rules(_: Names, said: Words) -> Sequence[Offered]:
    return [Offered(said.text(f"event-kind-{its}"), its.value) for its in Kind]


def _nothing(_: Names, __: Words) -> Sequence[Offered]:
    return []


OFFERS: Mapping[Takes, Callable[[Names, Words], Sequence[Offered]]] = {
    Takes.NAME: _names,
    Takes.FAMILY: _families,
    Takes.BOARD: _boards,
    Takes.METRIC: _metrics,
    Takes.RULE: _rules,
    Takes.LANGUAGE: _nothing,
    Takes.RHYTHM: _nothing,
    Takes.NUMBER: _nothing,
    Takes.EVENT: _events_told,
    Takes.CLAIM: _claims,
    Takes.WORD: _nothing,
    Takes.ACTION: _nothing,
}
"""What is offered for each; what has choices of its own needs none."""
