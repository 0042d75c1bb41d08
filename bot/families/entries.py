"""The entries of one or more families files, checked one by one. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from bot.families.page import FamiliesError, Page
from bot.model import ALL_FAMILIES, FIRST_FAMILIES

UNKNOWN = "unknown"
"""The organisation and country of a publisher we don't know; it is in no standing."""

_TEXT, _TEXTS = "a text in quotes", 'a list of texts, as in ["one", "two"]'
SHAPES: Mapping[str, Mapping[str, str]] = {
    "families": {
        "label": _TEXT,
        "organisation": _TEXT,
        "namespaces": _TEXTS,
        "former": _TEXTS,
        "patterns": _TEXTS,
        "exclude": _TEXTS,
        "aliases": _TEXTS,
        "kinds": _TEXTS,
    },
    "organisations": {
        "label": _TEXT,
        "country": _TEXT,
        "namespaces": _TEXTS,
        "former": _TEXTS,
        "aliases": _TEXTS,
    },
    "countries": {"label": _TEXT, "aliases": _TEXTS},
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "families": ("label", "organisation", "namespaces"),
    "organisations": ("label", "country", "namespaces"),
    "countries": ("label",),
}
# A key is typed by people, stored in the database and put into Discord's and Slack's menus.
_KEY_SHAPE = re.compile(r"[a-z0-9][a-z0-9-]*")
# These mean something else where a family is asked for (`Subscription.families`).
RESERVED = {UNKNOWN, ALL_FAMILIES, *FIRST_FAMILIES}

# https://www.iso.org/iso-3166-country-codes.html, the 249 assigned alpha-2 codes.
_ISO_3166 = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR "
    "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ "
    "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW "
    "GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV "
    "MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY "
    "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG "
    "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM "
    "ZW"
)
COUNTRIES = frozenset(_ISO_3166.split())
"""Every code that an organisation's country can be, beside `unknown`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a file, perhaps with values of a higher file over it."""

    table: str
    key: str
    page: Page
    values: Mapping[str, object] = field(default_factory=dict)
    pages: Mapping[str, Page] = field(default_factory=dict)
    """Where each value was written."""

    def over(self, below: "Entry | None") -> "Entry":
        """Return this entry's values over those of another."""
        if below is None:
            return self
        values, pages = {**below.values, **self.values}, {**below.pages, **self.pages}
        return Entry(self.table, self.key, self.page, values, pages)

    def text(self, name: str) -> str:
        """Return a text; its type was checked."""
        return str(self.values[name])

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty where the entry has none; its type was checked."""
        value = self.values.get(name, ())
        return tuple(value) if isinstance(value, list) else ()

    def mistake(self, name: str, what: str, item: object = None) -> FamiliesError:
        """Return the error that names the line of one of its values."""
        page = self.pages.get(name, self.page)
        return page.mistake((self.table, self.key, name), what, item)

    def height(self, name: str) -> int:
        """Return how high the file is that a value comes from, -1 where it has none."""
        return self.pages[name].height if name in self.pages else -1


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of all files so far, by table and key."""

    tables: Mapping[str, Mapping[str, Entry]] = field(
        default_factory=lambda: {table: {} for table in SHAPES}
    )
    pages: int = 0

    def under(self, page: Page, raw: Mapping[str, object]) -> "Entries":
        """Return these entries with another file's over them, which are checked first."""
        for table in raw.keys() - SHAPES.keys():
            raise page.mistake((table,), unknown_word(f"[{table}]", table, SHAPES))
        merged = {
            table: _merge(self.tables[table], _entries(page, table, raw.get(table, {})))
            for table in SHAPES
        }
        return Entries(merged, page.height + 1)


def _merge(below: Mapping[str, Entry], above: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return entries over others, new ones first."""
    # First come the operator's families, so that one can take names that ours would claim too.
    new = {key: entry for key, entry in above.items() if key not in below}
    return new | {
        key: above[key].over(entry) if key in above else entry for key, entry in below.items()
    }


def _entries(page: Page, table: str, raw: object) -> dict[str, Entry]:
    """Return a file's entries of one table. Raises FamiliesError for a misshapen one."""
    if not isinstance(raw, dict):
        raise page.mistake((table,), f"{table} must hold tables, as in [{table}.name]")
    return {key: _entry(page, table, key, values) for key, values in raw.items()}


def _entry(page: Page, table: str, key: str, values: object) -> Entry:
    """Return one entry, its key and the types of its values checked."""
    if not isinstance(values, dict):
        what = f"{table}.{key} must be a table: write [{table}.{key}] and its values below it"
        raise page.mistake((table, key), what)
    entry = Entry(table, key, page, values, dict.fromkeys(values, page))
    _check_key(entry)
    for name, value in values.items():
        _check_value(entry, name, value)
    return entry


def _check_key(entry: Entry) -> None:
    """Raise FamiliesError for a key that can't be one."""
    path, key = (entry.table, entry.key), entry.key
    if entry.table == "countries":
        if key not in COUNTRIES:
            raise entry.page.mistake(path, no_country(key))
    elif key in RESERVED:
        raise entry.page.mistake(path, f"{key!r} has a meaning of its own: choose another key")
    elif not _KEY_SHAPE.fullmatch(key):
        what = f"the key {key!r} must be of lower-case letters, digits and hyphens"
        raise entry.page.mistake(path, f"{what}: how people read it goes into label")


def _check_value(entry: Entry, name: str, value: object) -> None:
    """Raise FamiliesError for a misspelt name, a wrong type or an empty text."""
    shapes = SHAPES[entry.table]
    if name not in shapes:
        raise entry.mistake(name, unknown_word(name, name, shapes))
    given = [value] if shapes[name] is _TEXT else value
    if not isinstance(given, list) or not all(isinstance(it, str) for it in given):
        raise entry.mistake(name, f"{name} must be {shapes[name]}")
    if not all(it.strip() for it in given):
        raise entry.mistake(name, f"{name} holds an empty text: fill it in or take it out", "")


def unknown_word(shown: str, word: str, known: Iterable[str]) -> str:
    """Return what to say of a word that is none of ours, with the nearest one."""
    near = get_close_matches(word, known, n=1)
    advice = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    return f"{shown} is not known: {advice}"


def no_country(code: str) -> str:
    """Return what to say of a code that is no country's."""
    example = code.upper() if code.upper() in COUNTRIES else "FR"
    return f"{code!r} is no ISO 3166 country code: write two capitals, as {example}, or {UNKNOWN}"


def texts_for(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield what people may type for an entry's group, each with the value that says so."""
    yield "", entry.key
    yield "label", entry.text("label")
    yield from (("aliases", alias) for alias in entry.texts("aliases"))
