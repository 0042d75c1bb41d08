"""One fact that is told of a family and of its organisation too: a digest says it once. Pure."""

from collections import Counter
from collections.abc import Iterable

from bot.families import Families
from bot.model import Event, Grouping, Kind

PAIRED = frozenset({Kind.OVERTAKE, Kind.FORECAST})


def without_twins(events: Iterable[Event], families: Families) -> list[Event]:
    """Return overtakes and forecasts without those of organisations that families tell as well.

    That is the same kind, day and metric, between their families, where these are all that each
    has, or have its very total.
    """
    known = list(events)
    owners = {key: family.organisation for key, family in families.families.items()}
    only: Counter[str | None] = Counter(owners.values())
    told = [its for its in known if its.kind in PAIRED and its.group is Grouping.FAMILY]

    def tells(family: Event, its: Event) -> bool:
        if (family.kind, family.day, family.metric) != (its.kind, its.day, its.metric):
            return False
        sides = (
            (family.subject, its.subject, family.after == its.after),
            (family.other, its.other, family.facts.other_value == its.facts.other_value),
        )
        return all(
            owners.get(key or "") == organisation and (is_equal or only[organisation] == 1)
            for key, organisation, is_equal in sides
        )

    return [
        its
        for its in known
        if not (
            its.kind in PAIRED
            and its.group is Grouping.ORGANISATION
            and any(tells(family, its) for family in told)
        )
    ]
