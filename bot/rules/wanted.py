"""Does a channel want this event? Pure: one function for each alert rule, in one table (SPEC 6)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.families import Families
from bot.model import ALL_FAMILIES, FIRST_FAMILIES, Event, Grouping, Kind, Subscription


@dataclass(frozen=True, slots=True)
class Circle:
    """What a filter may refer to on a day."""

    families: Families
    first_families: Sequence[str] = ()
    """The 20 first families by all-time downloads, in their order."""

    def family_of(self, event: Event) -> str | None:
        """Return the family that an event is about, None if none."""
        if event.facts.family:
            return event.facts.family
        if event.group is not None:
            return event.subject if event.group is Grouping.FAMILY else None
        return self.families.place(event.subject).group(Grouping.FAMILY)


Wanted = Callable[[Event, Subscription, Circle], bool]


def _on_its_boards(event: Event, subscription: Subscription, _: Circle) -> bool:
    return event.board is None or event.board in subscription.boards


def _in_its_top(event: Event, subscription: Subscription, circle: Circle) -> bool:
    return event.top == subscription.top and _on_its_boards(event, subscription, circle)


def _of_its_families(event: Event, subscription: Subscription, circle: Circle) -> bool:
    family = circle.family_of(event)
    if family is None:
        return False
    if ALL_FAMILIES in subscription.families or family in subscription.families:
        return True
    reach = max((FIRST_FAMILIES.get(key, 0) for key in subscription.families), default=0)
    return family in circle.first_families[:reach]


def _overtake(event: Event, subscription: Subscription, _: Circle) -> bool:
    """Between the first so many; of families that were named, if some were, else of any groups."""
    if event.facts.place is not None and event.facts.place > subscription.places:
        return False
    named = set(subscription.families) - {ALL_FAMILIES, *FIRST_FAMILIES}
    if not named:
        return True
    return event.group is Grouping.FAMILY and not named.isdisjoint((event.subject, event.other))


def _moved(event: Event, subscription: Subscription, circle: Circle) -> bool:
    return event.group is Grouping.FAMILY and _on_its_boards(event, subscription, circle)


RULES: Mapping[Kind, Wanted] = {
    Kind.LEADER: _on_its_boards,
    Kind.ENTERED: _in_its_top,
    Kind.LEFT: _in_its_top,
    Kind.MOVED: _moved,
    Kind.SEATS: _in_its_top,
    Kind.OVERTAKE: _overtake,
    Kind.MILESTONE: _of_its_families,
    Kind.RELEASED: _of_its_families,
    Kind.FORECAST: _overtake,
    Kind.DATA: _on_its_boards,
}


def wanted(event: Event, subscription: Subscription, circle: Circle) -> bool:
    """Return whether a subscription asks for this event: its kind, boards, top and families.

    A milestone or a release is chosen by its family, wherever the model stands.
    """
    return event.kind in subscription.rules and RULES[event.kind](event, subscription, circle)
