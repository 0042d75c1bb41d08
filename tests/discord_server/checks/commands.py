"""Slash commands' limits: names, descriptions, options, choices, languages."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from tests.discord_server.checks.flaw import Flaw, count, length
from tests.discord_server.world import Json

NAME = re.compile(r"[-_'\w\u0900-\u097F\u0E00-\u0E7F]{1,32}")
"""Discord's `^[-_'\\p{L}\\p{N}\\p{sc=Deva}\\p{sc=Thai}]{1,32}$`, as near as `re` comes."""
LOCALES = frozenset(
    [
        "id",
        "da",
        "de",
        "en-GB",
        "en-US",
        "es-ES",
        "es-419",
        "fr",
        "hr",
        "it",
        "lt",
        "hu",
        "nl",
        "no",
        "pl",
        "pt-BR",
        "ro",
        "fi",
        "sv-SE",
        "vi",
        "tr",
        "cs",
        "el",
        "bg",
        "ru",
        "uk",
        "hi",
        "th",
        "zh-CN",
        "ja",
        "zh-TW",
        "ko",
    ]
)
SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
MOST_COMMANDS, ALL_TEXTS = 100, 8000


def commands(all_of_them: list[Json]) -> Iterator[Flaw]:
    """All that is wrong with a list of commands."""
    slash = [each for each in all_of_them if each.get("type", 1) in {1, None}]
    yield from count("commands", slash, MOST_COMMANDS)
    yield from unique("commands", slash)
    for its in slash:
        yield from command(f"/{its.get('name')}", its)


def command(where: str, its: Json) -> Iterator[Flaw]:
    yield from named(where, its)
    yield from options(where, its, deep=0)
    if (total := size(its)) > ALL_TEXTS:
        yield Flaw(where, f"{total} characters in all, at most {ALL_TEXTS}")


def named(where: str, its: Json) -> Iterator[Flaw]:
    for locale, name in {"": its.get("name"), **(its.get("name_localizations") or {})}.items():
        if not isinstance(name, str) or not NAME.fullmatch(name) or name != name.lower():
            yield Flaw(f"{where} name {locale}".rstrip(), f"not a command's name: {name!r}")
    described = {"": its.get("description") or "", **(its.get("description_localizations") or {})}
    for locale, text in described.items():
        yield from length(f"{where} description {locale}".rstrip(), text, 100, 1)
    yield from locales(where, its)


def locales(where: str, its: Json) -> Iterator[Flaw]:
    used = {*(its.get("name_localizations") or {}), *(its.get("description_localizations") or {})}
    if unknown := sorted(used - LOCALES):
        yield Flaw(where, f"languages that Discord does not have: {', '.join(unknown)}")


def options(where: str, its: Json, deep: int) -> Iterator[Flaw]:
    inner: list[Json] = its.get("options") or []
    yield from count(f"{where} options", inner, 25)
    yield from unique(where, inner)
    kinds = {option.get("type") for option in inner}
    if kinds & {SUBCOMMAND, GROUP} and kinds - {SUBCOMMAND, GROUP}:
        yield Flaw(where, "subcommands beside options")
    if any(not a.get("required") and b.get("required") for a, b in pairwise(inner)):
        yield Flaw(where, "a required option after one that may be left out")
    for option in inner:
        its_place = f"{where} {option.get('name')}"
        yield from named(its_place, option)
        if option.get("type") in {SUBCOMMAND, GROUP}:
            if deep > 1 or (deep and option["type"] == GROUP):
                yield Flaw(its_place, "nested too deep")
            yield from options(its_place, option, deep + (2 if option["type"] == SUBCOMMAND else 1))
        else:
            yield from choices(its_place, option)


def unique(where: str, siblings: list[Json]) -> Iterator[Flaw]:
    """No two have one name, in any language."""
    spoken = {locale for its in siblings for locale in its.get("name_localizations") or {}}
    for locale in sorted({"", *spoken}):
        names = Counter(
            (its.get("name_localizations") or {}).get(locale) or its.get("name") for its in siblings
        )
        if twice := [str(name) for name, times in names.items() if times > 1]:
            yield Flaw(where, f"the same name twice {locale}: {', '.join(twice)}")


def choices(where: str, option: Json) -> Iterator[Flaw]:
    offered: list[Json] = option.get("choices") or []
    yield from count(f"{where} choices", offered, 25)
    if offered and option.get("autocomplete"):
        yield Flaw(where, "choices beside autocomplete")
    if (offered or option.get("autocomplete")) and option.get("type") not in {
        *(STRING, INTEGER, NUMBER),
    }:
        yield Flaw(where, "choices or autocomplete for what is neither text nor number")
    yield from each_choice(where, offered, locales_too=True)


def each_choice(where: str, offered: list[Json], *, locales_too: bool = False) -> Iterator[Flaw]:
    for choice in offered:
        name, value = choice.get("name"), choice.get("value")
        yield from length(f"{where} choice {name!r}", name, 100, 1)
        yield from length(f"{where} value {value!r}", value, 100, 1)
        for text in (choice.get("name_localizations") or {}).values():
            yield from length(f"{where} choice {text!r}", text, 100, 1)
        if locales_too:
            yield from locales(where, choice)
    names = Counter(choice.get("name") for choice in offered)
    if twice := [str(name) for name, times in names.items() if times > 1]:
        yield Flaw(where, f"the same choice twice: {', '.join(twice)}", refused=locales_too)


def autocompletion(data: Json) -> Iterator[Flaw]:
    """What is wrong with the choices that come while somebody types."""
    offered: list[Json] = data.get("choices") or []
    yield from count("choices", offered, 25)
    yield from each_choice("autocomplete", offered)


def size(its: Json) -> int:
    """Characters of names, descriptions and values, each in its longest language."""
    total = 0
    for part in ("name", "description"):
        translated = (its.get(f"{part}_localizations") or {}).values()
        total += max(len(text) for text in (its.get(part) or "", *translated))
    if isinstance(its.get("value"), str):
        total += len(its["value"])
    parts = (*(its.get("options") or []), *(its.get("choices") or []))
    return total + sum(size(part) for part in parts)
