"""When a release is told: at once; its later sizes and variants are part of it."""

from collections.abc import Iterable, Iterator

from bot.model import Event, Reason
from bot.rules.telling import Heard, drop, tell
from bot.thresholds import SAME_RELEASE_DAYS


def rule_releases(fresh: Iterable[Event], heard: Heard) -> Iterator[Event]:
    """Rule on new releases."""
    for event in fresh:
        told_on = heard.releases.get((event.facts.family, event.facts.release))
        if told_on and (event.day - told_on).days < SAME_RELEASE_DAYS:
            yield drop(event, Reason.SAME_RELEASE)
        else:
            yield tell(event, event.day, Reason.AT_ONCE, heard)
