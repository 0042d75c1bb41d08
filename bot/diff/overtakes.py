"""One group's total passes another's: who leads each pair, and who has come past.

A pair has a leader until the other one is ahead by half a per cent, on the full cohort and like for
like. Whether that is told is for `rules`: it needs a second good day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from bot.diff.amounts import AmountChange, is_ahead
from bot.model import Event, Facts, Grouping, Kind, Lead
from bot.standings import mostly
from bot.thresholds import WATCHED_PLACES

Pair = tuple[Grouping, str, frozenset[str]]
"""A kind of group, a metric, and two groups of that kind."""


def pair_of(lead: Lead) -> Pair:
    """Return the pair that a lead is about."""
    return lead.grouping, lead.metric, frozenset((lead.ahead, lead.behind))


def lead_by(event: Event) -> Lead:
    """Return the lead that an overtake begins. Raises ValueError for any other event."""
    if event.group is None or event.metric is None or event.other is None:
        raise ValueError(f"event {event.id} is no overtake")
    return Lead(event.group, event.metric, event.subject, event.other, event.day)


def pair_of_event(event: Event) -> Pair:
    """Return the pair that an overtake is about."""
    return pair_of(lead_by(event))


@dataclass(frozen=True, slots=True)
class Race:
    """One pair today: the group with the larger total first, and who led it until now."""

    lead: Lead
    first: str
    second: str

    @property
    def is_passing(self) -> bool:
        """Whether the one that has more is not the one that led."""
        return self.lead.ahead != self.first


def races(change: AmountChange, leads: Mapping[Pair, Lead]) -> Iterator[Race]:
    """Return every watched pair; of one seen for the first time, the base says who led."""
    for grouping, tallies in change.after.items():
        totals = {group: tally.total for group, tally in tallies.items()}
        order = sorted(totals, key=lambda group: (-totals[group], group))[:WATCHED_PLACES]
        for first, second in combinations(order, 2):
            pair = (grouping, change.metric, frozenset((first, second)))
            lead = leads.get(pair) or _first_lead(change, grouping, first, second)
            yield Race(lead, first, second)


def _first_lead(change: AmountChange, grouping: Grouping, first: str, second: str) -> Lead:
    (mine, _), (theirs, _) = change.tally(grouping, first), change.tally(grouping, second)
    comparable = (mine.values or mine.complete) and (theirs.values or theirs.complete)
    if comparable and theirs.total > mine.total:
        first, second = second, first
    return Lead(grouping, change.metric, first, second, change.base, seen=False)


def has_passed(change: AmountChange, grouping: Grouping, group: str, other: str) -> bool:
    """Return whether `group` is ahead today, on the full cohort and like for like."""
    (_, mine), (_, theirs) = change.tally(grouping, group), change.tally(grouping, other)
    mine_alike = change.like_for_like(grouping, group)[1]
    theirs_alike = change.like_for_like(grouping, other)[1]
    return is_ahead(mine.total, theirs.total) and is_ahead(mine_alike, theirs_alike)


def was_ahead(change: AmountChange, grouping: Grouping, group: str, other: str) -> bool:
    """Return whether `group` was ahead in the base already, like for like.

    Then the full totals changed places only because a list reached more or less deep.
    """
    return is_ahead(
        change.like_for_like(grouping, group)[0], change.like_for_like(grouping, other)[0]
    )


def overtake(change: AmountChange, race: Race) -> Event:
    """Return the event that the first of a race passes the second."""
    grouping = race.lead.grouping
    before, after = change.tally(grouping, race.first)
    most = mostly(before, after)
    return Event(
        kind=Kind.OVERTAKE,
        day=change.day,
        group=grouping,
        subject=race.first,
        other=race.second,
        metric=change.metric,
        before=before.total,
        after=after.total,
        base=change.base,
        facts=replace(
            facts_of_two(change, grouping, race.first, race.second),
            led_days=_days(race.lead.since, change.day),
            at_least=not race.lead.seen,
            model=change.model(most.model).name if most else None,
            share=most.part if most else None,
            of_growth=most is not None and most.of_growth,
        ),
    )


def facts_of_two(change: AmountChange, grouping: Grouping, group: str, other: str) -> Facts:
    """Return what a claim about two groups rests on: the other total, cohorts, and their place."""
    (_, mine), (_, theirs) = change.tally(grouping, group), change.tally(grouping, other)
    return Facts(
        other_value=theirs.total,
        cohort=len(mine.values),
        other_cohort=len(theirs.values),
        complete=mine.complete and theirs.complete,
        depth=change.depth(),
        place=_better_place(change, grouping, group, other),
    )


def _better_place(change: AmountChange, grouping: Grouping, *groups: str) -> int:
    """Return the better place of some groups among all of their kind today."""
    totals = {group: tally.total for group, tally in change.after[grouping].items()}
    order = sorted(totals, key=lambda group: (-totals[group], group))
    return 1 + min(map(order.index, groups))


def _days(since: date, until: date) -> int:
    return (until - since).days
