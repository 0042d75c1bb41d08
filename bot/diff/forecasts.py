"""One group is about to pass another: the event, and the pace it goes by. Pure; SPEC 5."""

from dataclasses import replace

from bot.diff.amounts import AmountChange
from bot.diff.overtakes import Race, facts_of_two
from bot.diff.paces import Traces, outlook
from bot.model import Event, Kind


def forecast(change: AmountChange, traces: Traces, race: Race) -> Event | None:
    """Return the event that the second of a race is about to pass the first, if it is."""
    grouping = race.lead.grouping
    pace = traces.pace((grouping, race.second), (grouping, race.first))
    when = outlook(pace) if pace else None
    if pace is None or when is None:
        return None
    return Event(
        kind=Kind.FORECAST,
        day=change.day,
        group=grouping,
        subject=race.second,
        other=race.first,
        metric=change.metric,
        before=change.tally(grouping, race.second)[1].total,
        after=when.days,
        base=pace.days[0],
        facts=replace(
            facts_of_two(change, grouping, race.second, race.first), low=when.low, high=when.high
        ),
    )
