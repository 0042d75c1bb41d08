"""How much one person may ask: so much within some time. Pure: the time is passed in. SPEC 9."""

from collections import deque
from datetime import datetime, timedelta

MOST = 20
WITHIN = timedelta(minutes=1)
"""Ours: more than anyone types, and far less than would keep the bot busy."""


class Allowance:
    """Counts what each person asked of late; forgets everyone else."""

    def __init__(self, most: int = MOST, within: timedelta = WITHIN) -> None:
        """Allow so many questions in so long."""
        self.most, self.within = most, within
        self._asked: dict[str, deque[datetime]] = {}
        """By person, the one who asked last at the end."""

    def wait(self, person: str, now: datetime) -> float:
        """Count a question and return 0; or don't, and return how many seconds to wait."""
        self._forget(now)
        asked = self._asked.pop(person, deque())
        self._asked[person] = asked
        while asked and not now - self.within < asked[0] <= now:  # also if the clock was set back
            asked.popleft()
        if len(asked) >= self.most:
            return (asked[0] + self.within - now).total_seconds()
        asked.append(now)
        return 0.0

    def _forget(self, now: datetime) -> None:
        """Forget who asked nothing of late."""
        while self._asked:
            longest_ago = next(iter(self._asked))
            asked = self._asked[longest_ago]
            if asked and asked[-1] > now - self.within:
                return
            del self._asked[longest_ago]
