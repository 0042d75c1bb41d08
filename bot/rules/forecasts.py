"""When a forecast is told: once per crossing."""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import timedelta

from bot.diff.forecasts import forecast
from bot.diff.overtakes import Pair, Race, pair_of
from bot.diff.paces import Traces
from bot.model import Event, Growth, Reason
from bot.rules.amounts import AmountDay
from bot.rules.telling import rests, tell
from bot.standings import totals_of
from bot.thresholds import FORECAST_REST_DAYS


def rule_forecasts(
    today: AmountDay,
    growths: Sequence[Growth],
    races: Iterable[Race],
    passing: Container[Pair],
) -> Iterator[Event]:
    """Tell who is about to pass whom in a counter, on a day that is believed.

    `growths` are those that a pace rests on today, `races` all that are watched. `passing` are the
    pairs that an overtake of today is about: what has come past is no forecast.
    """
    traces = Traces(growths, totals_of(today.change.after))
    for race in races:
        pair = pair_of(race.lead)
        if race.is_passing or pair in passing or _rests(today, pair, race):
            continue
        if event := forecast(today.change, traces, race):
            yield tell(event, today.day, Reason.AT_ONCE, today.heard)


def _rests(today: AmountDay, pair: Pair, race: Race) -> bool:
    """Return whether an overtake of the pair was told lately, or the same was foretold.

    What was foretold is not told again before the lead has turned; nor, if its range passed without
    that, for some time after it.
    """
    overtake = today.heard.overtakes.get(pair)
    if overtake and rests(overtake.told_on, today.day):
        return True
    last = today.heard.forecasts.get((pair, race.second))
    if last is None or race.lead.since > last.day:
        return False
    return today.day <= last.day + timedelta(days=(last.facts.high or 0) + FORECAST_REST_DAYS)
