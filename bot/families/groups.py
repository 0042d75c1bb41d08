"""What is known of a family, organisation and country, and of a model's place. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.families.entries import UNKNOWN, Entries
from bot.families.kinds import Why, kinds_of, own_name, stem
from bot.model import Grouping, namespace_of


@dataclass(frozen=True, slots=True)
class Family:
    """One `[families.…]` entry."""

    key: str
    label: str
    organisation: str
    namespaces: tuple[str, ...]
    former: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
    """What the names of its models hold; none means every model of its namespaces."""
    exclude: tuple[re.Pattern[str], ...] = ()
    aliases: tuple[str, ...] = ()
    kinds: frozenset[Why] = frozenset()
    """Kinds of model that it counts although families in general leave them out."""

    def claims(self, own_name: str) -> bool:
        """Return whether a name, without its namespace, is one of this family's."""
        return not self.patterns or any(it.search(own_name) for it in self.patterns)

    def why(self, own_name: str, pipeline_tag: str | None, library: str | None) -> Why:
        """Return whether a model that it claims counts, and why not."""
        for kind in kinds_of(own_name, pipeline_tag, library):
            if kind not in self.kinds:
                return kind
        left_out = any(it.search(own_name) for it in self.exclude)
        return Why.EXCLUDED if left_out else Why.OFFICIAL


@dataclass(frozen=True, slots=True)
class Organisation:
    """One `[organisations.…]` entry."""

    key: str
    label: str
    country: str
    """ISO 3166-1 alpha-2, or `unknown`."""
    namespaces: tuple[str, ...]
    former: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A family, organisation or country, as people read it."""

    grouping: Grouping
    key: str
    label: str
    namespaces: frozenset[str]
    """Its current namespaces: the group is complete on a day iff all were listed in full."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a model belongs. A left-out model has its family too, but is not official."""

    family: str | None
    organisation: str
    country: str
    official: bool
    why: Why

    def group(self, grouping: Grouping) -> str | None:
        """Return the key of the group that the model is a member of, or None.

        A family has its official models as members; organisations and countries have all theirs.
        """
        if grouping is Grouping.FAMILY:
            return self.family if self.official else None
        key = self.organisation if grouping is Grouping.ORGANISATION else self.country
        return None if key == UNKNOWN else key

    @property
    def known(self) -> bool:
        """True if we know who publishes it."""
        return self.organisation != UNKNOWN


_NOWHERE = Placement(None, UNKNOWN, UNKNOWN, official=False, why=Why.UNKNOWN_PUBLISHER)


@dataclass(frozen=True, slots=True)
class Families:
    """Every family, organisation and country; made by `load` or `parse`, which check it."""

    families: Mapping[str, Family]
    organisations: Mapping[str, Organisation]
    groups: Mapping[Grouping, Mapping[str, Group]]
    _names: Mapping[str, tuple[Group, ...]]
    _publishers: Mapping[str, tuple[Organisation, tuple[Family, ...]]]
    """By casefolded namespace, former ones too: its organisation and the families in it."""
    entries: "Entries" = field(repr=False)
    """What they were made from, so that another file can go on top."""
    _placed: dict[tuple[str, str | None, str | None], Placement] = field(
        default_factory=dict, repr=False, compare=False
    )
    """Remembered, as the same names come every day; only of the publishers we know."""

    def place(
        self, name: str, pipeline_tag: str | None = None, library: str | None = None
    ) -> Placement:
        """Return which groups a model is of, and whether it counts; any text has an answer."""
        publisher = self._publishers.get(namespace_of(name).casefold())
        if publisher is None:
            return _NOWHERE
        asked = name, pipeline_tag, library
        if asked not in self._placed:
            self._placed[asked] = _place(*publisher, own_name(name), pipeline_tag, library)
        return self._placed[asked]

    def label(self, grouping: Grouping, key: str) -> str:
        """Return how people write a group; a key that no file names any more is its own label."""
        group = self.groups[grouping].get(key)
        return group.label if group else key

    def namespaces(self) -> frozenset[str]:
        """Return all current namespaces of families: what the collector lists in full."""
        return frozenset(name for it in self.families.values() for name in it.namespaces)

    def names(self) -> Mapping[str, tuple[Group, ...]]:
        """Return casefolded keys, labels and aliases with the groups that people may mean.

        The first is the one meant: a family before an organisation before a country.
        """
        return self._names

    def release(self, name: str) -> str:
        """Return the name shared by the sizes and variants of one release, as `stem` does."""
        return stem(name)


def _place(
    organisation: Organisation,
    families: Iterable[Family],
    own_name: str,
    pipeline_tag: str | None,
    library: str | None,
) -> Placement:
    """Return the place of a model whose publisher is known."""
    family = next((it for it in families if it.claims(own_name)), None)
    why = family.why(own_name, pipeline_tag, library) if family else Why.OTHER_NAME
    return Placement(
        family=family.key if family else None,
        organisation=organisation.key,
        country=organisation.country,
        official=why is Why.OFFICIAL,
        why=why,
    )
