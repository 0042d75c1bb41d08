"""What `overtake doctor` looks at, in which order; everything side by side, nothing changed.

What is out there is examined behind the seam (`Platform.examine`, `Source.examine`): by single
requests, each with its time limit, whether or not a bot runs meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.faults import fault
from bot.health import LATE, LOST, hours_since, is_missing, is_near
from bot.model import (
    Address,
    Detail,
    Examined,
    Fact,
    Finding,
    Pulse,
    Subscription,
    Trouble,
    Vitals,
    finding,
)
from bot.ports import OvertakeError, Platform, Source, Store
from bot.schedule import Schedule

T = TypeVar("T")
MOST_CHANNELS = 50
"""Channels of a platform that are asked: each takes a request or two (ours)."""
MOST_NAMED = 5
"""Channels that one line names (ours)."""
LONGEST = 25.0
"""Seconds for one examination, whatever it waits for; the parts of each have their own limits."""
OFF, WRONG = timedelta(minutes=2), timedelta(minutes=10)
"""A clock that is further from others than this is worth a word, or wrong (ours).

Slack refuses, and has refused, what was signed more than five minutes ago (PLATFORMS).
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings about one thing."""

    name: str
    """`settings`, `database`, `hub`, `clock`, or a platform's name."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined."""

    store: Store | None
    """To be read; None where there is no database that can be."""
    database: Callable[[], Sequence[Finding]]
    """Looks at the file and round it; called beside the event loop."""
    pulse: Callable[[], Pulse | None]
    """Reads the last sign of life of a bot that runs. Raises OvertakeError."""
    source: Source
    platforms: Mapping[str, Platform]
    """Those that are on."""
    off: Mapping[str, tuple[str, ...]]
    """Those that are not, each with the variables that would turn it on."""
    schedule: Schedule
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Seen:
    """An examination and when it ended, by our clock."""

    its: Examined
    at: datetime


async def check_up(its: Patient) -> tuple[Group, ...]:
    """Return what is found of everything but the settings; never raises."""
    wanted = await _asked(None if its.store is None else its.store.subscriptions(), ())
    kept = await _asked(None if its.store is None else its.store.remembered(""), {})
    is_live = bool(wanted or its.platforms)
    chosen = {name: _chosen(name, wanted) for name in its.platforms}
    names = tuple(its.platforms)
    file, data, hub, *platforms = await asyncio.gather(
        _seen(its, _beside(its.database)),
        _seen(its, _data(its, is_live=is_live)),
        _seen(its, its.source.examine()),
        *(
            _seen(its, its.platforms[name].examine([_address(s) for s in chosen[name]], kept))
            for name in names
        ),
    )

    def channels(name: str, found: Examined) -> Iterable[Finding]:
        return _channels(name, wanted, chosen[name], found, is_read=its.store is not None)

    return (
        Group("bot", _bot(its, file.its.findings, is_live=is_live)),
        Group("database", (*file.its.findings, *data.its.findings)),
        Group("hub", hub.its.findings),
        *(
            Group(name, (*seen.its.findings, *channels(name, seen.its)))
            for name, seen in zip(names, platforms, strict=True)
        ),
        *(Group(name, _off(name, variables, wanted)) for name, variables in its.off.items()),
        Group("clock", await _clock(its, (("hub", hub), *zip(names, platforms, strict=True)))),
    )


async def _seen(its: Patient, examination: Awaitable[Examined]) -> Seen:
    """Return what an examination comes to, in time and whatever goes wrong in it."""
    try:
        async with asyncio.timeout(LONGEST):
            examined = await examination
    except TimeoutError:
        late = finding(Trouble.FAULT, reason=f"nothing came of it within {LONGEST:g} s")
        examined = Examined((late,))
    except Exception as error:  # noqa: BLE001 - a fault of ours, and the rest is still worth knowing
        examined = Examined((finding(Trouble.FAULT, reason=fault(error)),))
    return Seen(examined, its.clock())


async def _beside(look: Callable[[], Sequence[Finding]]) -> Examined:
    return Examined(tuple(await asyncio.to_thread(look)))


async def _asked(question: Awaitable[T] | None, otherwise: T) -> T:
    """Return what the store answers; what a database is that can't is said by its own checks."""
    try:
        return otherwise if question is None else await question
    except OvertakeError:
        return otherwise


# --- the bot


def _bot(its: Patient, file: Sequence[Finding], *, is_live: bool) -> tuple[Finding, ...]:
    """Return whether a bot runs on the database, and is connected; what `overtake health` asks.

    One should where it is live: a platform is on, or a channel has alerts.
    """
    try:
        pulse = its.pulse()
    except OvertakeError as error:
        return (finding(Trouble.RUN_UNKNOWN, reason=str(error)),)
    if pulse is None:
        is_held = any(one.found is Fact.LOCK_HELD for one in file)
        if is_held or its.store is None:
            return ()
        return (finding(Trouble.NOBODY_RUNS if is_live else Trouble.ONLY_HISTORY),)
    if not is_near(pulse.at, its.clock()):
        return (finding(Trouble.RUN_STUCK, time=pulse.at),)
    lost = [
        finding(Trouble.RUN_LOST, platform=link.platform.capitalize(), time=link.lost_at)
        for link in pulse.links
        if link.lost_at and pulse.at - link.lost_at >= LOST
    ]
    return (finding(Fact.RUNNING, pid=str(pulse.pid)), *lost)


# --- the data


async def _data(its: Patient, *, is_live: bool) -> Examined:
    """Return which days there are, and how old the last good snapshot is."""
    if its.store is None:
        return Examined()
    days = await _asked(its.store.days(), ())
    if not days:
        return Examined((finding(Fact.NO_DAYS),))
    told = finding(Fact.DAYS, count=len(days), first=days[0], last=days[-1])
    vitals = await _asked(its.store.vitals(its.platforms.keys()), None)
    if vitals is None:
        return Examined((told,))
    return Examined((told, *_good(its, vitals, is_live=is_live)))


def _good(its: Patient, vitals: Vitals, *, is_live: bool) -> tuple[Finding, ...]:
    """Return when the last good snapshot of any board was taken, and whether that is too long ago.

    Where nobody wants it live, no day is missing: it has the days that were imported.
    """
    if not vitals.last_good:
        return (finding(Trouble.SNAPSHOT_DOUBTED),)
    last, now = max(vitals.last_good.values()), its.clock()
    given: dict[str, Detail] = {"time": last, "hours": hours_since(last, now)}
    due = _due(its.schedule, now)
    if due is None or not is_missing(due, last):
        return (finding(Fact.SNAPSHOT, **given),)
    return (finding(Trouble.SNAPSHOT_MISSING, **given, due=due),) if is_live else ()


def _due(schedule: Schedule, now: datetime) -> datetime | None:
    """Return when the last snapshot was due that should be there by now."""
    try:
        return schedule.last_due(now - LATE)
    except OvertakeError:  # said where the settings are
        return None


# --- channels


def _of(name: str, wanted: Iterable[Subscription]) -> list[Subscription]:
    return [its for its in wanted if its.channel.partition(":")[0] == name]


def _chosen(name: str, wanted: Iterable[Subscription]) -> list[Subscription]:
    """Return the channels that are asked: those that a refusal paused first; no resting ones."""
    awake = filter(_is_on, _of(name, wanted))
    return sorted(awake, key=lambda its: not its.refused)[:MOST_CHANNELS]


def _is_on(its: Subscription) -> bool:
    """Return whether somebody waits for these alerts: none that a person paused."""
    return its.refused or not its.paused


def _address(its: Subscription) -> Address:
    return Address(its.channel.partition(":")[2], its.place)


def _channels(
    name: str,
    wanted: Sequence[Subscription],
    chosen: Sequence[Subscription],
    its: Examined,
    *,
    is_read: bool,
) -> Iterable[Finding]:
    """Give what there is to say of a platform's channels beside those that are closed."""
    here = _of(name, wanted)
    if not here:
        if is_read:
            yield finding(Fact.NO_CHANNELS)
        return
    is_open = [one for one in chosen if _address(one).id in its.open]
    again = [one.channel for one in is_open if one.refused]
    resting = [one.channel for one in here if one.paused and not one.refused]
    if is_open:
        yield finding(Fact.CHANNELS_OPEN, count=len(is_open))
    if again:
        yield finding(Fact.CHANNELS_OPEN_AGAIN, count=len(again), channels=_named(again))
    if resting:
        yield finding(Fact.CHANNELS_PAUSED, count=len(resting), channels=_named(resting))
    if left := len(here) - len(resting) - len(its.asked):
        yield finding(Fact.CHANNELS_NOT_ASKED, count=left)


def _named(channels: Sequence[str]) -> tuple[str, ...]:
    more = len(channels) - MOST_NAMED
    return (*channels[:MOST_NAMED], *([f"+{more}"] if more > 0 else []))


def _off(
    name: str, variables: tuple[str, ...], wanted: Iterable[Subscription]
) -> tuple[Finding, ...]:
    """Return that a platform is off, which matters to channels that have alerts there."""
    here = [its.channel for its in _of(name, wanted) if _is_on(its)]
    if not here:
        return (finding(Fact.PLATFORM_OFF, variables=variables),)
    given: dict[str, Detail] = {"channels": _named(here), "channel": here[0]}
    return (finding(Trouble.OFF_WITH_CHANNELS, variables=variables, count=len(here), **given),)


# --- the clock


async def _clock(its: Patient, seen: Iterable[tuple[str, Seen]]) -> tuple[Finding, ...]:
    """Return how our clock is beside the first that told its own, and beside the last day."""
    told = [_apart(name, one.at - one.its.clock) for name, one in seen if one.its.clock]
    days = await _asked(None if its.store is None else its.store.days(), ())
    today = its.clock().astimezone(UTC).date()
    found = told[:1] or [finding(Trouble.CLOCK_UNKNOWN)]
    if days and days[-1] > today:
        found.append(finding(Trouble.CLOCK_BEHIND, day=today, last=days[-1]))
    return tuple(found)


def _apart(name: str, ahead: timedelta) -> Finding:
    """Return what it means that our clock is so much ahead of another's."""
    given: dict[str, Detail] = {"of": name, "seconds": round(abs(ahead.total_seconds()))}
    if abs(ahead) <= OFF:
        return finding(Fact.CLOCK, **given)
    trouble = Trouble.CLOCK_WRONG if abs(ahead) > WRONG else Trouble.CLOCK_OFF
    return finding(trouble, **given, ahead="yes" if ahead > timedelta() else "no")
