"""When a day's snapshot is due. SPEC 3: the Hub's counters change between 07:00 and 12:30 UTC."""

from datetime import datetime, time, timedelta

DUE = time(13, 30)
"""UTC."""


def next_due(now: datetime) -> datetime:
    """Return when the next snapshot is due, in the time zone of `now` (UTC)."""
    today = datetime.combine(now.date(), DUE, now.tzinfo)
    return today if now < today else today + timedelta(days=1)
