"""When an overtake is told: ahead by half a per cent on two good days in a row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.diff.amounts import is_ahead
from bot.diff.overtakes import (
    Pair,
    Race,
    has_passed,
    lead_by,
    overtake,
    pair_of,
    pair_of_event,
    races,
    was_ahead,
)
from bot.model import Event, Lead, Reason, State
from bot.rules.amounts import AmountDay
from bot.rules.telling import drop, hold, rests, tell


def rule_overtakes(
    today: AmountDay, held: Sequence[Event], leads: Mapping[Pair, Lead]
) -> tuple[list[Event], list[Lead], list[Race]]:
    """Rule on a counter's overtakes.

    Return what is new or has changed, the turned leads, and the races that were looked at.
    """
    events: list[Event] = []
    turned: dict[Pair, Lead] = {}
    for event in held:
        ruled = _revisit(today, event)
        events.append(ruled)
        if ruled.state is not State.HELD and _is_still_ahead(today, event):
            turned[pair_of_event(event)] = lead_by(event)
    waiting = {pair_of_event(event) for event in events if event.state is State.HELD}
    watched = list(races(today.change, {**leads, **turned}))
    for race in watched:
        pair = pair_of(race.lead)
        if pair not in leads:
            turned.setdefault(pair, race.lead)
        if race.is_passing and pair not in waiting:
            passing = _rule_on_race(today, race)
            if isinstance(passing, Event):
                events.append(passing)
            elif passing is not None:
                turned[pair] = passing
    return [event for event in events if event not in held], list(turned.values()), watched


def _rule_on_race(today: AmountDay, race: Race) -> Event | Lead | None:
    """Return the held overtake of a group that has come past, or the lead that turned silently.

    It turns silently where, like for like, the group was ahead before: then the full totals
    changed places only because a list reached more or less deep.
    """
    grouping = race.lead.grouping
    if not has_passed(today.change, grouping, race.first, race.second):
        return None
    if not was_ahead(today.change, grouping, race.first, race.second):
        reason = Reason.UNCONFIRMED if today.believed else Reason.SHOCK
        return hold(overtake(today.change, race), reason)
    if not today.believed:
        return None
    return replace(race.lead, ahead=race.first, behind=race.second, since=today.day, seen=True)


def _revisit(today: AmountDay, event: Event) -> Event:
    """Tell, drop or keep an overtake that was held."""
    if not today.believed:
        return hold(event, Reason.SHOCK)
    through_shock = event.reason is Reason.SHOCK
    if not _is_still_ahead(today, event):
        return drop(event, Reason.UNDONE if through_shock else Reason.NOT_CONFIRMED)
    last = today.heard.overtakes.get(pair_of_event(event))
    if last and last.facts.back and rests(last.told_on, today.day):
        return drop(event, Reason.RESTING)
    event = replace(event, facts=replace(event.facts, back=_takes_back(last, event)))
    if not through_shock:
        return tell(event, today.day, Reason.CONFIRMED, today.heard)
    return tell(_with_good_figures(today, event), today.day, Reason.JUDGED_AFRESH, today.heard)


def _takes_back(last: Event | None, event: Event) -> bool:
    """Return whether this undoes the overtake that was told last; that is said once."""
    return last is not None and last.subject == event.other and not last.facts.back


def _is_still_ahead(today: AmountDay, event: Event) -> bool:
    """Return whether a held overtake is true today and was on the good day before."""
    lead = lead_by(event)
    mine = today.previous.get((lead.grouping, lead.ahead), 0.0)
    theirs = today.previous.get((lead.grouping, lead.behind), 0.0)
    passed = has_passed(today.change, lead.grouping, lead.ahead, lead.behind)
    return passed and is_ahead(mine, theirs)


def _with_good_figures(today: AmountDay, event: Event) -> Event:
    """Return the event with today's figures: those it was held with came out of a shock."""
    lead = lead_by(event)
    led = replace(lead, ahead=lead.behind, behind=lead.ahead)
    fresh = overtake(today.change, Race(led, lead.ahead, lead.behind))
    facts = replace(
        fresh.facts,
        back=event.facts.back,
        led_days=event.facts.led_days,
        at_least=event.facts.at_least,
    )
    return replace(event, before=fresh.before, after=fresh.after, base=fresh.base, facts=facts)
