"""What healthy means: facts in, verdicts out. `overtake health` and `/readyz` both ask here.

`overtake health` forgives what mends itself within minutes; `/readyz` says what is so right now.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.model import Check, Health, Link, Pulse, Vitals

STALE = timedelta(minutes=2)
"""A sign of life older than this, six looks, is none (ours)."""
LOST = timedelta(minutes=5)
"""A platform may be without its connection for so long: each comes back by itself (ours)."""
LATE = timedelta(hours=12)
"""So long after it was due a good snapshot is late: it was asked for a dozen times (ours)."""
POST_AGE = timedelta(hours=2)
"""A post may wait so long: twice the longest pause between two tries (SPEC 8)."""


def look(
    before: Pulse | None, now: Pulse, states: Mapping[str, tuple[bool, bool]]
) -> tuple[Link, ...]:
    """Return the connections as they are now, each with when it was lost.

    `states` has of each platform whether it is ready and whether it is hearing. After a jump of the
    clock (it was set, or the machine slept) what is lost counts anew: it says nothing of how long
    that really is.
    """
    jumped = before is None or not is_near(before.at, now.at)
    lost = {} if before is None or jumped else {its.platform: its.lost_at for its in before.links}
    return tuple(
        Link(name, ready, hearing, None if ready and hearing else lost.get(name) or now.at)
        for name, (ready, hearing) in states.items()
    )


def is_near(moment: datetime, now: datetime) -> bool:
    """Return whether a look at a moment can be one of the last few.

    One that is still to come was by a clock that has been set back since: within one look there is
    another one.
    """
    return abs(now - moment) <= STALE


def _well(name: str, key: str, **given: str | int | tuple[str, ...]) -> Check:
    return Check(name, is_well=True, key=key, given=given)


def _ill(name: str, key: str, **given: str | int | tuple[str, ...]) -> Check:
    return Check(name, is_well=False, key=key, given=given)


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


# --- what `overtake health` says

LIFE = "life"
"""The name of the only check of it."""


def life(pulse: Pulse | None, now: datetime) -> tuple[Check, ...]:
    """Return all that is wrong with a bot by its last sign of life, or one check: it is alive."""
    if pulse is None:
        return (_ill(LIFE, "health-not-running"),)
    if not is_near(pulse.at, now):
        return (_ill(LIFE, "health-no-life", at=_minute(pulse.at), now=_minute(now)),)
    # By the pulse's own clock: that it was set since makes no connection older.
    lost = [its for its in pulse.links if its.lost_at and pulse.at - its.lost_at >= LOST]
    return tuple(map(_link, lost)) or (_alive(pulse.links),)


def _alive(links: tuple[Link, ...]) -> Check:
    names = tuple(map(_name, links))
    if lost := tuple(_name(its) for its in links if its.lost_at):
        return _well(LIFE, "health-alive-but", platforms=lost, count=len(lost))
    return _well(LIFE, "health-alive", platforms=names, count=len(names))


def _name(link: Link) -> str:
    """Return a platform's name as it is written: Discord, Slack."""
    return link.platform.capitalize()


# --- what `/readyz` says


def readiness(health: Health) -> tuple[Check, ...]:
    """Return what is found of each thing that the bot needs to do its work."""
    now, vitals = health.pulse.at, health.vitals
    links = map(_link, health.pulse.links)
    if vitals is None:
        return (*links, _ill("database", "health-database", reason=health.trouble))
    snapshot = _snapshot(vitals, now, health.due)
    return (*links, _database(vitals), snapshot, _posts(vitals, now))


def _link(link: Link) -> Check:
    if link.lost_at is None:
        return _well(link.platform, "health-connected", platform=_name(link))
    key = "health-nowhere" if link.is_hearing else "health-lost"
    return _ill(link.platform, key, platform=_name(link), at=_minute(link.lost_at))


def _database(vitals: Vitals) -> Check:
    if vitals.failed_write:
        return _ill("database", "health-write-failed", reason=vitals.failed_write)
    return _well("database", "health-database-answers")


def _snapshot(vitals: Vitals, now: datetime, due: datetime | None) -> Check:
    if not vitals.last_good:
        return _ill("snapshot", "health-no-snapshot")
    last = max(vitals.last_good.values())
    hours = hours_since(last, now)
    if due and is_missing(due, last):
        return _ill("snapshot", "health-snapshot-old", hours=hours, due=_minute(due))
    return _well("snapshot", "health-snapshot", hours=hours)


def is_missing(due: datetime, last_good: datetime) -> bool:
    """Return whether the day on which a snapshot was due has no good one, nor has any after it.

    One that was taken earlier that day, by hand, is that day's: there is one a day.
    """
    return last_good.date() < due.date()


def hours_since(moment: datetime, now: datetime) -> int:
    """Return the whole hours since then, 0 where a clock was set back."""
    return max((now - moment) // timedelta(hours=1), 0)


def _posts(vitals: Vitals, now: datetime) -> Check:
    if vitals.waiting_since is None:
        return _well("posts", "health-no-post")
    age = now - vitals.waiting_since
    minutes = max(age // timedelta(minutes=1), 0)
    if age > POST_AGE:
        return _ill("posts", "health-post-late", minutes=minutes)
    return _well("posts", "health-post", minutes=minutes)
