"""How it is played: a life for each actor, and each day's reading of all of them.

Downloads of 30 days are the sum of the last 30 simulated days, all-time their running sum. A like
makes a model trend, for less each day; so likes and trending scores tell the same story.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2s
from itertools import accumulate
from math import exp, sqrt

from bot.model import Counts, Fetch, Listing, namespace_of

from .cast import Actor, read_cast
from .story import (
    BOARDS,
    DAYS,
    EMPTY,
    FIRST,
    IMPOSTOR,
    IMPOSTOR_DAY,
    MISSING,
    RECOUNT_DAY,
    RECOUNTED,
    RENAME_DAY,
    RENAMED,
    SCORES,
    SHOCK,
    STALE,
    Believed,
    WatchedBoard,
)

SEED = "overtake 2025"
WINDOW = 30
"""Days in the Hub's rolling count of downloads."""
WEEKEND = 0.88
"""Downloads on a Saturday or Sunday, of a working day's."""
DOWNLOADS_NOISE = 0.12
"""Standard deviation of the logarithm of a day's downloads; over 4 of 10 changes are falls."""
SATURDAY = 5
"""As `date.weekday` counts."""
FADE = 0.8
"""What a like counts for in the trending score, of the day before."""
TAKEN_BACK = 0.04
"""The chance that on a day without likes someone takes one back."""
NEARLY_HALF = 0.05
"""A score this close to a half is shown as one; about one in ten."""


@dataclass(frozen=True, slots=True)
class Life:
    """An actor's true counters, from `start` (days since the first day) to the last day."""

    actor: Actor
    hub_id: str
    created_at: datetime
    start: int
    downloads: Sequence[int]
    all_time: Sequence[int]
    likes: Sequence[int]
    scores: Sequence[float]
    luck: float
    """How hard a counter fault hits it, round 1."""


def invented_days() -> Iterator[Fetch]:
    """Yield the fetches of three invented months in date order, the same ones every time."""
    lives = [_live(actor) for actor in (*read_cast(), IMPOSTOR)]
    clock = random.Random(SEED)
    namespaces = frozenset(namespace_of(life.actor.name) for life in lives if life.actor.listed)
    previous: Fetch | None = None
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        if day in MISSING:
            continue
        late = timedelta(seconds=clock.randrange(480))
        taken_at = datetime.combine(day, time(13, 30), UTC) + late
        if day == STALE and previous is not None:
            previous = replace(previous, taken_at=taken_at)
        else:
            previous = _fetch(lives, number, taken_at, namespaces)
        yield previous


# --- one life


def _live(actor: Actor) -> Life:
    """Return the actor's counters; each has dice of its own, so that a newcomer changes no one."""
    dice = random.Random(f"{SEED} {actor.name}")
    start = max(0, (actor.born - FIRST).days)
    daily = [round(x) for x in _daily_downloads(actor, dice)]
    totals = [0, *accumulate(daily)]
    seen = range(len(totals) - (DAYS - start), len(totals))
    rolling = [totals[i] - totals[max(0, i - WINDOW)] for i in seen]
    before = max(actor.all_time, rolling[0]) - totals[seen[0]]
    gains = _daily_likes(actor, dice)
    first_gain = len(gains) - (DAYS - start)
    return Life(
        actor=actor,
        hub_id=_hub_id(actor),
        created_at=_created_at(actor, dice),
        start=start,
        downloads=rolling,
        all_time=[before + totals[i] for i in seen],
        likes=[actor.likes + n for n in accumulate(gains)][first_gain:],
        scores=list(accumulate(gains, _fade))[first_gain:],
        luck=dice.uniform(0.9, 1.1),
    )


def _daily_downloads(actor: Actor, dice: random.Random) -> Iterator[float]:
    """Yield a day's downloads, from the actor's release or a window before the first day."""
    release = (actor.born - FIRST).days
    for day in range(max(release, 1 - WINDOW), DAYS):
        pace = actor.downloads / WINDOW * actor.growth ** (day / WINDOW)
        week = WEEKEND if (FIRST + timedelta(days=day)).weekday() >= SATURDAY else 1.0
        rush = _rush(day - release) if actor.buzz else 1.0
        yield pace * week * rush * dice.lognormvariate(0.0, DOWNLOADS_NOISE)


def _rush(age: int) -> float:
    """Return a new model's downloads on a day, of its settled pace; its counting lags at first."""
    lag = (0.02, 0.3, 0.7)
    return lag[age] if age < len(lag) else 1 + 1.2 * exp((len(lag) - age) / 8)


def _daily_likes(actor: Actor, dice: random.Random) -> list[int]:
    """Return the likes won on each day; those of a new model since its release."""
    release = (actor.born - FIRST).days
    ages = range(0 if actor.buzz else 1 - WINDOW - release, DAYS - release)
    return [_whole(_appeal(actor, age) * dice.lognormvariate(0.0, 0.1), dice) for age in ages]


def _appeal(actor: Actor, age: int) -> float:
    """Return the likes to expect in a day: a burst and its tail, or a trickle from old fame."""
    if actor.buzz:
        return actor.buzz * (0.45 * 0.55**age + 0.01 * 0.97**age)
    return 0.05 * sqrt(actor.likes)


def _whole(amount: float, dice: random.Random) -> int:
    """Round up or down by chance; now and then someone takes a like back."""
    likes = int(amount + dice.random())
    return -1 if likes == 0 and dice.random() < TAKEN_BACK else likes


def _fade(score: float, likes: int) -> float:
    return score * FADE + likes


def _hub_id(actor: Actor) -> str:
    """Return an id shaped like the Hub's: seconds since 1970, then noise."""
    seconds = int(datetime.combine(actor.born, time(), UTC).timestamp())
    return f"{seconds:08x}{blake2s(actor.name.encode()).hexdigest()[:16]}"


def _created_at(actor: Actor, dice: random.Random) -> datetime:
    """Return a time on the day it was born; a new repository is older than its release."""
    early = timedelta(days=dice.randrange(4) if actor.buzz else 0)
    clock = time(dice.randrange(1, 13), dice.randrange(60))
    return datetime.combine(actor.born - early, clock, UTC)


# --- one day


def _fetch(
    lives: Sequence[Life], number: int, taken_at: datetime, namespaces: frozenset[str]
) -> Fetch:
    day = taken_at.date()
    listings = [_listing(life, number, day) for life in lives if _on_the_hub(life, number, day)]
    lists = {
        board.name: () if (day, board.name) == EMPTY else _ranked(board, listings)
        for board in BOARDS
    }
    seen = {name for names in lists.values() for name in names}
    return Fetch(
        taken_at=taken_at,
        lists=lists,
        models=tuple(x for x in listings if x.name in seen or namespace_of(x.name) in namespaces),
        namespaces=namespaces,
        gone=frozenset({IMPOSTOR.name} if day == IMPOSTOR_DAY + timedelta(days=1) else ()),
    )


def _on_the_hub(life: Life, number: int, day: date) -> bool:
    return number >= life.start and (life.actor is not IMPOSTOR or day == IMPOSTOR_DAY)


def _ranked(board: WatchedBoard, listings: Sequence[Listing]) -> tuple[str, ...]:
    """Return the board's names; ties keep the order of the cast."""
    rows = [x for x in listings if not board.tags or x.pipeline_tag in board.tags]
    rows.sort(key=lambda row: -(row.counts.of(board.metric) or 0))
    return tuple(row.name for row in rows[: board.depth])


def _listing(life: Life, number: int, day: date) -> Listing:
    actor = life.actor
    renamed = RENAMED if day >= RENAME_DAY else {}
    return Listing(
        name=renamed.get(actor.name, actor.name),
        counts=_counts(life, number, day),
        hub_id=life.hub_id,
        created_at=life.created_at,
        pipeline_tag=actor.pipeline_tag,
        library=actor.library,
    )


def _counts(life: Life, number: int, day: date) -> Counts:
    actor, at = life.actor, number - life.start
    shown = SHOCK.get(day, Believed())
    recount = RECOUNTED.get(actor.name, 1.0) if day >= RECOUNT_DAY else 1.0
    return Counts(
        downloads=_shown(life.downloads[at] * recount, shown.downloads, life.luck),
        all_time=_shown(life.all_time[at], shown.all_time, life.luck) if actor.listed else None,
        likes=life.likes[at],
        derivatives=_derivatives(actor, day) if actor.listed else None,
        trending=SCORES.get((actor.name, day), _half_points(life.scores[at])),
    )


def _shown(true: float, part: float, luck: float) -> int:
    return round(true * (1 - (1 - part) * luck))


def _derivatives(actor: Actor, day: date) -> int:
    if actor.buzz:
        return int(actor.buzz * 0.08 * (1 - exp((actor.born - day).days / 25)))
    return int(actor.derivatives * (1 + 0.03 * (day - FIRST).days / 30))


def _half_points(score: float) -> float:
    """Return a score as the Hub shows it: mostly whole, now and then with a half."""
    whole, rest = divmod(score, 1)
    return whole + 0.5 if abs(rest - 0.5) < NEARLY_HALF else float(round(score))
