"""One group is about to pass another: the event, and the pace it goes by. Pure; SPEC 5."""

from bot.diff.amounts import AmountChange
from bot.diff.overtakes import Race, better_place
from bot.diff.paces import Traces, outlook
from bot.model import Event, Facts, Kind


def forecast(change: AmountChange, traces: Traces, race: Race) -> Event | None:
    """Return the event that the second of a race is about to pass the first, if it is."""
    grouping = race.lead.grouping
    pace = traces.pace((grouping, race.second), (grouping, race.first))
    when = outlook(pace) if pace else None
    if pace is None or when is None:
        return None
    (_, behind), (_, ahead) = (change.tally(grouping, it) for it in (race.second, race.first))
    return Event(
        kind=Kind.FORECAST,
        day=change.day,
        group=grouping,
        subject=race.second,
        other=race.first,
        metric=change.metric,
        before=behind.total,
        after=when.days,
        base=pace.days[0],
        facts=Facts(
            other_value=ahead.total,
            cohort=len(behind.values),
            other_cohort=len(ahead.values),
            complete=behind.complete and ahead.complete,
            depth=change.depth(),
            place=better_place(change, grouping, race.second, race.first),
            low=when.low,
            high=when.high,
        ),
    )
