"""The errors that cross the seam, each with one sentence for a person."""


class OvertakeError(Exception):
    """Something a person can be told in one sentence."""


class SourceError(OvertakeError):
    """A ranking source can't give what it was asked for: what, and why."""

    def __init__(self, reason: str, *, lasting: bool = False, unreachable: bool = False) -> None:
        """Say why, whether asking again today is no use, and whether all others would fail too."""
        super().__init__(reason)
        self.lasting = lasting
        self.unreachable = unreachable


class StoreError(OvertakeError):
    """The database can't be used: why, and what to do."""


class StoreLostError(StoreError):
    """The database that was opened is no longer the one in its place: this program must end."""


class PostError(OvertakeError):
    """A platform did not take a post."""

    def __init__(
        self,
        reason: str,
        *,
        lasting: bool = False,
        retry_after: float | None = None,
        in_doubt: bool = False,
        passing: bool = False,
    ) -> None:
        """Say why; whether it will last, when to try again (seconds), if it may have arrived.

        The reason is a sentence, or the key of one in `bot/texts`. It is `passing` where nobody
        refused the post: the trouble is the network's or the platform's own.
        """
        super().__init__(reason)
        self.passing = passing
        self.lasting = lasting
        self.retry_after = retry_after
        self.in_doubt = in_doubt
