"""Buttons, selects and the components of the second version: their limits."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from tests.discord_server.checks.flaw import Flaw, count, length, link
from tests.discord_server.world import Json

V2 = 1 << 15
ROW, BUTTON, SELECT, TEXT = 1, 2, 3, 10
SELECTS = frozenset({3, 5, 6, 7, 8})
ONLY_V2 = frozenset({9, 10, 11, 12, 13, 14, 17})
LINK_STYLE, PREMIUM_STYLE = 5, 6
MOST_V2, ALL_TEXTS = 40, 4000


def components(body: Json) -> Iterator[Flaw]:
    """All that is wrong with a message's components."""
    top = [each for each in body.get("components") or [] if isinstance(each, dict)]
    every = list(chain.from_iterable(walk(each, f"components[{i}]") for i, each in enumerate(top)))
    if (body.get("flags") or 0) & V2:
        yield from second_version(body, [its for _, its in every])
    else:
        yield from count("components", top, 5)
        for where, its in every:
            if its.get("type") in ONLY_V2:
                yield Flaw(where, "only with the flag of Components V2")
        if any(its.get("type") != ROW for its in top if its.get("type") not in ONLY_V2):
            yield Flaw("components", "something outside of an action row")
    ids = Counter(its["custom_id"] for _, its in every if its.get("custom_id"))
    if twice := [name for name, times in ids.items() if times > 1]:
        yield Flaw("components", f"custom_id twice: {', '.join(twice)}")
    for where, its in every:
        yield from component(where, its)


def walk(its: Json, where: str) -> Iterator[tuple[str, Json]]:
    """A component and all in it, each with where it is."""
    yield where, its
    for place, inner in enumerate(its.get("components") or []):
        yield from walk(inner, f"{where}.components[{place}]")
    if isinstance(its.get("accessory"), dict):
        yield from walk(its["accessory"], f"{where}.accessory")


def second_version(body: Json, every: list[Json]) -> Iterator[Flaw]:
    if len(every) > MOST_V2:
        yield Flaw("components", f"{len(every)} components, at most {MOST_V2}")
    if any(body.get(name) for name in ("content", "embeds", "poll", "sticker_ids")):
        yield Flaw("", "content, embeds, poll or stickers beside Components V2")
    words = sum(len(its.get("content") or "") for its in every if its.get("type") == TEXT)
    if words > ALL_TEXTS:
        yield Flaw("components", f"{words} characters of text, at most {ALL_TEXTS}")


def component(where: str, its: Json) -> Iterator[Flaw]:
    yield from length(f"{where}.custom_id", its.get("custom_id"), 100, 1)
    if its.get("type") == ROW:
        yield from row(where, its.get("components") or [])
    elif its.get("type") == BUTTON:
        yield from button(where, its)
    elif its.get("type") == SELECT:
        yield from select(where, its)


def row(where: str, inner: list[Json]) -> Iterator[Flaw]:
    if not inner:
        yield Flaw(where, "an empty row")
    yield from count(where, inner, 5)
    if len(inner) > 1 and any(its.get("type") in SELECTS for its in inner):
        yield Flaw(where, "a select has a row of its own")


def button(where: str, its: Json) -> Iterator[Flaw]:
    yield from length(f"{where}.label", its.get("label"), 80)
    if not its.get("label") and not its.get("emoji") and its.get("style") != PREMIUM_STYLE:
        yield Flaw(where, "a button with neither label nor emoji")
    if its.get("style") == LINK_STYLE:
        yield from length(f"{where}.url", its.get("url"), 512)
        if not its.get("url") or its.get("custom_id"):
            yield Flaw(where, "a link button has a url and no custom_id")
        elif not its["url"].startswith("discord://"):
            yield from link(f"{where}.url", its["url"])
    elif its.get("style") != PREMIUM_STYLE and (its.get("url") or not its.get("custom_id")):
        yield Flaw(where, "a button has a custom_id and no url")


def select(where: str, its: Json) -> Iterator[Flaw]:
    options = its.get("options") or []
    if not 1 <= len(options) <= 25:
        yield Flaw(where, f"{len(options)} options, not 1 to 25")
    yield from length(f"{where}.placeholder", its.get("placeholder"), 150)
    values = Counter(option.get("value") for option in options)
    if twice := [str(value) for value, times in values.items() if times > 1]:
        yield Flaw(where, f"the same value twice: {', '.join(twice)}")
    least, most = its.get("min_values", 1), its.get("max_values", 1)
    if (least or 0) > (most or 1) or (most or 1) > max(len(options), 1):
        yield Flaw(where, f"choose {least} to {most} of {len(options)}")
    if sum(bool(option.get("default")) for option in options) > (most or 1):
        yield Flaw(where, "more defaults than may be chosen")
    for place, option in enumerate(options):
        yield from length(f"{where}.options[{place}].label", option.get("label"), 100, 1)
        yield from length(f"{where}.options[{place}].value", option.get("value"), 100, 1)
        yield from length(f"{where}.options[{place}].description", option.get("description"), 100)
