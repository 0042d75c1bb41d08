"""What happens: the moments of the invented months, with their dates and how strong they are.

Releases are in `cast.toml`; here is what a cast alone would not do. Each moment has ordinary days
round it, so that the bot can be seen to tell it and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.model import Metric

from .cast import Actor

FIRST = date(2025, 9, 1)
LAST = date(2025, 12, 1)
DAYS = (LAST - FIRST).days + 1


@dataclass(frozen=True, slots=True)
class WatchedBoard:
    """A list that is read every day: what it ranks by, how deep, and of which tasks."""

    name: str
    metric: Metric
    depth: int
    tags: frozenset[str] = frozenset()
    """Pipeline tags; none means all tasks."""


BOARDS = (
    WatchedBoard("trending", Metric.TRENDING, depth=60),
    WatchedBoard(
        "llm",
        Metric.DOWNLOADS,
        depth=100,
        tags=frozenset({"text-generation", "image-text-to-text", "any-to-any"}),
    ),
    WatchedBoard("downloads", Metric.DOWNLOADS, depth=80),
    WatchedBoard("likes", Metric.LIKES, depth=80),
)


@dataclass(frozen=True, slots=True)
class Believed:
    """The part of the true counters that the Hub shows."""

    downloads: float = 1.0
    all_time: float = 1.0


SHOCK: Mapping[date, Believed] = {
    FIRST + timedelta(days=7 + offset): Believed(downloads, all_time)
    for offset, (downloads, all_time) in enumerate(
        [
            *[(0.923, 0.970)] * 4,
            *[(0.679, 0.940)] * 4,
            (0.735, 0.955),
            (0.857, 0.980),
            (0.973, 1.0),
            (0.987, 1.0),
        ]
    )
}
"""A counter fault shaped like that of June 2026: two falls four days apart, three steps back."""

FLAPPER = "moondream/moondream3-preview"
SCORES: Mapping[tuple[str, date], float] = {
    (FLAPPER, date(2025, 10, day)): score
    for day, score in zip(
        range(2, 12), (212, 96.5, 208.5, 94, 205, 92, 210, 93.5, 203, 90), strict=True
    )
}
"""Trending scores that chance would not give: one that goes in and out of the top ten."""

STALE = date(2025, 10, 14)
"""The Hub serves the day before once more."""

IMPOSTOR_DAY = date(2025, 10, 17)
IMPOSTOR = Actor(
    name="0pen-oss/privacy-filter-pro",
    born=IMPOSTOR_DAY,
    pipeline_tag="token-classification",
    library="transformers",
    listed=False,
    growth=1.0,
    downloads=9_000_000,
    buzz=4_000,
)
"""An unknown publisher's model, #1 for a day and off the Hub the next."""

RENAME_DAY = date(2025, 10, 24)
RENAMED: Mapping[str, str] = {
    "meta-llama/Meta-Llama-3-8B-Instruct": "meta-llama/Llama-3-8B-Instruct",
}
"""Old name to new; the repository and its counters go on."""

MISSING = frozenset({date(2025, 11, 12), date(2025, 11, 13)})
"""Days that nobody saw."""

EMPTY = (date(2025, 11, 17), "llm")
"""A board that was fetched empty."""

RECOUNT_DAY = date(2025, 11, 21)
RECOUNTED: Mapping[str, float] = {"meta-llama/Llama-3.1-8B-Instruct": 0.67}
"""The part of a model's 30-day count that the Hub leaves after it took a crawler out of it."""
