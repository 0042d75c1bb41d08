"""Fewer or more like one event: which threshold of a subscription moves, and to what. Pure.

Each kind of event has one threshold, a ladder from quiet to loud; below its lowest step the rule
itself is off. So "fewer" and "more" undo each other, given which threshold it was.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.model import ALL_FAMILIES, FIRST_FAMILIES, Kind, Subscription
from bot.thresholds import PLACES_WANTED, TOPS


class Threshold(StrEnum):
    """What "fewer" and "more" move."""

    TOP = "top"
    """The top that `entered`, `left` and `seats` are told of."""
    PLACES = "places"
    """Overtakes and forecasts are told between the first so many."""
    FAMILIES = "families"
    """Whose releases and milestones are told."""
    RULE = "rule"
    """Whether a kind is told at all."""


NAMED = "named"
"""The lowest step of `families`: those that were named, and none of the first."""
ON, OFF = "on", "off"


@dataclass(frozen=True, slots=True)
class Change:
    """One step: which threshold moved, from what to what, and the subscription it makes."""

    threshold: Threshold
    kinds: frozenset[Kind]
    """The kinds that it decides on."""
    before: str
    after: str
    wishes: Subscription


@dataclass(frozen=True, slots=True)
class Ladder:
    """A threshold of a subscription, step by step from quiet to loud."""

    threshold: Threshold
    kinds: frozenset[Kind]
    steps: Callable[[Subscription], tuple[str, ...]]
    now: Callable[[Subscription], str]
    put: Callable[[Subscription, str], Subscription]


def _named(its: Subscription) -> tuple[str, ...]:
    """Return the families that were named."""
    return tuple(key for key in its.families if key not in {ALL_FAMILIES, *FIRST_FAMILIES})


def _family_steps(its: Subscription) -> tuple[str, ...]:
    first = sorted(FIRST_FAMILIES, key=FIRST_FAMILIES.__getitem__)
    return (*([NAMED] if _named(its) else []), *first, ALL_FAMILIES)


def _families_now(its: Subscription) -> str:
    return next((step for step in reversed(_family_steps(its)) if step in its.families), NAMED)


def _put_families(its: Subscription, step: str) -> Subscription:
    return replace(its, families=(*_named(its), *([] if step == NAMED else [step])))


LADDERS = (
    Ladder(
        Threshold.TOP,
        frozenset({Kind.ENTERED, Kind.LEFT, Kind.SEATS}),
        lambda _: tuple(map(str, sorted(TOPS))),
        lambda its: str(its.top),
        lambda its, step: replace(its, top=int(step)),
    ),
    Ladder(
        Threshold.PLACES,
        frozenset({Kind.OVERTAKE, Kind.FORECAST}),
        lambda _: tuple(map(str, sorted(PLACES_WANTED))),
        lambda its: str(its.places),
        lambda its, step: replace(its, places=int(step)),
    ),
    Ladder(
        Threshold.FAMILIES,
        frozenset({Kind.MILESTONE, Kind.RELEASED}),
        _family_steps,
        _families_now,
        _put_families,
    ),
)
"""A kind that is in none of them can only be told or not."""
BY_KIND: Mapping[Kind, Ladder] = {kind: its for its in LADDERS for kind in its.kinds}


def fewer(its: Subscription, kind: Kind, only: Threshold | None = None) -> Change | None:
    """Return the next step to fewer events of a kind, None where its rule is off already.

    With `only` the rule, whatever else could be quieter: so a rule that was turned on goes off.
    """
    if kind not in its.rules:
        return None
    ladder = None if only is Threshold.RULE else BY_KIND.get(kind)
    quieter = moved(its, ladder, -1) if ladder else None
    return quieter or switched(its, kind)


def more(its: Subscription, kind: Kind, only: Threshold | None = None) -> Change | None:
    """Return the next step to more events of a kind, None where all of them are told."""
    if kind not in its.rules:
        return switched(its, kind)
    ladder = None if only is Threshold.RULE else BY_KIND.get(kind)
    return moved(its, ladder, +1) if ladder else None


def moved(its: Subscription, ladder: Ladder, by: int) -> Change | None:
    """Return a threshold one step louder (1) or quieter (-1), None at its end."""
    steps, now = ladder.steps(its), ladder.now(its)
    at = steps.index(now) + by
    if not 0 <= at < len(steps):
        return None
    wishes = ladder.put(its, steps[at])
    return Change(ladder.threshold, ladder.kinds, now, steps[at], wishes)


def switched(its: Subscription, kind: Kind) -> Change:
    """Return the rule of a kind turned off where it is on, and on where it is off."""
    wanted = set(its.rules) ^ {kind}
    wishes = replace(its, rules=tuple(one for one in Kind if one in wanted))
    before, after = (OFF, ON) if kind in wanted else (ON, OFF)
    return Change(Threshold.RULE, frozenset({kind}), before, after, wishes)
