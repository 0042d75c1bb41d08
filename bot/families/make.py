"""What checked entries make: groups, names and publishers. Pure."""

from collections.abc import Iterable, Mapping

from bot.families.entries import UNKNOWN, Entries, Entry, texts_for
from bot.families.groups import Family, Group, Organisation
from bot.model import Grouping


def by_namespace(families: Iterable[Family]) -> dict[str, list[Family]]:
    """Return the families in each casefolded namespace, former ones too, in file order."""
    found: dict[str, list[Family]] = {}
    for family in families:
        for namespace in {it.casefold() for it in family.namespaces + family.former}:
            found.setdefault(namespace, []).append(family)
    return found


def publishers_of(
    families: Iterable[Family], organisations: Iterable[Organisation]
) -> dict[str, tuple[Organisation, tuple[Family, ...]]]:
    """Return the organisation of each casefolded namespace and the families in it."""
    sharing = by_namespace(families)
    return {
        namespace.casefold(): (owner, tuple(sharing.get(namespace.casefold(), ())))
        for owner in organisations
        for namespace in owner.namespaces + owner.former
    }


def groups_of(
    families: Mapping[str, Family],
    organisations: Mapping[str, Organisation],
    countries: Mapping[str, Entry],
) -> dict[Grouping, dict[str, Group]]:
    """Return every group; a country is one if an organisation is there."""
    spaces: dict[str, set[str]] = {}
    for owner in organisations.values():
        spaces.setdefault(owner.country, set()).update(owner.namespaces)
    spaces.pop(UNKNOWN, None)
    labels = {key: countries[key].text("label") if key in countries else key for key in spaces}
    return {
        Grouping.FAMILY: {
            it.key: Group(Grouping.FAMILY, it.key, it.label, frozenset(it.namespaces))
            for it in families.values()
        },
        Grouping.ORGANISATION: {
            it.key: Group(Grouping.ORGANISATION, it.key, it.label, frozenset(it.namespaces))
            for it in organisations.values()
        },
        Grouping.COUNTRY: {
            key: Group(Grouping.COUNTRY, key, labels[key], frozenset(spaces[key]))
            for key in sorted(spaces)
        },
    }


_TABLE_OF: Mapping[Grouping, str] = {
    Grouping.FAMILY: "families",
    Grouping.ORGANISATION: "organisations",
    Grouping.COUNTRY: "countries",
}


def group_names(
    groups: Mapping[Grouping, Mapping[str, Group]], entries: Entries
) -> dict[str, tuple[Group, ...]]:
    """Return what people may type, casefolded, and whom they may mean, the first one meant."""
    found: dict[str, tuple[Group, ...]] = {}
    for grouping, table in _TABLE_OF.items():
        for key, group in groups[grouping].items():
            entry = entries.tables[table].get(key)
            texts = {text for _, text in texts_for(entry)} if entry else {key}
            for text in {it.casefold() for it in texts}:
                found[text] = (*found.get(text, ()), group)
    return found
