"""Downloads up tenfold while likes stay flat: may be automated traffic. Pure; SPEC 4."""

from collections.abc import Sequence
from dataclasses import replace

from bot.model import Counts, Event
from bot.thresholds import AUTOMATED_LIKES, AUTOMATED_RISE


def mark_automated(event: Event, month: Sequence[Counts], today: Counts | None) -> Event:
    """Return the event, marked if its model's downloads rose tenfold within a month on flat likes.

    `month` holds the model's counters of the last 30 days, `today` those of the event's day.
    """
    if today is None or today.downloads is None or today.likes is None:
        return event
    known = [(c.downloads, c.likes) for c in month if c.downloads and c.likes is not None]
    if not known:
        return event
    downloads, likes = min(known)
    rose = today.downloads >= AUTOMATED_RISE * downloads
    flat = today.likes < AUTOMATED_LIKES * max(likes, 1)
    if not (rose and flat):
        return event
    return replace(event, facts=replace(event.facts, automated=True))
