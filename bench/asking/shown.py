"""What came of the questions, as tables and for programs."""

import math
import statistics
from collections.abc import Mapping, Sequence

from bench.asking.town import Asked

LATEST = 3.0
"""Seconds in which each platform wants a question acknowledged."""


def show(title: str, runs: Mapping[str, Sequence[Asked]]) -> None:
    """Print a table of milliseconds; two, where a question is acknowledged before its answer."""
    seen = {name: [its.took.seen for its in asked] for name, asked in runs.items()}
    acknowledged = {name: [its.took.acknowledged for its in asked] for name, asked in runs.items()}
    if acknowledged == seen:
        _table(title, seen)
    else:
        _table(f"{title}: until acknowledged", acknowledged)
        _table(f"{title}: until the answer", seen)


def by_kind(asked: Sequence[Asked]) -> dict[str, list[Asked]]:
    kinds = sorted({its.kind for its in asked})
    return {kind: [its for its in asked if its.kind == kind] for kind in kinds}


def figures(asked: Sequence[Asked], floor: Sequence[Asked]) -> dict[str, float]:
    """Return what a run came to, in seconds, for programs."""
    times = [its.took.seen for its in asked]
    least = [its.took.seen for its in floor]
    acknowledged = [its.took.acknowledged for its in asked]
    ratios = {
        part: _percentile(times, value) / _percentile(least, value)
        for part, value in (("p50", 0.5), ("p99", 0.99))
    }
    return {
        "questions": len(times),
        "p50": round(_percentile(times, 0.5), 4),
        "p99": round(_percentile(times, 0.99), 4),
        "max": round(max(times), 4),
        "p50_times_the_floor": round(ratios["p50"], 1),
        "p99_times_the_floor": round(ratios["p99"], 1),
        "latest_acknowledged": round(max(acknowledged), 4),
        "acknowledged_too_late": sum(took > LATEST for took in acknowledged),
        "sent_late_by": round(max(its.late for its in asked), 4),
    }


def _percentile(values: Sequence[float], part: float) -> float:
    return sorted(values)[math.ceil(len(values) * part) - 1]


def _table(title: str, times: Mapping[str, Sequence[float]]) -> None:
    print(f"| {title} | questions | p50 | p99 | max |\n|---|---:|---:|---:|---:|")
    for name, its in times.items():
        shown = (statistics.median(its), _percentile(its, 0.99), max(its))
        print(f"| {name} | {len(its)} | " + " | ".join(f"{1000 * ms:.1f}" for ms in shown) + " |")
    print(flush=True)
