"""How often a forecast came true: the recorded and the invented days, played through the machine.

    .venv/bin/python bench/forecasts.py [FOLDER]

FOLDER holds the folders of recorded days, by default `shared/data` beside the project. Every day is
taken in as `overtake import` does. A forecast came true if its pair passed, as an overtake or in
silence, on a day of its range. Three tables: what was told; what would have been told on any good
day, were it not told once (many cases, but of few pairs, and so no proof of much); and the same of
single models, which need no cohort.
"""

import asyncio
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import permutations
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from adapters.sources.invented import invented_days
from adapters.sources.recorded import find_days, read_day
from bot.config import DEFAULT_BOARDS
from bot.daily import Daily
from bot.diff.overtakes import Pair, pair_of, pair_of_event
from bot.diff.paces import Outlook, Pace, Traces, latest, outlook
from bot.families import Families, load
from bot.model import (
    COUNTERS,
    Decision,
    Event,
    Fetch,
    Grouping,
    Growth,
    Kind,
    Lead,
    Metric,
    Standing,
    State,
)
from bot.thresholds import AHEAD, FORECAST_GOOD_DAYS, FORECAST_IN_FULL, WATCHED_PLACES
from storage.store import open_store

RECORDED = Path(__file__).parents[2] / "shared" / "data"
FOLDERS = ("hub-days", "wide-days")
INVENTED = "demo (invented)"
IN_PART = ", listed in part (not told)"
HALF = date(2026, 5, 1)
"""The middle of `hub-days`: a rule that was chosen by its days should hold in both halves."""


@dataclass(frozen=True)
class Case:
    """What was foretold on a day, and of whom."""

    row: tuple[str, ...]
    who: object
    day: date
    outlook: Outlook


@dataclass
class Score:
    """What became of the cases of a row."""

    whose: set[object] = field(default_factory=set)
    within: int = 0
    early: int = 0
    late: int = 0
    never: int = 0
    open: int = 0
    errors: list[int] = field(default_factory=list)

    def count(self, case: Case, passed: date | None, last: date) -> None:
        """Count a case whose pair passed on a day, or not until the last one that is known."""
        its = case.outlook
        self.whose.add(case.who)
        if passed is None:
            if (last - case.day).days < its.high:
                self.open += 1
            else:
                self.never += 1
            return
        days = (passed - case.day).days
        self.errors.append(days - its.days)
        self.early += days < its.low
        self.late += days > its.high
        self.within += its.low <= days <= its.high


# --- the days


@dataclass
class Played:
    """All that a source's days led to."""

    name: str
    decisions: list[Decision]
    events: tuple[Event, ...]

    def turns(self) -> dict[tuple[Pair, str], list[date]]:
        """Return when each group came past each other one, by pair and group."""
        found: dict[tuple[Pair, str], list[date]] = {}
        for lead in (lead for decision in self.decisions for lead in decision.leads):
            if lead.seen:
                found.setdefault((pair_of(lead), lead.ahead), []).append(lead.since)
        return found

    def last(self, metric: Metric) -> date:
        """Return the last day on which a counter's amounts were believed."""
        days = (g.day for d in self.decisions for g in d.growths if g.metric is metric)
        return max(days, default=date.min)


async def played(name: str, fetches: Iterable[Fetch], families: Families) -> Played:
    """Take days in, in a temporary database."""
    with TemporaryDirectory(prefix="overtake-forecasts-") as folder:
        async with await open_store(Path(folder) / "bench.db", exclusive=True) as store:
            daily = Daily(store, [setting.board() for setting in DEFAULT_BOARDS], families)
            taken = [await daily.take(each, now=each.taken_at, post=False) for each in fetches]
            return Played(name, [its.decision for its in taken], await store.events())


def passed_on(turns: Mapping[tuple[Pair, str], Sequence[date]], case: Case) -> date | None:
    """Return the day on which a case's pair passed, None if it did not."""
    pair, group = case.who  # type: ignore[misc]  # of groups, which alone are asked for here
    return next((day for day in turns.get((pair, group), ()) if day > case.day), None)


# --- the cases


def told(its: Played) -> Iterator[Case]:
    """Give every forecast that was told."""
    for event in its.events:
        if (
            event.kind is Kind.FORECAST
            and event.state is State.TOLD
            and event.metric
            and event.group
        ):
            facts = event.facts
            when = Outlook(int(event.after or 0), facts.low or 0, facts.high or 0)
            row = (its.name, event.metric.value, event.group.value)
            yield Case(row, (pair_of_event(event), event.subject), event.day, when)


def rolling(its: Played) -> Iterator[Case]:
    """Give what each good day foretells of each watched pair, told before or not.

    Also what is not told: by some counters, of groups that were listed in part.
    """
    leads: dict[Pair, Lead] = {}
    growths: dict[Metric, tuple[Growth, ...]] = dict.fromkeys(COUNTERS, ())
    for decision in its.decisions:
        leads.update({pair_of(lead): lead for lead in decision.leads})
        for grown in decision.growths:
            metric = grown.metric
            growths[metric] = latest((*growths[metric], grown), grown.day)
            standings = [each for each in decision.standings if each.metric is metric]
            yield from _foretold(its.name, growths[metric], standings, leads)


def _foretold(
    name: str,
    growths: Sequence[Growth],
    standings: Sequence[Standing],
    leads: Mapping[Pair, Lead],
) -> Iterator[Case]:
    metric, day = growths[-1].metric, growths[-1].day
    totals = {(each.grouping, each.group): each.value for each in standings}
    told, any_list = Traces(growths, totals), Traces([_as_complete(g) for g in growths], totals)
    for grouping in Grouping:
        first = [s for s in standings if s.grouping is grouping and s.place <= WATCHED_PLACES]
        for ahead, behind in permutations([each.group for each in first], 2):
            pair = (grouping, metric, frozenset((ahead, behind)))
            if totals[grouping, ahead] <= totals[grouping, behind]:
                continue
            if pair not in leads or leads[pair].ahead != ahead:
                continue
            who, groups = (pair, behind), ((grouping, behind), (grouping, ahead))
            if when := _outlook(told.pace(*groups)):
                yield Case((name, metric.value), who, day, when)
            elif metric in FORECAST_IN_FULL and (when := _outlook(any_list.pace(*groups))):
                yield Case((name, f"{metric}{IN_PART}"), who, day, when)


def _as_complete(grown: Growth) -> Growth:
    return replace(grown, complete=frozenset(grown.by_group))


def _outlook(pace: Pace | None) -> Outlook | None:
    return outlook(pace) if pace else None


# --- single models


def models(its: Played, metric: Metric) -> Iterator[tuple[Case, date | None, date]]:
    """Give what each good day foretells of two models, when the one passed, and until when known.

    It passed when it was ahead by half a per cent on two good days in a row.
    """
    days = _good_days(its, metric)
    for number in range(FORECAST_GOOD_DAYS, len(days) + 1):
        window = days[number - FORECAST_GOOD_DAYS : number]
        seen = set.intersection(*(set(values) for _, values in window))
        for behind, ahead in permutations(sorted(seen), 2):
            when = _outlook(_pace(window, behind, ahead))
            if when is None:
                continue
            day = window[-1][0]
            half = "first half" if day < HALF else "second half"
            case = Case((its.name, metric.value, half), (behind, ahead), day, when)
            yield (case, *_passing(days[number:], behind, ahead, day))


def _good_days(its: Played, metric: Metric) -> list[tuple[date, dict[int, float]]]:
    """Return the models' counters on the days that were believed, but for the first."""
    return [
        (decision.day, {k: v for k, c in decision.picture.counts.items() if (v := c.of(metric))})
        for decision in its.decisions
        if decision.picture and any(g.metric is metric for g in decision.growths)
    ]


def _pace(
    window: Sequence[tuple[date, Mapping[int, float]]], behind: int, ahead: int
) -> Pace | None:
    mine, theirs = (tuple(values[key] for _, values in window) for key in (behind, ahead))
    if mine[-1] - mine[0] <= theirs[-1] - theirs[0]:
        return None
    return Pace(tuple(day for day, _ in window), mine, theirs)


def _passing(
    later: Sequence[tuple[date, Mapping[int, float]]], behind: int, ahead: int, day: date
) -> tuple[date | None, date]:
    """Return when a model passed, and the last day on which both were listed."""
    since, last = None, day
    for each, values in later:
        if behind not in values or ahead not in values:
            break
        last = each
        if values[behind] < AHEAD * values[ahead]:
            since = None
        elif since is not None:
            return since, last
        else:
            since = each
    return None, last


# --- the tables


def table(names: Sequence[str], scores: Mapping[tuple[str, ...], Score]) -> str:
    """Return scores as a table that `docs/why.md` can take as it is."""
    head = (*names, "foretold", "of pairs", "within", "early", "late", "never", "still open")
    lines = [f"| {' | '.join(head)} | came true | median error, days |"]
    lines.append(f"|{'---|' * len(names)}{'---:|' * (len(head) - len(names) + 2)}")
    for row, its in sorted(scores.items()):
        ended = its.within + its.early + its.late + its.never
        part = f"{its.within / ended:.0%}" if ended else "–"
        error = f"{median(its.errors):+g}" if its.errors else "–"
        counts = (ended + its.open, len(its.whose), its.within, its.early, its.late, its.never)
        cells = (*row, *(f"{count:,}" for count in (*counts, its.open)), part, error)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def score(sources: Sequence[Played], cases: str) -> dict[tuple[str, ...], Score]:
    """Return what became of the cases of groups, by row."""
    scores: dict[tuple[str, ...], Score] = {}
    for its in sources:
        turns = its.turns()
        for case in told(its) if cases == "told" else rolling(its):
            metric = Metric(case.row[1].partition(",")[0])
            passed = passed_on(turns, case)
            scores.setdefault(case.row, Score()).count(case, passed, its.last(metric))
    return scores


def score_models(sources: Sequence[Played]) -> dict[tuple[str, ...], Score]:
    """Return what became of the cases of single models, by row."""
    scores: dict[tuple[str, ...], Score] = {}
    for its in sources:
        for metric in (Metric.DOWNLOADS, Metric.LIKES):
            for case, passed, last in models(its, metric):
                scores.setdefault(case.row, Score()).count(case, passed, last)
    return scores


async def tables(folder: Path) -> list[str]:
    """Return the three tables over the recorded days that are there, and the invented ones."""
    families, sources = load(), []
    for name in FOLDERS:
        paths, faults = find_days([folder / name])
        if faults or not paths:
            sys.exit(
                f"forecasts: {faults[0] if faults else f'no recorded days in {folder / name}'}"
            )
        sources.append(await played(name, map(read_day, paths), families))
    recorded = tuple(sources)
    sources.append(await played(INVENTED, invented_days(), families))
    return [
        table(("told", "metric", "grouping"), score(sources, "told")),
        table(("on any good day", "metric"), score(sources, "rolling")),
        table(("of single models", "metric", "days"), score_models(recorded)),
    ]


def main(folder: Path) -> None:
    print("\n\n".join(asyncio.run(tables(folder))))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else RECORDED)
