"""Families made of entries, checked for what only several can get wrong. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import combinations

from bot.families.entries import (
    COUNTRIES,
    REQUIRED,
    RESERVED,
    SHAPES,
    UNKNOWN,
    Entries,
    Entry,
    no_country,
    texts_for,
    unknown_word,
)
from bot.families.groups import Families, Family, Organisation
from bot.families.kinds import KINDS, Why
from bot.families.make import by_namespace, group_names, groups_of, publishers_of
from bot.families.page import FamiliesError


def assemble(entries: Entries) -> Families:
    """Return the families that checked entries make."""
    for table in SHAPES:
        _check_complete(entries.tables[table].values())
        _check_names(entries.tables[table].values())
    family_entries, owners = entries.tables["families"], entries.tables["organisations"]
    organisations = {key: _organisation(entry) for key, entry in owners.items()}
    _check_one_owner(owners.values())
    families = {key: _family(entry, owners) for key, entry in family_entries.items()}
    _check_apart(families, family_entries)
    groups = groups_of(families, organisations, entries.tables["countries"])
    return Families(
        families=families,
        organisations=organisations,
        groups=groups,
        _names=group_names(groups, entries),
        _publishers=publishers_of(families.values(), organisations.values()),
        entries=entries,
    )


def _check_complete(entries: Iterable[Entry]) -> None:
    """Raise FamiliesError for an entry that lacks something."""
    for entry in entries:
        for name in REQUIRED[entry.table]:
            if not entry.values.get(name):
                where = f"[{entry.table}.{entry.key}]"
                shape = SHAPES[entry.table][name]
                raise entry.mistake(name, f"{where} has no {name}: give it {shape}")


def _check_names(entries: Iterable[Entry]) -> None:
    """Raise FamiliesError where one text would mean two groups of a grouping."""
    meant: dict[str, tuple[Entry, str]] = {}
    for entry in entries:
        for name, text in texts_for(entry):
            if text.casefold() in RESERVED:
                what = f"{text!r} has a meaning of its own: choose another"
                raise entry.mistake(name, what, text)
            other, other_name = meant.setdefault(text.casefold(), (entry, name))
            if other.key != entry.key:
                raise _clash(
                    (entry, name), (other, other_name), text, f"means {other.key} and {entry.key}"
                )


def _clash(
    one: tuple[Entry, str], other: tuple[Entry, str], text: str, claim: str
) -> FamiliesError:
    """Return the error of two values that claim one text, at the one of the higher file."""
    entry, name = max(other, one, key=lambda it: (it[0].height(it[1]), it is one))
    return entry.mistake(name, f"{text!r} {claim}: leave it to one of them", text)


def _organisation(entry: Entry) -> Organisation:
    """Return the organisation of an entry."""
    country = entry.text("country")
    if country not in COUNTRIES | {UNKNOWN}:
        raise entry.mistake("country", no_country(country))
    return Organisation(
        key=entry.key,
        label=entry.text("label"),
        country=country,
        namespaces=entry.texts("namespaces"),
        former=entry.texts("former"),
        aliases=entry.texts("aliases"),
    )


def _check_one_owner(owners: Iterable[Entry]) -> None:
    """Raise FamiliesError for a namespace that is named twice."""
    owned: dict[str, tuple[Entry, str]] = {}
    for entry in owners:
        for name in ("namespaces", "former"):
            for namespace in entry.texts(name):
                if first := owned.get(namespace.casefold()):
                    raise _clash((entry, name), first, namespace, _claim(first[0], entry))
                owned[namespace.casefold()] = entry, name


def _claim(first: Entry, entry: Entry) -> str:
    """Return what to say of a namespace that two organisations name, or one names twice."""
    if first.key == entry.key:
        return f"is named twice in {entry.key}"
    return f"is a namespace of both {first.key} and {entry.key}"


def _family(entry: Entry, owners: Mapping[str, Entry]) -> Family:
    """Return the family of an entry."""
    owner = owners.get(entry.text("organisation"))
    if owner is None:
        key = entry.text("organisation")
        raise entry.mistake("organisation", _unknown_owner(key, owners))
    _check_owned(entry, "namespaces", owner, owner.texts("namespaces"))
    _check_owned(entry, "former", owner, owner.texts("namespaces") + owner.texts("former"))
    return Family(
        key=entry.key,
        label=entry.text("label"),
        organisation=owner.key,
        namespaces=entry.texts("namespaces"),
        former=entry.texts("former"),
        patterns=_patterns(entry, "patterns"),
        exclude=_patterns(entry, "exclude"),
        aliases=entry.texts("aliases"),
        kinds=frozenset(_kept(entry)),
    )


def _unknown_owner(key: str, owners: Iterable[str]) -> str:
    """Return what to say of an organisation that has no entry."""
    near = get_close_matches(key, owners, n=1)
    advice = f"did you mean {near[0]}?" if near else f"add [organisations.{key}]"
    return f"the organisation {key!r} is not known: {advice}"


def _check_owned(entry: Entry, name: str, owner: Entry, owned: Iterable[str]) -> None:
    """Raise FamiliesError for a family's namespace that is not one of its organisation's."""
    theirs = {namespace.casefold() for namespace in owned}
    for namespace in entry.texts(name):
        if namespace.casefold() not in theirs:
            what = (
                f"{namespace!r} of family {entry.key} is not among the namespaces of its "
                f"organisation {owner.key}: add it there"
            )
            if owner.height("namespaces") > max(entry.height(name), entry.height("organisation")):
                raise owner.mistake("namespaces", what)
            raise entry.mistake(name, what, namespace)


def _patterns(entry: Entry, name: str) -> tuple[re.Pattern[str], ...]:
    """Return the regular expressions of an entry."""
    return tuple(_compile(entry, name, text) for text in entry.texts(name))


def _compile(entry: Entry, name: str, text: str) -> re.Pattern[str]:
    """Return one regular expression. Raises FamiliesError where it is none."""
    try:
        return re.compile(text, re.IGNORECASE)
    except (re.error, OverflowError) as error:
        what = f"{text!r} in {name} is no regular expression ({error}): correct it"
        raise entry.mistake(name, what, text) from error


def _kept(entry: Entry) -> Iterator[Why]:
    """Yield the kinds of model that a family keeps in. Raises FamiliesError for another word."""
    for kind in entry.texts("kinds"):
        if kind not in KINDS:
            raise entry.mistake("kinds", unknown_word(f"the kind {kind!r}", kind, KINDS), kind)
        yield Why(kind)


def _check_apart(families: Mapping[str, Family], entries: Mapping[str, Entry]) -> None:
    """Raise FamiliesError where nothing tells apart two families in one namespace."""
    for namespace, sharing in by_namespace(families.values()).items():
        for one, other in combinations(sharing, 2):
            if not _told_apart(one, other):
                raise _not_apart(namespace, entries[one.key], entries[other.key])


def _told_apart(one: Family, other: Family) -> bool:
    """Return whether two families of one namespace have patterns, and none in common."""
    ours, theirs = ({it.pattern.casefold() for it in family.patterns} for family in (one, other))
    return bool(ours and theirs and not ours & theirs)


def _not_apart(namespace: str, one: Entry, other: Entry) -> FamiliesError:
    """Return the error of two families in one namespace, at the value of the higher file."""
    values = [(it, name) for it in (other, one) for name in ("namespaces", "patterns")]
    entry, name = max(values, key=lambda it: it[0].height(it[1]))
    shown = _as_written(namespace, entry)
    what = (
        f"{shown!r} is a namespace of both {one.key} and {other.key}, and no patterns tell them "
        "apart: give both patterns of their own"
    )
    return entry.mistake(name, what, shown)


def _as_written(namespace: str, entry: Entry) -> str:
    """Return a casefolded namespace as an entry writes it."""
    written = entry.texts("namespaces") + entry.texts("former")
    return next((it for it in written if it.casefold() == namespace), namespace)
