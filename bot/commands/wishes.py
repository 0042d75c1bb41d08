"""Wishes: what a subscription can be given, each one option and one function."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.commands.ask import Desk, values
from bot.commands.releases import find_family
from bot.model import (
    ALL_FAMILIES,
    FIRST_FAMILIES,
    Kind,
    Option,
    Rhythm,
    Subscription,
    Takes,
)
from bot.texts import languages
from bot.thresholds import PLACES_WANTED, TOPS
from bot.views.names import board_label, safe

WISHING = ("on", "preview")
"""The actions that wishes belong to: turning alerts on with them, and looking at what they give."""
BOARDS = Option("boards", Takes.BOARD, many=True, of=WISHING)
RULES = Option("rules", Takes.RULE, many=True, of=WISHING)
FAMILIES = Option("families", Takes.FAMILY, many=True, of=WISHING)
TOP = Option("top", Takes.NUMBER, choices=tuple(map(str, TOPS)), of=WISHING)
PLACES = Option("places", Takes.NUMBER, choices=tuple(map(str, PLACES_WANTED)), of=WISHING)
LANGUAGE = Option("language", Takes.LANGUAGE, choices=languages(), of=WISHING)
RHYTHM = Option("rhythm", Takes.RHYTHM, choices=tuple(Rhythm), of=WISHING)
ALL = "all"
SIGNS = ("+", "-")
"""Before one of several values: it comes, or goes, and the others stay as they are."""
T = TypeVar("T")


def begun(its: Subscription) -> Subscription:
    """Return what alerts that are turned on begin with: one that had but races, the default rules.

    So a preview shows what `alerts on` would bring.
    """
    return its if its.rules else replace(its, rules=Subscription(its.channel).rules)


async def wished_by(desk: Desk, its: Subscription, given: Mapping[str, str]) -> Subscription:
    """Return a subscription with what it is given. Raises AskError for what can't be."""
    for name, value in given.items():
        if name in WISHED:
            its = await WISHED[name](desk, its, value)
    return its


def _several(now: Sequence[T], names: Sequence[str], meant: Callable[[str], T]) -> tuple[T, ...]:
    """Return what names mean; `+` and `-` before the first change what there is now."""
    found = dict.fromkeys(now if names[0].startswith(SIGNS) else ())
    for name in names:
        its = meant(name[1:] if name.startswith(SIGNS) else name)
        if name.startswith("-"):
            found.pop(its, None)
        else:
            found[its] = None
    return tuple(found)


async def _boards(desk: Desk, its: Subscription, value: str) -> Subscription:
    there = (*desk.boards, *await desk.store.board_names())
    known = (*there, *its.boards)
    called = {name: name for name in known}
    called |= {board_label(desk.words, name).casefold(): name for name in known}
    called |= {name.casefold(): name for name in known}
    asked = there if value.strip().casefold() == ALL else values(value)

    def meant(name: str) -> str:
        if name not in called and name.casefold() not in called:
            names = ", ".join(sorted(set(known)))
            raise desk.error("unknown-board", name=safe(name), names=names)
        return called.get(name) or called[name.casefold()]

    boards = _several(its.boards, asked, meant)
    if not boards:
        raise desk.error("no-board-left")
    return replace(its, boards=boards)


async def _rules(desk: Desk, its: Subscription, value: str) -> Subscription:
    known = {kind.value: kind for kind in Kind}
    called = {desk.words.text(f"event-kind-{kind}").casefold(): kind for kind in Kind} | known
    names = tuple(known) if value.strip().casefold() == ALL else values(value.casefold())

    def meant(name: str) -> Kind:
        if name not in called:
            raise desk.error("unknown-rule", name=safe(name), names=", ".join(known))
        return called[name]

    rules = _several(its.rules, names, meant)
    if not rules:
        raise desk.error("no-rule-left")
    return replace(its, rules=rules)


async def _of_families(desk: Desk, its: Subscription, value: str) -> Subscription:
    keys = [
        name if name in {ALL_FAMILIES, *FIRST_FAMILIES} else find_family(desk, name).key
        for name in values(value)
    ]
    return replace(its, families=tuple(dict.fromkeys(keys)))


async def _top(desk: Desk, its: Subscription, value: str) -> Subscription:
    if value not in TOP.choices:
        raise desk.error("unknown-top", name=value[:80], names=", ".join(TOP.choices))
    return replace(its, top=int(value))


async def _places(desk: Desk, its: Subscription, value: str) -> Subscription:
    if value not in PLACES.choices:
        raise desk.error("unknown-top", name=value[:80], names=", ".join(PLACES.choices))
    return replace(its, places=int(value))


async def _language(desk: Desk, its: Subscription, value: str) -> Subscription:
    if value not in languages():
        raise desk.error("unknown-language", name=value[:80], names=", ".join(languages()))
    return replace(its, language=value)


async def _rhythm(desk: Desk, its: Subscription, value: str) -> Subscription:
    called = {desk.words.text(f"rhythm-{rhythm}").casefold(): rhythm for rhythm in Rhythm}
    called |= {rhythm.value: rhythm for rhythm in Rhythm}
    if value.casefold() not in called:
        raise desk.error("unknown-rhythm", name=value[:80], names=", ".join(Rhythm))
    return replace(its, rhythm=called[value.casefold()])


Wish = Callable[[Desk, Subscription, str], Awaitable[Subscription]]
WISHED: Mapping[str, Wish] = {
    BOARDS.name: _boards,
    RULES.name: _rules,
    FAMILIES.name: _of_families,
    TOP.name: _top,
    PLACES.name: _places,
    LANGUAGE.name: _language,
    RHYTHM.name: _rhythm,
}
